"""A small world to read files into: two districts, two materials, two sites."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from recycling.intake.options import IntakeOptions
from recycling.intake.reader import TableReader, read_table
from recycling.intake.report import fault_message

DATA = Path(__file__).resolve().parents[3] / "data" / "intake"
KNOWN = {
    "districts": {"500112", "500113"},
    "materials": {"paper", "pet"},
    "sites": {"SC-001", "SC-002"},
}
CHONGQING = (105.2, 28.1, 110.3, 32.3)


@dataclass(frozen=True)
class Reading:
    """Everything one file gave."""

    reader: TableReader
    columns: dict[str, list[Any]]
    raw: dict[str, list[Any]]
    tables: list[str]

    @property
    def messages(self) -> list[str]:
        return [fault_message(fault, "en") for fault in self.reader.report.faults]


def _read(path: Path, table: str | None = None, **overrides: Any) -> Reading:
    settings = {"crs": "wgs84", "area": CHONGQING, "chunk_rows": 2} | overrides
    known = settings.pop("known", KNOWN)
    reader = read_table(path, table, IntakeOptions(**settings), known)
    columns: dict[str, list[Any]] = {}
    raw: dict[str, list[Any]] = {}
    tables = []
    for chunk in reader:
        if len(chunk.batch):
            tables.append(chunk.batch.table)
        for name, values in chunk.batch.columns.items():
            columns.setdefault(name, []).extend(values)
        for name, values in chunk.batch.raw.items():
            raw.setdefault(name, []).extend(values)
    return Reading(reader, columns, raw, tables)


@pytest.fixture(scope="session")
def read() -> Callable[..., Reading]:
    return _read


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA
