"""Divides one time budget among parts that are solved side by side."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from statistics import fmean

from routing.options import SolveOptions
from routing.vrp.problem import RoutingProblem

SHORTEST_SHARE_S = 0.2
"""Least seconds of a part, however small its share of the stops."""

KEPT_SHARE = 0.02
MOST_KEPT_S = 1.0
"""Share of the time, and most of it, in which the last parts are checked."""


@dataclass
class Budget:
    """The time left to parts that have not begun.

    A part takes a little longer than it searches, more so where the machine is
    busy, and processes take a while to start. So no part's time is fixed before it
    begins: it is its share, by stops, of what is left by then, less what the
    parts before took longer than they were given, on average: the sum of that has to
    come out right.

    Attributes
    ----------
    problems
        The parts by name.
    options
        Of all parts together; ``time_limit_s`` is counted from now on.
    workers
        Parts solved at a time.
    clock
        Tells the seconds.
    """

    problems: Mapping[str, RoutingProblem]
    options: SolveOptions
    workers: int
    clock: Callable[[], float] = time.perf_counter
    _ends: float = field(init=False)
    _stops: int = field(init=False)
    _running: dict[str, float] = field(init=False, default_factory=dict)
    _late_s: list[float] = field(init=False, default_factory=lambda: [0.0])

    def __post_init__(self) -> None:
        """Begin with the whole time."""
        whole_s = self.options.time_limit_s
        kept_s = min(KEPT_SHARE * whole_s, MOST_KEPT_S)
        self._ends = self.clock() + whole_s - kept_s
        self._stops = sum(len(problem.stops) for problem in self.problems.values())

    def begin(self, name: str) -> SolveOptions:
        """Return the options of a part that begins now, by one worker."""
        now = self.clock()
        left_s = max(0.0, self._ends - now)
        taken_s = sum(max(0.0, ends - now) for ends in self._running.values())
        free_s = max(0.0, left_s * self.workers - taken_s)
        stops = len(self.problems[name].stops)
        share_s = free_s * stops / max(1, self._stops)
        share_s -= max(0.0, fmean(self._late_s))
        self._stops -= stops
        limit_s = max(min(left_s, share_s), SHORTEST_SHARE_S)
        limit_s = min(limit_s, self.options.time_limit_s)
        self._running[name] = now + limit_s
        return replace(self.options, time_limit_s=limit_s, workers=1)

    def end(self, name: str) -> None:
        """Give back what a part has left; learn what it took too long."""
        self._late_s.append(self.clock() - self._running.pop(name))
