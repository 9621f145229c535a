"""PyVRP's iterated local search, started, watched and ended by us."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.IteratedLocalSearch import (
    IteratedLocalSearch,
    IteratedLocalSearchParams,
)
from pyvrp.PenaltyManager import PenaltyManager, PenaltyParams
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    compute_neighbours,
)

from routing.engines.pyvrp_answer import from_pyvrp, to_pyvrp
from routing.engines.pyvrp_breaks import without_breaks
from routing.engines.pyvrp_data import Layout, build_data
from routing.options import Progress, ProgressCallback, SearchStopped, SolveOptions
from routing.vrp.assemble import assemble
from routing.vrp.costs import objective
from routing.vrp.problem import RoutingProblem
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.solution import RoutingSolution
from routing.vrp.start import build_start
from routing.vrp.view import ProblemView

REPORT_EVERY_S = 0.5

FIRST_SHARE = 0.25
"""Share of the limit after which required stops are priced instead, as long as no
answer serves them all."""

NEIGHBOURS = 20
"""Nearest clients of each client: with PyVRP's 50, half as many iterations a second."""

ITERATIONS_PER_S = 4000
"""Iterations expected, of a few hundred stops on one core."""

HISTORY_SHARE = 0.01
HISTORY = (20, 300)
"""Length of the acceptance history: PyVRP's own suits runs of minutes. On
neighbourhoods of 250 stops, searched for 0.3 s, a tenth of it gained twice as much."""

LARGEST_PENALTY = 100_000.0
"""PyVRP's own, for costs of one unit a metre."""


def search(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback,
    start: RoutingSolution | None,
    engine: str,
) -> RoutingSolution:
    """Return the best answer found; never worse than ``start``."""
    watch = _Watch(options, progress)
    watch.tell(Progress("start"))
    view = ProblemView(problem)
    answer = _search(view, watch, start, engine)
    if start is not None and objective(problem, start) <= objective(problem, answer):
        return start
    return answer


def _search(
    view: ProblemView, watch: "_Watch", start: RoutingSolution | None, engine: str
) -> RoutingSolution:
    stops = view.problem.stops
    # Its data know of no breaks; the days of what it finds do.
    told_view = _view_without_breaks(view)
    if start is None:
        layout = Layout(told_view, _plausible(view), priced=False)
        found = _run(layout, watch, None, FIRST_SHARE)
        if found is not None:
            routes = from_pyvrp(layout, found, view)
            return assemble(view, routes, engine, watch.began)
        start = assemble(view, build_start(view), engine, watch.began)
    left = {entry.stop for entry in start.unserved}
    told = set(range(view.num_stops))
    told -= {stop for stop in left if intrinsic_reason(view, stop)}
    priced = any(stops[stop].required for stop in left & told)
    layout = Layout(told_view, tuple(sorted(told)), priced)
    found = _run(layout, watch, start, 1.0)
    if found is None:
        return start
    return assemble(view, from_pyvrp(layout, found, view), engine, watch.began)


def _view_without_breaks(view: ProblemView) -> ProblemView:
    problem = without_breaks(view.problem)
    return view if problem is view.problem else ProblemView(problem)


def _plausible(view: ProblemView) -> tuple[int, ...]:
    """Return the stops that some vehicle type may serve, times aside."""
    return tuple(np.flatnonzero(view.eligible.any(axis=1)).tolist())


def _run(
    layout: Layout,
    watch: "_Watch",
    start: RoutingSolution | None,
    share: float,
) -> pyvrp.Solution | None:
    """Return the best feasible answer of one run; ``None`` where it found none.

    A run without a feasible answer ends after a share of the limit.
    """
    if not layout.stops or not layout.kinds or watch.stopped:
        return None
    data = build_data(layout)
    run = _prepare(layout, data, watch, start)
    watch.attend(layout, share)
    with warnings.catch_warnings():
        # Dear penalties only mean that no complete answer was found yet.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        best = run.run(watch, collect_stats=False).best
    return best if best.is_feasible() else None


def _prepare(
    layout: Layout,
    data: pyvrp.ProblemData,
    watch: "_Watch",
    start: RoutingSolution | None,
) -> IteratedLocalSearch:
    random = pyvrp.RandomNumberGenerator(watch.options.seed)
    local = LocalSearch(
        data, random, compute_neighbours(data, NeighbourhoodParams(num_neighbours=20))
    )
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    penalties = _penalties(layout, data)
    if start is None:
        scattered = pyvrp.Solution.make_random(data, random)
        first = local(scattered, penalties.max_cost_evaluator(), exhaustive=True)
    else:
        first = to_pyvrp(layout, data, start)
    params = IteratedLocalSearchParams(history_length=_history(watch.options))
    return IteratedLocalSearch(data, penalties, local, first, params)


def _history(options: SolveOptions) -> int:
    """Return how many iterations back an answer may be to be compared with."""
    expected = ITERATIONS_PER_S * options.time_limit_s
    if options.solution_limit is not None:
        expected = options.solution_limit
    low, high = HISTORY
    return int(min(max(expected * HISTORY_SHARE, low), high))


def _penalties(layout: Layout, data: pyvrp.ProblemData) -> PenaltyManager:
    """Return prices of excess load, lateness and length, to begin with.

    No excess may be worth an omission that is priced.
    """
    unit = max(layout.per_unit(kind) for kind in layout.kinds)
    most = LARGEST_PENALTY * unit
    if not layout.priced:
        params = PenaltyParams(max_penalty=most)
        return PenaltyManager(params.midpoint_penalties(data), params)
    most = max(most, float(max(client.prize for client in data.clients())))
    params = PenaltyParams(max_penalty=most)
    return PenaltyManager(([most] * data.num_load_dimensions, most, most), params)


@dataclass
class _Watch:
    """When to stop, and what to tell meanwhile; PyVRP asks once an iteration."""

    options: SolveOptions
    progress: ProgressCallback
    began: float = field(default_factory=time.perf_counter)
    stopped: bool = False
    iterations: int = 0
    _told: float = 0.0
    _deadline_s: float = 0.0
    _share: float = 1.0
    _fen: Callable[[int], int] = int

    def attend(self, layout: Layout, share: float) -> None:
        """Watch a run that may take the rest of the limit, or a share in vain."""
        self._fen = layout.scale.fen
        self._share = share
        self.iterations = 0

    def __call__(self, best_cost: int) -> bool:
        now_s = time.perf_counter() - self.began
        feasible = best_cost < np.iinfo(np.int64).max
        if now_s - self._told >= REPORT_EVERY_S:
            self._told = now_s
            cost = self._fen(best_cost) if feasible else None
            self.tell(Progress("improve", cost_fen=cost, seconds=now_s))
        limit = self.options.solution_limit
        share = 1.0 if feasible else self._share
        done = limit is not None and self.iterations >= limit
        self.iterations += 1
        return self.stopped or done or now_s >= share * self.options.time_limit_s

    def tell(self, message: Progress) -> None:
        try:
            self.progress(message)
        except SearchStopped:
            self.stopped = True
