"""Real stops and boundaries of Chongqing: a wrong datum is noticed."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from maps.crs import from_wgs84
from maps.geometry import ZoneShape, points_in_zones
from recycling.bootstrap import build_context
from recycling.config import DATA_DIR, load_settings
from recycling.domain.errors import Notice
from recycling.domain.sites import ZoneKind
from recycling.intake.adapting import Adapting
from recycling.services.importing import ImportRequest, import_files

STOPS = 3_407
ADAPTING = Adapting({"adcode": "zone_id"}, {"kind": "district"}, ignore_extra=True)
DATUMS = ("wgs84", "gcj02", "bd09")


@dataclass(frozen=True, slots=True)
class City:
    """A workspace with districts and boundaries, and the stops with their district.

    Attributes
    ----------
    workspace
        Folder of the database.
    notices
        What was odd about the boundaries.
    shapes
        Boundaries in WGS-84 by district code.
    stops
        Name, district and position in WGS-84 and GCJ-02 of each stop.
    """

    workspace: Path
    notices: tuple[Notice, ...]
    shapes: list[ZoneShape]
    stops: list[tuple[str, str, tuple[float, float], tuple[float, float]]]


@pytest.fixture(scope="module")
def city(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    source = shared_dir / "real" / "chongqing"
    if not (source / "bus_stops.csv").is_file():
        pytest.skip("the stops and boundaries of Chongqing are not here")
    workspace = tmp_path_factory.mktemp("chongqing")
    context = build_context(load_settings(workspace, {}))
    districts = DATA_DIR / "chongqing" / "districts.csv"
    import_files(context, ImportRequest([districts], "wgs84"))
    drawn = ImportRequest(
        [source / "districts_gcj02.json"], "gcj02", table="zones", adapting=ADAPTING
    )
    notices = import_files(context, drawn).notices
    with context.unit_of_work() as work:
        zones = work.inputs.network().zones.values()
    shapes = [ZoneShape(zone.zone_id, zone.geometry_wkt) for zone in zones]
    assert {zone.kind for zone in zones} == {ZoneKind.DISTRICT}
    with (source / "bus_stops.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    plain = [(float(row["lon_wgs84"]), float(row["lat_wgs84"])) for row in rows]
    shifted = [(float(row["lon_gcj02"]), float(row["lat_gcj02"])) for row in rows]
    found = points_in_zones([x for x, _ in plain], [y for _, y in plain], shapes)
    stops = [
        (row["name"], shapes[at].zone_id, wgs84, gcj02)
        for row, at, wgs84, gcj02 in zip(rows, found, plain, shifted, strict=True)
        if at >= 0
    ]
    assert len(rows) == STOPS
    return City(workspace, notices, shapes, stops)


@pytest.fixture
def load(city: City, tmp_path: Path) -> Callable[[str, str], tuple[Notice, ...]]:
    """Import the stops of one datum declared as another, into a copy of the city."""

    def run(truth: str, declared: str) -> tuple[Notice, ...]:
        workspace = shutil.copytree(city.workspace, tmp_path / "copy")
        path = write_stops(city, tmp_path, truth)
        context = build_context(load_settings(workspace, {}))
        result = import_files(context, ImportRequest([path], declared))
        assert result.counts[0].added == len(city.stops)
        return result.notices

    return run


def write_stops(city: City, folder: Path, datum: str) -> Path:
    """Write the stops in a datum; GCJ-02 as published, BD-09 as converted."""
    plain = np.array([wgs84 for _, _, wgs84, _ in city.stops])
    places = np.array([gcj02 for _, _, _, gcj02 in city.stops])
    if datum != "gcj02":
        places = np.column_stack(from_wgs84(plain[:, 0], plain[:, 1], datum))
    path = folder / "sites.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["site_id", "name", "kind", "district", "lon", "lat"])
        for number, (name, district, _, _) in enumerate(city.stops):
            place = places[number].tolist()
            writer.writerow([number, name, "collection_point", district, *place])
    return path


def test_boundaries_are_read_as_published(city: City) -> None:
    assert len(city.shapes) == 38
    assert [(notice.rule, notice.count) for notice in city.notices] == [
        ("columns_ignored", 7),
        ("shapes_repaired", 6),
    ]
    assert len(city.stops) > 0.99 * STOPS


@pytest.mark.parametrize("truth", DATUMS)
@pytest.mark.parametrize("declared", DATUMS)
def test_a_wrong_datum_is_noticed_and_the_right_one_is_not(
    load: Callable[[str, str], tuple[Notice, ...]], truth: str, declared: str
) -> None:
    notices = load(truth, declared)
    if truth == declared:
        assert "datum_looks_like" not in {notice.rule for notice in notices}
        # The published GCJ-02 is a metre off here and there: so are border stops.
        assert sum(notice.count for notice in notices) <= 5
        return
    (notice,) = notices
    assert notice.rule == "datum_looks_like"
    assert notice.facts["likely"] == truth
    assert float(notice.facts["share_likely"]) > 0.99
    apart = {"wgs84", "gcj02"} == {truth, declared}
    low, high = (430, 600) if apart else (850, 1_200)
    assert low < float(notice.facts["shift_m"]) < high
