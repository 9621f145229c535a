"""The engine on OR-Tools' routing library: guided local search from our start."""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util import optional_boolean_pb2

from routing.engines.ortools_layout import make_layout, place_start, start_nodes
from routing.engines.ortools_model import RoutingModelBuilder
from routing.engines.ortools_parts import Part, make_parts
from routing.engines.ortools_times import expected_times
from routing.engines.ortools_watch import SearchWatch, Teller
from routing.options import ProgressCallback, SolveOptions
from routing.vrp.assemble import assemble, route_from_nodes, salvaged_route
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature
from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import RoutingProblem
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.restart import routes_from_solution
from routing.vrp.solution import RoutingSolution
from routing.vrp.start import build_start, complete
from routing.vrp.view import Ints, ProblemView

SHORTEST_SEARCH_S = 0.02

ROUNDS = 2
"""Searches of a problem whose speeds change with time: the second expects the
moments of the first one's answer."""

SEARCH_S_PER_PAIR = 0.02
"""Seconds per pair of stops after which a small problem's search is exhausted."""

BUILDING_S = 2.0
"""Seconds the library may use to build routes where the start leaves stops out; half
of what is left at most."""

WAITING_PRICED_STOPS = 300
"""Stops up to which the search prices waiting. Measured with windows on 60, 120 and
250 stops in 15-20 s, answers then cost 11, 5 and 6 % less, waiting included; on 500
in 30 s they cost 3 % more, because pricing it makes the search slow."""

FEATURES = frozenset(
    {
        RoutingFeature.UNLOADING,
        RoutingFeature.SEVERAL_DIMENSIONS,
        RoutingFeature.TIME_WINDOWS,
        RoutingFeature.MULTIPLE_WINDOWS,
        RoutingFeature.UNLOAD_WINDOWS,
        RoutingFeature.COMMODITIES,
        RoutingFeature.VEHICLE_COMMODITIES,
        RoutingFeature.OPTIONAL_STOPS,
        RoutingFeature.SKILLS,
        RoutingFeature.HETEROGENEOUS_FLEET,
        RoutingFeature.SEVERAL_PROFILES,
        RoutingFeature.DIFFERENT_END_DEPOT,
        RoutingFeature.MAX_DURATION,
        RoutingFeature.MAX_DISTANCE,
        RoutingFeature.MAX_TRIPS,
        RoutingFeature.DURATION_COST,
        RoutingFeature.ASYMMETRIC_TRAVEL,
        RoutingFeature.UNREACHABLE_ARCS,
        RoutingFeature.ACCESS_RULES,
        RoutingFeature.TIME_DEPENDENT,
        RoutingFeature.LOADED_RETURN,
        RoutingFeature.LOAD_SERVICE,
        RoutingFeature.DOCKS,
        RoutingFeature.INTAKE,
        RoutingFeature.SOFT_WINDOWS,
        RoutingFeature.RELEASE,
        RoutingFeature.PRIORITY,
        RoutingFeature.ALLOWED_VEHICLES,
        RoutingFeature.RANK,
        RoutingFeature.OVERTIME,
        RoutingFeature.MAX_STOPS,
        RoutingFeature.MAX_LOAD,
        RoutingFeature.BREAKS,
        RoutingFeature.DRIVING_REST,
        RoutingFeature.COMPARTMENTS,
        RoutingFeature.INCOMPATIBLE,
        RoutingFeature.ENERGY,
        RoutingFeature.ON_BOARD,
        RoutingFeature.PREFIX,
        RoutingFeature.CARBON,
        RoutingFeature.BALANCE,
        RoutingFeature.COMPACTNESS,
        RoutingFeature.CHOICES,
        RoutingFeature.REASSIGN,
    }
)
"""Named one by one: a new feature is not covered before somebody models it."""


@dataclass(frozen=True, slots=True)
class OrToolsEngine:
    """Guided local search over a model of every feature; never below its start."""

    name: str = "ortools"
    features: frozenset[RoutingFeature] = FEATURES

    def solve(
        self,
        problem: RoutingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
        start: RoutingSolution | None = None,
    ) -> RoutingSolution:
        """Return the better of the start and what the search made of it."""
        began = time.perf_counter()
        teller = Teller(progress, began, options.time_limit_s)
        teller.tell("start")
        view = ProblemView(problem)
        if start is None:
            routes = build_start(view, teller.go_on)
        else:
            routes = routes_from_solution(view, start)
        best = assemble(view, routes, self.name, began)
        if start is not None and objective(problem, start) <= objective(problem, best):
            best = replace(start, engine=self.name)
        teller.tell("build", best.cost_fen)
        stops = _possible_stops(view, best)
        limits = _Limits(options, began)
        rounds = 1 if view.paces is None else ROUNDS
        for number in range(rounds if stops.size else 0):
            parts = make_parts(view, routes, stops)
            for position, part in enumerate(parts):
                searches = (rounds - number) * len(parts) - position
                left_s = limits.left_s(len(part.stops)) / searches
                found = _search(view, part, (options, left_s), teller)
                if found is not None:
                    whole = [*part.others, *found]
                    answer = assemble(view, whole, self.name, began)
                    if objective(problem, answer) <= objective(problem, best):
                        best, routes = answer, whole
            if teller.stopped:
                break
        return replace(best, seconds=time.perf_counter() - began)


