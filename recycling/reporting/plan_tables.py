"""Tables of the plan beside the headline: all its figures, and vehicles by class."""

from recycling.domain.targets import Indicator
from recycling.reporting.documents import Cell, Table
from recycling.reporting.pen import Pen
from recycling.reporting.report import Report
from recycling.reporting.standing import PlanFigure
from recycling.schema.enums import label


def plan_table(pen: Pen, report: Report) -> Table:
    """List every dated figure of the city's plan with what is reached.

    Parameters
    ----------
    pen
        Language and units.
    report
        Figures of the year to a day.
    """
    rows = tuple(
        (
            Cell(_name(pen, figure)),
            Cell(f"{figure.year}"),
            _amount(pen, figure.indicator, figure.value),
            _amount(pen, figure.indicator, figure.reached),
            Cell(pen.say("plan.baseline") if figure.is_baseline else ""),
        )
        for figure in report.plan
    )
    keys = ("indicator", "year", "value", "reached", "kind")
    columns = tuple(pen.say(f"plan.column.{key}") for key in keys)
    title = pen.say("table.plan")
    return Table("plan", title, columns, rows, pen.say("plan.note"))


def vehicle_table(pen: Pen, report: Report) -> Table:
    """List end-of-life vehicles by class, with standard vehicles."""
    rows = tuple(
        (
            Cell(
                label("ElvClass", part.elv_class, pen.lang)
                if part.elv_class
                else pen.say("plan.no_class")
            ),
            pen.scrapped(part.units),
            pen.scrapped(round(part.standard_units)),
            pen.kilograms(part.net_kg),
        )
        for part in report.vehicle_classes
    )
    units = {"vehicles": pen.vehicle_unit, "mass": pen.mass_unit}
    keys = ("class", "vehicles", "standard", "mass")
    columns = tuple(pen.say(f"plan.column.{key}", **units) for key in keys)
    return Table("vehicles", pen.say("table.vehicles"), columns, rows)


def _name(pen: Pen, figure: PlanFigure) -> str:
    name = label("Indicator", figure.indicator, pen.lang)
    unit = _amount(pen, figure.indicator, None).unit
    return f"{name} ({unit})" if unit else name


def _amount(pen: Pen, indicator: Indicator, amount: int | None) -> Cell:
    if indicator is Indicator.RECOVERED:
        return pen.kilograms(amount)
    if indicator is Indicator.ELV_UNITS:
        return pen.scrapped(amount)
    return pen.count(amount)
