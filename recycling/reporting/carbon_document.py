"""The carbon report: avoided emissions less the burdens, with their ranges."""

from recycling.domain.carbon import Burden, CarbonReport, CarbonStatement, Grams
from recycling.domain.figures import FigureId, period_of
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
from recycling.reporting.parts import headers
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
        # Worked out again, not posted: no ticket is traced by another set's grams.
        blocks.append(_statement(pen, report.restated, "", "restated"))
    blocks += [_value(pen, report), _grades(pen, report)]
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
    rows = [_row(pen, "avoided", statement.avoided, Account.AVOIDED_CO2_G, period)]
    for burden in Burden:
        grams = statement.burdens[burden]
        row = _row(pen, burden.value, grams, burden.account, period)
        rows.append((*row[:-1], pen.carbon(statement.subtracted[burden].amount)))
    rows.append(_row(pen, "net", statement.net, None, period))
    columns = headers(pen, "item", "low", "default", "high", "subtracted")
    title = pen.say(f"table.{key}", version=statement.version)
    return Table(key, title, columns, tuple(rows), pen.say("note.subtracted"))


def _row(
    pen: Pen, key: str, grams: Grams, account: Account | None, period: str
) -> tuple[Cell, ...]:
    figure = str(FigureId(account, period)) if account and period else ""
    return (
        Cell(pen.say(f"carbon.{key}")),
        pen.carbon(grams.low),
        pen.carbon(grams.amount, figure),
        pen.carbon(grams.high),
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


def _value(pen: Pen, report: CarbonReport) -> Table:
    """Say what the net would be worth, and how green the electricity was."""
    net_t = report.posted.net.amount / G_PER_T
    names = ("low", "default", "high")
    rows = [
        (
            Cell(pen.say(f"carbon.value_{name}")),
            pen.yuan(price),
            pen.yuan(round(net_t * price)),
        )
        for name, price in zip(names, report.price_fen_per_t, strict=True)
    ]
    share = pen.share(report.green_share)
    rows.append((Cell(pen.say("carbon.green")), share, Cell("")))
    columns = headers(pen, "item", "price", "worth")
    note = pen.say("carbon.indicative")
    return Table("value", pen.say("table.value"), columns, tuple(rows), note)


def _grades(pen: Pen, report: CarbonReport) -> Table:
    whole = sum(report.kg_by_grade.values())
    rows = []
    for grade in Grade:
        kg = report.kg_by_grade.get(grade, 0)
        share = pen.share(kg / whole if whole else None)
        rows.append((Cell(label("Grade", grade, pen.lang)), pen.kilograms(kg), share))
    columns = headers(pen, "grade", "reached", "share")
    return Table("grades", pen.say("table.grades"), columns, tuple(rows))