def _possible_stops(view: ProblemView, answer: RoutingSolution) -> Ints:
    """Return the stops that an answer serves or that some vehicle could serve."""
    hopeless = {
        entry.stop
        for entry in answer.unserved
        if intrinsic_reason(view, entry.stop) is not None
    }
    return np.setdiff1d(np.arange(view.num_stops), sorted(hopeless))


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
    part: Part,
    limits: tuple[SolveOptions, float],
    teller: Teller,
) -> list[OpenRoute] | None:
    """Return the routes the search ends with; ``None`` if it finds none."""
    options, left_s = limits
    began = time.perf_counter()
    layout = make_layout(view, part.routes, part.stops, part.taken)
    placed = place_start(layout, part.routes)
    builder = RoutingModelBuilder(
        layout,
        expected_times(layout, placed),
        prices_waiting=layout.num_stops <= WAITING_PRICED_STOPS,
    )
    builder.build()
    routing = builder.routing
    built = time.perf_counter()
    left_s -= built - began
    if left_s < SHORTEST_SEARCH_S or teller.stopped:
        return None
    parameters = search_parameters(view.problem, options, left_s)
    routing.solver().ReSeed(options.seed)
    watch = SearchWatch(
        routing, builder.scale, builder.penalty, teller, part.others_fen
    )
    routing.AddAtSolutionCallback(watch.note)
    routing.AddSearchMonitor(routing.solver().CustomLimit(watch.is_over))
    routing.CloseModelWithParameters(parameters)
    # Timing the start under rules the library only tries out may take for ever.
    watch.deadline_s = time.perf_counter() + left_s / 4
    initial = builder.read(start_nodes(layout, placed))
    watch.deadline_s = None
    served = {stop for route in part.routes for stop in route.stops}
    left_out = np.setdiff1d(part.stops, sorted(served))
    if left_out.size or initial is None:
        limit_s = min(BUILDING_S, (left_s - (time.perf_counter() - built)) / 2)
        omitted = int(view.weight[left_out].sum())
        initial = _built(builder, initial, omitted, max(limit_s, SHORTEST_SEARCH_S))
    if initial is None:
        return None
    left_s -= time.perf_counter() - built
    watch.raise_failure()
    if left_s < SHORTEST_SEARCH_S or teller.stopped:
        return None
    parameters.time_limit.FromMilliseconds(int(1000 * left_s))
    watch.deadline_s = time.perf_counter() + left_s
    solution = routing.SolveFromAssignmentWithParameters(initial, parameters)
    watch.raise_failure()
    return None if solution is None else _routes(builder, solution)


def _built(
    builder: RoutingModelBuilder, initial: Any, omitted: int, limit_s: float
) -> Any:
    """Return what the library builds itself, where that leaves less out."""
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.first_solution_strategy = first
    parameters.solution_limit = 1
    parameters.time_limit.FromMilliseconds(int(1000 * limit_s))
    built = builder.routing.SolveWithParameters(parameters)
    if initial is None:
        return built
    if built is None or built.ObjectiveValue() // builder.penalty >= omitted:
        return initial
    return built


def search_parameters(
    problem: RoutingProblem, options: SolveOptions, left_s: float
) -> Any:
    """Return how the library searches.

    Some rules are kept only where several stops change together, which no move of
    its local search does: then it also clears whole routes and fills them again.
    """
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    heuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.local_search_metaheuristic = heuristic
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.first_solution_strategy = first
    if (
        any(len(way) > 1 for item in problem.choices for way in item.alternatives)
        or any(stop.rank is not None for stop in problem.stops)
        or problem.objective.balance_fen_per_h
    ):
        operators = parameters.local_search_operators
        operators.use_path_lns = optional_boolean_pb2.BOOL_TRUE
        operators.use_full_path_lns = optional_boolean_pb2.BOOL_TRUE
        operators.use_inactive_lns = optional_boolean_pb2.BOOL_TRUE
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
        used = vehicle in builder.always_used
        if used or any(node < view.num_stops for node in nodes):
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
    """Return the stops and unloadings of a vehicle of the model, in order.

    Where it charges is worked out again with the times.
    """
    routing, layout, nodes = builder.routing, builder.layout, []
    index = solution.Value(routing.NextVar(routing.Start(vehicle)))
    while not routing.IsEnd(index):
        node = builder.manager.IndexToNode(index)
        if node < layout.num_stops + layout.num_copies:
            nodes.append(int(layout.nodes[node]))
        index = solution.Value(routing.NextVar(index))
    return nodes
