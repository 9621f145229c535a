"""Real extracts beside the checkout: the engine's own answers are ours."""

from pathlib import Path

import numpy as np
import pytest

from maps.osrm_engine import open_engine, osrm
from maps.osrm_provider import OsrmProvider
from maps.road_graph import node_places
from maps.roads import RoadGraph, build_roads
from maps.travel import UNREACHABLE, Points
from tests.integration.roads.conftest import RULES, silent

PAIRS = 1_000
SEED = 7


def build(shared_dir: Path, folder: Path, name: str) -> RoadGraph:
    pytest.importorskip("osrm", reason="no wheel of the road engine for this machine")
    extract = shared_dir / "real" / "osm" / f"{name}-latest.osm.pbf"
    if not extract.is_file():
        pytest.skip(f"{extract.name} is not here")
    return build_roads(extract, folder, "truck", RULES, silent)


def pairs(graph: RoadGraph) -> tuple[Points, Points]:
    rng = np.random.default_rng(SEED)
    nodes = node_places(graph.folder)
    chosen = nodes[rng.integers(0, len(nodes), 2 * PAIRS)]
    chosen += rng.normal(0.0, 0.0003, chosen.shape)
    ends = [
        Points(half[:, 0].copy(), half[:, 1].copy()) for half in np.split(chosen, 2)
    ]
    return ends[0], ends[1]


@pytest.mark.parametrize("name", ["andorra", "monaco"])
def test_durations_are_the_engines_own(
    name: str, shared_dir: Path, tmp_path: Path
) -> None:
    graph = build(shared_dir, tmp_path, name)
    starts, ends = pairs(graph)
    provider = OsrmProvider(graph)
    table = provider.table(starts, ends, "truck")
    engine = open_engine(graph.folder)
    near = provider.snap(starts).is_snapped & provider.snap(ends).is_snapped
    wrong = []
    for at in range(PAIRS):
        places = [(float(p.lon[at]), float(p.lat[at])) for p in (starts, ends)]
        question = osrm.TableParameters(
            coordinates=places, sources=[0], destinations=[1], annotations=["duration"]
        )
        own_s = engine.Table(question)["durations"][0][0]
        expected = UNREACHABLE if own_s is None or not near[at] else int(own_s + 0.5)
        if table.duration_s[at, at] != expected:
            wrong.append((at, expected, int(table.duration_s[at, at])))
    assert wrong == []
    assert (table.duration_s != UNREACHABLE).mean() > 0.95
