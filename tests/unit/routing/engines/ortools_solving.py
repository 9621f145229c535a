"""Solves small problems by the bare OR-Tools model, and by the whole engine."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from routing.engines.ortools_layout import make_layout, place_start, start_nodes
from routing.engines.ortools_model import RoutingModelBuilder
from routing.engines.ortools_routing import OrToolsEngine, search_parameters
from routing.engines.ortools_times import expected_times
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import PARTS_PER_FEN, objective
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import Route, VisitKind
from routing.vrp.start import build_start
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK

HOURLY = replace(
    TRUCK, unit_distance_cost_fen_per_km=0, unit_duration_cost_fen_per_h=3600
)
"""1 fen per second, waiting included."""


@dataclass(frozen=True)
class Answer:
    """Cost with weights, omissions by weight, and who visits what."""

    cost_fen: int
    omitted: int
    routes: tuple[tuple[str, ...], ...]


type Solved = Callable[[RoutingProblem], Answer]


def answered(problem: RoutingProblem) -> Answer:
    options = SolveOptions(time_limit_s=2, solution_limit=60)
    found = OrToolsEngine().solve(problem, options, ignore_progress)
    assert check_routing(problem, found).violations == ()
    omitted, cost_fen = objective(problem, found)
    routes = tuple(_names(problem, route) for route in found.routes)
    return Answer(cost_fen, omitted, routes)


def _names(problem: RoutingProblem, route: Route) -> tuple[str, ...]:
    places = {
        VisitKind.STOP: problem.stops,
        VisitKind.UNLOAD: problem.unload_sites,
        VisitKind.CHARGE: problem.chargers,
    }
    return tuple(
        places[visit.kind][visit.index].name
        for visit in route.visits
        if visit.kind in places
    )


def modelled(problem: RoutingProblem) -> Answer:
    view = ProblemView(problem)
    routes = build_start(view)
    layout = make_layout(view, routes, np.arange(view.num_stops))
    placed = place_start(layout, routes)
    model = RoutingModelBuilder(layout, expected_times(layout, placed))
    model.build()
    options = SolveOptions(solution_limit=60)
    parameters = search_parameters(problem, options, left_s=0.4)
    model.routing.CloseModelWithParameters(parameters)
    start = model.read(start_nodes(layout, placed))
    assert start is not None
    found = model.routing.SolveFromAssignmentWithParameters(start, parameters)
    omitted, units = divmod(found.ObjectiveValue(), model.penalty)
    cost_fen = round(units / model.scale / PARTS_PER_FEN)
    return Answer(cost_fen, omitted, _routes(model, found))


def _routes(model: RoutingModelBuilder, found: Any) -> tuple[tuple[str, ...], ...]:
    answer = []
    for vehicle in range(len(model.types)):
        names, index = [], model.routing.Start(vehicle)
        while not model.routing.IsEnd(
            index := found.Value(model.routing.NextVar(index))
        ):
            names.append(_name(model.problem, int(model.layout.nodes[index])))
        if names:
            answer.append(tuple(names))
    return tuple(answer)


def _name(problem: RoutingProblem, node: int) -> str:
    places = [
        *problem.stops,
        *problem.unload_sites,
        *problem.depots,
        *problem.chargers,
    ]
    return places[node].name
