"""What an intake found, for a screen, a program and a spreadsheet."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from recycling.domain.errors import Fault, Notice
from recycling.intake.notices import notice_dict
from recycling.schema.columns import Lang
from recycling.schema.messages import text
from recycling.schema.safe import safe_cell

_FIELDS = ("file", "sheet", "row", "column", "value", "rule", "message")


def fault_message(fault: Fault, lang: Lang) -> str:
    """Word a fault: place, rule, value and way out in one line."""
    return f"{_place(fault, lang)}{fault_sentence(fault, lang)}"


def fault_sentence(fault: Fault, lang: Lang) -> str:
    """Word a fault without its place."""
    detail, _, more = fault.detail.partition("|")
    return text(
        f"fault.{fault.rule}", lang, value=fault.value, detail=detail, more=more
    )


def _place(fault: Fault, lang: Lang) -> str:
    """Word where a fault is."""
    parts = [fault.file]
    if fault.sheet:
        parts.append(text("intake.place.sheet", lang, sheet=fault.sheet))
    if fault.row:
        parts.append(text("intake.place.row", lang, row=fault.row))
    if fault.column:
        parts.append(text("intake.place.column", lang, column=fault.column))
    return "".join((*parts, text("intake.place.end", lang)))


@dataclass
class IntakeReport:
    """Running result of reading one file.

    Attributes
    ----------
    file
        Name of the file.
    rows, bad_rows
        Rows read so far, and those of them that have a fault.
    faults
        Faults in the order of the file, up to a limit.
    fault_count
        All faults, those beyond the limit included.
    notices
        What is odd about it but stops nothing.
    is_refused
        A fault concerns the whole file, so that leaving rows out cannot help.
    max_faults
        The limit.
    skip_bad_rows
        Faulty rows are left out instead of rejecting the file.
    """

    file: str
    rows: int = 0
    bad_rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    notices: list[Notice] = field(default_factory=list)
    is_refused: bool = False
    max_faults: int = 50_000
    skip_bad_rows: bool = False

    def add(self, faults: Iterable[Fault]) -> None:
        """Count faults and keep them up to the limit."""
        for fault in faults:
            self.fault_count += 1
            if len(self.faults) < self.max_faults:
                self.faults.append(fault)

    @property
    def is_rejected(self) -> bool:
        """Nothing of the file may be used, as far as it was read."""
        return self.is_refused or (bool(self.faults) and not self.skip_bad_rows)

    def summary(self, lang: Lang) -> str:
        """Word the result in one line."""
        if not self.faults:
            return text("intake.summary.good", lang, file=self.file, rows=self.rows)
        first = fault_message(self.faults[0], lang)
        if self.fault_count == 1:
            return first
        return text(
            "intake.summary.many",
            lang,
            file=self.file,
            rows=self.rows,
            bad=self.bad_rows,
            faults=self.fault_count,
            message=first,
        )

    def header(self, lang: Lang) -> list[str]:
        """Word the columns of `table_rows`."""
        return [text(f"intake.column.{name}", lang) for name in _FIELDS]

    def table_rows(self, lang: Lang, limit: int | None = None) -> list[list[str]]:
        """List faults as rows of texts, a whole-file fault with no row number."""
        return [
            [
                fault.file,
                fault.sheet,
                str(fault.row or ""),
                fault.column,
                fault.value,
                fault.rule,
                fault_message(fault, lang),
            ]
            for fault in self.faults[:limit]
        ]

    def to_dict(self, lang: Lang) -> dict[str, Any]:
        """Give everything as plain values for JSON."""
        names = ("file", "sheet", "row", "column", "value", "rule")
        return {
            "file": self.file,
            "rows": self.rows,
            "bad_rows": self.bad_rows,
            "fault_count": self.fault_count,
            "is_refused": self.is_refused,
            "faults": [
                {name: getattr(fault, name) for name in names}
                | {"message": fault_message(fault, lang)}
                for fault in self.faults
            ],
            "notices": [notice_dict(notice, lang) for notice in self.notices],
        }

    def to_csv(self, lang: Lang) -> bytes:
        """Give the faults for a spreadsheet; no value in it runs as a formula."""
        stream = StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow(self.header(lang))
        for row in self.table_rows(lang):
            writer.writerow([safe_cell(cell) for cell in row])
        return stream.getvalue().encode("utf-8-sig")

    def write_csv(self, path: Path, lang: Lang) -> None:
        """Write the faults for a spreadsheet, as `to_csv` gives them."""
        path.write_bytes(self.to_csv(lang))
