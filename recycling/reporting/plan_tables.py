"""Tables of the plan beside the headline: all its figures, and vehicles by class."""

from datetime import date

from recycling.domain.figures import UNCLASSED, Derived, period_of
from recycling.domain.ledger import Account
from recycling.domain.months import last_day
from recycling.domain.targets import Indicator
from recycling.reporting.documents import Cell, Table
from recycling.reporting.figure_names import PlanNames, named, stated
from recycling.reporting.pen import Pen
from recycling.reporting.report import Report
from recycling.reporting.standing import PlanFigure, VehicleClass
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
            _amount(pen, figure.indicator, figure.value, _stated(figure)),
            _amount(pen, figure.indicator, figure.reached, _reached(report, figure)),
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
    # Vehicles are counted by the month, to the end of the last one.
    period = period_of(date(report.day.year, 1, 1), last_day(report.day))
    rows = tuple(
        (
            Cell(
                label("ElvClass", part.elv_class, pen.lang)
                if part.elv_class
                else pen.say("plan.no_class")
            ),
            *_vehicles(pen, part, period),
        )
        for part in report.vehicle_classes
    )
    units = {"vehicles": pen.vehicle_unit, "mass": pen.mass_unit}
    keys = ("class", "vehicles", "standard", "mass")
    columns = tuple(pen.say(f"plan.column.{key}", **units) for key in keys)
    return Table("vehicles", pen.say("table.vehicles"), columns, rows)


def _vehicles(pen: Pen, part: VehicleClass, period: str) -> tuple[Cell, ...]:
    kind = part.elv_class or UNCLASSED
    return (
        pen.scrapped(part.units, named(Account.ELV_UNITS, period, detail=kind)),
        pen.scrapped(
            round(part.standard_units),
            named(Derived.STANDARD_UNITS, period, detail=kind),
        ),
        pen.kilograms(part.net_kg, named(Derived.ELV_KG, period, detail=kind)),
    )


def _stated(figure: PlanFigure) -> str:
    return stated(figure.indicator, figure.year)


def _reached(report: Report, figure: PlanFigure) -> str:
    if figure.reached is None:
        return ""
    days = date(report.day.year, 1, 1), report.day
    return PlanNames(*days, report.day, indicator=figure.indicator).reached


def _name(pen: Pen, figure: PlanFigure) -> str:
    name = label("Indicator", figure.indicator, pen.lang)
    unit = _amount(pen, figure.indicator, None).unit
    return f"{name} ({unit})" if unit else name


def _amount(
    pen: Pen, indicator: Indicator, amount: int | None, figure: str = ""
) -> Cell:
    if indicator is Indicator.RECOVERED:
        return pen.kilograms(amount, figure)
    if indicator is Indicator.ELV_UNITS:
        return pen.scrapped(amount, figure)
    return pen.count(amount, figure)
