"""Settlements, statements and points as documents, in either language."""

from collections.abc import Iterable, Mapping

from recycling.domain.figures import FigureId, period_of
from recycling.domain.materials import Material
from recycling.domain.parties import PriceKind
from recycling.domain.settlement import (
    PartyAmount,
    PointAccount,
    PointLedger,
    Settlement,
    Statement,
    StatementLine,
)
from recycling.reporting.documents import Cell, Document, Note, Table
from recycling.reporting.pen import MassUnit, Pen, words
from recycling.schema.columns import Lang
from recycling.schema.enums import label

type Materials = Mapping[str, Material]

ENTRY_COLUMNS = (
    "day", "site", "ticket", "material", "payable", "versions", "per_t", "earned",
)  # fmt: skip


def statement_document(
    statement: Statement, materials: Materials, lang: Lang
) -> Document:
    """Write one party's statement: a line a ticket, and their sum."""
    pen = Pen(lang, MassUnit.KG)
    rows = [_line_row(pen, line, materials) for line in statement.lines]
    total = pen.say("settlement.total")
    rows.append(
        (
            *words(total, "", "", "", ""),
            pen.kilograms(statement.payable_kg),
            Cell(""),
            pen.yuan(statement.amount_fen),
        )
    )
    columns = ("day", "site", "ticket", "material", "line", "payable", "price", "due")
    title = pen.say(
        "settlement.statement",
        name=statement.name,
        party=statement.party_id,
        start=statement.start,
        end=statement.end,
    )
    return _document("statement", title, pen, statement.is_synthetic, [
        _table(pen, "lines", columns, rows)
    ])  # fmt: skip


def settlement_document(
    settlement: Settlement, materials: Materials, lang: Lang
) -> Document:
    """Write what all parties are due: a line a party and material, and sums."""
    pen = Pen(lang, MassUnit.KG)
    period = period_of(settlement.start, settlement.end)
    rows = [
        _amount_row(pen, amount, materials, period) for amount in settlement.amounts
    ]
    rows.append(_sum_row(pen, settlement.amounts))
    columns = (
        "party", "name", "kind", "material", "tickets", "payable", "purchase",
        "subsidy", "due",
    )  # fmt: skip
    title = pen.say("settlement.all", start=settlement.start, end=settlement.end)
    is_synthetic = any(amount.is_synthetic for amount in settlement.amounts)
    return _document("settlement", title, pen, is_synthetic, [
        _table(pen, "parties", columns, rows)
    ], (pen.say(
        "settlement.unnamed",
        tickets=f"{settlement.unnamed_tickets:,}",
        kg=f"{settlement.unnamed_kg:,}",
    ),))  # fmt: skip


def points_document(ledger: PointLedger, materials: Materials, lang: Lang) -> Document:
    """Write green points: a line an account, and the tickets of a single one."""
    pen = Pen(lang, MassUnit.KG)
    accounts = [_account_row(pen, account) for account in ledger.accounts]
    columns = ("party", "name", "versions", "opening", "earned", "closing")
    tables = [_table(pen, "accounts", columns, accounts)]
    entries = [
        (
            *words(f"{entry.booked_on}", entry.site_id, entry.ticket_no),
            Cell(_material(pen, entry.material, materials)),
            pen.kilograms(entry.payable_kg),
            Cell(entry.version),
            pen.count(entry.points_per_t),
            pen.count(entry.points),
        )
        for account in ledger.accounts
        for entry in account.entries
    ]
    if entries:
        tables.append(_table(pen, "entries", ENTRY_COLUMNS, entries))
    is_synthetic = any(account.is_synthetic for account in ledger.accounts)
    title = pen.say("settlement.points", start=ledger.start, end=ledger.end)
    return _document("points", title, pen, is_synthetic, tables)


def _document(
    key: str,
    title: str,
    pen: Pen,
    is_synthetic: bool,
    tables: Iterable[Table],
    paragraphs: tuple[str, ...] = (),
) -> Document:
    warning = pen.say("settlement.synthetic") if is_synthetic else ""
    rule = "points_rule" if key == "points" else "rule"
    how = Note("sources", pen.say("settlement.how"), pen.say(f"settlement.{rule}"))
    return Document(key, title, pen.lang, warning, paragraphs, tuple(tables), (how,))


def _table(
    pen: Pen, key: str, columns: Iterable[str], rows: Iterable[tuple[Cell, ...]]
) -> Table:
    headers = tuple(pen.say(f"settlement.column.{name}") for name in columns)
    return Table(key, pen.say(f"settlement.table.{key}"), headers, tuple(rows))


def _material(pen: Pen, code: str, materials: Materials) -> str:
    known = materials.get(code)
    return pen.named(known.name_en, known.name_zh) if known else code


def _line_row(pen: Pen, line: StatementLine, materials: Materials) -> tuple[Cell, ...]:
    kind = label("PriceKind", line.kind, pen.lang)
    if line.is_reversal:
        kind = pen.say("settlement.reversed", kind=kind)
    elif line.corrects:
        kind = pen.say("settlement.corrects", kind=kind, ticket=line.corrects)
    return (
        *words(f"{line.booked_on}", line.site_id, line.ticket_no),
        Cell(_material(pen, line.material, materials)),
        Cell(kind),
        pen.kilograms(line.payable_kg if line.kind is PriceKind.PURCHASE else None),
        pen.yuan(line.price_fen_per_t),
        pen.yuan(line.amount_fen),
    )


def _amount_row(
    pen: Pen, amount: PartyAmount, materials: Materials, period: str
) -> tuple[Cell, ...]:
    # One id a row: mass and money stand on the same tickets.
    figure = FigureId("payable_kg", period, amount.party_id, amount.material)
    return (
        *words(amount.party_id, amount.name, label("PartyKind", amount.kind, pen.lang)),
        Cell(_material(pen, amount.material, materials)),
        pen.count(amount.tickets),
        pen.kilograms(amount.payable_kg, str(figure)),
        pen.yuan(amount.purchase_fen),
        pen.yuan(amount.subsidy_fen),
        pen.yuan(amount.amount_fen),
    )


def _sum_row(pen: Pen, amounts: Iterable[PartyAmount]) -> tuple[Cell, ...]:
    parts = list(amounts)
    return (
        *words(pen.say("settlement.total"), "", "", ""),
        pen.count(sum(part.tickets for part in parts)),
        pen.kilograms(sum(part.payable_kg for part in parts)),
        pen.yuan(sum(part.purchase_fen for part in parts)),
        pen.yuan(sum(part.subsidy_fen for part in parts)),
        pen.yuan(sum(part.amount_fen for part in parts)),
    )


def _account_row(pen: Pen, account: PointAccount) -> tuple[Cell, ...]:
    versions = sorted({part.version for part in account.sums})
    return (
        *words(account.party_id, account.name, ", ".join(versions)),
        pen.count(account.opening),
        pen.count(account.earned),
        pen.count(account.closing),
    )
