"""Finds few stops that cannot be served together, on a day on which not all can.

Around each stop left out, those that compete with it are added until they cannot
all be served; then as many as possible are taken away again. That they cannot is
proved where a bound or all orders of a few stops tell; otherwise a search has found
no answer, which is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from routing.decompose.watch import Watch
from routing.decompose.whole import solve_whole
from routing.engines.least_subset import least_subset
from routing.options import (
    ProgressCallback,
    SolveOptions,
    ignore_progress,
)
from routing.vrp.bounds import is_too_much
from routing.vrp.conflict import (
    Conflict,
    decided_stops,
    is_refuted,
    only_stops,
    rivals,
)
from routing.vrp.problem import RoutingProblem
from routing.vrp.start import build_start
from routing.vrp.validate import validate_problem
from routing.vrp.view import ProblemView

FIRST_SHARE = 0.3
"""Share of the time to find out what is left out, where that is not known."""

SEARCH_S = 0.5
SEARCH_S_PER_STOP = 0.01
"""Longest search for an answer that serves some stops."""

FIRST_SIZE = 2

DOUBT = 2
"""How many times smaller than those of a proved conflict the stops must be of one for
which only a search found no answer."""


def conflict_of(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
    left_out: Sequence[int] = (),
) -> Conflict | None:
    """Return the fewest stops found that cannot be served together.

    Parameters
    ----------
    problem
        The problem.
    options, progress
        Limits, and who listens.
    left_out
        Required stops that a good answer leaves out, if one is known; otherwise one
        is searched for.

    Returns
    -------
    The stops, none of which can be spared as far as the time allowed; ``None`` where
    all can be served, or nothing was found in time.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    """
    validate_problem(problem)
    finder = _Finder(problem, Watch(options, progress))
    return finder.run(left_out)


@dataclass
class _Finder:
    """A search for the fewest stops that cannot be served together."""

    problem: RoutingProblem
    watch: Watch
    _view: ProblemView = field(init=False)
    _known: dict[frozenset[int], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing tried."""
        self._view = ProblemView(self.problem)

    def run(self, left_out: Sequence[int]) -> Conflict | None:
        candidates = list(left_out) or self._left_out()
        promised = decided_stops(self.problem)
        best, proved = self._too_much(promised), True
        for stop in sorted(candidates, key=self._vehicles):
            if self._is_over or (best is not None and len(best) == 1):
                break
            most = len(self.problem.stops) if best is None else len(best) - 1
            found = self._around(stop, promised, most)
            if found is None:
                continue
            shown = is_refuted(only_stops(self.problem, found))
            if best is None or shown or not proved or DOUBT * len(found) <= most:
                best, proved = found, shown
        if best is None:
            return None
        minimal = len(best) == 1 or all(
            not self._is_over and self._serves(frozenset(best) - {stop})
            for stop in best
        )
        return Conflict(best, is_proved=proved, is_minimal=minimal)

    @property
    def _is_over(self) -> bool:
        self.watch.tell("improve")
        return self.watch.is_over

    def _vehicles(self, stop: int) -> int:
        """Return how many vehicles may serve a stop."""
        types = self.problem.vehicle_types
        able = self._view.eligible[stop].tolist()
        return sum(k.num_available for k, may in zip(types, able, strict=True) if may)

    def _too_much(self, promised: frozenset[int]) -> tuple[int, ...] | None:
        """Return the fewest of the largest stops that a bound proves to be too much."""
        view = self._view
        free = view.required.copy()
        free[[*self._chosen(), *promised]] = False
        stops = np.flatnonzero(free)
        found: list[list[int]] = []
        for size in (*view.load.T, view.service_s[: view.num_stops]):
            ranked = stops[np.argsort(-size[stops], kind="stable")].tolist()
            high, low = len(ranked), 0
            if self._is_over or not self._is_too_much(ranked):
                break
            while high - low > 1:
                middle = (low + high) // 2
                if self._is_too_much(ranked[:middle]):
                    high = middle
                else:
                    low = middle
            found.append(sorted(ranked[:high]))
        return min(map(tuple, found), key=len, default=None)

    def _is_too_much(self, stops: Sequence[int]) -> bool:
        return is_too_much(only_stops(self.problem, stops))

    def _chosen(self) -> list[int]:
        """Return the stops of choices."""
        choices = self.problem.choices
        return [s for choice in choices for g in choice.alternatives for s in g]

    def _left_out(self) -> list[int]:
        """Return the required stops that a search of all leaves out."""
        limit_s = max(FIRST_SHARE * self.watch.options.time_limit_s, 0.1)
        options = replace(self.watch.options, time_limit_s=limit_s)
        answer = solve_whole(self.problem, options, self.watch.relay).solution
        chosen = set(self._chosen())
        return [
            entry.stop
            for entry in answer.unserved
            if self.problem.stops[entry.stop].required and entry.stop not in chosen
        ]

    def _around(
        self, stop: int, promised: frozenset[int], most: int
    ) -> tuple[int, ...] | None:
        """Return stops with one among them that cannot be served, at most so many.

        As many rivals as it takes, doubled from step to step, then as few as will do.
        """
        others = [rival for rival in rivals(self._view, stop) if rival not in promised]
        others = others[:most]
        size = 0
        while not self._contradict([stop, *others[:size]]):
            if size >= len(others) or self._is_over:
                return None
            size = min(max(FIRST_SIZE, 2 * size), len(others))
        if not size:
            return (stop,)
        kept = least_subset((stop,), (), others[:size], self._contradict)
        return tuple(sorted([stop, *kept])) if len(kept) < most else None

    def _contradict(self, stops: Sequence[int]) -> bool:
        return not self._is_over and not self._serves(frozenset(stops))

    def _serves(self, stops: frozenset[int]) -> bool:
        """Whether an answer is found that serves some stops."""
        if stops not in self._known:
            self._known[stops] = self._found(only_stops(self.problem, stops))
        return self._known[stops]

    def _found(self, problem: RoutingProblem) -> bool:
        every = len(problem.stops)
        routes = build_start(ProblemView(problem))
        if len({stop for route in routes for stop in route.stops}) == every:
            return True
        if is_refuted(problem):
            return False
        limit_s = SEARCH_S + SEARCH_S_PER_STOP * every
        limit_s = max(min(limit_s, self.watch.left_s), 0.05)
        options = replace(self.watch.options, time_limit_s=limit_s)
        return not solve_whole(problem, options, self.watch.relay).solution.unserved
