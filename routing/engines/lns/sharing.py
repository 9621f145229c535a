"""What groups of routes share: choices, and the intake of unloading sites."""

from collections.abc import Sequence

import numpy as np

from routing.engines.lns.fields import UNLIMITED, Ints
from routing.vrp.view import ProblemView

type _Nodes = Sequence[Sequence[int]]
"""Visits of some tours, as the problem's nodes."""


def choices_together(
    view: ProblemView, groups: Sequence[Ints], tours: Sequence[_Nodes]
) -> list[Ints]:
    """Return groups of stops with all stops of a choice in one of them.

    Of a choice that several groups serve, each keeps what it serves, and none has
    what is left. ``tours`` are those of each group.
    """
    if not view.problem.choices:
        return list(groups)
    owner = np.full(view.num_stops, -1, dtype=np.int64)
    for number, stops in enumerate(groups):
        owner[stops] = number
    served = np.zeros(view.num_stops, dtype=np.bool_)
    for visits in (nodes for group in tours for nodes in group):
        served[[node for node in visits if node < view.num_stops]] = True
    for choice in view.problem.choices:
        every = np.array([stop for group in choice.alternatives for stop in group])
        holders = np.unique(owner[every[served[every]]])
        if holders.size == 0:
            holders = owner[every[:1]]
        owner[every[~served[every]]] = holders[0] if holders.size == 1 else -1
    return [np.flatnonzero(owner == number) for number in range(len(groups))]


def intake_shares(
    view: ProblemView, weights: Sequence[int], tours: Sequence[_Nodes]
) -> list[Ints]:
    """Return what sites take in from each group, shape (sites, dimensions).

    That is what its tours bring, and a share of what nobody brings by its weight.
    """
    number = len(view.problem.dimensions)
    sites = view.problem.unload_sites
    limits = [site.intake or [UNLIMITED] * number for site in sites]
    limit = np.array(limits, dtype=np.int64).reshape(len(sites), number)
    brought = np.array([_brought(view, group) for group in tours])
    left = np.maximum(limit - brought.sum(axis=0), 0)
    running = np.cumsum([0, *weights]) / max(sum(weights), 1)
    cuts = np.floor(left * running[:, None, None]).astype(np.int64)
    answer: list[Ints] = list(brought + np.diff(cuts, axis=0))
    return answer


def _brought(view: ProblemView, tours: _Nodes) -> Ints:
    """Return what tours bring to each site."""
    shape = len(view.problem.unload_sites), len(view.problem.dimensions)
    answer = np.zeros(shape, dtype=np.int64)
    for nodes in tours:
        load = np.zeros(shape[1], dtype=np.int64)
        for node in nodes:
            if node < view.num_stops:
                load += view.load[node]
            else:
                answer[node - view.num_stops] += load
                load[:] = 0
    return answer
