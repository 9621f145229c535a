"""Settlements as files of rows: CSV a line a row, JSON with all figures, Excel."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from recycling.domain.errors import InputError
from recycling.domain.settlement import (
    PartyAmount,
    PointEntry,
    PointLedger,
    Settlement,
    Statement,
    StatementLine,
)
from recycling.reporting.documents import Document
from recycling.reporting.files import to_json, write_csv, write_whole
from recycling.reporting.workbook import document_workbook

SUFFIXES = (".csv", ".xlsx", ".json")
"""Formats, told by the ending of the file's name."""


def write_settlement(
    record: Settlement | Statement | PointLedger, document: Document, path: Path
) -> Path:
    """Write a settlement, a statement or points; whole or not at all.

    Parameters
    ----------
    record
        What to write: masses in kg, money in fen.
    document
        The same in words, for Excel.
    path
        File; its ending is one of ``SUFFIXES``.

    Raises
    ------
    InputError
        When the ending is another.
    """
    check_suffix(path)
    if path.suffix == ".json":
        return write_whole(path, to_json(record))
    if path.suffix == ".csv":
        return write_csv(path, *_rows(record))
    return write_whole(path, document_workbook(document, document.title))


def check_suffix(path: Path) -> None:
    """See that a file's name says its format.

    Raises
    ------
    InputError
        When it ends in none of ``SUFFIXES``.
    """
    if path.suffix not in SUFFIXES:
        msg = (
            f"--out: the name must end in {', '.join(SUFFIXES)}, got {path.name!r}. "
            "The ending says the format."
        )
        raise InputError(msg)


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
