"""What the reports of a year read from storage."""

from collections.abc import Sequence
from datetime import date

from recycling.domain.errors import NotReadyError
from recycling.domain.ledger import Account
from recycling.domain.months import EARLIEST
from recycling.domain.network import Finding, Network
from recycling.domain.records import PostingTotal
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import Recovered
from recycling.reporting.report import ReportInputs
from recycling.reporting.standing import baseline_of
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import RollupField, UnitOfWork


def last_counted(work: UnitOfWork, day: date | None) -> date:
    """Last day a report counts: the one asked for, or that of the newest ticket.

    Raises
    ------
    NotReadyError
        When there is neither.
    """
    last = day or work.books.last_ticket_day()
    if last is None:
        msg = said("report.nothing")
        raise NotReadyError(msg)
    return last


def report_inputs(
    context: Context,
    work: UnitOfWork,
    network: Network,
    day: date,
    findings: Sequence[Finding] = (),
) -> ReportInputs:
    """Read the year of a day, to that day.

    Parameters
    ----------
    context
        Settings.
    work
        Open transaction.
    network
        Sites, districts, materials and parameters.
    day
        Last day counted.
    findings
        What the checks of the network noticed, where a report says so.
    """
    start = date(day.year, 1, 1)

    def total(account: Account) -> PostingTotal:
        sums = work.books.posted(account, start, day)
        return sums[0] if sums else PostingTotal((), 0, 0, 0)

    def recovered(field: RollupField) -> list[Recovered]:
        return work.books.recovered(start, day, (field,))

    targets = work.inputs.targets()
    return ReportInputs(
        day=day,
        target_year=context.settings.reporting.target_year,
        network=network,
        findings=findings,
        targets=targets,
        by_district=recovered("district"),
        by_material=recovered("material"),
        by_stream=recovered("stream"),
        by_month=recovered("month"),
        transport_cost=total(Account.TRANSPORT_COST_FEN),
        transport_co2=total(Account.TRANSPORT_CO2_G),
        avoided_co2=total(Account.AVOIDED_CO2_G),
        siting=work.plans.siting(),
        routes=work.plans.routes(),
        pieces=work.books.pieces(start, day),
        baseline_kg=baseline_kg(work, targets, day),
    )


def baseline_kg(
    work: UnitOfWork, targets: Sequence[Target], day: date
) -> dict[tuple[str, str], int]:
    """Recovered mass of the year a split starts from; empty without a whole one.

    The plan's own baseline year is looked at alone before all months are read.
    """
    for target in targets:
        if target.is_baseline and target.indicator is Indicator.RECOVERED:
            first, last = date(target.year, 1, 1), date(target.year, 12, 31)
            found = baseline_of(targets, months_so_far(work, min(last, day), first))
            if found:
                return found
    return baseline_of(targets, months_so_far(work, day))


def months_so_far(
    work: UnitOfWork, day: date, start: date = EARLIEST
) -> list[Recovered]:
    """Read months by district and material: from statistics, then from tickets.

    Parameters
    ----------
    work
        Open transaction.
    day
        Last day counted.
    start
        First day counted; from the very first one when not given.
    """
    return [
        *work.past.recovered(start, day),
        *work.books.recovered(start, day, ("month", "district", "material")),
    ]
