"""The engine of our own large-neighbourhood search."""

import time
from dataclasses import dataclass

from routing.engines.lns.cooling import Clock
from routing.engines.lns.drive import Drive
from routing.engines.lns.fleet import Fleet
from routing.engines.lns.ground import Ground
from routing.engines.lns.part import Tour
from routing.engines.lns.under_way import under_way
from routing.engines.lns.warm import prepare
from routing.options import (
    Phase,
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
)
from routing.vrp.assemble import assemble, route_from_nodes, salvaged_route
from routing.vrp.costs import better
from routing.vrp.features import RoutingFeature
from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution, VisitKind
from routing.vrp.view import ProblemView

RESERVE_S = 0.1
RESERVE_S_PER_STOP = 1e-4
"""Seconds kept to put the answer together."""

FEATURES = frozenset(
    {
        RoutingFeature.UNLOADING,
        RoutingFeature.SEVERAL_DIMENSIONS,
        RoutingFeature.TIME_WINDOWS,
        RoutingFeature.UNLOAD_WINDOWS,
        RoutingFeature.COMMODITIES,
        RoutingFeature.VEHICLE_COMMODITIES,
        RoutingFeature.OPTIONAL_STOPS,
        RoutingFeature.SKILLS,
        RoutingFeature.ALLOWED_VEHICLES,
        RoutingFeature.HETEROGENEOUS_FLEET,
        RoutingFeature.SEVERAL_PROFILES,
        RoutingFeature.DIFFERENT_END_DEPOT,
        RoutingFeature.MAX_DURATION,
        RoutingFeature.MAX_DISTANCE,
        RoutingFeature.MAX_TRIPS,
        RoutingFeature.MAX_STOPS,
        RoutingFeature.MAX_LOAD,
        RoutingFeature.DURATION_COST,
        RoutingFeature.OVERTIME,
        RoutingFeature.ASYMMETRIC_TRAVEL,
        RoutingFeature.UNREACHABLE_ARCS,
        RoutingFeature.LOADED_RETURN,
        RoutingFeature.PRIORITY,
        RoutingFeature.CARBON,
        RoutingFeature.MULTIPLE_WINDOWS,
        RoutingFeature.ACCESS_RULES,
        RoutingFeature.TIME_DEPENDENT,
        RoutingFeature.LOAD_SERVICE,
        RoutingFeature.SOFT_WINDOWS,
        RoutingFeature.RELEASE,
        RoutingFeature.BREAKS,
        RoutingFeature.CHOICES,
        RoutingFeature.INTAKE,
        RoutingFeature.REASSIGN,
        RoutingFeature.PREFIX,
        RoutingFeature.ON_BOARD,
    }
)


@dataclass(frozen=True, slots=True)
class LnsEngine:
    """Strings of stops are taken out and put back, a hundred thousand times a second.

    Slack induction by string removals under simulated annealing, with trips and
    unloadings as parts of a route. Several workers search side by side.
    """

    name: str = "lns"
    features: frozenset[RoutingFeature] = FEATURES

    def solve(
        self,
        problem: RoutingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
        start: RoutingSolution | None = None,
    ) -> RoutingSolution:
        """Return the best answer found; ``solution_limit`` counts changes tried.

        Where the search has to be compiled first, its time begins after that.
        """
        asked = time.perf_counter()
        stopped = _is_stop_wished(progress, "build")
        began = time.perf_counter() if prepare() else asked
        view = ProblemView(problem)
        going = under_way(view)
        searched = view if going is None else going.view
        reserve_s = RESERVE_S + RESERVE_S_PER_STOP * view.num_stops
        reserve_s = min(reserve_s, options.time_limit_s / 2)
        clock = Clock(began, options.time_limit_s - reserve_s, options.solution_limit)
        fleet = Fleet(searched.problem.vehicle_types)
        drive = Drive(
            Ground.of(searched), fleet, clock, progress, options.workers, options.seed
        )
        if stopped or _is_stop_wished(progress, "start"):
            clock.stopped.set()
        tours = [] if start is None else _tours(view, start)
        if going is not None:
            tours = going.begun(view, tours)
        if searched.num_stops and problem.vehicle_types:
            drive.run(tours)
        best = drive.best if going is None else going.ended(view, drive.best)
        answer = assemble(view, _routes(view, best), self.name, asked)
        return answer if start is None else better(problem, start, answer)


def _is_stop_wished(progress: ProgressCallback, phase: Phase) -> bool:
    """Tell of a phase; return whether the caller wants to stop."""
    try:
        progress(Progress(phase))
    except SearchStopped:
        return True
    return False


def _tours(view: ProblemView, start: RoutingSolution) -> list[Tour]:
    """Return the tours of an answer."""
    kinds = {VisitKind.STOP, VisitKind.UNLOAD}
    return [
        (
            route.vehicle_type,
            [view.node(v.kind, v.index) for v in route.visits if v.kind in kinds],
        )
        for route in start.routes
    ]


def _routes(view: ProblemView, tours: list[Tour]) -> list[OpenRoute]:
    """Return the routes of tours, as far as they keep every limit."""
    routes = []
    for kind, nodes in tours:
        route = route_from_nodes(view, kind, nodes)
        routes.append(salvaged_route(view, kind, nodes) if route is None else route)
    return [route for route in routes if route is not None]
