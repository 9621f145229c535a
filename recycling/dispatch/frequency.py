"""Which station gets which visit on which day of a repeating cycle."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import milk_run_vehicles
from recycling.dispatch.visit_days import Floats, Wish, assign_days
from recycling.dispatch.visit_patterns import CYCLE_DAYS
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.orders import Order, OrderSource
from recycling.domain.sites import Site, SiteKind
from recycling.domain.units import DAYS_PER_YEAR, L_PER_M3, M_PER_DEGREE

VISIT_L = "dispatch.visit_l"

WORK_PER_VISIT = 0.25
"""Work of a visit beside its load, in loads of ``dispatch.visit_l`` litres."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of one site for one material in the cycle.

    Attributes
    ----------
    site_id
        Where.
    material
        What is fetched.
    days
        Days of the cycle, from 0.
    load_kg
        What waits at each visit, on average.
    """

    site_id: str
    material: str
    days: tuple[int, ...]
    load_kg: int


def visits_wanted(litres: int, visit_l: int, most: int) -> int:
    """Return how often a material is fetched in the cycle.

    As often as it fills loads of ``visit_l`` litres, at least once and at most
    on every day it may be.
    """
    return min(most, max(1, (2 * litres + visit_l) // (2 * visit_l)))


def plan_cycle(
    network: Network, supplies: Iterable[SiteSupply], settings: DispatchSettings
) -> list[Visits]:
    """Choose the days of every collection point's visits.

    A material is visited as often as ``visits_wanted`` says, on weekdays its
    point allows, at even distances within the tolerance of the settings; which
    days those are is chosen for short ways and even work in the surroundings of
    each depot (``recycling.dispatch.visit_days``).

    Parameters
    ----------
    network
        Collection points, vehicles, densities and the parameter
        ``dispatch.visit_l``.
    supplies
        Yearly supply by site and material; only collection points are visited
        by milk runs, the others are fetched as direct full loads.
    settings
        Weekdays and tolerance.

    Returns
    -------
    list of Visits
        By site and material.
    """
    points = {s.site_id: s for s in network.of_kind(SiteKind.COLLECTION_POINT)}
    yearly: dict[str, dict[str, int]] = defaultdict(dict)
    for supply in supplies:
        if supply.site_id in points and supply.stream == Stream.HOUSEHOLD.value:
            yearly[supply.site_id][supply.material] = supply.kg_per_year
    planned = [
        visits
        for centre, site_ids in _surroundings(network, [points[key] for key in yearly])
        for visits in _plan_around(network, centre, site_ids, yearly, settings)
    ]
    return sorted(planned, key=lambda visits: (visits.site_id, visits.material))


def _surroundings(
    network: Network, points: Sequence[Site]
) -> list[tuple[Site, list[str]]]:
    """Return the points nearest to each depot with milk-run vehicles, by id.

    Where there is no such depot, the points of each district, around the first.
    """
    depots = [network.sites[depot] for depot in sorted(milk_run_vehicles(network))]
    groups: dict[str, list[str]] = defaultdict(list)
    by_id = sorted(points, key=lambda point: point.site_id)
    if not depots:
        first: dict[str, Site] = {}
        for point in by_id:
            first.setdefault(point.district, point)
            groups[first[point.district].site_id].append(point.site_id)
    else:
        for point in by_id:
            away_m = np.hypot(*_relative_m(depots, point).T)
            groups[depots[int(away_m.argmin())].site_id].append(point.site_id)
    return [(network.sites[centre], groups[centre]) for centre in sorted(groups)]


def _relative_m(sites: Sequence[Site], centre: Site) -> Floats:
    """Return metres east and north of a centre, shape (sites, 2)."""
    degrees = np.array([(site.lon, site.lat) for site in sites], dtype=np.float64)
    degrees -= (centre.lon, centre.lat)
    degrees[:, 0] *= np.cos(np.radians(centre.lat))
    return degrees * M_PER_DEGREE


def _plan_around(
    network: Network,
    centre: Site,
    site_ids: Sequence[str],
    yearly: Mapping[str, Mapping[str, int]],
    settings: DispatchSettings,
) -> list[Visits]:
    visit_l = int(network.positive_parameter(VISIT_L))
    sites = [network.sites[site_id] for site_id in site_ids]
    wishes: list[Wish] = []
    loads: list[tuple[str, str, int]] = []
    for point, site in enumerate(sites):
        allowed = allowed_days(site.visit_weekdays or settings.visit_weekdays)
        amounts = [
            (loose_l(network, material, kilograms), kilograms, material)
            for material, yearly_kg in yearly[site.site_id].items()
            for kilograms in [yearly_kg * CYCLE_DAYS // DAYS_PER_YEAR]
        ]
        # The largest first: the others join it on its days.
        for litres, kilograms, material in sorted(
            amounts, key=lambda amount: (-amount[0], amount[2])
        ):
            number = visits_wanted(litres, visit_l, len(allowed))
            work = litres / number / visit_l + WORK_PER_VISIT
            wishes.append(Wish(point, number, work, allowed))
            loads.append((site.site_id, material, kilograms // number))
    days = assign_days(
        _relative_m(sites, centre), wishes, settings.visit_tolerance_days
    )
    return [
        Visits(site_id, material, chosen, load_kg)
        for (site_id, material, load_kg), chosen in zip(loads, days, strict=True)
    ]


def allowed_days(weekdays: Collection[str]) -> frozenset[int]:
    """Return the days of the cycle that fall on some ISO weekdays."""
    return frozenset(
        day for day in range(CYCLE_DAYS) if str(cycle_weekday(day)) in weekdays
    )


def cycle_weekday(day: int) -> int:
    """Return the ISO weekday of a day of the cycle.

    The cycle counts on from day 1 of the calendar, a Monday, and its length is a
    number of weeks: a day of it always falls on the same weekday.
    """
    return date.fromordinal(day + CYCLE_DAYS).isoweekday()


def orders_on(network: Network, cycle: Iterable[Visits], day: date) -> list[Order]:
    """Return the orders that the visiting cycle sets for a day.

    Required orders with the expected load, by site and material.
    """
    today = day.toordinal() % CYCLE_DAYS
    return [
        _order(network, visits, day)
        for visits in cycle
        if today in visits.days and visits.load_kg
    ]


def loose_l(network: Network, material: str, kilograms: int) -> int:
    """Loose volume of a mass, litres rounded up, at the planning density."""
    density = network.materials[material].density_loose_kg_per_m3
    return -int(-kilograms * L_PER_M3 // density)


def _order(network: Network, visits: Visits, day: date) -> Order:
    site = network.sites[visits.site_id]
    return Order(
        order_id=f"S-{day:%Y%m%d}-{site.site_id}-{visits.material}",
        site_id=site.site_id,
        day=day,
        material=visits.material,
        load_kg=visits.load_kg,
        load_l=loose_l(network, visits.material, visits.load_kg),
        window_start_s=site.opens_s,
        window_end_s=site.closes_s,
        service_s=site.service_s,
        source=OrderSource.SCHEDULE,
    )
