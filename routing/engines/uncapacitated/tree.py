"""Branch and bound on sites, bounded by multipliers."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from routing.engines.uncapacitated.dual import Ascent, Dual, decide
from routing.engines.uncapacitated.exchange import Exchange
from routing.siting.arrays import Ints

NODE_STEPS = 80
"""Steps of the multipliers in each node."""
SAFE = 1e-11
"""Relative error of bounds computed in floats."""


@dataclass(frozen=True)
class Node:
    """A part of the search.

    Attributes
    ----------
    fixed
        Shape (F,): sites decided.
    dual
        Multipliers to begin with, and their bound.
    """

    fixed: Ints
    dual: Dual


def search_tree(
    search: Exchange,
    root: Node,
    step: int,
    out_of_time: Callable[[int, float], bool],
) -> float:
    """Improve the best set until it is proved or time is up; return the bound.

    Parameters
    ----------
    search
        Holds the best set.
    root
        The whole problem and its multipliers.
    step
        Costs are whole multiples of it.
    out_of_time
        Told the best cost and the bound before every node.

    Returns
    -------
    Proven lower bound; the best cost where it is proved.
    """
    ascent, number = Ascent(search.sites), itertools.count()
    heap = [(root.dual.bound, next(number), root)]
    while heap:
        bound = heap[0][0]
        cutoff = cutoff_of(search, step)
        if bound > cutoff:
            break
        if out_of_time(search.cost, bound):
            return bound
        node = heapq.heappop(heap)[2]
        for child in _branch(search, ascent, node, step):
            heapq.heappush(heap, (child.dual.bound, next(number), child))
    return float(search.cost)


def cutoff_of(search: Exchange, step: int) -> float:
    """Bounds above this leave nothing better."""
    return search.cost - step + SAFE * search.cost


def _branch(search: Exchange, ascent: Ascent, node: Node, step: int) -> list[Node]:
    """Decide one site both ways and bound what comes."""
    fixed = decide(search.sites, node.dual, node.fixed, cutoff_of(search, step))
    free = np.flatnonzero(fixed == 0)
    if free.size == 0:
        search.offer((fixed == 1).astype(np.int64))
        return []
    j = int(free[np.argmin(np.abs(node.dual.often[free] - 0.5))])
    children = []
    for value in (1, -1):
        inner = fixed.copy()
        inner[j] = value
        dual = replace(node.dual, bound=-np.inf, pace=max(node.dual.pace, 0.1))
        for chosen in ascent.climb(dual, inner, search.cost, NODE_STEPS)[-2:]:
            search.offer(chosen)
        dual.bound = max(dual.bound, node.dual.bound)
        if dual.bound <= cutoff_of(search, step):
            children.append(Node(inner, dual))
    return children
