"""``recycling export`` on the street: files, formats, and mistakes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workspaces import open_context

type Recycling = Callable[..., Any]
DATE = ("--date", "2026-11-02", "--time-limit", "1")
ALL = ("geojson", "gpkg", "gpx", "html")


@pytest.fixture(scope="module")
def planned_workspace(
    tmp_path_factory: pytest.TempPathFactory, street_workspace: Path
) -> Path:
    """Street with a siting plan and a day's routes, made once."""
    return shutil.copytree(
        street_workspace, tmp_path_factory.mktemp("planned") / "workspace"
    )


@pytest.fixture
def planned(recycling: Recycling, planned_workspace: Path) -> Path:
    with open_context(planned_workspace).unit_of_work() as work:
        is_ready = work.plans.routes() is not None
    if not is_ready:
        for subject in ("siting", "routes"):
            ended = recycling("plan", subject, *DATE, "-w", planned_workspace)
            assert ended.code == 0, ended.err
    return planned_workspace


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_formats_go_to_the_reports(recycling: Recycling, planned: Path) -> None:
    for subject, folder in (
        ("routes", "routes-2026-11-02"),
        ("siting", "siting-2027"),
        ("sites", "sites"),
    ):
        ended = recycling("export", subject, "-w", planned, "--json")
        assert ended.code == 0, ended.err
        formats = ALL if subject == "routes" else ("geojson", "gpkg", "html")
        there = planned / "reports" / folder
        assert names(there) == [f"{subject}.{each}" for each in formats]
        files = json.loads(ended.out)["files"]
        assert sorted(files) == [str(there / name) for name in names(there)]


def test_the_ending_chooses_the_format(
    recycling: Recycling, planned: Path, tmp_path: Path
) -> None:
    target = tmp_path / "new" / "driver.GPX"
    ended = recycling("export", "routes", "-o", target, "-w", planned, "--lang", "zh")
    assert ended.code == 0, ended.err
    assert names(target.parent) == ["driver.GPX"]
    assert "公里" in target.read_text(encoding="utf-8")


def test_some_formats_into_a_folder(
    recycling: Recycling, planned: Path, tmp_path: Path
) -> None:
    chosen = ("--format", "html", "-f", "geojson", "-f", "html")
    ended = recycling("export", "siting", *chosen, "-o", tmp_path, "-w", planned)
    assert ended.code == 0, ended.err
    assert names(tmp_path) == ["siting.geojson", "siting.html"]


def test_shifted_positions_go_where_they_can_be_said(
    recycling: Recycling, planned: Path, tmp_path: Path
) -> None:
    shifted = ("--crs", "GCJ-02", "-o", tmp_path)
    ended = recycling("export", "routes", *shifted, "-w", planned)
    assert ended.code == 0, ended.err
    assert names(tmp_path) == ["routes.gcj02.geojson", "routes.gcj02.gpx"]


def test_one_vehicle_for_its_driver(
    recycling: Recycling, planned: Path, tmp_path: Path
) -> None:
    target = tmp_path / "all.geojson"
    recycling("export", "routes", "-o", target, "-w", planned)
    every = json.loads(target.read_text(encoding="utf-8"))["features"]
    vehicle = every[0]["properties"]["vehicle_id"]
    only = ("--vehicle", vehicle, "-o", target)
    assert recycling("export", "routes", *only, "-w", planned).code == 0
    one = json.loads(target.read_text(encoding="utf-8"))["features"]
    assert {f["properties"]["vehicle_id"] for f in one} == {vehicle}


@pytest.mark.parametrize("form", ["pdf", "xlsx", "gpx", "geojson"])
def test_driver_sheets_of_a_day(recycling: Recycling, planned: Path, form: str) -> None:
    chosen = ("--date", "2026-11-02", "--format", form, "--lang", "en")
    ended = recycling("export", "sheets", *chosen, "-w", planned, "--json")
    assert ended.code == 0, ended.err
    (file,) = json.loads(ended.out)["files"]
    assert file == str(planned / "reports" / "routes-2026-11-02" / f"sheets.{form}")
    content = Path(file).read_bytes()
    begins = {"pdf": b"%PDF", "xlsx": b"PK", "gpx": b"<?xml", "geojson": b"{"}
    assert content.startswith(begins[form])


