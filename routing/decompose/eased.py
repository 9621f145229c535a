"""Searches an eased problem, and times its answer by all the rules.

Docks, range and rests bind where many vehicles meet or ways are long, and seldom
elsewhere. A search that knows nothing of them is many times faster than one that
does: its routes are timed with queues, charging and rests afterwards. What the
routes wait at a site is added to its work in the next search, so that they bring
less there, or leave time for it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from routing.decompose.watch import Watch
from routing.engines.base import RoutingEngine
from routing.engines.registry import AUTO, searchers
from routing.options import Progress, SearchStopped, SolveOptions
from routing.vrp.assemble import assemble, route_from_nodes, salvaged_route
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature
from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import RoutingProblem, UnloadSite
from routing.vrp.solution import RoutingSolution, VisitKind
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

FIRST_MARGIN = 0.2
"""Margin of the first search, as a share of the work at a site with docks."""

KEEP_SHARE = 0.15
SHORTEST_REPAIR_S = 0.3
"""Share of a round's time to time its routes and to put back what they lost."""

type Floats = NDArray[np.float64]


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


def ease(problem: RoutingProblem, margins_s: Sequence[float]) -> RoutingProblem:
    """Return the problem without what is left out of the search.

    Parameters
    ----------
    problem
        The problem.
    margins_s
        Seconds that work at each site takes longer.
    """
    sites = zip(problem.unload_sites, margins_s, strict=True)
    return replace(
        problem,
        unload_sites=tuple(_eased_site(site, margin_s) for site, margin_s in sites),
        vehicle_types=tuple(
            replace(vehicle, energy=None, driving_rest=None)
            for vehicle in problem.vehicle_types
        ),
        chargers=(),
    )


def _eased_site(site: UnloadSite, margin_s: float) -> UnloadSite:
    return replace(site, docks=None, service_s=site.service_s + round(margin_s))


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
    _margins_s: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the same margin everywhere."""
        self._view = ProblemView(self.problem)
        self._margins_s = np.array(
            [
                0.0 if site.docks is None else FIRST_MARGIN * site.service_s
                for site in self.problem.unload_sites
            ]
        )

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
            self._learn(before, answer)
            if best is None or self._value(answer) < self._value(best):
                best = answer
            self.watch.tell("improve", best.cost_fen)
        if best is None:
            msg = "no round was searched"
            raise AssertionError(msg)
        return best

    def _value(self, answer: RoutingSolution) -> tuple[int, int]:
        return objective(self.problem, answer)

    def _search(
        self, number: int, limit_s: float, before: RoutingSolution | None
    ) -> RoutingSolution:
        """Search the eased problem, from the routes of the search before."""
        eased = ease(self.problem, self._margins_s.tolist())
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
        most_s = max(SHORTEST_REPAIR_S, KEEP_SHARE * self.watch.left_s)

        def tell() -> None:
            if time.perf_counter() - began > most_s:
                raise SearchStopped

        return assemble(self._view, routes, self.engine.name, began, tell)

    def _learn(self, found: RoutingSolution, answer: RoutingSolution) -> None:
        """Plan for the waiting there was; for more where stops were lost by it."""
        waits: list[list[int]] = [[] for _ in self.problem.unload_sites]
        for route in answer.routes:
            for visit in route.visits:
                if visit.kind is VisitKind.UNLOAD:
                    waits[visit.index].append(visit.start_s - visit.arrival_s)
        mean_s = np.array([np.mean(wait) if wait else 0.0 for wait in waits])
        limited = np.array([s.docks is not None for s in self.problem.unload_sites])
        if len(answer.unserved) > len(found.unserved):
            used = limited & (mean_s > 0)
            longer_s = np.maximum(self._margins_s, mean_s) + mean_s / 2
            self._margins_s = np.where(used, longer_s, self._margins_s)
        else:
            self._margins_s = np.where(limited, (self._margins_s + mean_s) / 2, 0.0)


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
