"""Use cases of whoever looks at the network: how it stands, and one site in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from recycling.accounting.mass_balance import STOCKTAKE_DAYS, TOLERANCE
from recycling.domain.balance import SiteBalance
from recycling.domain.compliance import ComplianceItem
from recycling.domain.errors import InputError
from recycling.domain.months import months_between
from recycling.domain.network import Finding, Network
from recycling.domain.plans import SitingPlan
from recycling.domain.sites import Site
from recycling.domain.tickets import Recovered, Ticket, TicketFlag
from recycling.network.checks import run_checks
from recycling.network.compliance import check_list
from recycling.network.coverage import DistrictCoverage, population_coverage
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork
from recycling.services.reconciling import balance_of

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Throughput:
    """What a site took in over the last year, and how that compares.

    Attributes
    ----------
    kg_per_year, units_per_year
        First licensed intake over the days there are tickets of, scaled to a year.
    share
        Of the yearly capacity, in vehicles where the licence counts those; ``None``
        where no capacity is known.
    """

    kg_per_year: int
    units_per_year: int
    share: float | None


@dataclass(frozen=True, slots=True)
class NetworkState:
    """The network as it stands on a day.

    Attributes
    ----------
    day, days
        Last day counted, and how many days before it have tickets.
    network, siting
        Everything imported, and the siting plan saved last.
    findings
        What the checks noticed.
    throughput
        By site, of those that weighed anything.
    coverage
        By district.
    """

    day: date
    days: int
    network: Network
    siting: SitingPlan | None
    findings: tuple[Finding, ...]
    throughput: Mapping[str, Throughput]
    coverage: tuple[DistrictCoverage, ...]


@dataclass(frozen=True, slots=True)
class SiteHistory:
    """One site over the last year.

    Attributes
    ----------
    site
        The site.
    months
        Recovered by month and material.
    flags
        Doubts about its tickets that nobody corrected, newest first.
    balance
        Mass balance of the last month with tickets; ``None`` where nothing moved.
    items
        Its check-list.
    """

    site: Site
    months: tuple[Recovered, ...]
    flags: tuple[tuple[TicketFlag, Ticket], ...]
    balance: SiteBalance | None
    items: tuple[ComplianceItem, ...]


def network_state(context: Context, day: date) -> NetworkState:
    """Read the network, check it, and measure use and coverage.

    Parameters
    ----------
    context
        Storage.
    day
        Day on which permits and zones are judged where there is no ticket; else
        the day of the newest ticket.
    """
    with context.unit_of_work() as work:
        network = work.inputs.network()
        siting = work.plans.siting()
        last = work.books.last_ticket_day() or day
        start, days = _year_to(work, last)
        sums = work.books.recovered(start, last, ("site",))
    return NetworkState(
        day=last,
        days=days,
        network=network,
        siting=siting,
        findings=tuple(run_checks(network, last)),
        throughput={one.site: _throughput(network, one, days) for one in sums},
        coverage=tuple(population_coverage(network)),
    )


def site_history(context: Context, site_id: str, day: date) -> SiteHistory:
    """Read what is known of one site over the year to a day.

    Parameters
    ----------
    context
        Storage.
    site_id
        The site.
    day
        Last day of the year where there is no ticket; else the day of the newest
        ticket, on which permits are judged as in the state of the network.

    Raises
    ------
    InputError
        When there is no such site.
    """
    with context.unit_of_work() as work:
        network = work.inputs.network()
        site = network.sites.get(site_id)
        if site is None:
            msg = said("site.unknown", site_id=site_id)
            raise InputError(msg)
        last = work.books.last_ticket_day() or day
        start, _ = _year_to(work, last)
        months = work.books.recovered(start, last, ("month", "material"), site_id)
        flags = work.weighings.flags(start, last, site=site_id)
        # Without the figures that balances are judged by there is none to show.
        is_known = {STOCKTAKE_DAYS, TOLERANCE} <= network.parameters.keys()
        balance = _last_balance(work, site_id, start, last) if is_known else None
    return SiteHistory(
        site, tuple(months), tuple(flags), balance, check_list(network, site, last)
    )


def _year_to(work: UnitOfWork, last: date) -> tuple[date, int]:
    """First day of the year to a day, and how many of its days there are books of."""
    start = last - timedelta(days=YEAR_DAYS - 1)
    known = work.weighings.day_range()
    if known is not None:
        start = max(start, known[0])
    return start, (last - start).days + 1


def _throughput(network: Network, one: Recovered, days: int) -> Throughput:
    kg, units = (round(total * YEAR_DAYS / days) for total in (one.net_kg, one.units))
    site = network.sites.get(one.site)
    share = None
    if site is not None and site.capacity_units_per_year:
        share = units / site.capacity_units_per_year
    elif site is not None and site.capacity_kg_per_year:
        share = kg / site.capacity_kg_per_year
    return Throughput(kg, units, share)


def _last_balance(
    work: UnitOfWork, site_id: str, start: date, last: date
) -> SiteBalance | None:
    """Balance the newest month in which the site weighed anything."""
    for month in reversed(list(months_between(start, last))):
        if work.flows.flows(month, site_id):
            found = balance_of(work, month).sites
            return next((s for s in found if s.site_id == site_id), None)
    return None