def test_the_sheet_of_one_vehicle(
    recycling: Recycling, planned: Path, tmp_path: Path
) -> None:
    target = tmp_path / "all.geojson"
    of_plan = ("--plan", "routes-2026-11-02", "--format", "geojson", "-w", planned)
    assert recycling("export", "sheets", *of_plan, "-o", target).code == 0
    every = json.loads(target.read_text(encoding="utf-8"))["features"]
    stops = [f["properties"] for f in every if f["properties"]["layer"] == "stops"]
    vehicle = stops[0]["vehicle_id"]
    pickup = next(stop for stop in stops if stop["kind"] == "pickup")
    assert pickup["link"].startswith("https://uri.amap.com/navigation?to=106.5")
    only = (*of_plan, "--vehicle", vehicle, "-o", target)
    assert recycling("export", "sheets", *only).code == 0
    one = json.loads(target.read_text(encoding="utf-8"))["features"]
    assert {f["properties"]["vehicle_id"] for f in one} == {vehicle}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--date", "2026-11-03"), "no routes are planned for the day. Plan them with"),
        (("--date", "soon"), "--date: must be a day as YYYY-MM-DD, got 'soon'."),
        (("--plan", "r-0"), "--plan: no route plan 'r-0'. The one saved last is"),
        (("--date", "2026-11-02", "--vehicle", "V-9"), "is driven by 'V-9'."),
        (("--date", "2026-11-02", "--lang", "fr"), "must be zh or en, got 'fr'."),
    ],
)
def test_mistakes_with_sheets(
    recycling: Recycling, planned: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert message in recycling("export", "sheets", *arguments, "-w", planned).mistake


def test_flows_can_be_left_out(
    recycling: Recycling, planned: Path, tmp_path: Path
) -> None:
    layers = {}
    for flag in ("--flows", "--no-flows"):
        target = tmp_path / f"{flag}.geojson"
        recycling("export", "siting", flag, "-o", target, "-w", planned)
        found = json.loads(target.read_text(encoding="utf-8"))["features"]
        layers[flag] = {f["properties"]["layer"] for f in found}
    assert layers == {"--flows": {"flows", "sites"}, "--no-flows": {"sites"}}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("routes", "--format", "pdf"), "must be one of geojson, gpkg, gpx, html for"),
        (("siting", "--format", "gpx"), "geojson, gpkg, html for siting, got 'gpx'"),
        (("sites", "--crs", "EPSG:4545"), "--crs: must be one of wgs84, cgcs2000,"),
        (("sites", "--crs", "bd09", "-f", "html"), "cannot say that its positions are"),
        (("sites", "--lang", "fr"), "--lang: must be zh or en, got 'fr'."),
        (("routes", "--plan", "r-0"), "no routes plan 'r-0'. The one saved last is"),
        (("siting", "--plan", "s-0"), "The one saved last is 'siting-2027'."),
        (("routes", "--vehicle", "V-99"), "is driven by 'V-99'."),
    ],
)
def test_mistakes(
    recycling: Recycling, planned: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert message in recycling("export", *arguments, "-w", planned).mistake


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("routes", "no plan yet. Make one with 'recycling plan routes --date DAY'."),
        ("siting", "no plan yet. Make one with 'recycling plan siting --year YEAR'."),
        ("sites", "no sites yet. Load the sample city with"),
    ],
)
def test_what_to_run_first(
    recycling: Recycling, tmp_path: Path, subject: str, message: str
) -> None:
    ended = recycling("export", subject, "-w", tmp_path / "new")
    assert message in ended.mistake
    assert not (tmp_path / "new" / "reports").exists()


def test_a_folder_that_cannot_be_made(
    recycling: Recycling, planned: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "x.html"
    ended = recycling("export", "sites", "-o", target, "-w", planned)
    assert "Check the path and its permissions." in ended.mistake
