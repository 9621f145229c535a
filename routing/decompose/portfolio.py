"""Several searches of one whole problem side by side, which tell each other."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace

from routing.decompose.incumbent import Incumbent
from routing.decompose.pool import Pool
from routing.decompose.watch import TELL_EVERY_S, Watch
from routing.decompose.work import Outcome, work
from routing.options import SolveOptions
from routing.vrp.costs import objective
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution

ROUNDS = (0.5, 0.8, 1.0)
"""Shares of the time after which searches end, and the best of them goes on."""

MOST_COMBINE_S = 5.0
"""Seconds of recombining routes after a round."""

COMBINE_SHARE = 0.04
"""Share of the limit that recombining may take after a round."""


@dataclass
class Portfolio:
    """Searches with different seeds, and different engines where there are some.

    Attributes
    ----------
    problem
        What is solved.
    engines
        Names of the engines, one per search.
    watch
        Limits and progress.
    executor
        Where the searches run, one worker each.
    pool
        Where the routes seen are kept, if they are to be recombined.
    """

    problem: RoutingProblem
    engines: Sequence[str]
    watch: Watch
    executor: Executor
    pool: Pool | None

    def run(self, start: RoutingSolution | None) -> RoutingSolution | None:
        """Return the best answer found; ``None`` without any, and no start."""
        best = start
        for number, share in enumerate(ROUNDS):
            until_s = share * self.watch.options.time_limit_s
            combine_s = 0.0
            if self.pool is not None:
                combine_s = COMBINE_SHARE * self.watch.options.time_limit_s
                combine_s = min(MOST_COMBINE_S, combine_s)
            left_s = until_s - combine_s - self.watch.seconds
            if self.watch.is_over or left_s <= 0:
                break
            best = self._round(number, left_s, best)
            if best is not None and self.pool is not None:
                best = self._combined(best, combine_s)
        return best

    def _round(
        self, number: int, limit_s: float, start: RoutingSolution | None
    ) -> RoutingSolution | None:
        """Let every engine search once; return the best of all."""
        futures = [
            self.executor.submit(
                work, self.problem, self._options(name, number, place, limit_s), start
            )
            for place, name in enumerate(self.engines)
        ]
        waiting: set[Future[Outcome]] = set(futures)
        best = start
        while waiting and not self.watch.stopped:
            done, waiting = wait(waiting, TELL_EVERY_S)
            # In the order they were sent, so that ties do not depend on the clock.
            for future in (entry for entry in futures if entry in done):
                best = self._better(best, future.result())
            self.watch.tell("improve", None if best is None else best.cost_fen)
        return best

    def _better(
        self, best: RoutingSolution | None, outcome: Outcome
    ) -> RoutingSolution:
        found = outcome.solution
        if self.pool is not None:
            self.pool.add(found.routes, outcome.costs_fen)
        if best is None or outcome.value < objective(self.problem, best):
            return found
        return best

    def _combined(self, best: RoutingSolution, limit_s: float) -> RoutingSolution:
        if self.pool is None or self.watch.is_over:
            return best
        self.watch.tell("combine", best.cost_fen)
        incumbent = Incumbent(self.problem)
        incumbent.load(best)
        if self.pool.recombine(incumbent, limit_s, self.watch.options.seed):
            return incumbent.solution(best.engine)
        return best

    def _options(
        self, engine: str, number: int, place: int, limit_s: float
    ) -> SolveOptions:
        options = self.watch.options
        seed = options.seed + number * len(self.engines) + place
        return replace(
            options, engine=engine, workers=1, seed=seed, time_limit_s=limit_s
        )
