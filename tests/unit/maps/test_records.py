"""Plain values and frames."""

import datetime as dt
import enum

import numpy as np
import pytest

from maps.errors import GeometryError
from maps.frames import to_frame
from maps.records import Value, plain


class Grade(enum.StrEnum):
    FIRST = "first"


class Kind(enum.Enum):
    DEPOT = 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (np.bool_(False), False),
        (np.int64(7), 7),
        (2**63 - 1, 2**63 - 1),
        (2**63, "9223372036854775808"),
        (np.float64(1.5), 1.5),
        (float("nan"), None),
        (float("inf"), None),
        (np.str_("甲"), "甲"),
        (Grade.FIRST, "first"),
        (Kind.DEPOT, "Kind.DEPOT"),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime(2026, 3, 1, 7, 0, tzinfo=dt.UTC), "2026-03-01T07:00:00+00:00"),
        (dt.time(7, 30), "07:30:00"),
        (["渝", 1], '["渝", 1]'),
        ({"a": dt.date(2026, 3, 1)}, '{"a": "2026-03-01"}'),
        (b"\x0f", "0f"),
    ],
)
def test_plain_values(value: object, expected: Value) -> None:
    result = plain(value)
    assert result == expected
    assert type(result) is type(expected)


def test_a_frame_is_wgs84_with_one_row_per_record() -> None:
    frame = to_frame(
        [
            {"id": "a", "n": 1, "lon": 106.5, "lat": 29.5},
            {"id": "b", "wkt": "LINESTRING (0 0, 1 1)", "lon": 1.0, "lat": 1.0},
            {"id": "c", "lon": np.nan, "lat": 29.5},
        ]
    )
    assert frame.crs.to_epsg() == 4326
    assert list(frame.columns) == ["id", "n", "geometry"]
    assert frame.geometry.geom_type.tolist()[:2] == ["Point", "LineString"]
    assert frame.geometry.isna().tolist() == [False, False, True]
    assert frame["n"].dtype == "Int64"


def test_mixed_columns_become_text_and_huge_integers_survive() -> None:
    frame = to_frame([{"m": 1, "h": 2**70}, {"m": "one", "h": 2}])
    assert frame["m"].tolist() == ["1", "one"]
    assert frame["h"].tolist() == [str(2**70), "2"]


def test_numbers_with_fractions_stay_numbers() -> None:
    frame = to_frame([{"x": 1}, {"x": 2.5}])
    assert frame["x"].tolist() == [1.0, 2.5]


def test_no_records_make_an_empty_frame() -> None:
    frame = to_frame([])
    assert len(frame) == 0
    assert frame.crs.to_epsg() == 4326


def test_the_name_of_the_shape_is_taken() -> None:
    with pytest.raises(GeometryError, match="Rename it"):
        to_frame([{"geometry": 1}])
