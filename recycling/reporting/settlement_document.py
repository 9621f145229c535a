"""Settlements, statements and points as documents, in either language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from recycling.domain.figures import Settled, line_of, period_of
from recycling.domain.materials import Material
from recycling.domain.months import EARLIEST
from recycling.domain.parties import PriceKind
from recycling.domain.settlement import (
    PartyAmount,
    PointAccount,
    PointEntry,
    PointLedger,
    Settlement,
    Statement,
    StatementLine,
)
from recycling.reporting.documents import Cell, Document, Note, Table
from recycling.reporting.figure_names import named
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
    own = period_of(statement.start, statement.end), statement.party_id
    rows.append(
        (
            *words(total, "", "", "", ""),
            pen.kilograms(statement.payable_kg, named(Settled.PAYABLE_KG, *own)),
            Cell(""),
            pen.yuan(statement.amount_fen, named(Settled.AMOUNT_FEN, *own)),
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
    rows.append(_sum_row(pen, settlement.amounts, period))
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
    days = ledger.start, ledger.end
    accounts = [_account_row(pen, account, days) for account in ledger.accounts]
    columns = ("party", "name", "versions", "opening", "earned", "closing")
    tables = [_table(pen, "accounts", columns, accounts)]
    entries = [
        (
            *words(f"{entry.booked_on}", entry.site_id, entry.ticket_no),
            Cell(_material(pen, entry.material, materials)),
            pen.kilograms(entry.payable_kg),
            Cell(entry.version),
            pen.count(entry.points_per_t),
            pen.count(entry.points, _points(entry)),
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
    own = f"{line.booked_on}", line.party_id, line.material, ""
    detail = line_of(line.site_id, line.ticket_no, is_reversal=line.is_reversal)
    is_bought = line.kind is PriceKind.PURCHASE
    account = Settled.PURCHASE_FEN if is_bought else Settled.SUBSIDY_FEN
    return (
        *words(f"{line.booked_on}", line.site_id, line.ticket_no),
        Cell(_material(pen, line.material, materials)),
        Cell(kind),
        pen.kilograms(
            line.payable_kg if is_bought else None,
            named(Settled.PAYABLE_KG, *own, detail),
        ),
        pen.yuan(
            line.price_fen_per_t, named(Settled.PRICE, *own, f"{line.kind}:{detail}")
        ),
        pen.yuan(line.amount_fen, named(account, *own, detail)),
    )


def _amount_row(
    pen: Pen, amount: PartyAmount, materials: Materials, period: str
) -> tuple[Cell, ...]:
    return (
        *words(amount.party_id, amount.name, label("PartyKind", amount.kind, pen.lang)),
        Cell(_material(pen, amount.material, materials)),
        *_sums(pen, [amount], (period, amount.party_id, amount.material)),
    )


def _sum_row(pen: Pen, amounts: Iterable[PartyAmount], period: str) -> tuple[Cell, ...]:
    total = words(pen.say("settlement.total"), "", "", "")
    return (*total, *_sums(pen, list(amounts), (period,)))


def _sums(
    pen: Pen, parts: Sequence[PartyAmount], own: tuple[str, ...]
) -> tuple[Cell, ...]:
    """Write tickets, mass and money of some amounts, named by what they have alike."""
    return (
        pen.count(sum(p.tickets for p in parts), named(Settled.TICKETS, *own)),
        pen.kilograms(
            sum(p.payable_kg for p in parts), named(Settled.PAYABLE_KG, *own)
        ),
        pen.yuan(sum(p.purchase_fen for p in parts), named(Settled.PURCHASE_FEN, *own)),
        pen.yuan(sum(p.subsidy_fen for p in parts), named(Settled.SUBSIDY_FEN, *own)),
        pen.yuan(sum(p.amount_fen for p in parts), named(Settled.AMOUNT_FEN, *own)),
    )


def _account_row(
    pen: Pen, account: PointAccount, days: tuple[date, date]
) -> tuple[Cell, ...]:
    versions = sorted({part.version for part in account.sums})
    start, end = days
    spans = ((EARLIEST, start - timedelta(days=1)), days, (EARLIEST, end))
    ids = [named(Settled.POINTS, period_of(*span), account.party_id) for span in spans]
    amounts = account.opening, account.earned, account.closing
    return (
        *words(account.party_id, account.name, ", ".join(versions)),
        *(pen.count(points, name) for points, name in zip(amounts, ids, strict=True)),
    )


def _points(entry: PointEntry) -> str:
    detail = line_of(entry.site_id, entry.ticket_no, is_reversal=entry.points < 0)
    own = f"{entry.booked_on}", entry.party_id, entry.material, ""
    return named(Settled.POINTS, *own, detail)
