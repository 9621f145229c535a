"""Settlements for programs: CSV a line a row, JSON with all figures."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from io import StringIO

from recycling.domain.settlement import (
    PartyAmount,
    PointEntry,
    PointLedger,
    Settlement,
    Statement,
    StatementLine,
)
from recycling.reporting.document_files import Format
from recycling.reporting.files import to_json, write_rows


def settlement_text(record: Settlement | Statement | PointLedger, form: Format) -> str:
    """Write a settlement, a statement or points for programs.

    Parameters
    ----------
    record
        What to write: masses in kg, money in fen.
    form
        ``csv`` for a line a row, which spreadsheets open as it is; else JSON.
    """
    if form is not Format.CSV:
        return to_json(record)
    header, rows = _rows(record)
    file = StringIO()
    file.write("\ufeff")
    write_rows(file, header, rows)
    return file.getvalue()


def _rows(
    record: Settlement | Statement | PointLedger,
) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    if isinstance(record, Statement):
        return _of(StatementLine, record.lines)
    if isinstance(record, Settlement):
        return _of(PartyAmount, record.amounts, "amount_fen")
    entries = [entry for account in record.accounts for entry in account.entries]
    if entries:
        return _of(PointEntry, entries)
    names = ("party_id", "name", "is_synthetic", "opening", "earned", "closing")
    return _picked(names, record.accounts)


def _of(
    kind: type, items: Iterable[object], *more: str
) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    return _picked((*(field.name for field in fields(kind)), *more), items)


def _picked(
    names: Sequence[str], items: Iterable[object]
) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    return names, [[getattr(item, name) for name in names] for item in items]
