"""Searches an eased problem, and times its answer by all the rules.

Docks, range and rests bind where many vehicles meet or ways are long, and seldom
elsewhere. A search that knows nothing of them is many times faster than one that
does: its routes are timed with queues, charging and rests afterwards. The next
search keeps free what these took (``reserves``).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from routing.decompose.reserves import Reserves
from routing.decompose.watch import Watch
from routing.engines.base import RoutingEngine
from routing.engines.registry import AUTO, searchers
from routing.options import Progress, SearchStopped, SolveOptions
from routing.vrp.assemble import assemble, route_from_nodes, salvaged_route
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature
from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution, VisitKind
from routing.vrp.start import build_start
from routing.vrp.view import ProblemView

EASED = frozenset(
    {RoutingFeature.DOCKS, RoutingFeature.ENERGY, RoutingFeature.DRIVING_REST}
)
"""Features left out of the search."""

EASED_STOPS = 40
"""Most stops of problems that are searched with all their rules."""

ROUNDS = 5
SHORTEST_ROUND_S = 0.8
"""Searches, each with what the one before has taught; fewer where time is short."""

KEEP_SHARE = 0.15
SHORTEST_REPAIR_S = 0.3
"""Share of a round's time to time its routes and to put back what they lost."""


def eased_engine(
    problem: RoutingProblem,
    features: frozenset[RoutingFeature],
    options: SolveOptions,
) -> RoutingEngine | None:
    """Return the engine to search an eased problem; ``None`` to search the whole.

    That is where it lets a faster engine search, and no engine was asked for.
    """
    is_small = len(problem.stops) <= EASED_STOPS
    if options.engine != AUTO or is_small or not EASED & features:
        return None
    engines = searchers(problem, features - EASED)
    whole = {engine.name for engine in searchers(problem, features)}
    return engines[0] if engines and engines[0].name not in whole else None


@dataclass
class Eased:
    """A search in rounds, each an eased problem and its answer timed again.

    Attributes
    ----------
    problem
        The problem with all its rules.
    engine
        Searches the eased problem.
    watch
        Limits and progress.
    """

    problem: RoutingProblem
    engine: RoutingEngine
    watch: Watch
    _view: ProblemView = field(init=False)
    _reserves: Reserves = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the same reserves everywhere."""
        self._view = ProblemView(self.problem)
        self._reserves = Reserves.first(self.problem)

    def run(self, start: RoutingSolution | None) -> RoutingSolution:
        """Return the best answer found, at least as good as a start."""
        options = self.watch.options
        rounds = max(1, min(ROUNDS, int(options.time_limit_s / SHORTEST_ROUND_S)))
        best = start
        before: RoutingSolution | None = None
        for number in range(rounds):
            if number and self.watch.is_over:
                break
            share = 1 / (rounds - number)
            left_s = max(0.05, self.watch.left_s * share * (1 - KEEP_SHARE))
            before = self._search(number, left_s, before or start)
            answer = self._timed(before)
            self._reserves.learn(before, answer)
            if best is None or self._value(answer) < self._value(best):
                best = answer
            self.watch.tell("improve", best.cost_fen)
        if best is None:
            msg = "no round was searched"
            raise AssertionError(msg)
        if self._value(best)[0] and not self.watch.stopped:
            # Days searched without pauses may be too full to be mended.
            built = assemble(
                self._view,
                build_start(self._view, self._hurried()),
                self.engine.name,
                self.watch.began,
                self._hurried(),
            )
            best = min(best, built, key=self._value)
        return best

    def _value(self, answer: RoutingSolution) -> tuple[int, int]:
        return objective(self.problem, answer)

    def _search(
        self, number: int, limit_s: float, before: RoutingSolution | None
    ) -> RoutingSolution:
        """Search the eased problem, from the routes of the search before."""
        eased = self._reserves.eased()
        view = ProblemView(eased)
        start = None
        if before is not None:
            start = assemble(view, _routes(view, before), "", time.perf_counter())
        options = replace(
            self.watch.options,
            time_limit_s=limit_s,
            seed=self.watch.options.seed + number,
        )
        return self.engine.solve(eased, options, self._relay, start)

    def _relay(self, message: Progress) -> None:
        self.watch.relay_whole(message)

    def _timed(self, found: RoutingSolution) -> RoutingSolution:
        """Return the answer with all rules kept."""
        began = time.perf_counter()
        routes = _routes(self._view, found)
        return assemble(self._view, routes, self.engine.name, began, self._hurried())

    def _hurried(self) -> Callable[[], None]:
        """Return what ends a repair that takes too long."""
        began = time.perf_counter()
        most_s = max(SHORTEST_REPAIR_S, KEEP_SHARE * self.watch.left_s)

        def tell() -> None:
            if time.perf_counter() - began > most_s:
                raise SearchStopped

        return tell


def _routes(view: ProblemView, answer: RoutingSolution) -> list[OpenRoute]:
    """Return an answer's routes in a problem, as far as they keep its limits."""
    kinds = {VisitKind.STOP, VisitKind.UNLOAD}
    routes = []
    for route in answer.routes:
        kind = route.vehicle_type
        nodes = [view.node(v.kind, v.index) for v in route.visits if v.kind in kinds]
        made = route_from_nodes(view, kind, nodes)
        routes.append(salvaged_route(view, kind, nodes) if made is None else made)
    return [route for route in routes if route is not None]
