"""Measures what roads and coordinates must reach, line by line."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np

from benchmarks.lines import Line, failed, measured
from benchmarks.measure import REPOSITORY, module, run
from benchmarks.road_points import METHOD, sample_points
from maps.crs import from_wgs84, to_wgs84
from maps.great_circle import GreatCircleProvider
from maps.osrm_engine import open_engine, osrm
from maps.osrm_provider import OsrmProvider
from maps.roads import RoadGraph, build_roads
from maps.travel import UNREACHABLE, Points

BUILD_S = 10
TABLE_1000_S = 0.5
LARGE_POINTS = 9_000
LARGE_S, LARGE_GB = 60, 2
GREAT_CIRCLE_S = 4
DATUM_S = 1
DATUM_POINTS = 1_000_000
PAIRS = 1_000
PROFILE: Final = "truck"
# A run of a third of a second is soon disturbed by others on the machine.
RUNS = 5
# Degrees west, east, south and north.
CHONGQING = (105.0, 110.0, 28.0, 32.0)


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure.

    Attributes
    ----------
    pbf
        OpenStreetMap extract.
    points
        Rows and columns of the large tables; the bars are for 9,000.
    """

    pbf: Path
    points: int = LARGE_POINTS


def roads(options: Options) -> int:
    """Print every line and return the exit code: 1 if a line is not ok."""
    verdicts: list[bool | None] = []
    with tempfile.TemporaryDirectory(prefix="recycling-benchmark-") as folder:
        for line in _lines(options, Path(folder)):
            verdicts.append(line.ok)
            print(line.to_json(), flush=True)
    return int(False in verdicts)


def _lines(options: Options, scratch: Path) -> Iterator[Line]:
    started = perf_counter()
    graph = build_roads(
        options.pbf, scratch, PROFILE, REPOSITORY / "data" / "roads", _silent
    )
    seconds = perf_counter() - started
    yield measured("roads_build_s", seconds, "s", BUILD_S, extract=options.pbf.name)
    yield _small_table(graph)
    yield _equal_durations(graph)
    yield from _large_table(graph, scratch, options.points)
    yield _great_circle(graph, options.points)
    yield from _datums()


def _silent(step: str, done: int, total: int) -> None:
    """Show no progress: the output is for programs."""


def _small_table(graph: RoadGraph) -> Line:
    """Measure distances and durations, nothing kept from one run to the next."""
    points = sample_points(graph, 1_000)

    def ask() -> None:
        provider = OsrmProvider(graph, cached_pairs=sys.maxsize)
        provider.table(points, points, PROFILE)

    seconds = min(_seconds(ask) for _ in range(RUNS))
    return measured(
        "table_1000_s", seconds, "s", TABLE_1000_S, points=METHOD, best_of=RUNS
    )


def _large_table(graph: RoadGraph, scratch: Path, count: int) -> Iterator[Line]:
    """Measure a large table, computed into files that are mapped into memory."""
    is_full = count == LARGE_POINTS
    bars = (LARGE_S, LARGE_GB) if is_full else (None, None)
    names = (f"table_{count}_s", f"table_{count}_gb")
    tables = scratch / "measured-tables"
    arguments = (str(graph.folder), str(tables), str(count))
    result = run(module("benchmarks.road_table", *arguments))
    if result.code:
        yield failed(names[0], "s", bars[0], result.complaint)
        yield failed(names[1], "GB", bars[1], result.complaint)
        return
    said = json.loads(result.output)
    reached = round(said["reached"], 4)
    yield measured(names[0], said["seconds"], "s", bars[0], reached=reached)
    counted = "all processes, with the pages of the table that they have mapped"
    yield measured(names[1], result.tree_gb, "GB", bars[1], counted=counted)


def _great_circle(graph: RoadGraph, count: int) -> Line:
    points = sample_points(graph, count)
    provider = GreatCircleProvider({}, {}, default_detour=1.4, default_speed_kmh=30.0)
    seconds = _seconds(lambda: provider.table(points, points, PROFILE))
    bar = GREAT_CIRCLE_S if count == LARGE_POINTS else None
    return measured(f"great_circle_{count}_s", seconds, "s", bar)


def _equal_durations(graph: RoadGraph) -> Line:
    """Count random pairs whose duration is not the engine's own, rounded.

    The engine is asked once for all pairs, as the provider is: which of several
    roads it moves a point to depends on the other points of the question.
    """
    points = sample_points(graph, 2 * PAIRS)
    starts = Points(points.lon[:PAIRS], points.lat[:PAIRS])
    ends = Points(points.lon[PAIRS:], points.lat[PAIRS:])
    provider = OsrmProvider(graph, max_snap_m=np.inf, cached_pairs=sys.maxsize)
    ours_s = np.diag(provider.table(starts, ends, PROFILE).duration_s)
    question = osrm.TableParameters(
        coordinates=list(zip(points.lon.tolist(), points.lat.tolist(), strict=True)),
        sources=list(range(PAIRS)),
        destinations=list(range(PAIRS, 2 * PAIRS)),
        annotations=["duration"],
    )
    rows = open_engine(graph.folder).Table(question)["durations"]
    different = 0
    for at, row in enumerate(rows):
        exact_s = row[at]
        own_s = UNREACHABLE if exact_s is None else int(exact_s + 0.5)
        different += int(ours_s[at]) != own_s
    return measured("different_durations", different, "pairs", 0, of=PAIRS)


def _datums() -> Iterator[Line]:
    random = np.random.default_rng(1)
    west, east, south, north = CHONGQING
    lon = random.uniform(west, east, DATUM_POINTS)
    lat = random.uniform(south, north, DATUM_POINTS)
    for datum in ("gcj02", "bd09"):
        x, y = from_wgs84(lon, lat, datum)
        there = _seconds(partial(from_wgs84, lon, lat, datum))
        back = _seconds(partial(to_wgs84, x, y, datum))
        yield measured(f"datum_wgs84_to_{datum}_1m_s", there, "s", DATUM_S)
        yield measured(f"datum_{datum}_to_wgs84_1m_s", back, "s", DATUM_S)


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
