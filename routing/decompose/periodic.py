"""Solves a horizon of days as one problem with choices."""

from concurrent.futures import Executor

from routing.decompose.whole import solve_whole
from routing.options import ProgressCallback, SolveOptions, ignore_progress
from routing.vrp.periodic import PeriodicProblem, PeriodicSolution
from routing.vrp.periodic_expand import days_of, expand


def solve_periodic(
    problem: PeriodicProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
    executor: Executor | None = None,
) -> PeriodicSolution:
    """Choose every stop's pattern and each day's routes; every answer is checked.

    Parameters
    ----------
    problem
        The horizon.
    options
        Engine, which must cover choices, and limits for all of it.
    progress
        Told of the best so far; ``SearchStopped`` raised by it returns that.
    executor
        As for ``routing.solve.solve_routing``.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InvalidSolutionError
        If an engine's answer breaks a rule of the problem.
    """
    expanded = expand(problem)
    result = solve_whole(expanded.problem, options, progress, executor=executor)
    return days_of(expanded, result.solution)
