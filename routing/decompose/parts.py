"""Solves problems that do not share anything, side by side.

A city falls apart into catchments. Each is a problem of its own; together they
get one time budget and one set of worker processes.
"""

import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait

from routing.decompose.budget import Budget
from routing.decompose.whole import solve_whole
from routing.decompose.workers import Here
from routing.errors import RoutingError
from routing.options import Progress, ProgressCallback, SolveOptions, ignore_progress
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult

type _Outcome = RoutingResult | str

type PartWatch = Callable[[str], ProgressCallback]
"""Gives the callback of a part by its name."""


def watch_nothing(_name: str) -> ProgressCallback:
    """Let nobody watch a part: the default."""
    return ignore_progress


def ignore_part(_name: str, _result: RoutingResult) -> None:
    """Take no notice of a part that ended: the default."""


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
    watch: PartWatch = watch_nothing,
    ended: Callable[[str, RoutingResult], None] = ignore_part,
) -> dict[str, RoutingResult]:
    """Solve independent problems, the largest first, and check each answer.

    Parameters
    ----------
    problems
        The parts by name.
    options
        ``time_limit_s`` is the wall-clock budget of all parts together, divided
        in proportion to their stops as they begin; ``workers`` is how many of
        them run at a time, and should be the number of processes behind
        ``executor``.
    executor
        Where parts are solved; ``None`` solves one after another, here, and
        counts one worker. What is sent can be pickled, so that processes may be
        spawned or run elsewhere.
    progress
        Called as each part ends, with the number of parts done and the cost of
        their answers so far. An exception it raises passes through, and parts
        not begun are cancelled.
    watch
        Makes the callback of each part, which is called while the part is searched,
        in the process that searches it: what it makes can be pickled where
        ``executor`` asks for that. Raising ``SearchStopped`` ends the part with the
        best found so far.
    ended
        Called here with the answer of each part as it ends, before ``progress``.

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
    budget = Budget(problems, options, 1 if executor is None else options.workers)
    outcomes = _outcomes(budget, Here() if executor is None else executor, watch)
    results: dict[str, RoutingResult] = {}
    faults: dict[str, str] = {}
    for name, outcome in outcomes:
        if isinstance(outcome, str):
            faults[name] = outcome
        else:
            results[name] = outcome
            ended(name, outcome)
        cost_fen = sum(result.solution.cost_fen for result in results.values())
        done = len(results) + len(faults)
        progress(Progress("improve", done, len(problems), cost_fen))
    if faults:
        raise PartsFailedError(results, faults)
    return {name: results[name] for name in problems}


def solve_part(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
) -> _Outcome:
    """Solve one part; what goes wrong is returned as text, so the others go on."""
    try:
        return solve_whole(problem, options, progress)
    except Exception as error:
        return _told(error)


def _told(error: BaseException) -> str:
    if isinstance(error, RoutingError):
        return str(error)
    return "".join(traceback.format_exception(error))


def _outcomes(
    budget: Budget, executor: Executor, watch: PartWatch
) -> Iterator[tuple[str, _Outcome]]:
    """Yield each part's outcome as it ends; a part begins when a worker is free."""
    problems = budget.problems
    waiting = deque(sorted(problems, key=lambda name: -len(problems[name].stops)))
    running: dict[Future[_Outcome], str] = {}
    try:
        while waiting or running:
            while waiting and len(running) < budget.workers:
                name = waiting.popleft()
                task = problems[name], budget.begin(name), watch(name)
                running[_submitted(executor, *task)] = name
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                name = running.pop(future)
                budget.end(name)
                error = future.exception()
                yield name, future.result() if error is None else _told(error)
    finally:
        for future in running:
            future.cancel()


def _submitted(
    executor: Executor,
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback,
) -> Future[_Outcome]:
    """Send a part to a worker; where there is none left, that is its fault."""
    try:
        return executor.submit(solve_part, problem, options, progress)
    except BrokenExecutor as error:
        failed: Future[_Outcome] = Future()
        failed.set_exception(error)
        return failed
