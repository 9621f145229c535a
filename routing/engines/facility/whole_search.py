"""Large problems of every rule with whole clients: divided first, then put together."""

from dataclasses import replace

from ortools.math_opt.python import mathopt

from routing.engines.exact.columns import Columns
from routing.engines.exact.engine import NOTHING
from routing.engines.exact.finish import SMALL, Finisher, open_arcs
from routing.engines.exact.model import ExactModel, solve
from routing.engines.exact.prices import proved_fen
from routing.engines.exact.together import put_together
from routing.engines.facility.networked import NetworkSearch
from routing.engines.siting_watch import SitingWatch
from routing.errors import InfeasibleError
from routing.options import Progress
from routing.siting.arrays import Floats, SitingArrays
from routing.siting.problem import SitingProblem
from routing.siting.solution import SitingSolution

DIVIDED_SHARE = 0.6
"""Part of the time in which clients are divided."""
LATE_S = 1.0
"""Time after the limit to put an answer into whole kilograms."""


class WholeSearch:
    """One call.

    Parameters
    ----------
    problem, arrays
        The problem and its columns.
    watch
        Clock and listener.
    engine
        Name of the engine.
    """

    def __init__(
        self,
        problem: SitingProblem,
        arrays: SitingArrays,
        watch: SitingWatch,
        engine: str,
    ) -> None:
        self.problem, self.arrays, self.watch = problem, arrays, watch
        self.engine = engine
        columns = Columns(arrays, is_whole=True)
        near = open_arcs(columns, None)
        self._is_small = columns.total <= SMALL
        self.model = ExactModel.of(columns, near, counts=True, links=self._is_small)
        self._finisher = Finisher(problem, self.model, engine)
        self._parameters = mathopt.SolveParameters(
            random_seed=watch.options.seed,
            relative_gap_tolerance=watch.options.gap,
        )
        self.best: SitingSolution | None = None

    def run(self) -> SitingSolution:
        """Return the best answer found, and what is proved of divided ones.

        Raises
        ------
        InfeasibleError
            If no answer exists, or none was found in time.
        """
        divided = self._divided()
        bound = divided.bound or 0
        value = put_together(
            self.model, divided, self._left_s, self._parameters, self._is_stopped
        )
        self._offer(value)
        if (self._is_small or self.best is None) and self._left_s() > 0.0:
            bound = max(bound, self._branch(value))
        if self.best is None:
            msg = (
                f"found no answer in time; one costs at least {bound}. "
                "Allow more time or loosen a rule."
            )
            raise InfeasibleError(msg)
        return replace(
            self.best,
            bound=min(bound, self.best.objective),
            certificate=divided.certificate,
            seconds=self.watch.seconds,
        )

    def _divided(self) -> SitingSolution:
        """Solve with divided clients: no whole answer costs less."""
        watch = self.watch
        limit_s = DIVIDED_SHARE * watch.left_s
        options = replace(watch.options, time_limit_s=limit_s, solution_limit=None)
        divided = replace(self.problem, single_source=False)

        def tell(told: Progress) -> None:
            watch.progress(replace(told, cost_fen=None))

        part = SitingWatch(options, tell)
        found = NetworkSearch(divided, self.arrays, part, self.engine).run()
        watch.stopped |= part.stopped
        return found

    def _branch(self, start: Floats | None) -> int:
        """Branch on the whole; return the bound proved."""
        parameters, left_s = self._parameters, self._left_s()
        found = solve(self.model, left_s, parameters, start, self._is_stopped)
        if found.infeasible and self.best is None:
            raise InfeasibleError(NOTHING)
        self._offer(found.value)
        return 0 if found.infeasible else proved_fen(self.problem, self.model, found)

    def _offer(self, value: Floats | None) -> None:
        if value is None:
            return

        def left_s() -> float:
            return max(self._left_s(), LATE_S)

        found = self._finisher.answer(value, left_s, self._is_stopped)
        if found is None:
            return
        if self.best is None or found.objective < self.best.objective:
            self.best = found
            self.watch.tell("improve", found.objective)

    def _left_s(self) -> float:
        return self.watch.left_s

    def _is_stopped(self) -> bool:
        """Say where the search stands, and whether not to wait for a solver."""
        self.watch.is_over(None if self.best is None else self.best.objective)
        late_s = self.watch.seconds - self.watch.options.time_limit_s
        return self.watch.stopped or late_s > LATE_S
