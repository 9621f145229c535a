"""Where travel times come from: what settings ask for, and what there is."""

import socket
from pathlib import Path

import pytest

from recycling.config import RoadSettings
from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.network.roads import build_graph, road_travel


def closed_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_without_a_graph_the_great_circle_answers(
    micro: Network, tmp_path: Path
) -> None:
    chosen = road_travel(micro, RoadSettings(), tmp_path)
    assert chosen.travel.name == "great-circle"
    assert chosen.findings == ()


def test_to_insist_on_a_graph_that_is_not_there_says_how_to_build_it(
    micro: Network, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="recycling roads build"):
        road_travel(micro, RoadSettings(provider="graph"), tmp_path)


def test_a_dead_server_is_named_in_the_plan(
    micro: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recycling.network.roads.SERVER_ATTEMPTS", 1)
    url = f"http://127.0.0.1:{closed_port()}"
    settings = RoadSettings(provider="osrm", url=url)
    travel = road_travel(micro, settings, tmp_path).travel
    plain = road_travel(micro, RoadSettings(), tmp_path).travel

    block = travel.block(["D1"], ["P1", "C1"])

    assert (block.distance_m == plain.block(["D1"], ["P1", "C1"]).distance_m).all()
    assert travel.name.startswith("great-circle ")
    assert url in travel.name
    assert "instead" in travel.name


def test_a_file_that_is_no_extract_is_a_mistake(tmp_path: Path) -> None:
    wrong = tmp_path / "city.pbf"
    wrong.write_bytes(b"no map at all")
    with pytest.raises(InputError, match=r"city\.pbf"):
        build_graph(wrong, tmp_path / "roads", "truck", tmp_path, lambda *_: None)
    assert not list((tmp_path / "roads").glob("*/graph.json"))
