"""Direct loads of a day: which are due, who takes them, which truck fetches them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

import numpy as np

from recycling.domain.direct import CARRIERS, HEAVY, is_elv
from recycling.domain.fleet import Vehicle, VehicleType
from recycling.domain.loads import even_part, loads_on
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply, Travel
from recycling.domain.orders import Order
from recycling.domain.sites import INTAKE_KINDS, Site, SiteKind, is_valid

FULL_LOAD = "execution.full_load_kg"
ELV_LOAD = "execution.elv_load_units"
LOADING = "time.bale_load_s"
ELV_LOADING = "time.elv_load_s"


def due_orders(
    network: Network, supplies: Iterable[SiteSupply], day: date
) -> list[Order]:
    """Expect the direct loads of a day from what sites supply in a year.

    A supply of ``q`` kg a year comes in ``n = ceil(q / full load)`` loads spread
    evenly over it, as the simulation of weighings does; end-of-life vehicles in loads
    of ``execution.elv_load_units`` vehicles.

    Parameters
    ----------
    network
        Sites, materials and parameters.
    supplies
        Yearly supplies; those of households are left to milk runs.
    day
        The day.
    """
    return [
        order
        for supply in supplies
        if supply.stream != Stream.HOUSEHOLD.value and supply.site_id in network.sites
        for order in _due(network, supply, day)
    ]


def _due(network: Network, supply: SiteSupply, day: date) -> Iterator[Order]:
    site = network.sites[supply.site_id]
    full_kg = network.positive_parameter(FULL_LOAD)
    loads = -int(-supply.kg_per_year // full_kg)
    if supply.units_per_year:
        units = network.positive_parameter(ELV_LOAD)
        loads = -int(-supply.units_per_year // units)
    key = f"{supply.site_id}>{supply.material}>{supply.stream}"
    name = f"D-{day:%Y%m%d}-{supply.site_id}-{supply.material}"
    first, after = loads_on(day, loads, turn=crc32(key.encode()))
    for load in range(first, after):
        order = Order(
            order_id=f"{name}-{load - first}",
            site_id=site.site_id,
            day=day,
            material=supply.material,
            load_kg=max(1, even_part(supply.kg_per_year, load, loads)),
            stream=Stream(supply.stream),
            load_units=even_part(supply.units_per_year, load, loads),
            window_start_s=site.opens_s,
            window_end_s=site.closes_s,
        )
        yield replace(order, service_s=_loading_s(network, site, order))


def _loading_s(network: Network, site: Site, order: Order) -> int:
    """Time of loading: by vehicle, or of a full load; the site's where none is known.

    Not in proportion to a full load's mass: a truck is weighed and secured all the
    same.
    """
    code = ELV_LOADING if order.load_units else LOADING
    known = network.parameters.get(code)
    if known is None:
        return site.service_s
    return round(known.value) * max(1, order.load_units)


def direct_vehicles(network: Network) -> tuple[Vehicle, ...]:
    """Vehicles that fetch direct loads and are available, by id."""
    return tuple(
        vehicle
        for _, vehicle in sorted(network.vehicles.items())
        if vehicle.is_available
        and network.vehicle_types[vehicle.vehicle_type].role in HEAVY | CARRIERS
    )


def in_loads(
    network: Network, orders: Iterable[Order], vehicles: Iterable[Vehicle]
) -> list[Order]:
    """Cut orders into loads that the most suitable vehicle type takes at once.

    Loads of an order keep its id and differ by a kilogram or a vehicle at most. An
    order that no vehicle carries stays whole.

    Parameters
    ----------
    network
        Types of the vehicles.
    orders
        Orders of any size.
    vehicles
        Vehicles that fetch them.
    """
    types = {v.vehicle_type: network.vehicle_types[v.vehicle_type] for v in vehicles}
    return [
        load for order in orders for load in _loads_of(network, order, types.values())
    ]


def trips_of(network: Network, order: Order, kind: VehicleType) -> int:
    """Count the trips in which a type of vehicle fetches an order; 0 if it may not."""
    roles = CARRIERS if is_elv(network, order.material) else HEAVY
    return _loads_by(order, kind) if kind.role in roles else 0


def _loads_of(
    network: Network, order: Order, types: Iterable[VehicleType]
) -> list[Order]:
    numbers = [trips_of(network, order, kind) for kind in types]
    number = min(filter(None, numbers), default=1)
    return [
        replace(
            order,
            load_kg=even_part(order.load_kg, n, number),
            load_units=even_part(order.load_units, n, number),
            # Vehicles are loaded one by one; a truck is weighed and secured anyway.
            service_s=even_part(order.service_s, n, number)
            if order.load_units
            else order.service_s,
        )
        for n in range(number)
    ]


def _loads_by(order: Order, kind: VehicleType) -> int:
    """Count the loads of an order on a type of vehicle: by mass, or by its places."""
    by_mass = -(-order.load_kg // max(1, kind.payload_kg))
    by_places = -(-order.load_units // max(1, kind.capacity_units))
    return max(1, by_mass, by_places)


@dataclass(frozen=True, slots=True)
class Room:
    """What a site may still take: mass and end-of-life vehicles; ``None`` for any."""

    kg: int | None
    units: int | None

    @property
    def is_any(self) -> bool:
        """Whether it may take something at all."""
        return self.kg != 0 and self.units != 0


def room_of(
    site: Site, taken: Mapping[str, tuple[int, int]], unloaded_kg: Mapping[str, int]
) -> Room:
    """Tell what a site may still take on a day.

    The least of what its licence leaves of the year and what it takes in a day.

    Parameters
    ----------
    site
        The site.
    taken
        Kilograms and vehicles it has weighed in the year so far.
    unloaded_kg
        Kilograms other routes bring on the day.
    """
    year_kg, year_units = taken.get(site.site_id, (0, 0))
    other_kg = unloaded_kg.get(site.site_id, 0)
    limits = []
    if site.capacity_kg_per_year is not None:
        limits.append(site.capacity_kg_per_year - year_kg - other_kg)
    if site.intake_kg_per_day is not None:
        limits.append(site.intake_kg_per_day - other_kg)
    kg = max(0, min(limits)) if limits else None
    units = site.capacity_units_per_year
    return Room(kg, None if units is None else max(0, units - year_units))


def takers(
    network: Network,
    orders: Sequence[Order],
    open_site_ids: Iterable[str],
    rooms: Mapping[str, Room],
    day: date,
    travel: Travel,
    number: int,
) -> list[str]:
    """Choose the sites that direct loads may go to: for each, the nearest with room.

    Parameters
    ----------
    network
        Sites and what they accept.
    orders
        The loads.
    open_site_ids
        Sites that work on the day.
    rooms
        What each may still take.
    day
        The day; a dismantler whose licence has run out takes nothing.
    travel
        Travel between sites.
    number
        Sites offered to a load.
    """
    open_sites = [
        site
        for site_id in sorted(set(open_site_ids) & network.sites.keys())
        if (site := network.sites[site_id]).kind in INTAKE_KINDS
        and rooms[site_id].is_any
        and (site.kind is not SiteKind.DISMANTLER or _is_licensed(site, day))
    ]
    chosen: set[str] = set()
    for material in sorted({order.material for order in orders}):
        ends = [s.site_id for s in open_sites if material in network.accepted(s)]
        starts = sorted({o.site_id for o in orders if o.material == material})
        chosen |= _nearest(starts, ends, travel, number)
    return sorted(chosen)


def _is_licensed(site: Site, day: date) -> bool:
    return is_valid(None, site.permit_valid_to, day)


def _nearest(
    starts: Sequence[str], ends: Sequence[str], travel: Travel, number: int
) -> set[str]:
    """Sites among the first few of some place, by the time it takes to get there."""
    if not starts or not ends:
        return set()
    block = travel.block(starts, ends)
    seconds = np.array(block.duration_s, dtype=np.int64)
    found: set[str] = set()
    for row in seconds:
        reached = [i for i in np.argsort(row, kind="stable") if row[i] >= 0]
        found.update(ends[i] for i in reached[:number])
    return found
