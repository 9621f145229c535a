"""The engine on OR-Tools' routing library: guided local search from our start."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from routing.engines.ortools_layout import make_layout, start_nodes
from routing.engines.ortools_model import RoutingModelBuilder
from routing.engines.ortools_watch import SearchWatch
from routing.options import Progress, ProgressCallback, SolveOptions
from routing.vrp.assemble import assemble, route_from_nodes
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature
from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import RoutingProblem
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.solution import RoutingSolution
from routing.vrp.start import build_start
from routing.vrp.view import Ints, ProblemView

SHORTEST_SEARCH_S = 0.02

SEARCH_S_PER_PAIR = 0.02
"""Seconds per pair of stops after which a small problem's search is exhausted."""


@dataclass(frozen=True, slots=True)
class OrToolsEngine:
    """Guided local search over a model of every feature; never below its start."""

    name: str = "ortools"
    features: frozenset[RoutingFeature] = frozenset(RoutingFeature)

    def solve(
        self,
        problem: RoutingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
    ) -> RoutingSolution:
        """Return the better of our own start and what the search made of it."""
        began = time.perf_counter()
        progress(Progress("start"))
        view = ProblemView(problem)
        routes = build_start(view)
        start = assemble(view, routes, self.name, began)
        progress(Progress("build", cost_fen=start.cost_fen))
        hopeless = {
            entry.stop
            for entry in start.unserved
            if intrinsic_reason(view, entry.stop) is not None
        }
        stops = np.setdiff1d(np.arange(view.num_stops), sorted(hopeless))
        if not stops.size:
            return start
        found = _search(view, routes, stops, _Limits(options, began), progress)
        if found is None:
            return assemble(view, routes, self.name, began)
        answer = assemble(view, found, self.name, began)
        if objective(problem, answer) <= objective(problem, start):
            return answer
        return assemble(view, routes, self.name, began)


@dataclass(frozen=True, slots=True)
class _Limits:
    """When a search that began at a moment has to end."""

    options: SolveOptions
    began: float

    def left_s(self, stops: int) -> float:
        """Return the seconds left, fewer for a problem soon exhausted."""
        limit_s = min(self.options.time_limit_s, SEARCH_S_PER_PAIR * stops**2 + 0.1)
        return limit_s - (time.perf_counter() - self.began)


def _search(
    view: ProblemView,
    start: Sequence[OpenRoute],
    stops: Ints,
    limits: _Limits,
    progress: ProgressCallback,
) -> list[OpenRoute] | None:
    """Return the routes the search ends with; ``None`` if it finds none."""
    layout = make_layout(view, start, stops)
    builder = RoutingModelBuilder(layout)
    builder.build()
    routing = builder.routing
    left_s = limits.left_s(len(stops))
    if left_s < SHORTEST_SEARCH_S:
        return None
    parameters = _parameters(limits.options, left_s)
    routing.solver().ReSeed(limits.options.seed)
    watch = SearchWatch(routing, builder.scale, builder.penalty, progress)
    routing.AddAtSolutionCallback(watch.note)
    routing.CloseModelWithParameters(parameters)
    initial = builder.read(start_nodes(layout, start))
    if initial is None:
        return None
    solution = routing.SolveFromAssignmentWithParameters(initial, parameters)
    watch.raise_failure()
    return None if solution is None else _routes(builder, solution)


def _parameters(options: SolveOptions, left_s: float) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    heuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.local_search_metaheuristic = heuristic
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.first_solution_strategy = first
    parameters.time_limit.FromMilliseconds(int(1000 * left_s))
    if options.solution_limit is not None:
        parameters.solution_limit = options.solution_limit
    return parameters


def _routes(builder: RoutingModelBuilder, solution: Any) -> list[OpenRoute] | None:
    """Read the routes; ``None`` if one of them breaks a limit after all."""
    layout, routing = builder.layout, builder.routing
    routes: list[OpenRoute] = []
    for vehicle, kind in enumerate(layout.vehicles):
        nodes: list[int] = []
        index = solution.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            nodes.append(int(layout.nodes[builder.manager.IndexToNode(index)]))
            index = solution.Value(routing.NextVar(index))
        if any(node < layout.view.num_stops for node in nodes):
            route = route_from_nodes(layout.view, kind, nodes)
            if route is None:
                return None
            routes.append(route)
    return routes
