"""A year to a day as the reports of targets see it, and where its figures come from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from recycling.domain.months import last_day, months_between
from recycling.domain.network import Network
from recycling.domain.season import elapsed_weight
from recycling.domain.targets import Target
from recycling.reporting.provenance import Provenance, distinct
from recycling.reporting.report import Report, build_report
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork
from recycling.services.report_inputs import last_counted, report_inputs


@dataclass(frozen=True, slots=True)
class ReportYear:
    """A year to a day, as all reports begin.

    Attributes
    ----------
    work
        Open transaction.
    network
        Sites, districts, materials and parameters.
    report
        Figures of the year.
    targets
        Every dated figure.
    provenance
        Where the figures come from.
    """

    work: UnitOfWork
    network: Network
    report: Report
    targets: tuple[Target, ...]
    provenance: Provenance

    @property
    def days(self) -> tuple[date, date]:
        """First and last day counted."""
        return self.provenance.first, self.provenance.last


def report_year(context: Context, work: UnitOfWork, day: date | None) -> ReportYear:
    """Read the year of a day, to that day; to the newest ticket without one."""
    last = last_counted(work, day)
    network = work.inputs.network()
    inputs = report_inputs(context, work, network, last)
    provenance = replace(
        provenance_of(context, work, date(last.year, 1, 1), last),
        sources=distinct(target.source for target in inputs.targets),
    )
    return ReportYear(
        work, network, build_report(inputs), tuple(inputs.targets), provenance
    )


def provenance_of(
    context: Context, work: UnitOfWork, first: date, last: date
) -> Provenance:
    """Read where the figures of some days come from."""
    sums = work.books.recovered(first, last)
    sealed = work.seals.chain()
    return Provenance(
        first=first,
        last=last,
        newest=work.books.last_ticket_day(),
        tickets=sum(row.tickets for row in sums),
        net_kg=sum(row.net_kg for row in sums),
        simulated_kg=sum(row.simulated_kg for row in sums),
        counting=work.books.counting_rule(),
        factor_version=context.settings.accounting.factor_version,
        sealed_to=sealed[-1].month if sealed else None,
    )


def due_by_month(year: ReportYear, due_kg: int | None) -> Mapping[date, int]:
    """Share what is due so far out to the months; their sum is exact.

    A month is due what is due by its end less what was due by the end of the month
    before; the last month ends with the last day counted.
    """
    last = year.provenance.last
    whole = elapsed_weight(last, year.network.parameters)
    if due_kg is None or whole <= 0:
        return {}
    due: dict[date, int] = {}
    behind = 0
    for month in months_between(*year.days):
        end = min(last, last_day(month))
        weight = elapsed_weight(end, year.network.parameters)
        until = round(due_kg * weight / whole)
        due[month] = until - behind
        behind = until
    return due
