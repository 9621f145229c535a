"""Use cases of the books: postings and the report."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from recycling.accounting.balance import ROLLUP, recovered_postings
from recycling.accounting.costs import (
    haul_cost_postings,
    haul_distances_m,
    route_cost_postings,
)
from recycling.accounting.emissions import (
    avoided_postings,
    haul_emission_postings,
    route_emission_postings,
)
from recycling.domain.errors import NotReadyError
from recycling.domain.ledger import Account, Posting
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.plans import SitingPlan
from recycling.domain.records import PostingTotal
from recycling.domain.tickets import Recovered, Ticket
from recycling.network.checks import run_checks
from recycling.network.travel import great_circle_travel
from recycling.reporting.report import Report, ReportInputs, build_report
from recycling.services.context import Context
from recycling.services.ports import RollupField, UnitOfWork
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
    """Post the year's recovery to a day, and the transport of its last day.

    Tonnes, scrapped vehicles and avoided emissions are posted for every month
    from 1 January; the cost and carbon of transport for the routes planned for
    the day and for the direct loads weighed on it. The same call again changes
    nothing; figures that changed are reversed and posted anew.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Last day to post.
    """
    context.progress.stage("books")
    version = context.settings.accounting.factor_version
    with context.unit_of_work() as work:
        network = work.inputs.network()
        months = work.books.recovered(date(day.year, 1, 1), day, BY_GROUP)
        postings = list(recovered_postings(months))
        postings += avoided_postings(months, network.materials)
        routes = work.plans.routes(f"routes-{day:%Y-%m-%d}")
        if routes is not None:
            postings += route_cost_postings(network, routes)
            postings += route_emission_postings(network, routes, version)
        postings += _haul_postings(context, work, network, day)
        postings += _withdrawn(work, postings, day)
        added = work.books.post(postings)
    return Posted(len(postings), added)


def _withdrawn(work: UnitOfWork, postings: list[Posting], day: date) -> list[Posting]:
    """Zero for what was posted before and is gone: a re-planned route, a site moved.

    What stands on the rollup is posted for the whole year to the day, what
    stands on routes and tickets for the day alone; only those are withdrawn.
    """
    kept = {posting.source for posting in postings}
    return [
        replace(old, amount=0, low=None, high=None)
        for old in work.books.live(date(day.year, 1, 1), day)
        if old.source not in kept and (old.source_table == ROLLUP or old.day == day)
    ]


def _haul_postings(
    context: Context, work: UnitOfWork, network: Network, day: date
) -> list[Posting]:
    siting = work.plans.siting()
    if siting is None:
        return []
    direct = [
        ticket
        for ticket in work.books.tickets(day)
        if ticket.origin_site_id in network.sites
        and ticket.stream is not Stream.HOUSEHOLD
    ]
    ways_m = _ways_m(context, network, siting, direct)
    version = context.settings.accounting.factor_version
    return [
        *haul_cost_postings(network, direct, ways_m),
        *haul_emission_postings(network, direct, ways_m, version),
    ]


def _ways_m(
    context: Context, network: Network, siting: SitingPlan, direct: Iterable[Ticket]
) -> dict[tuple[str, str], int]:
    """Road metres of each load: the plan's, or the network's where it has none.

    A plan made after the weighing may send the load elsewhere; what was driven
    stays in the books. It is measured as plans measure it, and by the great
    circle where the roads at hand do not lead: the load did arrive.
    """
    ways_m = haul_distances_m(siting.assignments)
    missing = sorted({(t.origin_site_id, t.site_id) for t in direct} - set(ways_m))
    if not missing:
        return ways_m
    for travel in (great_circle_travel(network), whole_travel(context, network)):
        for pair in missing:
            metres = int(travel.block(pair[:1], pair[1:]).distance_m[0, 0])
            if metres >= 0:
                ways_m[pair] = metres
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
        last = day or work.books.last_ticket_day()
        if last is None:
            msg = (
                "report: no ticket is recorded yet. "
                "Import tickets with 'recycling import', or run 'recycling demo'."
            )
            raise NotReadyError(msg)
        return build_report(_report_inputs(context, work, last))


def _report_inputs(context: Context, work: UnitOfWork, day: date) -> ReportInputs:
    network = work.inputs.network()
    start = date(day.year, 1, 1)

    def total(account: Account) -> PostingTotal:
        sums = work.books.posted(account, start, day)
        return sums[0] if sums else PostingTotal((), 0, 0, 0)

    def recovered(field: RollupField) -> list[Recovered]:
        return work.books.recovered(start, day, (field,))

    return ReportInputs(
        day=day,
        target_year=context.settings.reporting.target_year,
        network=network,
        findings=[*run_checks(network, day), *road_findings(context, network)],
        targets=work.inputs.targets(),
        by_district=recovered("district"),
        by_material=recovered("material"),
        by_stream=recovered("stream"),
        by_month=recovered("month"),
        transport_cost=total(Account.TRANSPORT_COST_FEN),
        transport_co2=total(Account.TRANSPORT_CO2_G),
        avoided_co2=total(Account.AVOIDED_CO2_G),
        siting=work.plans.siting(),
        routes=work.plans.routes(),
    )
