"""Tables and charts that several reports have: parts of the city, months."""

from collections.abc import Iterable, Mapping
from datetime import date

from recycling.domain.figures import FigureId
from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Role,
    Series,
    Table,
)
from recycling.reporting.part_progress import PartProgress
from recycling.reporting.pen import Pen, numbers

MASS = "recovered_kg"
"""Account of recovered masses; scrapped vehicles are `VEHICLES`."""
VEHICLES = "elv_units"


def headers(pen: Pen, *keys: str, **params: object) -> tuple[str, ...]:
    """Word column headings; those of masses carry their unit."""
    units = {"mass": pen.mass_unit, "vehicles": pen.vehicle_unit}
    return tuple(pen.say(f"column.{key}", **units, **params) for key in keys)


def parts_table(
    pen: Pen, key: str, parts: Iterable[PartProgress], period: str, year: int
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
    period
        Period of the figures, for their ids.
    year
        Year of the target.
    """
    rows = []
    for rank, part in enumerate(parts, 1):
        due, gap = part.plan_kg, None
        if due is not None:
            gap = due - part.actual_kg
        where = {"place" if key == "districts" else "material": part.code}
        figure = str(FigureId(MASS, period, **where))
        rows.append(
            (
                Cell(pen.named(part.name_en, part.name_zh)),
                pen.count(rank),
                pen.kilograms(part.actual_kg, figure),
                pen.kilograms(due),
                pen.kilograms(gap),
                pen.share(part.achievement),
                pen.kilograms(part.target_kg),
                pen.share(part.required_growth),
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
    place: str = "",
) -> Table:
    """Months with what was recovered and due, and both from January on.

    Parameters
    ----------
    pen
        Language and units.
    reached_kg, due_kg
        Masses by first day of the month.
    place
        District or site they are of; empty for the city.
    """
    rows = []
    reached_sum = due_sum = 0
    for month in sorted({*reached_kg, *due_kg}):
        reached, due = reached_kg.get(month, 0), due_kg.get(month)
        reached_sum += reached
        due_sum += due or 0
        figure = str(FigureId(MASS, f"{month:%Y-%m}", place))
        rows.append(
            (
                Cell(f"{month:%Y-%m}"),
                pen.kilograms(reached, figure),
                pen.kilograms(due),
                pen.kilograms(reached_sum),
                pen.kilograms(due_sum if due_kg else None),
                pen.share(reached_sum / due_sum if due_sum else None),
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
