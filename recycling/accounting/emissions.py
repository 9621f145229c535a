"""Emissions of transport, and emissions avoided by recovery, as postings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from recycling.accounting.balance import ROLLUP, source_of
from recycling.domain.errors import InputError
from recycling.domain.fleet import Energy, VehicleType
from recycling.domain.ledger import Account, Posting
from recycling.domain.materials import EmissionFactor, Material
from recycling.domain.network import Network
from recycling.domain.plans import RoutePlan
from recycling.domain.tickets import Recovered, Ticket
from recycling.domain.units import G_PER_KG, KG_PER_T, M_PER_KM

DIESEL = "diesel_l"
GRID = "grid_kwh"
ROAD = "road_tkm_heavy_30t"


def factor(network: Network, code: str, version: str) -> EmissionFactor:
    """Emission factor of a set.

    Raises
    ------
    InputError
        When the set has no such factor; the message lists the sets that do.
    """
    named = [f for f in network.emission_factors if f.code == code]
    chosen = [f for f in named if f.version == version]
    if not chosen:
        sets = ", ".join(sorted({f.version for f in named})) or "none"
        msg = (
            f"emission_factors, {code}: no row of version {version!r}, "
            f"there are {sets}. Add the row, or set accounting.factor_version."
        )
        raise InputError(msg)
    return max(chosen, key=lambda f: f.year)


def route_emission_postings(
    network: Network, plan: RoutePlan, version: str
) -> Iterator[Posting]:
    """Post the CO2 of each vehicle's day from its energy use.

    ``g = km x (l or kWh per km) x kg CO2 per unit x 1000``. Tank or generation
    to wheel as the factor's boundary says; every kilometre counts, empty ones
    included.
    """
    by_energy = _factors(network, version)
    for route in plan.routes:
        vehicle = network.vehicles[route.vehicle_id]
        kind = network.vehicle_types[vehicle.vehicle_type]
        chosen = by_energy[kind.energy]
        activity = route.distance_m / M_PER_KM * _use_per_km(kind)
        route_row = Posting(
            account=Account.TRANSPORT_CO2_G,
            day=plan.day,
            amount=0,
            source_table="routes",
            source_id=route.route_id,
            district=network.sites[route.catchment].district,
        )
        yield _with_carbon(route_row, chosen, activity)


def vehicle_emissions(network: Network, version: str) -> dict[str, int]:
    """Grams of CO2 per kilometre of each vehicle type, to the whole gram.

    ``g/km = (l or kWh per km) x kg CO2 per unit x 1000``. Empty without the
    factors: a plan can be made before they are imported.
    """
    if not {DIESEL, GRID} <= {f.code for f in network.emission_factors}:
        return {}
    by_energy = _factors(network, version)
    return {
        code: round(_use_per_km(kind) * by_energy[kind.energy].kg_per_unit * G_PER_KG)
        for code, kind in network.vehicle_types.items()
    }


def _factors(network: Network, version: str) -> dict[Energy, EmissionFactor]:
    return {
        Energy.DIESEL: factor(network, DIESEL, version),
        Energy.ELECTRIC: factor(network, GRID, version),
    }


def _use_per_km(kind: VehicleType) -> float:
    """Litres or kilowatt-hours per kilometre."""
    if kind.energy is Energy.DIESEL:
        return kind.fuel_l_per_km
    return kind.electricity_kwh_per_km


def haul_emission_postings(
    network: Network,
    tickets: Iterable[Ticket],
    distance_m: Mapping[tuple[str, str], int],
    version: str,
) -> Iterator[Posting]:
    """Post the CO2 of direct full loads: tonnes x kilometres x road factor."""
    chosen = factor(network, ROAD, version)
    for ticket in tickets:
        metres = distance_m.get((ticket.origin_site_id, ticket.site_id))
        if metres is None:
            continue
        ticket_row = Posting(
            account=Account.TRANSPORT_CO2_G,
            day=ticket.weighed_at.date(),
            amount=0,
            source_table="tickets",
            source_id=f"{ticket.site_id}|{ticket.ticket_no}",
            district=network.sites[ticket.site_id].district,
            material=ticket.material,
            stream=ticket.stream.value,
        )
        tonne_km = ticket.net_kg / KG_PER_T * metres / M_PER_KM
        yield _with_carbon(ticket_row, chosen, tonne_km)


def _with_carbon(row: Posting, chosen: EmissionFactor, activity: float) -> Posting:
    """Copy of a posting with the carbon of an activity and its range."""

    def grams(kg_per_unit: float) -> int:
        return round(activity * kg_per_unit * G_PER_KG)

    return replace(
        row,
        amount=grams(chosen.kg_per_unit),
        low=None if chosen.low is None else grams(chosen.low),
        high=None if chosen.high is None else grams(chosen.high),
        factor_code=chosen.code,
        factor_version=chosen.version,
    )


def avoided_postings(
    months: Iterable[Recovered], materials: Mapping[str, Material]
) -> Iterator[Posting]:
    """Post the emissions that recovery avoided, with their range.

    ``g = kg x yield x kg CO2e avoided per tonne``: kilograms times kilograms
    per tonne are grams. The factors' own range is carried along; transport
    and sorting are posted apart and not subtracted here.

    Parameters
    ----------
    months
        Sums of the rollup split by month, district, material and stream.
    materials
        Materials with their yields and factors.
    """
    for group in months:
        material = materials[group.material]
        useful_kg = group.net_kg * material.yield_share
        yield Posting(
            account=Account.AVOIDED_CO2_G,
            day=group.day,
            amount=round(useful_kg * material.avoided_default_kg_per_t),
            low=round(useful_kg * material.avoided_low_kg_per_t),
            high=round(useful_kg * material.avoided_high_kg_per_t),
            source_table=ROLLUP,
            source_id=source_of(group),
            district=group.district,
            material=group.material,
            stream=group.stream,
            factor_code=f"avoided.{group.material}",
            factor_version=material.source[:60],
        )
