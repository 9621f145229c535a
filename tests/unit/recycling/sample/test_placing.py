"""Facts about single parts: fleet, zones, green centres, months."""

import json
from collections import Counter
from math import ceil
from pathlib import Path

import pytest

from recycling.domain.fleet import Energy, VehicleRole, VehicleType
from recycling.domain.sites import Site, SiteKind
from recycling.sample.files import read_rows
from recycling.sample.fleet import milk_run_needs
from recycling.sample.inputs import Inputs


def test_full_city_has_the_published_counts(full_files: dict[str, Path]) -> None:
    rows = read_rows(full_files["sites.csv"])
    counts = Counter(row["kind"] for row in rows if row["status"] == "existing")
    assert counts["collection_point"] == 9_000
    assert counts["sorting_centre"] == 730
    assert counts["park"] == 11
    assert counts["dismantler"] == 44
    assert counts["processing_base"] == 25
    small = [
        row
        for row in rows
        if row["kind"] == "sorting_centre"
        and int(row["capacity_kg_per_year"] or 10**9) < 30_000_000
    ]
    assert len(small) > 0.85 * 730
    assert sum(row["is_green"] == "yes" for row in rows) == 2


def test_full_city_fleet_and_depots(full_files: dict[str, Path]) -> None:
    kinds = Counter(
        row["vehicle_type"] for row in read_rows(full_files["vehicles.csv"])
    )
    assert 450 <= kinds["compact_ev"] + kinds["light_ev"] <= 620
    plates = [row["plate"] for row in read_rows(full_files["vehicles.csv"])]
    assert len(set(plates)) == len(plates)


def test_history_follows_the_months(full_files: dict[str, Path]) -> None:
    by_month: Counter[str] = Counter()
    for row in read_rows(full_files["tickets_history.csv"]):
        by_month[row["weighed_at"][:7]] += int(row["net_kg"])
    total = sum(by_month.values())
    # Weights of 2026 over the part of the year that has passed.
    assert by_month["2026-02"] / total == pytest.approx(0.058 / 0.828, rel=0.1)
    assert by_month["2026-07"] / total == pytest.approx(0.087 / 0.828, rel=0.1)


def test_zones_are_closed_polygons(small_files: dict[str, Path]) -> None:
    features = json.loads(small_files["zones.geojson"].read_text("utf-8"))["features"]
    kinds = Counter(f["properties"]["kind"] for f in features)
    assert kinds == {"exclusion": 3, "restriction": 2}
    for feature in features:
        assert feature["properties"]["certainty"] == "synthetic"
        (corners,) = feature["geometry"]["coordinates"]
        assert corners[0] == corners[-1]
    rules = read_rows(small_files["restrictions.csv"])
    ids = {f["properties"]["zone_id"] for f in features}
    assert {rule["zone_id"] for rule in rules} <= ids


def test_milk_run_needs_by_hand(small_inputs: Inputs) -> None:
    def site(name: str, kind: SiteKind, **fields: int) -> Site:
        return Site(name, name, kind, "500103", 106.55, 29.55, **fields)

    kind = VehicleType(
        "t", "t", "t", VehicleRole.MILK_RUN, Energy.ELECTRIC, 6000, 12_000,
        compaction_ratio=4.0,
    )  # fmt: skip
    points = [
        site(f"p{i}", SiteKind.COLLECTION_POINT, service_s=540, population_served=4000)
        for i in range(100)
    ]
    needs = milk_run_needs(
        small_inputs,
        kind,
        [site("d", SiteKind.DEPOT)],
        points,
        [site("c", SiteKind.SORTING_CENTRE)],
    )
    # All on one spot. 499 kg a day are 9,931 l: paper 4,077 l, plastic 4,652 l,
    # four others below 11,000 l in 14 days. Visits per point and day:
    visits = (4077 + 4652) / 11_000 + 4 / 14
    stops = 48_000 * 0.85 * visits / 9_931
    per_vehicle = 28_800 / (stops * 540 + 1500) * stops
    assert needs == [ceil(100 * visits / per_vehicle * 1.12)]
    assert needs == [4]
