"""Tables and charts that several reports have: parts of the city, months."""

from collections.abc import Iterable, Mapping
from datetime import date

from recycling.domain.months import last_day
from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Role,
    Series,
    Table,
)
from recycling.reporting.figure_names import PlanNames
from recycling.reporting.part_progress import PartProgress
from recycling.reporting.pen import Pen, numbers

MASS = "recovered_kg"
"""Account of recovered masses."""

type Days = tuple[date, date]
"""First and last day of a report, both counted."""


def headers(pen: Pen, *keys: str, **params: object) -> tuple[str, ...]:
    """Word column headings; those of masses carry their unit."""
    units = {"mass": pen.mass_unit, "vehicles": pen.vehicle_unit}
    return tuple(pen.say(f"column.{key}", **units, **params) for key in keys)


def parts_table(
    pen: Pen, key: str, parts: Iterable[PartProgress], days: Days, year: int
) -> Table:
    """Parts of the recovered mass against what is due, in their order.

    Parameters
    ----------
    pen
        Language and units.
    key
        ``districts`` or ``materials``: what the parts are.
    parts
        The best achievement first.
    days
        Days of the figures, for their ids.
    year
        Year of the target.
    """
    rows = []
    for rank, part in enumerate(parts, 1):
        due, gap = part.plan_kg, None
        if due is not None:
            gap = due - part.actual_kg
        where = (part.code, "") if key == "districts" else ("", part.code)
        ids = PlanNames(*days, days[1], *where)
        rows.append(
            (
                Cell(pen.named(part.name_en, part.name_zh)),
                pen.count(rank),
                pen.kilograms(part.actual_kg, ids.reached),
                pen.kilograms(due, ids.due),
                pen.kilograms(gap, ids.gap),
                pen.share(part.achievement, ids.achievement),
                pen.kilograms(part.target_kg, ids.target(year)),
                pen.share(part.required_growth, ids.growth(year)),
            )
        )
    columns = headers(
        pen, "name", "rank", "reached", "due", "gap", "achievement", "target_mass",
        "growth", year=year,
    )  # fmt: skip
    return Table(key, pen.say(f"table.{key}"), columns, tuple(rows))


def parts_chart(pen: Pen, table: Table) -> Chart:
    """Draw the parts of a `parts_table` against what is due."""
    reached = [row[2] for row in table.rows]
    due = [row[3] for row in table.rows]
    series = [Series(pen.say("series.reached"), Role.ACTUAL, numbers(reached))]
    if any(cell.number is not None for cell in due):
        series.append(Series(pen.say("series.due"), Role.PLAN, numbers(due)))
    return Chart(
        table.key,
        table.title,
        ChartKind.BARS,
        pen.mass_unit,
        tuple(row[0].text for row in table.rows),
        tuple(series),
        reached[0].decimals if reached else 0,
    )


def months_table(
    pen: Pen,
    reached_kg: Mapping[date, int],
    due_kg: Mapping[date, int],
    days: Days,
    place: str = "",
) -> Table:
    """Months with what was recovered and due, and both from January on.

    Parameters
    ----------
    pen
        Language and units.
    reached_kg, due_kg
        Masses by first day of the month.
    days
        Days of the report: the last month may be counted in part.
    place
        District or site they are of; empty for the city.
    """
    rows = []
    reached_sum = due_sum = 0
    for month in sorted({*reached_kg, *due_kg}):
        reached, due = reached_kg.get(month, 0), due_kg.get(month)
        reached_sum += reached
        due_sum += due or 0
        first, last = max(month, days[0]), min(last_day(month), days[1])
        own = PlanNames(first, last, days[1], place)
        since = PlanNames(days[0], last, days[1], place)
        rows.append(
            (
                Cell(f"{month:%Y-%m}"),
                pen.kilograms(reached, own.reached),
                pen.kilograms(due, own.due),
                pen.kilograms(reached_sum, since.reached),
                pen.kilograms(due_sum if due_kg else None, since.due),
                pen.share(
                    reached_sum / due_sum if due_sum else None, since.achievement
                ),
            )
        )
    columns = headers(
        pen, "month", "reached", "due", "reached_sum", "due_sum", "achievement"
    )
    return Table("months", pen.say("table.months"), columns, tuple(rows))


def burn_up(pen: Pen, months: Table) -> Chart:
    """Draw what was recovered since January against what was due."""
    reached = [row[3] for row in months.rows]
    due = [row[4] for row in months.rows]
    series = [Series(pen.say("series.reached"), Role.ACTUAL, numbers(reached))]
    if any(cell.number is not None for cell in due):
        series.append(Series(pen.say("series.due"), Role.PLAN, numbers(due)))
    return Chart(
        "burn_up",
        pen.say("chart.burn_up"),
        ChartKind.LINES,
        pen.mass_unit,
        tuple(row[0].text for row in months.rows),
        tuple(series),
        reached[0].decimals if reached else 0,
    )
