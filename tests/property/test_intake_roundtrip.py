"""Whatever is written is read back the same, and nothing else ever escapes."""

import gzip
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recycling.domain.records import Batch
from recycling.intake.export import write_rows
from recycling.intake.options import IntakeOptions
from recycling.intake.reader import read_table
from recycling.intake.report import fault_message
from recycling.schema.cells import parse_cell
from recycling.schema.columns import LANGUAGES, TABLES, Column
from recycling.schema.enums import ENUMS
from recycling.schema.safe import safe_cell, unguarded
from recycling.schema.writing import write_cell

QUICK = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" =+-@'\"，；\n"),
    max_size=20,
).map(str.strip)
# Keys hold no list separator and no line break, or they could not be referred to.
KEYS = st.text(
    st.characters(categories=["L", "N"], include_characters="-_=+@'."), min_size=1
).map(lambda text: f"K{text}"[:40])
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
FIGURES = st.floats(0, 1e9).map(lambda value: float(f"{value:.12g}"))


def values_of(column: Column) -> st.SearchStrategy[object]:
    """Draw values a column may hold."""
    low, high = {"0..1": (0, 1), ">0": (1, 9), "0..6": (0, 6)}.get(
        column.rule, (1, 10**9)
    )
    choices: dict[str, st.SearchStrategy[object]] = {
        "id": KEYS,
        "ref": KEYS,
        "text": WORDS.filter(bool) if column.required else WORDS,
        "int": st.integers(low, high),
        "float": FIGURES.map(lambda value: min(high, max(low, value))),
        "bool": st.booleans(),
        "date": DAYS,
        "datetime": MOMENTS,
        "time": st.integers(0, 172_800),
        "list": st.lists(KEYS, max_size=3, unique=True).map(tuple),
    }
    if column.kind == "enum":
        return st.sampled_from([member.value for member in ENUMS[column.target]])
    return choices[column.kind]


@QUICK
@given(st.data())
def test_a_written_cell_reads_back_as_the_same_value(data):
    columns = [
        column
        for table in TABLES.values()
        for column in table.columns
        if column.kind != "wkt" and column.rule not in {"1..7", "0..9", "2000..2100"}
    ]
    column = data.draw(st.sampled_from(columns))
    lang = data.draw(st.sampled_from(LANGUAGES))
    value = data.draw(values_of(column))
    factor = column.header(lang).factor
    cell = write_cell(column, value, lang, factor)
    assert parse_cell(column, str(cell), factor) == value


@given(st.text())
def test_a_guarded_text_comes_back(text):
    assert unguarded(str(safe_cell(text))) == text or safe_cell(text) == text
    if safe_cell(text) != text:
        assert unguarded(str(safe_cell(text))) == text


@QUICK
@given(data=st.data(), ending=st.sampled_from(["csv", "csv", "xlsx"]))
def test_written_tickets_are_read_the_same(tmp_path, data, ending):
    table = TABLES["tickets"]
    free = {"gross_kg", "tare_kg"}
    rows = data.draw(
        st.lists(
            st.tuples(
                *(
                    st.none() if column.attribute in free else values_of(column)
                    for column in table.columns
                )
            ),
            max_size=6,
            unique_by=lambda row: row[:2],
        )
    )
    names = list(table.by_attribute)
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    path = tmp_path / f"tickets.{ending}"
    write_rows(
        "tickets",
        [Batch("tickets", columns)],
        path,
        data.draw(st.sampled_from(LANGUAGES)),
    )
    known = {"sites": set(columns["site_id"]), "materials": set(columns["material"])}
    found: dict[str, list[object]] = {name: [] for name in names}
    reader = read_table(path, None, IntakeOptions(chunk_rows=2), known)
    for chunk in reader:
        for name, values in chunk.batch.columns.items():
            found[name] += values
    assert reader.report.faults == []
    assert found == columns


def book() -> bytes:
    """Make a small workbook to damage."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("sites")
        sheet.write_row(0, 0, ["site_id", "name", "kind", "district", "lon", "lat"])
        sheet.write_row(1, 0, ["SC-001", "x", "depot", "500112", 106.5, 29.5])
    return buffer.getvalue()


BOOK = book()
TEXT = (
    "site_id,name,kind,district,lon,lat,opens_s\n"
    "SC-001,分拣中心,depot,500112,106.5,29.5,08:30\n" * 3
)
POINT = '{"type": "Point", "coordinates": [106.5, 29.5]}'
FEATURES = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
    f'{{"site_id": "SC-001", "name": "x"}}, "geometry": {POINT}}}]}}'
)
SEEDS = {
    "sites.csv": TEXT.encode(),
    "sites.csv.gz": gzip.compress(TEXT.encode(), mtime=0),
    "sites.xlsx": BOOK,
    "sites.geojson": FEATURES.encode(),
}


def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Overwrite, cut or lengthen some bytes."""
    spoilt = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(spoilt) - 1)))
        match draw(st.integers(0, 2)):
            case 0:
                spoilt[place : place + 1] = draw(st.binary(min_size=1, max_size=4))
            case 1:
                del spoilt[place : place + draw(st.integers(1, 50))]
            case _:
                spoilt[place:place] = draw(st.binary(max_size=20))
    return bytes(spoilt)


def read_all(path: Path) -> None:
    """Read a file, whatever it holds, and word what is wrong with it."""
    options = IntakeOptions(crs="gcj02", area=(105.2, 28.1, 110.3, 32.3))
    reader = read_table(path, None, options, {"districts": {"500112"}})
    rows = sum(len(chunk.batch) for chunk in reader)
    report = reader.report
    assert rows <= report.rows
    for fault in report.faults:
        assert fault_message(fault, "en")
        assert fault_message(fault, "zh")


@settings(QUICK, max_examples=150)
@given(data=st.data(), name=st.sampled_from(sorted(SEEDS)))
def test_a_damaged_file_is_a_fault_and_nothing_else(tmp_path, data, name):
    path = tmp_path / name
    path.write_bytes(data.draw(st.composite(damaged)(SEEDS[name])))
    read_all(path)


@QUICK
@given(content=st.binary(max_size=300), name=st.sampled_from(sorted(SEEDS)))
def test_any_bytes_are_a_fault_and_nothing_else(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    read_all(path)


@QUICK
@given(
    content=st.text(max_size=200), name=st.sampled_from(["tickets.csv", "zones.csv"])
)
def test_any_text_is_a_fault_and_nothing_else(tmp_path, content, name):
    path = tmp_path / name
    header = ",".join(TABLES[name.removesuffix(".csv")].by_attribute)
    path.write_text(f"{header}\n{content}", encoding="utf-8", errors="replace")
    read_all(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@QUICK
@given(data=st.data())
def test_a_workbook_damaged_inside_is_a_fault_and_nothing_else(tmp_path, data, part):
    path = tmp_path / "sites.xlsx"
    with (
        zipfile.ZipFile(BytesIO(BOOK)) as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                content = data.draw(st.composite(damaged)(content))
            target.writestr(name, content)
    read_all(path)
