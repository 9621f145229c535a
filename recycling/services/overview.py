"""Use case: where the city stands, read once for every filter of a manager's page."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from recycling.domain.carbon import CarbonStatement
from recycling.domain.errors import RecyclingError
from recycling.domain.gap import Gap
from recycling.domain.months import EARLIEST
from recycling.domain.network import Network
from recycling.domain.season import elapsed_weight
from recycling.domain.tickets import Recovered
from recycling.reporting.report import Report, ReportInputs, build_report
from recycling.reporting.split import Split, split_target
from recycling.services.carbon import posted_carbon
from recycling.services.context import Context
from recycling.services.gap import gap_of
from recycling.services.ports import RollupField
from recycling.services.report_inputs import report_inputs

RECENT_DAYS = 28
"""Days the current pace is the mean of: whole weeks, so that no weekend weighs."""

BY_CELL: tuple[RollupField, ...] = ("district", "material", "stream")


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the figures of a manager's page are summed from.

    Attributes
    ----------
    report
        The report of the last day counted.
    network
        Names, boundaries and green centres.
    cells
        Recovered by month, district, material and stream, all months there are.
    recent
        The same of the last `RECENT_DAYS` days together.
    splits
        The plan's figure by year, split over districts and materials.
    due_kg
        What the city is due in each month up to the last day, by first day.
    plan_kg
        What it is due in whole months, to the end of the target year.
    gap, carbon
        The gap of the year explained, and its carbon as posted; ``None`` where they
        cannot be told.
    faults
        Why not, by what is missing.
    """

    report: Report
    network: Network
    cells: tuple[Recovered, ...]
    recent: tuple[Recovered, ...]
    splits: Mapping[int, Split]
    due_kg: Mapping[date, int]
    plan_kg: Mapping[date, int]
    gap: Gap | None = None
    carbon: CarbonStatement | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """Last day counted."""
        return self.report.day

    @property
    def is_synthetic(self) -> bool:
        """Some sites come from the synthetic sample."""
        return self.network.is_synthetic


def read_overview(context: Context, day: date) -> Overview:
    """Read where the city stands.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Last day counted.
    """
    context.progress.stage("report")
    start = date(day.year, 1, 1)
    faults: dict[str, str] = {}
    gap = None
    with context.unit_of_work() as work:
        network = work.inputs.network()
        inputs = report_inputs(context, work, network, day)
        cells = work.books.recovered(EARLIEST, day, ("month", *BY_CELL))
        recent = work.books.recovered(day - timedelta(RECENT_DAYS - 1), day, BY_CELL)
        carbon = posted_carbon(context, work, network, start, day)
        try:
            gap = gap_of(context, work, network, day, inputs.baseline_kg)
        except RecyclingError as error:
            # Not as plain text: what was said is worded in the language of the page.
            faults["gap"] = error.args[0]
    splits = _splits(inputs, cells)
    months = [date(year, month, 1) for year in splits for month in range(1, 13)]
    plan_kg = _due(splits, months, date.max, network)
    return Overview(
        report=build_report(inputs),
        network=network,
        cells=tuple(cells),
        recent=tuple(recent),
        splits=splits,
        due_kg=_due(splits, [m for m in months if m <= day], day, network),
        plan_kg=plan_kg,
        gap=gap,
        carbon=carbon,
        faults=faults,
    )


def _splits(inputs: ReportInputs, cells: Sequence[Recovered]) -> dict[int, Split]:
    """Split the plan of every year with tickets, and of those up to the target's."""
    years = {row.day.year for row in cells}
    years |= set(range(inputs.day.year, inputs.target_year + 1))
    found = {
        year: split_target(inputs.network, inputs.targets, year, inputs.baseline_kg)
        for year in sorted(years)
    }
    return {year: split for year, split in found.items() if split is not None}


def _due(
    splits: Mapping[int, Split], months: Sequence[date], last: date, network: Network
) -> dict[date, int]:
    """Cut each year's figure into months; the one of the last day is cut short.

    Each month is due what the plan asks for by its end less what it asks for by its
    beginning, so the months of a year add up to what is due by the last day.
    """
    due: dict[date, int] = {}
    for month in months:
        whole = splits[month.year].whole
        end = min(month.replace(day=monthrange(month.year, month.month)[1]), last)
        before = month - timedelta(1)
        weights = [
            elapsed_weight(day, network.parameters) if day.year == month.year else 0.0
            for day in (before, end)
        ]
        (due[month],) = (
            round(whole * b) - round(whole * a) for a, b in pairwise(weights)
        )
    return due
