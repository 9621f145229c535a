"""The carbon report: avoided emissions less the burdens, with their ranges."""

from dataclasses import dataclass

from recycling.domain.carbon import (
    DEFAULT,
    HIGH,
    LOW,
    Burden,
    CarbonReport,
    CarbonStatement,
    Grams,
)
from recycling.domain.figures import Derived, period_of
from recycling.domain.ledger import Account
from recycling.domain.tickets import Grade
from recycling.domain.units import G_PER_T
from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Document,
    Note,
    Role,
    Series,
    Table,
)
from recycling.reporting.figure_names import named
from recycling.reporting.parts import MASS, headers
from recycling.reporting.pen import Pen
from recycling.reporting.provenance import Provenance, provenance_notes, warning
from recycling.schema.enums import label


def carbon_document(report: CarbonReport, provenance: Provenance, pen: Pen) -> Document:
    """Write the carbon report.

    Parameters
    ----------
    report
        Carbon of some days as posted, and under another set where one was chosen.
    provenance
        Where the figures come from.
    pen
        Language and units.
    """
    period = period_of(report.start, report.end)
    blocks: list[Table | Chart] = [
        _statement(pen, report.posted, period, "carbon"),
        _waterfall(pen, report.posted),
    ]
    if report.restated is not None:
        blocks.append(_statement(pen, report.restated, period, "restated"))
    blocks += [_value(pen, report, period), _grades(pen, report, period)]
    method = (
        Note("method", pen.say("note.method"), pen.say("carbon.method")),
        Note("indicative", pen.say("note.indicative"), pen.say("carbon.indicative")),
        Note("price", pen.say("note.price"), report.price_source),
    )
    return Document(
        key="carbon",
        title=pen.say("carbon.title", first=report.start, last=report.end),
        lang=pen.lang,
        warning=warning(pen, provenance),
        paragraphs=(_answer(pen, report.posted),),
        blocks=tuple(blocks),
        notes=(*provenance_notes(pen, provenance), *method),
    )


def _answer(pen: Pen, posted: CarbonStatement) -> str:
    net = posted.net
    return pen.say(
        "carbon.answer",
        net=pen.carbon(net.amount).text,
        low=pen.carbon(net.low).text,
        high=pen.carbon(net.high).text,
        version=posted.version,
    )


def _statement(pen: Pen, statement: CarbonStatement, period: str, key: str) -> Table:
    # Posted figures are those of the books; another set is named by its version.
    version = statement.version if key == "restated" else ""
    names = _Names(period, version)
    rows = [_row(pen, "avoided", statement.avoided, names, Account.AVOIDED_CO2_G)]
    for burden in Burden:
        grams = statement.burdens[burden]
        row = _row(pen, burden.value, grams, names, burden.account)
        figure = names.of(Derived.SUBTRACTED_CO2_G, burden.value)
        left = pen.carbon(statement.subtracted[burden].amount, figure)
        rows.append((*row[:-1], left))
    rows.append(_row(pen, "net", statement.net, names, Derived.NET_CO2_G))
    columns = headers(pen, "item", "low", "default", "high", "subtracted")
    title = pen.say(f"table.{key}", version=statement.version)
    return Table(key, title, columns, tuple(rows), pen.say("note.subtracted"))


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of carbon figures of some days; no version for those of the books."""

    period: str
    version: str

    def of(self, account: str, detail: str = "") -> str:
        if self.version:
            detail = f"{detail or DEFAULT}@{self.version}"
        return named(account, self.period, detail=detail)


def _row(
    pen: Pen, key: str, grams: Grams, names: _Names, account: str
) -> tuple[Cell, ...]:
    return (
        Cell(pen.say(f"carbon.{key}")),
        pen.carbon(grams.low, names.of(account, LOW)),
        pen.carbon(grams.amount, names.of(account)),
        pen.carbon(grams.high, names.of(account, HIGH)),
        pen.carbon(None),
    )


def _waterfall(pen: Pen, statement: CarbonStatement) -> Chart:
    """Draw the way from avoided emissions to the net."""
    steps = [statement.avoided.amount]
    steps += [-statement.subtracted[burden].amount for burden in Burden]
    steps.append(statement.net.amount)
    cells = [pen.carbon(grams) for grams in steps]
    keys = ("avoided", *(burden.value for burden in Burden), "net")
    values = tuple(cell.number for cell in cells)
    return Chart(
        "net",
        pen.say("chart.net"),
        ChartKind.WATERFALL,
        cells[0].unit,
        tuple(pen.say(f"carbon.{key}") for key in keys),
        (Series(pen.say("carbon.step"), Role.ACTUAL, values),),
        cells[0].decimals,
    )


def _value(pen: Pen, report: CarbonReport, period: str) -> Table:
    """Say what the net would be worth, and how green the electricity was."""
    net_t = report.posted.net.amount / G_PER_T
    names = (LOW, DEFAULT, HIGH)
    rows = [
        (
            Cell(pen.say(f"carbon.value_{name}")),
            pen.yuan(price, named(Derived.CARBON_PRICE, period, detail=name)),
            pen.yuan(
                round(net_t * price),
                named(Derived.CARBON_VALUE_FEN, period, detail=name),
            ),
        )
        for name, price in zip(names, report.price_fen_per_t, strict=True)
    ]
    share = pen.share(report.green_share, named(Derived.GREEN_SHARE, period))
    rows.append((Cell(pen.say("carbon.green")), share, Cell("")))
    columns = headers(pen, "item", "price", "worth")
    note = pen.say("carbon.indicative")
    return Table("value", pen.say("table.value"), columns, tuple(rows), note)


def _grades(pen: Pen, report: CarbonReport, period: str) -> Table:
    whole = sum(report.kg_by_grade.values())
    rows = []
    for grade in Grade:
        kg = report.kg_by_grade.get(grade, 0)
        share = pen.share(
            kg / whole if whole else None, named(Derived.SHARE, period, detail=grade)
        )
        mass = pen.kilograms(kg, named(MASS, period, detail=grade))
        rows.append((Cell(label("Grade", grade, pen.lang)), mass, share))
    columns = headers(pen, "grade", "reached", "share")
    return Table("grades", pen.say("table.grades"), columns, tuple(rows))
