"""The tables in ``data/`` keep their own promises."""

import csv
import re
from pathlib import Path

import pytest

from recycling.accounting.emissions import DIESEL, GRID, RESIDUE, ROAD, avoided_code
from recycling.domain.materials import EmissionFactor
from recycling.domain.tickets import ElvClass
from recycling.sample.files import read_rows, read_table
from recycling.sample.inputs import Inputs
from recycling.schema.cells import parse_cell
from recycling.schema.columns import TABLES

TABLE_FILES = {
    "reference/materials.csv": "materials",
    "reference/vehicle_types.csv": "vehicle_types",
    "reference/facility_classes.csv": "facility_classes",
    "reference/emission_factors.csv": "emission_factors",
    "reference/parameters.csv": "parameters",
    "reference/targets.csv": "targets",
    "chongqing/districts.csv": "districts",
    "chongqing/facilities.csv": "sites",
    "chongqing/restrictions.csv": "restrictions",
}


@pytest.mark.parametrize(("name", "table"), TABLE_FILES.items())
def test_rows_pass_the_schema(data_dir: Path, name: str, table: str) -> None:
    columns = TABLES[table].by_attribute
    rows = read_rows(data_dir / name)
    for row in rows:
        for header, text in row.items():
            parse_cell(columns[header], text)
    keys = [tuple(row[k] for k in TABLES[table].key) for row in rows]
    assert len(set(keys)) == len(keys) > 0


def test_every_row_names_source_and_certainty(data_dir: Path) -> None:
    files = [*TABLE_FILES, "chongqing/sample.csv", "chongqing/centres.csv"]
    for name in files:
        for row in read_rows(data_dir / name):
            assert row["source"], row
            assert row["certainty"], row


def test_every_file_is_plain_csv_without_short_rows(data_dir: Path) -> None:
    for path in data_dir.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            widths = {len(row) for row in csv.reader(file)}
        assert len(widths) == 1, path.name


@pytest.mark.parametrize(
    "prefix",
    [
        "demand.household_share.",
        "reporting.month_weight.",
        "reporting.split_weight.",
        "siting.elv_output.",
    ],
)
def test_shares_sum_to_one(full_inputs: Inputs, prefix: str) -> None:
    parameters = full_inputs.parameters.values()
    shares = [p.value for p in parameters if p.code.startswith(prefix)]
    assert sum(shares) == pytest.approx(1.0, abs=1e-12)


def test_vehicle_classes_are_complete(full_inputs: Inputs) -> None:
    shares = [full_inputs.parameter(f"elv.share.{kind}") for kind in ElvClass]
    assert sum(shares) == pytest.approx(1.0)


def test_material_mix_is_complete(full_inputs: Inputs) -> None:
    materials = full_inputs.materials.values()
    assert len(materials) == 10
    assert sum(m.share_of_total for m in materials) == pytest.approx(1.0)
    assert {m.code for m in materials if m.is_low_value} == {"glass", "textile"}


def test_ranges_hold_their_value(full_inputs: Inputs) -> None:
    for p in full_inputs.parameters.values():
        assert p.low is None or p.low <= p.value, p.code
        assert p.high is None or p.value <= p.high, p.code


def test_every_factor_set_knows_every_material(data_dir: Path) -> None:
    path = data_dir / "reference" / "emission_factors.csv"
    factors = read_table("emission_factors", path, EmissionFactor)
    materials = read_rows(data_dir / "reference" / "materials.csv")
    wanted = {avoided_code(row["code"]) for row in materials}
    for version in {factor.version for factor in factors}:
        codes = {factor.code for factor in factors if factor.version == version}
        assert wanted | {RESIDUE, DIESEL, GRID, ROAD} <= codes, version
    for f in factors:
        assert f.low is None or f.low <= f.kg_per_unit, f
        assert f.high is None or f.kg_per_unit <= f.high, f


def test_census_adds_up(full_inputs: Inputs) -> None:
    assert len(full_inputs.city) == 38
    assert sum(d.population for d in full_inputs.city) == 32_054_101
    assert sum(d.industry_share for d in full_inputs.city) == pytest.approx(1.0)


def test_every_knob_is_read_somewhere(data_dir: Path) -> None:
    source = Path(__file__).resolve().parents[4] / "recycling"
    text = "".join(p.read_text(encoding="utf-8") for p in source.rglob("*.py"))
    read = set(re.findall(r"\"([a-z_]+\.[a-z_.]+)(?:\"|\{)", text))
    for row in read_rows(data_dir / "chongqing" / "sample.csv"):
        code = row["code"]
        assert code in read or f"{code.rpartition('.')[0]}." in read, code
