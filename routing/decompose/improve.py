"""Improves an answer neighbourhood by neighbourhood, several at a time."""

import warnings
from collections import Counter
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass, field, replace

import numpy as np

from routing.decompose.incumbent import Incumbent
from routing.decompose.neighbourhood import Chooser, Neighbourhood
from routing.decompose.pool import Pool
from routing.decompose.shares import Sharing
from routing.decompose.subproblem import SubProblem, cut_out, put_back
from routing.decompose.watch import TELL_EVERY_S, Watch
from routing.decompose.work import Outcome, work
from routing.decompose.workers import Here
from routing.options import SolveOptions
from routing.vrp.costs import objective

SIZES = (150, 350)
"""Stops of a neighbourhood, from and to."""

S_PER_STOP = 0.002
"""Seconds of a first search per stop of a neighbourhood: 0.5 s for 250 stops."""

DOUBLINGS = 4
"""How often that time doubles, each time a search found nothing better."""

ITERATIONS = 2000
"""Of a neighbourhood's search, where iterations are limited instead of time."""

SHORTEST_S = 0.2
"""A search shorter than this is not begun."""

SPARE = 2
"""Vehicles of a type a neighbourhood may use beside those it has."""


@dataclass(slots=True)
class _Task:
    """A neighbourhood being re-optimised."""

    around: Neighbourhood
    part: SubProblem
    spare: Counter[int]


@dataclass
class Improver:
    """The search over neighbourhoods.

    Attributes
    ----------
    incumbent
        What is improved.
    sharing
        What the routes share.
    engine
        Name of the engine for the neighbourhoods.
    watch
        Limits and progress.
    executor
        Where neighbourhoods are re-optimised.
    workers
        How many at a time.
    random
        Source of all choices.
    pool
        Where the routes seen are kept, if they are to be recombined.
    """

    incumbent: Incumbent
    sharing: Sharing
    engine: str
    watch: Watch
    executor: Executor
    workers: int
    random: np.random.Generator
    pool: Pool | None = None
    _chooser: Chooser = field(init=False)
    _tasks: dict[Future[Outcome], _Task] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with no neighbourhood tried."""
        self._chooser = Chooser(self.incumbent, self.random)

    def run(self, until_s: float) -> None:
        """Improve the incumbent until the call's clock shows a time."""
        self._until_s = until_s
        while not self.watch.is_over and self._left_s >= SHORTEST_S:
            while len(self._tasks) < self.workers and self._begin():
                pass
            if not self._tasks:
                break
            self._collect(min(TELL_EVERY_S, max(self._left_s, 0)))
        if not self.watch.stopped:
            self._collect(max(0.0, self.watch.left_s))
        for future in self._tasks:
            future.cancel()
        self._tasks.clear()

    @property
    def _left_s(self) -> float:
        return self._until_s - self.watch.seconds

    def _begin(self) -> bool:
        """Send a free neighbourhood to a worker; return whether there was one."""
        if self.watch.is_over or self._left_s < SHORTEST_S:
            return False
        busy = {n for task in self._tasks.values() for n in task.around.numbers}
        out = {s for task in self._tasks.values() for s in task.around.left_out}
        size = int(self.random.integers(*SIZES))
        around = self._chooser.choose(size, busy, out)
        if around is None:
            return False
        task = self._task(around)
        options = self._options(len(task.part.stops), around.tries)
        arguments = (task.part.problem, options, task.part.start)
        if isinstance(self.executor, Here):
            future = self.executor.submit(work, *arguments, self.watch.relay)
        else:
            future = self.executor.submit(work, *arguments)
        self._tasks[future] = task
        return True

    def _task(self, around: Neighbourhood) -> _Task:
        incumbent = self.incumbent
        spare = incumbent.spare()
        for task in self._tasks.values():
            spare.subtract(task.spare)
        spare = Counter({kind: min(n, SPARE) for kind, n in spare.items() if n > 0})
        part = cut_out(
            self.sharing.left_for(incumbent, around.numbers),
            [incumbent.routes[number] for number in around.numbers],
            [incumbent.cost_fen[number] for number in around.numbers],
            [incumbent.unserved[stop] for stop in around.left_out],
            spare,
        )
        return _Task(around, part, spare)

    def _options(self, stops: int, tries: int) -> SolveOptions:
        search_s = S_PER_STOP * stops * 2.0 ** min(tries, DOUBLINGS)
        limit = None
        if self.watch.iterations_left is not None:
            limit = min(ITERATIONS, self.watch.iterations_left)
            self.watch.iterations_left -= limit
        return replace(
            self.watch.options,
            engine=self.engine,
            workers=1,
            seed=int(self.random.integers(1, 2**31)),
            time_limit_s=min(search_s, self._left_s),
            solution_limit=limit,
        )

    def _collect(self, timeout_s: float) -> None:
        """Take in what has been done, waiting a little for it."""
        done, _ = wait(self._tasks, timeout_s, FIRST_COMPLETED)
        for future in done:
            task = self._tasks.pop(future)
            outcome = self._outcome(future)
            if outcome is not None:
                self._merge(task, outcome)
        self.watch.tell("improve", self.incumbent.total_fen)

    def _outcome(self, future: Future[Outcome]) -> Outcome | None:
        """Return what a worker found; a failure costs its neighbourhood's turn."""
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, BrokenExecutor):
            # The other workers are gone with it: go on here.
            self.executor, self.workers = Here(), 1
        elif not isinstance(error, Exception):
            raise error
        message = f"A neighbourhood was left as it was: {error!r}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
        return None

    def _merge(self, task: _Task, outcome: Outcome) -> None:
        """Take an outcome over if it is better."""
        part = task.part
        if self.pool is not None:
            routes, _ = put_back(part, outcome.solution)
            self.pool.add(routes, outcome.costs_fen)
        before = objective(part.problem, part.start)
        better = outcome.value < before and self.sharing.take(
            self.incumbent, task.around.numbers, part, outcome
        )
        self._chooser.note(np.array(part.stops), better=better)
