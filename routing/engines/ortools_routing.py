"""The engine on OR-Tools' routing library: guided local search from our start."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from routing.engines.ortools_layout import make_layout, place_start, start_nodes
from routing.engines.ortools_model import RoutingModelBuilder
from routing.engines.ortools_times import expected_times
from routing.engines.ortools_watch import SearchWatch
from routing.options import Progress, ProgressCallback, SolveOptions
from routing.vrp.assemble import assemble, route_from_nodes, salvaged_route
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature
from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import RoutingProblem
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.solution import RoutingSolution
from routing.vrp.start import build_start, complete
from routing.vrp.view import Ints, ProblemView

SHORTEST_SEARCH_S = 0.02

ROUNDS = 2
"""Searches of a problem whose speeds change with time: the second expects the
moments of the first one's answer."""

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
        start: RoutingSolution | None = None,
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
        best, rounds = start, 1 if view.paces is None else ROUNDS
        limits = _Limits(options, began)
        for number in range(rounds if stops.size else 0):
            left_s = limits.left_s(len(stops)) / (rounds - number)
            found = _search(view, routes, stops, (options, left_s), progress)
            if found is None:
                break
            answer = assemble(view, found, self.name, began)
            if objective(problem, answer) <= objective(problem, best):
                best, routes = answer, found
        return replace(best, seconds=time.perf_counter() - began)


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
    limits: tuple[SolveOptions, float],
    progress: ProgressCallback,
) -> list[OpenRoute] | None:
    """Return the routes the search ends with; ``None`` if it finds none."""
    options, left_s = limits
    began = time.perf_counter()
    layout = make_layout(view, start, stops)
    placed = place_start(layout, start)
    builder = RoutingModelBuilder(layout, expected_times(layout, placed))
    builder.build()
    routing = builder.routing
    left_s -= time.perf_counter() - began
    if left_s < SHORTEST_SEARCH_S:
        return None
    parameters = _parameters(options, left_s)
    routing.solver().ReSeed(options.seed)
    watch = SearchWatch(routing, builder.scale, builder.penalty, progress)
    routing.AddAtSolutionCallback(watch.note)
    routing.CloseModelWithParameters(parameters)
    initial = builder.read(start_nodes(layout, placed))
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


def _routes(builder: RoutingModelBuilder, solution: Any) -> list[OpenRoute]:
    """Read the routes, as far as they keep every limit, and complete them."""
    layout, view = builder.layout, builder.view
    routes: list[OpenRoute | None] = []
    whole = True
    for vehicle, kind in enumerate(layout.vehicles):
        nodes = _nodes(builder, solution, vehicle)
        if any(node < view.num_stops for node in nodes):
            route = route_from_nodes(view, kind, nodes)
            if route is None:
                whole = False
                route = salvaged_route(view, kind, nodes)
            routes.append(route)
    kept = [route for route in routes if route is not None]
    if not whole:
        complete(view, kept)
    return kept


def _nodes(builder: RoutingModelBuilder, solution: Any, vehicle: int) -> list[int]:
    """Return the nodes a vehicle of the model visits, depots left out."""
    routing, nodes = builder.routing, []
    index = solution.Value(routing.NextVar(routing.Start(vehicle)))
    while not routing.IsEnd(index):
        nodes.append(int(builder.layout.nodes[builder.manager.IndexToNode(index)]))
        index = solution.Value(routing.NextVar(index))
    return nodes
