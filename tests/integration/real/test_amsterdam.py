"""The tonnage report on 649,706 real weighings, dirt included."""

import csv
import gzip
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from benchmarks.real.amsterdam import convert
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.domain.errors import Fault, FaultsError
from recycling.services.bookkeeping import make_report
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, ImportResult, import_files

ROWS = 649_706
NOT_POSITIVE = 9_213
REPEATED = 344
"""Rows with the container and second of the row above; 24 of them also weigh 0."""

SKIPPED = 9_533
TICKETS = 640_173
TICKETS_FILE = "tickets.csv"


@dataclass(frozen=True, slots=True)
class Weighing:
    """A row of the published file, numbered as a spreadsheet does."""

    row: int
    container: str
    moment: str
    kilograms: str


@pytest.fixture(scope="module")
def source(shared_dir: Path) -> Path:
    folder = shared_dir / "real" / "amsterdam_weighings"
    if not folder.is_dir():
        pytest.skip("the weighings of Amsterdam are not here")
    return folder


@pytest.fixture(scope="module")
def published(source: Path) -> list[Weighing]:
    """Read the source without any code of the product."""
    with gzip.open(source / "weighings_2020_2021.csv.gz", "rt") as file:
        rows = csv.reader(file)
        next(rows)
        return [Weighing(number, *row) for number, row in enumerate(rows, 2)]


@pytest.fixture(scope="module")
def inputs(source: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return convert(source, tmp_path_factory.mktemp("amsterdam"))


@dataclass(frozen=True, slots=True)
class Imported:
    """What three imports of the same weighings did."""

    context: Context
    refused: tuple[Fault, ...]
    left: dict[str, int]
    first: ImportResult
    again: ImportResult


@pytest.fixture(scope="module")
def imported(inputs: list[Path]) -> Imported:
    context = build_context(load_settings(inputs[0].parent, {}))
    *before, tickets = inputs
    import_files(context, ImportRequest(before, "wgs84"))
    with pytest.raises(FaultsError) as refused:
        import_files(context, ImportRequest([tickets]))
    with context.unit_of_work() as work:
        left = work.inputs.counts()
    skipping = ImportRequest([tickets], skip_bad_rows=True)
    first = import_files(context, skipping)
    again = import_files(context, skipping)
    return Imported(context, refused.value.faults, left, first, again)


def test_every_row_is_converted_in_its_place(
    inputs: list[Path], published: list[Weighing]
) -> None:
    with inputs[-1].open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        columns = [header.index(name) for name in ("site_id", "ticket_no", "net_kg")]
        converted = [tuple(row[column] for column in columns) for row in rows]
    assert len(converted) == ROWS
    assert converted == [(w.container, w.moment, w.kilograms) for w in published]


def test_dirty_weighings_are_refused_as_a_whole(imported: Imported) -> None:
    assert len(imported.refused) == NOT_POSITIVE + REPEATED
    assert imported.left["tickets"] == 0


def test_weighings_of_nothing_or_less_are_named_row_by_row(
    imported: Imported, published: list[Weighing]
) -> None:
    expected = [
        (TICKETS_FILE, w.row, "net_kg", w.kilograms)
        for w in published
        if int(w.kilograms) <= 0
    ]
    named = [
        (fault.file, fault.row, fault.column, fault.value)
        for fault in imported.first.faults
        if fault.rule in {"out_of_range", "zero_not_a_correction"}
    ]
    assert len(named) == NOT_POSITIVE
    assert named == expected


def test_weighings_published_twice_are_named_row_by_row(
    imported: Imported, published: list[Weighing]
) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    expected = []
    for weighing in published:
        key = weighing.container, weighing.moment
        if seen[key]:
            expected.append((weighing.row, ", ".join(key)))
        seen[key] += 1
    named = [
        (fault.row, fault.value)
        for fault in imported.first.faults
        if fault.rule == "duplicate_key"
    ]
    assert len(named) == REPEATED
    assert named == expected


def test_there_is_no_other_fault(imported: Imported, published: list[Weighing]) -> None:
    rules = Counter(fault.rule for fault in imported.first.faults)
    below_zero = sum(int(w.kilograms) < 0 for w in published)
    assert rules == {
        "out_of_range": below_zero,
        "zero_not_a_correction": NOT_POSITIVE - below_zero,
        "duplicate_key": REPEATED,
    }
    assert imported.first.faults == imported.refused


def test_every_row_is_added_or_skipped(imported: Imported) -> None:
    (counts,) = imported.first.counts
    assert (counts.rows, counts.added, counts.skipped) == (ROWS, TICKETS, SKIPPED)


def test_the_same_file_again_adds_nothing(imported: Imported) -> None:
    (counts,) = imported.again.counts
    assert (counts.added, counts.updated) == (0, 0)
    assert (counts.unchanged, counts.skipped) == (TICKETS, SKIPPED)


def test_the_report_counts_every_kilogram_once(
    imported: Imported, published: list[Weighing]
) -> None:
    # The source says UTC; both ends of each year are at least an hour away.
    kilograms: dict[tuple[str, str], int] = {}
    for weighing in published:
        if int(weighing.kilograms) > 0:
            key = weighing.container, weighing.moment
            kilograms.setdefault(key, int(weighing.kilograms))
    assert len(kilograms) == TICKETS
    for year in (2020, 2021):
        report = make_report(imported.context, date(year, 12, 31))
        of_year = [kg for (_, m), kg in kilograms.items() if m.startswith(str(year))]
        assert report.recovered_kg == sum(of_year)
        assert report.tickets == len(of_year)
        assert sum(report.months.values()) == report.recovered_kg
        assert [(part.code, part.actual_kg) for part in report.materials] == [
            ("rest", report.recovered_kg)
        ]
