"""Which alternative of each choice is served."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.vrp.openroute import OpenRoute
from routing.vrp.view import CLOSED, Ints, ProblemView

NEARNESS = 0.5
"""What way to the nearest stop counts against the share of the vehicles used."""


def chosen_mask(view: ProblemView, routes: Iterable[OpenRoute]) -> NDArray[np.bool_]:
    """Return which stops are to be served: those of one alternative per choice.

    The alternative that the routes, or decided visits, have begun; otherwise the
    one whose vehicles have most to spare and whose neighbours are served anyway.
    """
    answer = np.ones(view.num_stops, dtype=np.bool_)
    if not view.problem.choices:
        return answer
    served = {stop for route in routes for stop in route.stops}
    free: list[tuple[tuple[int, ...], ...]] = []
    for choice in view.problem.choices:
        for group in choice.alternatives:
            answer[list(group)] = False
        begun = [g for g in choice.alternatives if not served.isdisjoint(g)]
        if begun:
            answer[list(begun[0])] = True
        else:
            free.append(choice.alternatives)
    chooser = _Chooser(view, answer)
    free.sort(key=lambda groups: -max(chooser.amount(group) for group in groups))
    for groups in free:
        best = min(groups, key=lambda group: (chooser.score(group), group))
        chooser.take(best)
    return answer


class _Chooser:
    """Chooses with an eye on the vehicles that may come, and on the neighbours."""

    def __init__(self, view: ProblemView, chosen: NDArray[np.bool_]) -> None:
        self._view, self._chosen = view, chosen
        self._used: dict[object, float] = {}
        self._near: dict[object, list[int]] = {}
        for stop in np.flatnonzero(chosen).tolist():
            self._add(stop)

    def amount(self, group: Sequence[int]) -> float:
        """Return the share of the largest vehicle that a group fills."""
        most = np.maximum(self._view.capacity.max(axis=0, initial=1), 1)
        loads = self._view.load[list(group)] / most
        return float(loads.max(axis=1, initial=0.0).sum())

    def score(self, group: Sequence[int]) -> float:
        """Return how little a group suits: the share used, the way to it."""
        total = 0.0
        for stop in group:
            if not self._view.eligible[stop].any():
                return float("inf")
            key = self._key(stop)
            vehicles = max(1, self._vehicles(stop))
            used = self._used.get(key, 0.0) + self._one(stop)
            total += used / vehicles + NEARNESS * self._way(stop, key)
        return total

    def take(self, group: Sequence[int]) -> None:
        """Choose a group."""
        for stop in group:
            self._chosen[stop] = True
            self._add(stop)

    def _add(self, stop: int) -> None:
        key = self._key(stop)
        self._used[key] = self._used.get(key, 0.0) + self._one(stop)
        self._near.setdefault(key, []).append(stop)

    def _one(self, stop: int) -> float:
        # A stop without load takes time all the same.
        return self.amount([stop]) or 1 / (1 + self._view.num_stops)

    def _key(self, stop: int) -> object:
        place = self._view.problem.stops[stop]
        return place.vehicle_types, place.time_windows, place.skills

    def _vehicles(self, stop: int) -> int:
        types = self._view.problem.vehicle_types
        return sum(
            kind.num_available
            for kind, may in zip(types, self._view.eligible[stop], strict=True)
            if may
        )

    def _way(self, stop: int, key: object) -> float:
        """Return the way to the nearest such stop against that to the depot."""
        near = self._near.get(key)
        kind = int(self._view.eligible[stop].argmax())
        depot = self._view.depot_nodes(kind)[0]
        far_s = int(self._view.duration_s(kind, [depot], [stop])[0])
        if near is None or far_s >= CLOSED:
            return 1.0
        ways: Ints = self._view.duration_s(kind, near, [stop])
        return min(1.0, float(ways.min()) / max(1, far_s))


def broken_choices(view: ProblemView, routes: Iterable[OpenRoute]) -> list[int]:
    """Return the served stops of alternatives that are not served in full.

    Of two alternatives begun the one served in full, or the first, may stay.
    """
    served = {stop for route in routes for stop in route.stops}
    surplus: list[int] = []
    for choice in view.problem.choices:
        whole = [g for g in choice.alternatives if g and served.issuperset(g)]
        for group in choice.alternatives:
            if not whole or group != whole[0]:
                surplus += sorted(served.intersection(group))
    return surplus


def open_choices(
    view: ProblemView, routes: Iterable[OpenRoute]
) -> list[tuple[tuple[int, ...], ...]]:
    """Return the alternatives of each choice of which none is served."""
    served = {stop for route in routes for stop in route.stops}
    return [
        choice.alternatives
        for choice in view.problem.choices
        if not any(g and served.issuperset(g) for g in choice.alternatives)
    ]
