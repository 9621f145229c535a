"""Tours of a search's memory in the problem's nodes, and back."""

from collections.abc import Sequence

import numpy as np

from routing.engines.lns.fields import (
    BEST_AT,
    LONGEST,
    P_NODE,
    PLACE_AT,
    PLACE_WIDTH,
    R_SIZE,
    ROUTE_AT,
    ROUTE_WIDTH,
    S_BEST_SIZE,
    S_ROW,
    SLOT_AT,
    SLOT_WIDTH,
)
from routing.engines.lns.layout import Layout
from routing.vrp.view import ProblemView


def read_best(layout: Layout, view: ProblemView) -> list[tuple[int, list[int]]]:
    """Return vehicle type and visits of the routes of the best answer."""
    ints, answer = layout.world.ints, []
    for slot, kind in enumerate(layout.kinds.tolist()):
        size = int(ints[ints[SLOT_AT] + slot * SLOT_WIDTH + S_BEST_SIZE])
        if size > 2:
            begin = ints[BEST_AT] + slot * ints[LONGEST]
            nodes = ints[begin + 1 : begin + size - 1].tolist()
            answer.append((kind, _to_problem(layout, view, nodes)))
    return answer


def read_now(layout: Layout, view: ProblemView) -> list[tuple[int, list[int]]]:
    """Return vehicle type and visits of the routes of the moment."""
    ints, answer = layout.world.ints, []
    width = int(ints[PLACE_WIDTH])
    for slot, kind in enumerate(layout.kinds.tolist()):
        row = int(ints[ints[SLOT_AT] + slot * SLOT_WIDTH + S_ROW])
        size = int(ints[ints[ROUTE_AT] + row * ints[ROUTE_WIDTH] + R_SIZE])
        if size > 2:
            begin = int(ints[PLACE_AT] + row * ints[LONGEST] * width) + P_NODE
            nodes = ints[begin + width : begin + (size - 1) * width : width].tolist()
            answer.append((kind, _to_problem(layout, view, nodes)))
    return answer


def _to_problem(layout: Layout, view: ProblemView, nodes: Sequence[int]) -> list[int]:
    number = layout.stops.size
    return [
        int(layout.stops[node]) if node < number else view.num_stops + node - number
        for node in nodes
    ]


def to_search(layout: Layout, view: ProblemView, nodes: Sequence[int]) -> list[int]:
    """Return the search's nodes of visits."""
    given = np.asarray(nodes, dtype=np.int64)
    shift = layout.stops.size - view.num_stops
    order = np.argsort(layout.stops)
    rank = np.searchsorted(layout.stops, given, sorter=order)
    places = order[np.minimum(rank, order.size - 1)]
    found: list[int] = np.where(given < view.num_stops, places, given + shift).tolist()
    return found
