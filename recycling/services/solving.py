"""Use case: a routing problem from a file, solved, and its answer written."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recycling.domain.errors import InputError
from recycling.domain.units import FEN_PER_CNY
from recycling.schema.said import said
from recycling.services.problem_files import (
    ProblemFile,
    is_vroom,
    is_vrplib,
    refusing,
    text_of,
    travel_by_air,
    write_whole,
)
from routing.engines.ortools_tasks import solve_tasks
from routing.errors import RoutingError
from routing.options import Progress, ProgressCallback, SearchStopped, SolveOptions
from routing.solve import solve_routing
from routing.vrp.formats.faults import Faults
from routing.vrp.formats.own import dump_solution, problem_from
from routing.vrp.formats.text import parse_json, pretty
from routing.vrp.formats.vroom_check import check_vroom
from routing.vrp.formats.vroom_contract import (
    FEN_PER_COST,
    answer_of,
    express,
    why_not,
)
from routing.vrp.formats.vroom_input import read_vroom
from routing.vrp.formats.vroom_output import vroom_error, vroom_output
from routing.vrp.formats.vroom_problem import VroomProblem
from routing.vrp.formats.vroom_steps import start_of
from routing.vrp.formats.vrplib import parse_vrplib
from routing.vrp.formats.vrplib_solution import dump_routes
from routing.vrp.report import RoutingResult

TASKS_ENGINES = ("auto", "ortools")
"""Engines for VROOM problems that are no routing problems."""


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """What to solve, how, and where the answer goes.

    Attributes
    ----------
    file
        The problem's file, and how to read it.
    out
        The answer's.
    options
        Engine, limits, workers, seed.
    """

    file: ProblemFile
    out: Path
    options: SolveOptions = field(default_factory=SolveOptions)


@dataclass(frozen=True, slots=True)
class Solved:
    """What became of a problem.

    Attributes
    ----------
    file_format, engine
        How it was read, and who solved it.
    cost, lower_bound
        In ``unit``; no bound where none was computed.
    unit
        CNY for our own format; the file's own unit, without a name, for others.
    vehicles, unserved
        Number of routes, and of stops or tasks left out.
    notes
        What the file says that made no difference.
    """

    file_format: str
    engine: str
    cost: float
    lower_bound: float | None
    unit: str
    vehicles: int
    unserved: int
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SolveNews:
    """How far a search is: phase, seconds, and the cost so far if there is one."""

    phase: str
    seconds: float
    cost: float | None


type NewsCallback = Callable[[SolveNews], bool]
"""Told how far a search is; answers whether it shall go on."""


def solve_options(
    engine: str, time_limit_s: float, workers: int, seed: int
) -> SolveOptions:
    """Return the options of a search.

    Raises
    ------
    InputError
        When one of them cannot mean anything.
    """
    try:
        return SolveOptions(engine, time_limit_s, workers, seed)
    except ValueError as error:
        raise InputError(str(error)) from error


def solve_file(request: SolveRequest, tell: NewsCallback) -> Solved:
    """Read a problem, solve it, and write the answer in the format of the problem.

    Raises
    ------
    RefusedError
        If the file, or the problem in it, is not as it must be; with every fault.
    InputError
        If no engine, or not the one asked for, covers the problem, or the file
        is no text.
    """
    with refusing(request.file):
        written, solved = _solve(request, text_of(request.file), tell)
    write_whole(request.out, written)
    return solved


def _solve(request: SolveRequest, text: str, tell: NewsCallback) -> tuple[str, Solved]:
    if is_vrplib(request.file, text):
        return _solve_vrplib(request, text, tell)
    faults = Faults(f"{request.file.path.name} cannot be read")
    value = parse_json(text, faults)
    if is_vroom(request.file, value):
        return _solve_vroom(request, value, faults, tell)
    problem = problem_from(value, faults)
    result = solve_routing(problem, request.options, _relay(tell, FEN_PER_CNY))
    return dump_solution(result), _solved("own", result, FEN_PER_CNY, "CNY")


def _solve_vrplib(
    request: SolveRequest, text: str, tell: NewsCallback
) -> tuple[str, Solved]:
    instance = parse_vrplib(text, request.file.rounding, request.file.path.name)
    result = solve_routing(instance.problem, request.options, _relay(tell, 1))
    written = dump_routes(instance, result.solution)
    return written, _solved("vrplib", result, 1, "")


def _solve_vroom(
    request: SolveRequest, value: Any, faults: Faults, tell: NewsCallback
) -> tuple[str, Solved]:
    try:
        problem = read_vroom(value, faults, travel_by_air(request.file))
        written, solved = _solve_tasks(request, problem, tell)
    except RoutingError as error:
        # VROOM's users look for the error in the answer.
        write_whole(request.out, f"{pretty(vroom_error(str(error)))}\n")
        raise
    return f"{pretty(written)}\n", solved


def _solve_tasks(
    request: SolveRequest, problem: VroomProblem, tell: NewsCallback
) -> tuple[dict[str, Any], Solved]:
    reasons = why_not(problem)
    relay = _relay(tell, FEN_PER_COST)
    bound_fen: int | None = None
    if reasons:
        if request.options.engine not in TASKS_ENGINES:
            msg = said(
                "solve.engine",
                engine=request.options.engine,
                reasons="; ".join(sorted(set(reasons))),
                tasks_engines=" or ".join(TASKS_ENGINES),
            )
            raise InputError(msg)
        answer, engine = solve_tasks(problem, request.options, relay), "ortools"
    else:
        expressed = express(problem)
        start = start_of(expressed, problem.steps)
        result = solve_routing(expressed.problem, request.options, relay, start)
        answer, engine = answer_of(expressed, result.solution), result.solution.engine
        bound_fen = result.lower_bound_fen
    check_vroom(problem, answer)
    written = vroom_output(problem, answer)
    solved = Solved(
        file_format="vroom",
        engine=engine,
        cost=written["summary"]["cost"],
        lower_bound=None if bound_fen is None else bound_fen / FEN_PER_COST,
        unit="",
        vehicles=len(answer.routes),
        unserved=len(answer.unassigned),
        seconds=answer.seconds,
        notes=problem.notes,
    )
    return written, solved


def _solved(name: str, result: RoutingResult, fen: int, unit: str) -> Solved:
    """Return the figures of a checked answer, prizes and weights included."""
    bound_fen = result.lower_bound_fen
    _, cost_fen = result.report.objective
    return Solved(
        file_format=name,
        engine=result.solution.engine,
        cost=cost_fen / fen,
        lower_bound=None if bound_fen is None else bound_fen / fen,
        unit=unit,
        vehicles=len(result.solution.routes),
        unserved=len({entry.stop for entry in result.solution.unserved}),
        seconds=result.solution.seconds,
    )


def _relay(tell: NewsCallback, fen: int) -> ProgressCallback:
    """Pass messages on, their costs in the unit of the file, and the wish to stop."""
    began_s = time.perf_counter()

    def relay(progress: Progress) -> None:
        cost = None if progress.cost_fen is None else progress.cost_fen / fen
        seconds = time.perf_counter() - began_s
        if not tell(SolveNews(progress.phase, seconds, cost)):
            raise SearchStopped

    return relay
