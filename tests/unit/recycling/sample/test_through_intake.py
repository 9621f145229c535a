"""The sample goes through the ordinary intake without a fault."""

from collections import defaultdict
from pathlib import Path

import pytest

from recycling.intake.options import IntakeOptions
from recycling.intake.reader import read_table
from recycling.schema.columns import TABLES

CITY_AREA = (105.2, 28.1, 110.3, 32.3)
REFERENCE = (
    "materials",
    "facility_classes",
    "vehicle_types",
    "parameters",
    "emission_factors",
)


def _table_of(path: Path) -> str:
    """Table of a file: its name, or the first word of one that says more."""
    first = path.stem.partition("_")[0]
    return path.stem if path.stem in TABLES else first


@pytest.mark.parametrize("scale", ["small", "full"])
def test_no_fault(data_dir: Path, scale: str, request: pytest.FixtureRequest) -> None:
    written = request.getfixturevalue(f"{scale}_files")
    files = [data_dir / "reference" / f"{name}.csv" for name in REFERENCE]
    files += [path for path in written.values() if path.suffix != ".txt"]
    known: dict[str, set[str]] = defaultdict(set)
    options = IntakeOptions(crs="wgs84", area=CITY_AREA)
    for path in files:
        table = _table_of(path)
        reader = read_table(path, table, options, known)
        rows = 0
        for chunk in reader:
            assert not chunk.faults, chunk.faults[:3]
            rows += len(chunk.batch)
            if len(TABLES[table].key) == 1:
                known[table].update(chunk.batch.columns[TABLES[table].key[0]])
        assert rows > 0, path.name
