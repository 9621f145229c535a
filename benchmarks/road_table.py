"""Computes one large road table in a process of its own, so it can be measured.

Prints a JSON object: the seconds from the question to the table, and how much of it
has a way.
"""

import json
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.road_points import sample_points
from maps.osrm_provider import OsrmProvider
from maps.road_graph import read_card
from maps.travel import UNREACHABLE


def main(graph: Path, tables: Path, count: int) -> None:
    """Ask for the table of a number of points with each other."""
    provider = OsrmProvider(read_card(graph), cache_dir=tables)
    points = sample_points(provider.graph, count)
    started = perf_counter()
    table = provider.table(points, points, provider.graph.profile)
    seconds = perf_counter() - started
    reached = float((table.duration_s[::97] != UNREACHABLE).mean())
    print(json.dumps({"seconds": seconds, "reached": reached}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
