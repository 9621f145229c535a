"""Plans the rest of a day anew, with few stops changing vehicle."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from recycling.dispatch.day_plan import Answer
from recycling.dispatch.editing import Draft
from recycling.dispatch.resting import as_rests, drives_on, with_rests
from recycling.dispatch.workbench import Workbench
from recycling.domain.edits import Late
from recycling.domain.errors import PlanningError
from recycling.domain.units import S_PER_DAY
from recycling.schema.said import said
from routing.errors import InfeasibleError, RoutingError
from routing.options import (
    Progress,
    SearchStopped,
    SolveOptions,
    ignore_progress,
)
from routing.solve import solve_routing
from routing.vrp.assemble import assemble
from routing.vrp.committed import committed_route, missing_routes
from routing.vrp.evaluate import VisitOrder, evaluate, order_of
from routing.vrp.features import is_committed
from routing.vrp.joint import Joint, settle
from routing.vrp.offers import insert_stop
from routing.vrp.problem import RoutingProblem, TimeWindow, VehicleType
from routing.vrp.report import RoutingResult
from routing.vrp.restart import routes_from_solution
from routing.vrp.solution import Route, RoutingSolution, UnservedReason
from routing.vrp.start import complete
from routing.vrp.view import ProblemView

REASSIGN = "dispatch.reassign_fen"
"""Price of a stop that changes vehicle while crews are on the road."""

FIRST_SHARE = 0.7
"""Part of the time for the first search; the rest is for rests that fall due."""

LEAST_S = 1.0
"""Least time for a search, in seconds."""


def eased(bench: Workbench) -> tuple[Workbench, tuple[Late, ...]]:
    """Let vehicles with a load on board finish, where their hours do not suffice.

    A vehicle that cannot unload and be home in its shift comes home as soon as it
    can; where no site takes the load any more, it brings it home.
    """
    kinds, found = list(bench.problem.vehicle_types), []
    for number, kind in enumerate(kinds):
        if not is_committed(kind) or _can_end(bench.problem, number):
            continue
        vehicle_id = bench.vehicle_ids[number]
        longer = replace(
            kind,
            shift=TimeWindow(kind.shift.start_s, kind.shift.end_s + S_PER_DAY),
            max_duration_s=None,
            breaks=(),
        )
        end_s = _end_s(_with_kind(bench.problem, number, longer), number)
        if end_s is not None:
            end_s = max(end_s, kind.shift.end_s)
            shift = TimeWindow(kind.shift.start_s, end_s)
            kinds[number] = replace(longer, shift=shift)
            found.append(Late(vehicle_id, returns_s=end_s))
        else:
            # Its hours may be over as well: the way home is open in any case.
            kinds[number] = replace(longer, returns_empty=False)
            found.append(Late(vehicle_id, keeps_load=True))
    problem = replace(bench.problem, vehicle_types=tuple(kinds))
    return replace(bench, built=replace(bench.built, problem=problem)), tuple(found)


def _with_kind(
    problem: RoutingProblem, number: int, kind: VehicleType
) -> RoutingProblem:
    kinds = list(problem.vehicle_types)
    kinds[number] = kind
    return replace(problem, vehicle_types=tuple(kinds))


def _can_end(problem: RoutingProblem, number: int) -> bool:
    return _end_s(problem, number) is not None


def _end_s(problem: RoutingProblem, number: int) -> int | None:
    """Return when a vehicle is home at the soonest with its load unloaded."""
    try:
        route = committed_route(ProblemView(problem), number)
    except InfeasibleError:
        return None
    return int(route.departure_s[-1])


def with_price(bench: Workbench) -> Workbench:
    """Prefer the day as it is known.

    A stop that changes vehicle has a price, where the parameters name one, and of
    stops that cannot all be served those the plan has come before others that are
    as urgent.
    """
    problem = bench.problem
    parameter = bench.conditions.network.parameters.get(REASSIGN)
    if parameter is not None:
        objective = replace(problem.objective, reassign_fen=round(parameter.value))
        problem = replace(problem, objective=objective)
    planned = {
        stop.order_id for route in bench.situation.routes for stop in route.stops
    }
    stops = tuple(
        replace(stop, priority=stop.priority + 1) if stop.name in planned else stop
        for stop in problem.stops
    )
    problem = replace(problem, stops=stops)
    return replace(bench, built=replace(bench.built, problem=problem))


def start_of(
    problem: RoutingProblem, routes: Sequence[Route | VisitOrder]
) -> RoutingSolution:
    """Return an answer without faults, as close to some routes as can be.

    What they leave out is put where that costs least, as far as it fits.
    """
    evaluation = evaluate(problem, routes)
    if not evaluation.violations and not evaluation.solution.unserved:
        return evaluation.solution
    view = ProblemView(problem)
    opened = routes_from_solution(view, evaluation.solution)
    opened += [committed_route(view, kind) for kind in missing_routes(view, opened)]
    joint = Joint(view)
    settle(view, opened, joint)
    complete(view, opened, joint=joint)
    return assemble(view, opened, evaluation.solution.engine, perf_counter())


def replanned(
    draft: Draft,
    time_limit_s: float,
    workers: int,
    seed: int,
    progress: Callable[[Progress], None] = ignore_progress,
) -> tuple[Answer, Draft]:
    """Search for the best rest of the day, from a plan that is changed.

    Driving before the moment counts towards the rest that is due: where a route
    would drive on too long, its driver rests before, and the search goes on.

    Parameters
    ----------
    draft
        Where the plan stands, locks included.
    time_limit_s, workers, seed
        Limits of the search.
    progress
        Who listens.

    Raises
    ------
    PlanningError
        When no answer was found.
    """
    began = perf_counter()
    told: set[int] = set()

    def hear(message: Progress) -> None:
        progress(message)
        # What an engine does after its time is up has to wait for a quieter hour.
        if perf_counter() - began > time_limit_s:
            raise SearchStopped

    try:
        limit_s = time_limit_s * FIRST_SHARE
        routes: Sequence[Route | VisitOrder] = draft.driven()
        while True:
            problem = draft.problem
            start = start_of(problem, routes)
            result = _solved(problem, start, limit_s, workers, seed, hear)
            tired = drives_on(draft.bench, result.solution) - told
            if not tired:
                break
            told |= tired
            draft = replace(draft, bench=with_rests(draft.bench, tired))
            routes = [order_of(route) for route in result.solution.routes]
            limit_s = max(LEAST_S, time_limit_s - (perf_counter() - began))
    except RoutingError as error:
        msg = said(
            "replan.failed", plan_id=draft.bench.situation.plan.plan_id, error=error
        )
        raise PlanningError(msg) from error
    solution = as_rests(draft.bench, result.solution)
    return Answer(solution, result.report), draft


def _solved(
    problem: RoutingProblem,
    start: RoutingSolution,
    time_limit_s: float,
    workers: int,
    seed: int,
    progress: Callable[[Progress], None],
) -> RoutingResult:
    options = SolveOptions(
        time_limit_s=time_limit_s, workers=workers, seed=seed, bound=False
    )
    return solve_routing(problem, options, progress, start)


def inserted(draft: Draft, stop: int) -> Answer | UnservedReason:
    """Put a stop where it costs least, all other routes as they are to the second.

    Parameters
    ----------
    draft
        Where the plan stands.
    stop
        Position of a stop that is left out.

    Raises
    ------
    PlanningError
        When the plan breaks rules as it is: it has to be planned anew.
    """
    problem = draft.problem
    evaluation = evaluate(problem, draft.driven())
    if evaluation.violations:
        shown = "; ".join(v.text for v in evaluation.violations[:3])
        msg = said(
            "replan.broken", plan_id=draft.bench.situation.plan.plan_id, shown=shown
        )
        raise PlanningError(msg)
    result = insert_stop(problem, evaluation.solution, stop)
    if isinstance(result, UnservedReason):
        return result
    return Answer(result.solution, result.report)
