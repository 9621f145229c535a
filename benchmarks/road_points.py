"""Points to measure roads with."""

import numpy as np

from maps.road_graph import RoadGraph, node_places
from maps.travel import Points

SEED = 1
METHOD = "road nodes of the graph, drawn with seed 1, moved by some 30 m"
"""How `sample_points` comes to its points, in words."""

_SIGMA_DEGREES = 0.0003


def sample_points(graph: RoadGraph, count: int) -> Points:
    """Draw places beside roads inside the extract."""
    random = np.random.default_rng(SEED)
    nodes = node_places(graph.folder)
    places = nodes[random.integers(0, len(nodes), count)]
    places += random.normal(0.0, _SIGMA_DEGREES, places.shape)
    return Points(places[:, 0].copy(), places[:, 1].copy())
