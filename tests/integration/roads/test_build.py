"""Building road graphs: once, in steps, and with a plain word when it fails."""

from pathlib import Path

import numpy as np
import pytest

from maps import osrm_engine, roads
from maps.errors import RoadsError
from maps.osrm_provider import OsrmProvider
from maps.road_graph import RoadGraph
from maps.roads import STEPS, build_roads, find_roads
from maps.travel import Points
from tests.integration.roads.conftest import RULES, silent
from tests.integration.roads.town import STREETS, at, write_town


class InterruptedBuildError(Exception):
    """A build the user stops."""


def stop_at(wanted: str) -> roads.Progress:
    def progress(step: str, done: int, total: int) -> None:
        if step == wanted:
            raise InterruptedBuildError

    return progress


def folders(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir() if place.is_dir())


def no_tool(*arguments: object) -> None:
    raise AssertionError(arguments)


def test_a_build_tells_its_steps(town: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    graph = build_roads(town, tmp_path, "truck", RULES, lambda *step: told.append(step))
    assert [step for step, *_ in dict.fromkeys(told)] == [*STEPS, STEPS[-1]]
    assert told[-1] == ("open", 4, 4)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert graph.source == "town.osm"
    assert folders(tmp_path) == [graph.key]
    assert (tmp_path / f"{graph.key}.log").stat().st_size > 0


def test_the_tools_stay_silent(
    town: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    graph = build_roads(town, tmp_path, "truck", RULES, silent)
    OsrmProvider(graph).table(at("A"), at("B"), "truck")
    assert capfd.readouterr() == ("", "")


def test_a_complete_graph_is_taken_as_it_is(
    truck_graph: RoadGraph, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roads, "run_tool", no_tool)
    again = build_roads(town, truck_graph.folder.parent, "truck", RULES, silent)
    assert again.folder == truck_graph.folder
    assert again.chosen_s > truck_graph.chosen_s


@pytest.mark.parametrize(("step", "kept"), [("extract", 0), ("contract", 1)])
def test_a_stopped_build_goes_on_where_it_was(
    step: str, kept: int, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InterruptedBuildError):
        build_roads(town, tmp_path, "truck", RULES, stop_at(step))
    assert len(folders(tmp_path)) == kept
    assert find_roads(tmp_path, "truck") is None
    tools: list[str] = []

    def count(tool: str, *rest: object) -> None:
        tools.append(tool)
        run(tool, *rest)  # type: ignore[arg-type]

    run = roads.run_tool
    monkeypatch.setattr(roads, "run_tool", count)
    graph = build_roads(town, tmp_path, "truck", RULES, silent)
    assert tools == ["extract", "contract"][kept:]
    assert folders(tmp_path) == [graph.key]


def test_leftovers_of_a_killed_build_are_removed(town: Path, tmp_path: Path) -> None:
    key = build_roads(town, tmp_path / "one", "truck", RULES, silent).key
    leftover = tmp_path / "two" / f"{key}.work-1"
    leftover.mkdir(parents=True)
    build_roads(town, tmp_path / "two", "truck", RULES, silent)
    assert folders(tmp_path / "two") == [key]


def test_the_quicker_of_two_builds_serves_both(town: Path, tmp_path: Path) -> None:
    quicker: list[RoadGraph] = []

    def be_overtaken(step: str, done: int, total: int) -> None:
        if step == "contract" and not quicker:
            quicker.append(build_roads(town, tmp_path, "truck", RULES, silent))

    graph = build_roads(town, tmp_path, "truck", RULES, be_overtaken)
    assert graph.folder == quicker[0].folder
    assert folders(tmp_path) == [graph.key]


def test_other_roads_and_other_rules_make_other_graphs(
    town: Path, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    text = (RULES / "truck.lua").read_text(encoding="utf-8")
    (rules / "truck.lua").write_text(text.replace("primary = 45", "primary = 90"))
    fewer = write_town(tmp_path / "fewer.osm", STREETS[:2])
    folder = tmp_path / "roads"
    first = build_roads(town, folder, "truck", RULES, silent)
    second = build_roads(town, folder, "truck", rules, silent)
    third = build_roads(fewer, folder, "truck", RULES, silent)
    assert len({first.key, second.key, third.key}) == 3
    # 80 km/h, as the truck is no faster.
    table = OsrmProvider(second).table(at("A"), at("B"), "truck")
    assert table.duration_s.tolist() == [[44]]


def test_the_graph_asked_for_last_is_found(town: Path, tmp_path: Path) -> None:
    fewer = write_town(tmp_path / "fewer.osm", STREETS[:2])
    folder = tmp_path / "roads"
    assert find_roads(folder, "truck") is None
    for extract in (town, fewer, town):
        graph = build_roads(extract, folder, "truck", RULES, silent)
        assert find_roads(folder, "truck") == graph
    assert find_roads(folder, "car") is None


def test_a_graph_of_another_engine_is_not_found(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_roads(town, tmp_path, "truck", RULES, silent)
    monkeypatch.setattr(roads, "engine_version", lambda: "99.0")
    assert find_roads(tmp_path, "truck") is None


def test_sites_outside_are_measured(truck_graph: RoadGraph) -> None:
    box = truck_graph.west, truck_graph.south, truck_graph.east, truck_graph.north
    assert box == (106.48, 29.495, 106.61, 29.6)
    points = Points(np.array([106.5, 106.5, np.nan]), np.array([29.5, 29.7, 29.5]))
    np.testing.assert_allclose(
        truck_graph.outside_m(points), [0.0, 11_119.5, np.nan], atol=1.0
    )


def test_a_broken_profile_fails_with_its_reason(town: Path, tmp_path: Path) -> None:
    (tmp_path / "truck.lua").write_text("api_version = 4\nerror('no such road')\n")
    folder = tmp_path / "roads"
    with pytest.raises(RoadsError, match=r"osrm-extract.*no such road.*\.log"):
        build_roads(town, folder, "truck", tmp_path, silent)
    assert folders(folder) == []


def test_an_extract_without_roads_fails_plainly(tmp_path: Path) -> None:
    empty = write_town(tmp_path / "empty.osm", ())
    with pytest.raises(RoadsError, match="osrm-extract: must end well, got"):
        build_roads(empty, tmp_path / "roads", "truck", RULES, silent)
    assert folders(tmp_path / "roads") == []


def test_a_folder_that_cannot_be_written_is_named(town: Path, tmp_path: Path) -> None:
    occupied = tmp_path / "roads"
    occupied.write_text("a file")
    with pytest.raises(RoadsError, match=r"roads: must be readable and writable"):
        build_roads(town, occupied, "truck", RULES, silent)


def test_a_full_disk_is_named(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr(roads, "run_tool", full)
    with pytest.raises(RoadsError, match=r"No space left on device.*free some space"):
        build_roads(town, tmp_path, "truck", RULES, silent)
    assert folders(tmp_path) == []


def test_a_missing_wheel_names_the_way_out(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osrm_engine, "osrm", None)
    with pytest.raises(RoadsError, match="estimated from straight lines"):
        build_roads(town, tmp_path, "truck", RULES, silent)
    assert folders(tmp_path) == []


def test_a_graph_without_its_files_is_refused(town: Path, tmp_path: Path) -> None:
    graph = build_roads(town, tmp_path, "truck", RULES, silent)
    (graph.folder / "roads.osrm.hsgr").unlink()
    with pytest.raises(RoadsError, match="Delete this folder"):
        OsrmProvider(graph).table(at("A"), at("B"), "truck")


def test_a_graph_with_a_broken_card_is_refused(town: Path, tmp_path: Path) -> None:
    graph = build_roads(town, tmp_path, "truck", RULES, silent)
    (graph.folder / "graph.json").write_text("{")
    with pytest.raises(RoadsError, match=r"graph\.json: must describe a road graph"):
        find_roads(tmp_path, "truck")
