"""What the data page shows, as frames; no widget is drawn here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from recycling.domain.errors import Fault
from recycling.domain.records import ImportCounts, LoggedImport, RowChange
from recycling.domain.tickets import Grade, Ticket, TicketFlag
from recycling.intake.look import SheetLook
from recycling.intake.report import fault_sentence
from recycling.schema.columns import TABLES
from recycling.services.data_quality import DataQuality
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words

LEAVE_OUT = ""
"""Meaning of a header that is left out."""

_ARROW = " → "


def column_names(table: str, words: Words) -> dict[str, str]:
    """Columns of a table as people choose them, by attribute."""
    return {
        column.attribute: (
            column.attribute
            if words.lang == "en"
            else f"{column.header(words.lang).name} ({column.attribute})"
        )
        for column in TABLES[table].columns
    }


def mapping_frame(look: SheetLook, words: Words) -> pd.DataFrame:
    """Headers of a file with what they mean.

    Returns
    -------
    pandas.DataFrame
        ``header``, ``example``, and ``meaning`` as `column_names` words it, empty
        where it means nothing.
    """
    names = column_names(look.table, words)
    rows = [
        (
            header.name,
            " | ".join(filter(None, header.examples)),
            names.get(header.attribute, LEAVE_OUT),
        )
        for header in look.headers
    ]
    return pd.DataFrame(rows, columns=["header", "example", "meaning"])


def meanings_of(
    look: SheetLook, chosen: Sequence[str | None], words: Words
) -> dict[str, str]:
    """Read what a user says of the headers, where it is not what they say themselves.

    Parameters
    ----------
    look
        The sheet.
    chosen
        By header, a column as `column_names` words it, or nothing.
    words
        Words of the language.
    """
    attributes = {name: code for code, name in column_names(look.table, words).items()}
    said = {}
    for header, choice in zip(look.headers, chosen, strict=True):
        meant = attributes.get(choice or LEAVE_OUT, LEAVE_OUT)
        if meant != header.attribute:
            said[header.name] = meant
    return said


def fault_frame(faults: Iterable[Fault], words: Words) -> pd.DataFrame:
    """List faults by where they are.

    Returns
    -------
    pandas.DataFrame
        ``file``, ``sheet``, ``row``, ``column``, ``value`` and ``message``; without
        what would be the same in every row. A fault of a whole file has no row.
    """
    rows = [
        {
            "file": fault.file,
            "sheet": fault.sheet,
            "row": f"{fault.row}" if fault.row else "",
            "column": fault.column,
            "value": fault.value,
            "message": fault_sentence(fault, words.lang),
        }
        for fault in faults
    ]
    columns = ["file", "sheet", "row", "column", "value", "message"]
    frame = pd.DataFrame(rows, columns=columns)
    same = [name for name in ("file", "sheet") if frame[name].nunique() < 2]
    return frame.drop(columns=same)


def count_frame(counts: Iterable[ImportCounts], words: Words) -> pd.DataFrame:
    """List what becomes of the rows of each table."""
    rows = [
        {
            "table": words.table(count.table),
            "file": count.file,
            "rows": count.rows,
            "added": count.added,
            "updated": count.updated,
            "unchanged": count.unchanged,
            "skipped": count.skipped,
        }
        for count in counts
    ]
    columns = ["table", "file", "rows", "added", "updated", "unchanged", "skipped"]
    return pd.DataFrame(rows, columns=columns)


def change_frame(
    changes: Mapping[str, Iterable[RowChange]], words: Words
) -> pd.DataFrame:
    """List values that change, one a row."""
    rows = [
        {
            "table": words.table(table),
            "key": " · ".join(map(str, one.key.values())),
            "column": column_names(table, words)[name],
            "change": f"{_value(one.before[name])}{_ARROW}{_value(one.after[name])}",
        }
        for table, found in changes.items()
        for one in found
        for name in one.before
    ]
    return pd.DataFrame(rows, columns=["table", "key", "column", "change"])


def _value(value: object) -> str:
    if value is None or value == "":
        return "∅"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def history_frame(
    imports: Iterable[LoggedImport], zone: ZoneInfo, words: Words
) -> pd.DataFrame:
    """List imports, in the order given."""
    rows = [
        {
            "number": one.import_id,
            "at": local(one.record.imported_at, zone),
            "who": one.record.imported_by,
            "file": one.record.file,
            "table": words.table(one.record.table),
            "added": one.record.added,
            "updated": one.record.updated,
            "unchanged": one.record.unchanged,
            "state": _state(one, zone, words),
        }
        for one in imports
    ]
    counts = ("added", "updated", "unchanged")
    columns = ["number", "at", "who", "file", "table", *counts, "state"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(counts, "Int64"))


def _state(one: LoggedImport, zone: ZoneInfo, words: Words) -> str:
    if one.record.undone_at is None:
        return words("data.state_done")
    return words(
        "data.state_undone",
        at=f"{local(one.record.undone_at, zone):%Y-%m-%d %H:%M}",
        who=one.record.undone_by,
    )


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Time of a city of a moment kept in UTC, without its zone."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def month_frame(quality: DataQuality, figures: Figures) -> pd.DataFrame:
    """List months with what is recorded of them, the newest first."""
    words = figures.words
    rows = [
        {
            "month": f"{one.month:%Y-%m}",
            "tickets": one.tickets,
            "mass": figures.mass_number(one.net_kg),
            "simulated": one.simulated_kg / one.net_kg if one.net_kg else None,
            "state": words(
                "data.month_missing"
                if not one.tickets
                else "data.month_sealed"
                if one.is_sealed
                else "data.month_open"
            ),
        }
        for one in reversed(quality.months)
    ]
    columns = ["month", "tickets", "mass", "simulated", "state"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"mass": "float64", "simulated": "float64"}
    )


def grade_frame(quality: DataQuality, figures: Figures) -> pd.DataFrame:
    """List recovered mass by grade of the data, the best grade first."""
    total = sum(quality.grades_kg.values())
    rows = [
        {
            "grade": figures.words.label("Grade", grade.value),
            "mass": figures.mass_number(quality.grades_kg.get(grade.value, 0)),
            "share": quality.grades_kg.get(grade.value, 0) / total if total else 0.0,
        }
        for grade in Grade
    ]
    return pd.DataFrame(rows, columns=["grade", "mass", "share"])


def flag_frame(
    flags: Iterable[tuple[TicketFlag, Ticket]], words: Words, limit: int
) -> pd.DataFrame:
    """List the first doubts about tickets."""
    rows = [
        {
            "day": ticket.weighed_at.date(),
            "site": flag.site_id,
            "ticket": flag.ticket_no,
            "rule": words.label("FlagRule", flag.rule.value),
            "value": flag.value,
            "expected": flag.expected,
        }
        for (flag, ticket), _ in zip(flags, range(limit), strict=False)
    ]
    columns = ["day", "site", "ticket", "rule", "value", "expected"]
    return pd.DataFrame(rows, columns=columns)
