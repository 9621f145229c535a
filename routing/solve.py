"""The calls this library is for: problem and options in, result out."""

from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import suppress

from routing.decompose.conflict import conflict_of as routing_conflict_of
from routing.decompose.whole import solve_whole
from routing.engines.registry import suited_siting
from routing.errors import InvalidSolutionError
from routing.options import (
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
    ignore_progress,
)
from routing.siting.arrays import Floats
from routing.siting.check import check_siting
from routing.siting.conflict import Rule
from routing.siting.features import features_of
from routing.siting.problem import SitingProblem
from routing.siting.report import SitingResult
from routing.siting.solution import SitingSolution
from routing.siting.validate import validate_problem
from routing.vrp.conflict import Conflict
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult
from routing.vrp.solution import RoutingSolution


def solve_routing(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
    start: RoutingSolution | None = None,
    executor: Executor | None = None,
) -> RoutingResult:
    """Solve one vehicle-routing problem, and check the answer.

    Problems of some hundred stops and more are improved neighbourhood by
    neighbourhood; smaller ones are searched whole, by several searches side by
    side if there are several workers.

    Parameters
    ----------
    problem
        The problem.
    options
        Limits and choices.
    progress
        Called at least about once a second. It ends the search by raising
        ``SearchStopped``; any other exception passes through.
    start
        A valid answer to begin with; the result is never worse.
    executor
        Where ``options.workers`` tasks can run at a time; ``None`` starts
        processes when there are several. What is sent can be pickled.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InvalidSolutionError
        If the start breaks a rule of the problem, or the answer does: a fault
        of the engine, kept from doing harm.
    """
    return solve_whole(problem, options, progress, start, executor)


def explain_routing(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
    left_out: Sequence[int] = (),
) -> Conflict | None:
    """Return the fewest stops found that cannot be served together.

    Parameters
    ----------
    problem
        The problem.
    options, progress
        Limits, and who listens.
    left_out
        Required stops that a good answer leaves out, if one is known; otherwise one
        is searched for.

    Returns
    -------
    The stops; ``None`` where all can be served, or nothing was found in time.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    InfeasibleError
        If what a vehicle has promised, or has on board, cannot be done.
    """
    return routing_conflict_of(problem, options, progress, left_out)


def solve_siting(
    problem: SitingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
) -> SitingResult:
    """Solve one facility-location problem, and check the answer.

    Where several engines cover the problem, those for its kind come first. ``progress``
    ends the search by raising ``SearchStopped``: then the best answer found is
    returned. Any other exception passes through.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InfeasibleError
        If no answer keeps the minimum throughputs and tag limits, or none was
        found in time.
    InvalidSolutionError
        If the engine's answer breaks a rule of the problem: a fault of the
        engine, kept from doing harm.
    """
    validate_problem(problem)
    engine = suited_siting(problem, features_of(problem), options.engine)
    solution = engine.solve(problem, options, progress)
    with suppress(SearchStopped):
        progress(Progress("check", cost_fen=solution.objective))
    report = check_siting(problem, solution)
    if report.violations:
        headline = f"The answer of engine {engine.name} breaks the rules"
        raise InvalidSolutionError(headline, report.violations)
    with suppress(SearchStopped):
        progress(Progress("done", done=1, cost_fen=solution.objective))
    return SitingResult(solution, report)


def explain_siting(
    problem: SitingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
) -> tuple[Rule, ...]:
    """Return the fewest rules of a problem without an answer that contradict.

    Parameters
    ----------
    problem
        The problem.
    options, progress
        Limits, and who listens.

    Returns
    -------
    Rules of which none can be spared; nothing where there is an answer, or where
    time did not suffice to tell.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    """
    validate_problem(problem)
    # Loaded when first used: a process that never solves need not wait for it.
    from routing.engines.exact.conflict import conflict_of  # noqa: PLC0415

    return conflict_of(problem, options, progress)


def price_floors(
    problem: SitingProblem,
    solution: SitingSolution,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
) -> Floats:
    """Price a further tonne of every floor while the states of an answer stay.

    Parameters
    ----------
    problem, solution
        The problem, and an answer that keeps its rules.
    options, progress
        Limits, and who listens.

    Returns
    -------
    Shape (T, L): money per tonne, over all the years of the period.

    Raises
    ------
    InfeasibleError
        If time was not enough, or no flows keep the rules with these states.
    """
    # As above.
    from routing.engines.exact.marginal import marginal_floors  # noqa: PLC0415

    return marginal_floors(problem, solution, options, progress)
