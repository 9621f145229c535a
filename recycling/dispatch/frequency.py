"""Which station gets which visit on which day of a repeating cycle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.orders import Order, OrderSource
from recycling.domain.sites import SiteKind
from recycling.domain.units import DAYS_PER_YEAR, L_PER_M3

CYCLE_DAYS = 14
"""Length of the visiting cycle; every material is fetched at least once in it."""

DAYS_LOOKED_AT = 7
"""Free days looked at for a visit: its own place and three on either side."""

VISIT_L = "dispatch.visit_l"

_STEPS = sorted(
    range(-CYCLE_DAYS // 2 + 1, CYCLE_DAYS // 2 + 1), key=lambda d: (abs(d), -d)
)


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of one site for one material in the cycle.

    Attributes
    ----------
    material
        What is fetched.
    days
        Days of the cycle, from 0.
    load_kg
        What waits at each visit, on average.
    """

    material: str
    days: tuple[int, ...]
    load_kg: int


def plan_visits(
    site_id: str,
    kg_per_cycle: Mapping[str, int],
    l_per_cycle: Mapping[str, int],
    visit_l: int,
) -> list[Visits]:
    """Choose the visit days of one site.

    A material gets as many visits as loads of ``visit_l`` litres it fills in
    the cycle, at least one and at most one a day, at even distances. A hash of
    the site's id turns the pattern, so that neighbours do not all fall on the
    same day; where two materials meet, the smaller one moves to the emptiest
    day next to its place.

    Parameters
    ----------
    site_id
        Key of the site.
    kg_per_cycle, l_per_cycle
        Kilograms and loose litres per material and cycle.
    visit_l
        Litres a visit is worth coming for.
    """
    turn = crc32(site_id.encode()) % CYCLE_DAYS
    used = [0] * CYCLE_DAYS
    plans = []
    by_size = sorted(l_per_cycle, key=lambda code: (-l_per_cycle[code], code))
    for material in by_size:
        wanted = (2 * l_per_cycle[material] + visit_l) // (2 * visit_l)
        number = min(CYCLE_DAYS, max(1, wanted))
        days: list[int] = []
        for visit in range(number):
            ideal = turn + (2 * visit + 1) * CYCLE_DAYS // (2 * number)
            day = _emptiest(used, days, ideal)
            used[day] += 1
            days.append(day)
        load_kg = kg_per_cycle[material] // number
        plans.append(Visits(material, tuple(sorted(days)), load_kg))
    return plans


def _emptiest(used: Sequence[int], taken: Sequence[int], ideal: int) -> int:
    """Day with the fewest visits among the nearest that are not taken.

    The nearest to the ideal wins among equals. A material is never fetched
    twice on a day: the second order of the day would be lost.
    """
    nearest = [(ideal + step) % CYCLE_DAYS for step in _STEPS]
    free = [day for day in nearest if day not in taken][:DAYS_LOOKED_AT]
    return min(free, key=lambda day: (used[day], free.index(day)))


def scheduled_orders(
    network: Network, supplies: Iterable[SiteSupply], day: date
) -> list[Order]:
    """Make the orders that the visiting cycle sets for a day.

    Parameters
    ----------
    network
        Collection points, densities and the parameter ``dispatch.visit_l``.
    supplies
        Yearly supply by site and material; only collection points are visited
        by milk runs, the others are fetched as direct full loads.
    day
        Day of the visits.

    Returns
    -------
    list of Order
        Required orders with the expected load, by id.
    """
    points = {s.site_id: s for s in network.of_kind(SiteKind.COLLECTION_POINT)}
    yearly: dict[str, dict[str, int]] = defaultdict(dict)
    for supply in supplies:
        if supply.site_id in points and supply.stream == Stream.HOUSEHOLD.value:
            yearly[supply.site_id][supply.material] = supply.kg_per_year
    visit_l = int(network.positive_parameter(VISIT_L))
    today = day.toordinal() % CYCLE_DAYS
    orders: list[Order] = []
    for site_id in sorted(yearly):
        kilograms = {
            code: kg * CYCLE_DAYS // DAYS_PER_YEAR
            for code, kg in yearly[site_id].items()
        }
        litres = {code: loose_l(network, code, kg) for code, kg in kilograms.items()}
        orders.extend(
            _order(network, site_id, visits, day)
            for visits in plan_visits(site_id, kilograms, litres, visit_l)
            if today in visits.days and visits.load_kg
        )
    return orders


def loose_l(network: Network, material: str, kilograms: int) -> int:
    """Loose volume of a mass, litres rounded up, at the planning density."""
    density = network.materials[material].density_loose_kg_per_m3
    return -int(-kilograms * L_PER_M3 // density)


def _order(network: Network, site_id: str, visits: Visits, day: date) -> Order:
    site = network.sites[site_id]
    return Order(
        order_id=f"S-{day:%Y%m%d}-{site_id}-{visits.material}",
        site_id=site_id,
        day=day,
        material=visits.material,
        load_kg=visits.load_kg,
        load_l=loose_l(network, visits.material, visits.load_kg),
        window_start_s=site.opens_s,
        window_end_s=site.closes_s,
        service_s=site.service_s,
        source=OrderSource.SCHEDULE,
    )
