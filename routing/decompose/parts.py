"""Solves problems that do not share anything, side by side.

A city falls apart into catchments. Each is a problem of its own; together they
get one time budget and one set of worker processes.
"""

import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, as_completed
from dataclasses import replace

from routing.decompose.whole import solve_whole
from routing.errors import RoutingError
from routing.options import Progress, ProgressCallback, SolveOptions, ignore_progress
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult

SHORTEST_SHARE_S = 0.2
"""Least seconds of a part, however small its share of the stops."""

KEPT_SHARE = 0.04
MOST_KEPT_S = 2.0
"""Share of the time, and most of it, in which processes start and send answers."""

type _Outcome = RoutingResult | str


class PartsFailedError(RoutingError):
    """Some parts could not be solved; the others' answers are kept.

    Attributes
    ----------
    results
        Answers of the parts that were solved, by name.
    faults
        What went wrong in each of the others, by name: the message of an error
        of this library, the traceback of any other.
    """

    def __init__(
        self, results: Mapping[str, RoutingResult], faults: Mapping[str, str]
    ) -> None:
        self.results = dict(results)
        self.faults = dict(faults)
        shown = "; ".join(f"{name}: {fault}" for name, fault in self.faults.items())
        total = len(self.results) + len(self.faults)
        super().__init__(f"{len(self.faults)} of {total} parts failed: {shown}")


def solve_routing_parts(
    problems: Mapping[str, RoutingProblem],
    options: SolveOptions,
    executor: Executor | None = None,
    progress: ProgressCallback = ignore_progress,
) -> dict[str, RoutingResult]:
    """Solve independent problems, the largest first, and check each answer.

    Parameters
    ----------
    problems
        The parts by name.
    options
        ``time_limit_s`` is the wall-clock budget of all parts together, divided
        in proportion to their stops; ``workers`` is how many of them run at a
        time, and should be the number of processes behind ``executor``.
    executor
        Where parts are solved; ``None`` solves one after another, here, and
        counts one worker. What is sent can be pickled, so that processes may be
        spawned or run elsewhere.
    progress
        Called as each part ends, with the number of parts done and the cost of
        their answers so far. An exception it raises passes through, and parts
        not begun are cancelled.

    Returns
    -------
    dict
        Results by name, in the order of ``problems``.

    Raises
    ------
    PartsFailedError
        If any part failed, after all have ended; it carries the answers of the
        others.
    """
    workers = 1 if executor is None else options.workers
    shares = part_options(problems, options, workers)
    largest_first = sorted(problems, key=lambda name: -len(problems[name].stops))
    tasks = {name: (problems[name], shares[name]) for name in largest_first}
    outcomes = _here(tasks) if executor is None else _elsewhere(tasks, executor)
    results: dict[str, RoutingResult] = {}
    faults: dict[str, str] = {}
    for name, outcome in outcomes:
        if isinstance(outcome, str):
            faults[name] = outcome
        else:
            results[name] = outcome
        cost_fen = sum(result.solution.cost_fen for result in results.values())
        done = len(results) + len(faults)
        progress(Progress("improve", done, len(problems), cost_fen))
    if faults:
        raise PartsFailedError(results, faults)
    return {name: results[name] for name in problems}


def part_options(
    problems: Mapping[str, RoutingProblem], options: SolveOptions, workers: int
) -> dict[str, SolveOptions]:
    """Return each part's options, its share of the time by its share of stops.

    Shares add up to the budget times the workers, but for what is kept to start
    processes; none exceeds that.
    """
    stops = max(1, sum(len(problem.stops) for problem in problems.values()))
    budget_s = options.time_limit_s
    budget_s -= min(KEPT_SHARE * budget_s, MOST_KEPT_S)
    shares = {
        name: budget_s * workers * len(problem.stops) / stops
        for name, problem in problems.items()
    }
    return {
        name: replace(
            options,
            time_limit_s=min(budget_s, max(share_s, SHORTEST_SHARE_S)),
            workers=1,
        )
        for name, share_s in shares.items()
    }


def solve_part(problem: RoutingProblem, options: SolveOptions) -> _Outcome:
    """Solve one part; what goes wrong is returned as text, so the others go on."""
    try:
        return solve_whole(problem, options, ignore_progress)
    except Exception as error:
        return _told(error)


def _told(error: BaseException) -> str:
    if isinstance(error, RoutingError):
        return str(error)
    return "".join(traceback.format_exception(error))


def _here(
    tasks: Mapping[str, tuple[RoutingProblem, SolveOptions]],
) -> Iterator[tuple[str, _Outcome]]:
    for name, task in tasks.items():
        yield name, solve_part(*task)


def _elsewhere(
    tasks: Mapping[str, tuple[RoutingProblem, SolveOptions]], executor: Executor
) -> Iterator[tuple[str, _Outcome]]:
    names = {executor.submit(solve_part, *task): name for name, task in tasks.items()}
    try:
        for future in as_completed(names):
            error = future.exception()
            yield names[future], future.result() if error is None else _told(error)
    finally:
        for future in names:
            future.cancel()
