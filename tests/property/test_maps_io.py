"""Whatever is written is read back the same."""

import math
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.geojson import write_collection
from maps.io import read_features, write_geopackage

# No control characters: SQLite ends a text at a NUL.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
# GDAL turns GeoJSON integers from -10**18 down into fractions.
integers = st.integers(1 - 10**18, 2**63 - 1)
records = st.lists(
    st.fixed_dictionaries(
        {
            "编号": texts,
            "count": st.none() | integers,
            "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "open": st.none() | st.booleans(),
            "lon": st.floats(-180, 180),
            "lat": st.floats(-90, 90),
        }
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("kind", ["geojson", "gpkg"])
@settings(max_examples=40, deadline=None)
@given(rows=records)
def test_round_trip(kind: str, rows: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"plan.{kind}"
        if kind == "geojson":
            write_collection(file, rows, {}, decimals=None)
        else:
            write_geopackage(file, "站点", rows)
        features = read_features(file)
    assert features.columns["编号"] == [row["编号"] for row in rows]
    assert features.columns["open"] == [row["open"] for row in rows]
    assert features.columns["count"] == [row["count"] for row in rows]
    assert features.x.tolist() == [row["lon"] for row in rows]
    assert features.y.tolist() == [row["lat"] for row in rows]
    for stored, row in zip(features.columns["share"], rows, strict=True):
        assert stored == row["share"] or (
            isinstance(stored, float)
            and isinstance(row["share"], float)
            and math.isclose(stored, row["share"], rel_tol=1e-15)
        )
