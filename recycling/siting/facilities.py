"""What each site may become: kept, closed, upgraded, opened, and at what cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from recycling.domain.network import Network
from recycling.domain.plans import SiteAction
from recycling.domain.sites import FacilityClass, Site, SiteKind, SiteStatus
from recycling.domain.units import KG_PER_T
from routing.siting.facility import Facility, FacilityState

GREEN = "green"
"""Tag of states that count as green sorting centres."""

FIXED_RATE = "siting.existing_fixed_cost_fen_per_t_capacity"
UNIT_COST = "siting.existing_unit_cost_fen_per_t"
CLOSING_COST = "siting.closing_cost_fen"
DISCOUNT_RATE = "siting.discount_rate"
CLOSING_YEARS = 15
"""Years over which the cost of closing is spread, like an investment."""


@dataclass(frozen=True, slots=True)
class SiteOption:
    """One state of a site in words of the trade.

    Attributes
    ----------
    action
        What happens to the site.
    facility_class
        Class it then has, empty when closed or not built.
    """

    action: SiteAction
    facility_class: str


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """A site with the states the siting problem may choose from.

    Attributes
    ----------
    site
        The site.
    facility
        Its facility in the problem.
    options
        Meaning of each of the facility's states, in their order.
    """

    site: Site
    facility: Facility
    options: tuple[SiteOption, ...]


def capital_recovery(rate: float, years: int) -> float:
    """Yearly share of an investment that pays it back with interest.

    ``CRF = i (1 + i)^n / ((1 + i)^n - 1)``, and ``1 / n`` without interest:
    0.103 for 6 % and 15 years (facts of the trade, costs).
    """
    if rate == 0:
        return 1 / years
    growth = (1 + rate) ** years
    return rate * growth / (growth - 1)


def site_options(
    network: Network, *, decides_dismantlers: bool = False
) -> list[SiteOptions]:
    """List what may become of every site that can take loads.

    Existing sorting centres may be kept, closed or upgraded to a larger
    class; candidates may be opened in a class or not built; parks, processing
    bases and dismantlers stay as they are, their fixed costs outside the
    decision.

    Parameters
    ----------
    network
        Sites, classes and parameters.
    decides_dismantlers
        Whether dismantlers may be kept, closed and upgraded too. Licences for four
        times the vehicles exist, so that most plans only assign to them.

    Returns
    -------
    list of SiteOptions
        By site id.
    """
    chosen = []
    for site_id in sorted(network.sites):
        site = network.sites[site_id]
        is_decided = decides_dismantlers and site.kind is SiteKind.DISMANTLER
        states = _decided(network, site) if is_decided else _states(network, site)
        if states:
            facility = Facility(site_id, tuple(state for state, _ in states))
            options = tuple(option for _, option in states)
            chosen.append(SiteOptions(site, facility, options))
    return chosen


type _State = tuple[FacilityState, SiteOption]


def _states(network: Network, site: Site) -> list[_State]:
    if site.status is SiteStatus.CANDIDATE:
        return _candidate(network, site)
    if site.status is not SiteStatus.EXISTING:
        return []
    if site.kind is SiteKind.SORTING_CENTRE:
        return _decided(network, site)
    if site.kind in {SiteKind.PARK, SiteKind.PROCESSING_BASE, SiteKind.DISMANTLER}:
        return [_keep_fixed(network, site)]
    return []


def _decided(network: Network, site: Site) -> list[_State]:
    return [_keep(network, site), _close(network), *_upgrades(network, site)]


def _keep(network: Network, site: Site) -> _State:
    capacity_kg = capacity_of(network, site)
    rate = network.parameter(FIXED_RATE)
    unit_cost = network.parameter(UNIT_COST)
    kind = network.facility_classes.get(site.facility_class)
    if site.kind is SiteKind.DISMANTLER and kind and kind.capacity_kg_per_year:
        rate = kind.fixed_cost_fen_per_year / kind.capacity_kg_per_year * KG_PER_T
        unit_cost = kind.unit_cost_fen_per_t
    state = FacilityState(
        name=SiteAction.KEEP.value,
        capacity_kg=capacity_kg,
        fixed_cost_fen=round(rate * capacity_kg / KG_PER_T),
        unit_cost_fen_per_t=round(unit_cost),
        commodities=network.accepted(site),
        tags=frozenset({GREEN}) if site.is_green else frozenset(),
    )
    return state, SiteOption(SiteAction.KEEP, site.facility_class)


def _close(network: Network) -> _State:
    yearly = capital_recovery(network.parameter(DISCOUNT_RATE), CLOSING_YEARS)
    state = FacilityState(
        name=SiteAction.CLOSE.value,
        capacity_kg=0,
        fixed_cost_fen=round(network.parameter(CLOSING_COST) * yearly),
    )
    return state, SiteOption(SiteAction.CLOSE, "")


def _upgrades(network: Network, site: Site) -> Iterable[_State]:
    for kind in _classes(network, site.kind):
        grows = kind.capacity_kg_per_year > capacity_of(network, site)
        if kind.can_be_upgrade and grows:
            state = _built(network, site, kind, kind.upgrade_cost_fen, "upgrade")
            yield state, SiteOption(SiteAction.UPGRADE, kind.code)


def _candidate(network: Network, site: Site) -> list[_State]:
    skip = FacilityState(name=SiteAction.SKIP.value, capacity_kg=0)
    states = [(skip, SiteOption(SiteAction.SKIP, ""))]
    for kind in _classes(network, site.kind):
        if kind.can_be_new:
            state = _built(network, site, kind, kind.capital_cost_fen, "open")
            states.append((state, SiteOption(SiteAction.OPEN, kind.code)))
    return states


def _built(
    network: Network, site: Site, kind: FacilityClass, investment: int, verb: str
) -> FacilityState:
    rate = network.parameter(DISCOUNT_RATE)
    yearly = round(investment * capital_recovery(rate, kind.lifetime_years))
    return FacilityState(
        name=f"{verb}:{kind.code}",
        capacity_kg=kind.capacity_kg_per_year,
        min_throughput_kg=kind.min_throughput_kg_per_year,
        fixed_cost_fen=yearly + kind.fixed_cost_fen_per_year,
        unit_cost_fen_per_t=kind.unit_cost_fen_per_t,
        commodities=network.accepted(site),
        tags=frozenset({GREEN}) if kind.is_green else frozenset(),
        capital_fen=investment,
    )


def _keep_fixed(network: Network, site: Site) -> _State:
    kind = network.facility_classes.get(site.facility_class)
    unit_cost = kind.unit_cost_fen_per_t if kind else network.parameter(UNIT_COST)
    state = FacilityState(
        name=SiteAction.FIXED.value,
        capacity_kg=capacity_of(network, site),
        unit_cost_fen_per_t=round(unit_cost),
        commodities=network.accepted(site),
    )
    return state, SiteOption(SiteAction.FIXED, site.facility_class)


def capacity_of(network: Network, site: Site) -> int:
    """Yearly intake: the site's own, a dismantler's vehicles, or its class's."""
    if site.capacity_kg_per_year is not None:
        return site.capacity_kg_per_year
    kind = network.facility_classes.get(site.facility_class)
    of_class = kind.capacity_kg_per_year if kind else 0
    return _dismantler_kg(network, site) or of_class


def _dismantler_kg(network: Network, site: Site) -> int:
    """Licensed vehicles of a dismantler as mass, by the mean of what is supplied."""
    if not site.capacity_units_per_year:
        return 0
    return int(site.capacity_units_per_year * kg_per_vehicle(network))


def kg_per_vehicle(network: Network) -> Fraction:
    """Mean mass of a vehicle that is supplied; 0 where none is."""
    supplies = [s for s in network.supplies if s.units_per_year]
    units = sum(supply.units_per_year for supply in supplies)
    kilograms = sum(supply.kg_per_year for supply in supplies)
    return Fraction(kilograms, units) if units else Fraction(0)


def _classes(network: Network, kind: SiteKind) -> list[FacilityClass]:
    classes = network.facility_classes.values()
    return sorted((c for c in classes if c.kind is kind), key=lambda c: c.code)
