"""Use cases of the books: postings and the report."""

from dataclasses import dataclass, replace
from datetime import date

from recycling.accounting.balance import recovered_postings
from recycling.accounting.costs import (
    ROUTES,
    haul_cost_postings,
    haul_distances_m,
    route_cost_postings,
)
from recycling.accounting.emissions import (
    avoided_postings,
    haul_emission_postings,
    needed_codes,
    residue_postings,
    route_emission_postings,
    site_energy_postings,
)
from recycling.domain.balance import FlowSum
from recycling.domain.carbon import factor_set
from recycling.domain.errors import ConflictError
from recycling.domain.ledger import Posting
from recycling.domain.materials import Stream
from recycling.domain.months import months_between
from recycling.domain.network import Network
from recycling.domain.site_records import SiteEnergy
from recycling.domain.tickets import Flow
from recycling.network.checks import run_checks
from recycling.network.travel import great_circle_travel
from recycling.reporting.report import Report, build_report
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.driven import driven_plan
from recycling.services.ports import RollupField, UnitOfWork
from recycling.services.report_inputs import last_counted, report_inputs
from recycling.services.roads import road_findings, whole_travel

BY_GROUP: tuple[RollupField, ...] = ("month", "district", "material", "stream")


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting did.

    Attributes
    ----------
    postings, added
        Postings worked out, and those of them that were new.
    """

    postings: int
    added: int


def post_books(context: Context, day: date) -> Posted:
    """Post the year's recovery to a day, and the routes of its last day.

    Tonnes, pieces and carbon are posted for every month from 1 January, and so are
    the cost and carbon of loads that went from site to site; the cost and carbon
    of routes for those planned for the day. The same call again changes nothing;
    figures that changed are reversed and posted anew. Sealed months stay as they
    are.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Last day to post.

    Raises
    ------
    ConflictError
        When the day lies in a sealed month.
    InputError
        When the factor set lacks a factor; names all that are missing.
    """
    context.progress.stage("books")
    with context.unit_of_work() as work:
        spans = work.books.open_days(date(day.year, 1, 1), day)
        if not spans or spans[-1][1] != day:
            msg = said("posting.sealed", day=day)
            raise ConflictError(msg)
        return post_days(context, work, spans, {day})


def post_days(
    context: Context, work: UnitOfWork, spans: list[tuple[date, date]], days: set[date]
) -> Posted:
    """Post stretches of days of open months inside a transaction.

    Parameters
    ----------
    context
        Settings.
    work
        Open transaction.
    spans
        First and last day of each stretch; sums of months and loads from site to
        site are posted for all of it.
    days
        Days whose routes are posted.
    """
    network = work.inputs.network()
    months = [
        group for span in spans for group in work.books.recovered(*span, BY_GROUP)
    ]
    energy = [
        use
        for use in work.inputs.rows(SiteEnergy)
        if any(first <= use.month.replace(day=1) <= last for first, last in spans)
    ]
    plans = [driven_plan(work, day) for day in sorted(days)]
    routes = [plan for plan in plans if plan is not None]
    hauls = _hauls(work, network, spans)
    factors = factor_set(
        network.emission_factors,
        context.settings.accounting.factor_version,
        needed_codes(months, energy, bool(routes), bool(hauls)),
    )
    postings = list(recovered_postings(months, network.materials))
    postings += avoided_postings(network, months, factors)
    postings += residue_postings(network, months, factors)
    postings += site_energy_postings(network, energy, factors)
    for plan in routes:
        postings += route_cost_postings(network, plan)
        postings += route_emission_postings(network, plan, factors)
    ways_m = _ways_m(context, work, network, hauls)
    postings += haul_cost_postings(network, hauls, ways_m)
    postings += haul_emission_postings(network, hauls, ways_m, factors)
    postings += _withdrawn(work, postings, spans, days)
    return Posted(len(postings), work.books.post(postings))


def _withdrawn(
    work: UnitOfWork,
    postings: list[Posting],
    spans: list[tuple[date, date]],
    days: set[date],
) -> list[Posting]:
    """Zero for what was posted before and is gone: a re-planned route, a site moved.

    Of routes, those of the days that are posted again; others may stand on a plan
    that nobody asked about.
    """
    kept = {posting.source for posting in postings}
    return [
        replace(old, amount=0, low=None, high=None)
        for span in spans
        for old in work.books.live(*span)
        if old.source not in kept and (old.source_table != ROUTES or old.day in days)
    ]


def _hauls(
    work: UnitOfWork, network: Network, spans: list[tuple[date, date]]
) -> list[FlowSum]:
    """Find loads that went from one site to another outside the planned routes.

    Household loads that come in are fetched by routes, whose kilometres are
    posted with them; what leaves a site is counted where it arrives.
    """
    months = sorted({month for span in spans for month in months_between(*span)})
    return [
        flow
        for month in months
        for flow in work.flows.flows(month)
        if flow.origin in network.sites
        and flow.flow in {Flow.INTAKE, Flow.TRANSFER}
        and not (flow.flow is Flow.INTAKE and flow.stream == Stream.HOUSEHOLD)
    ]


def _ways_m(
    context: Context, work: UnitOfWork, network: Network, hauls: list[FlowSum]
) -> dict[tuple[str, str], int]:
    """Road metres of each load: the plan's, or the network's where it has none.

    A plan made after the weighing may send the load elsewhere; what was driven
    stays in the books. It is measured as plans measure it, and by the great
    circle where the roads at hand do not lead: the load did arrive.
    """
    siting = work.plans.siting()
    ways_m = haul_distances_m(siting.assignments) if siting is not None else {}
    missing: dict[str, list[str]] = {}
    for origin, site in sorted({(haul.origin, haul.site) for haul in hauls}):
        if (origin, site) not in ways_m:
            missing.setdefault(origin, []).append(site)
    if not missing:
        return ways_m
    for travel in (great_circle_travel(network), whole_travel(context, network)):
        for origin, sites in missing.items():
            row = travel.block((origin,), sites).distance_m[0]
            for site, metres in zip(sites, row.tolist(), strict=True):
                if metres >= 0:
                    ways_m[origin, site] = metres
    return ways_m


def make_report(context: Context, day: date | None = None) -> Report:
    """Report what was recovered in the year of a day against the targets.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Last day counted; the day of the newest ticket when not given.

    Raises
    ------
    NotReadyError
        When there is neither a day nor a ticket.
    """
    context.progress.stage("report")
    with context.unit_of_work() as work:
        last = last_counted(work, day)
        network = work.inputs.network()
        findings = [*run_checks(network, last), *road_findings(context, network)]
        return build_report(report_inputs(context, work, network, last, findings))
