"""A datum is suspected when it is wrong, and never when it is right."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.crs import from_wgs84, to_wgs84
from maps.geometry import ZoneShape
from recycling.intake.datum import (
    Places,
    Readings,
    check_districts,
    check_matched,
    check_nearest,
    readings_of_points,
)

DATUMS = ("wgs84", "gcj02", "bd09")
QUICK = settings(max_examples=60, deadline=None)
SQUARE = "POLYGON (({w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}))"

# Where nearly all of China lives; in the west GCJ-02 comes close to WGS-84.
corners = st.tuples(st.floats(105, 122), st.floats(22, 40))
datums = st.sampled_from(DATUMS)
seeds = st.integers(0, 2**32 - 1)


def grid(corner: tuple[float, float]) -> list[ZoneShape]:
    """Nine districts of about 10 km in a square."""
    west, south = corner
    return [
        ZoneShape(
            f"{row}{column}",
            SQUARE.format(
                w=west + column / 10,
                e=west + (column + 1) / 10,
                s=south + row / 10,
                n=south + (row + 1) / 10,
            ),
        )
        for row in range(3)
        for column in range(3)
    ]


def scatter(
    corner: tuple[float, float], seed: int, count: int
) -> tuple[Places, list[str]]:
    """Points all over the districts, and the district of each."""
    random = np.random.default_rng(seed)
    east, north = random.uniform(0.0005, 0.2995, (2, count))
    places = Places(corner[0] + east, corner[1] + north)
    named = [f"{int(y * 10)}{int(x * 10)}" for x, y in zip(east, north, strict=True)]
    return places, named


def read_as(places: Places, truth: str, declared: str) -> Readings:
    """Read a file in one datum as declared in another."""
    raw = from_wgs84(places.lon, places.lat, truth)
    return readings_of_points(Places(*to_wgs84(*raw, declared)), declared)


@QUICK
@given(corners, seeds, datums, datums)
def test_districts_name_the_true_datum(
    corner: tuple[float, float], seed: int, truth: str, declared: str
) -> None:
    places, named = scatter(corner, seed, 2_000)
    readings = read_as(places, truth, declared)
    found = check_districts(readings, named, grid(corner)).suspicion
    assert (found.likely if found else declared) == truth


@QUICK
@given(corners, seeds, datums, st.integers(0, 200))
def test_wrong_districts_alone_are_no_datum(
    corner: tuple[float, float], seed: int, declared: str, wrong: int
) -> None:
    places, named = scatter(corner, seed, 400)
    named[:wrong] = ["11"] * wrong
    readings = read_as(places, declared, declared)
    assert check_districts(readings, named, grid(corner)).suspicion is None


@QUICK
@given(corners, seeds, datums, datums, st.floats(0, 30))
def test_recorded_places_name_the_true_datum(
    corner: tuple[float, float], seed: int, truth: str, declared: str, noise_m: float
) -> None:
    places, _ = scatter(corner, seed, 40)
    random = np.random.default_rng(seed)
    east, north = random.uniform(-noise_m, noise_m, (2, 40)) / 111_000
    recorded = Places(places.lon + east, places.lat + north)
    readings = read_as(places, truth, declared)
    for found in (
        check_matched(readings, recorded, "same_ids"),
        check_nearest(readings, recorded) if noise_m < 15 else None,
    ):
        assert found is None or found.likely == truth != declared
    if truth != declared:
        assert check_matched(readings, recorded, "same_ids") is not None


@QUICK
@given(corners, seeds, datums, st.floats(0, 0.02), st.floats(0, 360))
def test_places_moved_any_way_are_suspected_only_of_the_shift_they_made(
    corner: tuple[float, float], seed: int, declared: str, far: float, turn: float
) -> None:
    recorded, _ = scatter(corner, seed, 40)
    moved = Places(
        recorded.lon + far * np.sin(np.radians(turn)),
        recorded.lat + far * np.cos(np.radians(turn)),
    )
    found = check_matched(read_as(moved, declared, declared), recorded, "same_ids")
    if found is not None:
        assert float(found.facts["rest_m"]) <= 60
        assert float(found.facts["shift_m"]) >= 150
