"""The exact engine for every rule a siting problem may have."""

from dataclasses import replace

import numpy as np
from ortools.math_opt.python import mathopt

from routing.engines.exact.begin import Beginner
from routing.engines.exact.columns import Columns
from routing.engines.exact.finish import Finisher, open_arcs
from routing.engines.exact.model import SHORTEST_S, ExactModel, Outcome, relax, solve
from routing.engines.exact.prices import certificate_of, proved_fen
from routing.engines.siting_watch import SitingWatch
from routing.errors import InfeasibleError
from routing.options import ProgressCallback, SolveOptions
from routing.siting.arrays import Floats
from routing.siting.certificate import NO_ANSWER, certified_bound
from routing.siting.features import SitingFeature
from routing.siting.laying import arrays_of
from routing.siting.problem import Objective, SitingProblem
from routing.siting.solution import Certificate, SitingSolution

FIRST_SHARE = 0.3
"""Part of the time limit that the linear relaxation may take."""
BEGIN_SHARE = 0.9
"""Part of the time limit that the first answer may take: without one, all is lost."""
NEAR_SHARE = 0.3
"""Part of the time left that branching near the relaxation may take."""
NEAR_GAP = 1e-3
"""Gap at which that ends: the whole is branched on afterwards."""
UNUSED = 1e-6
"""Share of a state in the relaxation below which it is not used."""
LATE_S, LATE_SHARE = 10.0, 0.1
"""Time after the limit to come to a first answer: part of it and a second, at most."""
SLOW_S = 1.0
"""Time after the limit to return a better one."""


class ExactEngine:
    """Mixed-integer programming over the whole contract, with HiGHS.

    The linear relaxation gives multipliers for the certificate and states to begin
    with; branch and bound takes the time that is left. Whatever comes is put into
    whole kilograms and checked before it counts.
    """

    name = "exact"
    features = frozenset(SitingFeature)

    def takes(self, problem: SitingProblem) -> bool:
        """Take every problem."""
        del problem
        return True

    def solve(
        self,
        problem: SitingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
    ) -> SitingSolution:
        """Return the best answer found and the best bound proved.

        Raises
        ------
        InfeasibleError
            If no answer exists, or none was found in time.
        """
        watch = SitingWatch(options, progress)
        columns = Columns(arrays_of(problem), problem.single_source)
        if problem.objective is Objective.LARGEST_DISTANCE:
            found = _Farthest(problem, columns, watch).run()
        else:
            found = _Cheapest(problem, columns, watch).run()
        return replace(found, seconds=watch.seconds)


class _Search:
    """What both objectives share."""

    def __init__(
        self, problem: SitingProblem, columns: Columns, watch: SitingWatch
    ) -> None:
        self.problem, self.columns, self.watch = problem, columns, watch
        self.best: SitingSolution | None = None
        self.bound = 0
        self.certificate: Certificate | None = None
        self.accepted = 0
        watch.tell("build")

    @property
    def known(self) -> int | None:
        """Objective of the best answer."""
        return None if self.best is None else self.best.objective

    def is_over(self) -> bool:
        """Ask the clock, the gap and the number of answers."""
        limit = self.watch.options.solution_limit
        if limit is not None and self.accepted >= limit:
            return True
        return self.watch.is_over(self.known, self.bound)

    def is_stopped(self) -> bool:
        """Say where the search stands, and whether not to wait for a solver.

        Solvers look at the clock now and then only, some models between steps that
        take as long as all before. Without an answer there is something to wait for.
        """
        self.watch.is_over(self.known, self.bound)
        late_s = self.watch.seconds - self.watch.options.time_limit_s
        return self.watch.stopped or late_s > self._late_s()

    def _late_s(self) -> float:
        if self.best is not None:
            return SLOW_S
        return min(LATE_S, SLOW_S + LATE_SHARE * self.watch.options.time_limit_s)

    def left_s(self) -> float:
        """Seconds left."""
        return self.watch.left_s

    def offer(self, found: SitingSolution | None) -> None:
        """Keep an answer if it is the best."""
        if found is not None and (self.known is None or found.objective < self.known):
            self.best = found
            self.accepted += 1
            self.watch.tell("improve", self.known)

    def parameters(self) -> mathopt.SolveParameters:
        """Seed and gap for the solver."""
        options = self.watch.options
        return mathopt.SolveParameters(
            random_seed=options.seed, relative_gap_tolerance=options.gap
        )

    def prove(self, certificate: Certificate) -> None:
        """Keep multipliers if they prove more."""
        bound = certified_bound(self.problem, certificate)
        if bound == NO_ANSWER:
            raise InfeasibleError(NOTHING)
        if self.certificate is None or bound > self.bound:
            self.certificate = certificate
            self.bound = max(self.bound, bound)

    def finished(self) -> SitingSolution:
        """Return the best answer with what is proved.

        Raises
        ------
        InfeasibleError
            If there is none.
        """
        if self.best is None:
            msg = (
                "engine exact: found no answer in time; one costs at least "
                f"{self.bound}. Allow more time or loosen a rule."
            )
            raise InfeasibleError(msg)
        bound = min(self.bound, self.best.objective)
        return replace(self.best, bound=bound, certificate=self.certificate)


NOTHING = (
    "no answer exists: the rules contradict each other (limits of tags, budgets, "
    "floors, fixed states, clients that must be served, minimum throughputs). Loosen "
    "one of them."
)


class _Cheapest(_Search):
    """Least cost."""

    def run(self) -> SitingSolution:
        """Make a first answer, relax, branch near the relaxation, then on the whole."""
        near = open_arcs(self.columns, None)
        plain = ExactModel.of(self.columns, near, counts=True, links=False)
        finisher = Finisher(self.problem, plain, ExactEngine.name)
        if not self.columns.is_whole:
            self._begin(plain, finisher)
        model = ExactModel.of(self.columns, near, counts=True)
        share_s = max(FIRST_SHARE * self.watch.options.time_limit_s, SHORTEST_S)
        relaxed = relax(model, min(share_s, self.left_s()), self.is_stopped)
        if relaxed.infeasible:
            raise InfeasibleError(NOTHING)
        start = None
        if relaxed.value is not None:
            self._raise(model, relaxed)
            start = self._near(model, finisher, relaxed.value)
        elif finisher.dual is not None:
            # Prices of loads with given states prove something, too, if less.
            self.prove(certificate_of(plain, finisher.dual))
        if not self.is_over() or self.best is None:
            self._branch(model, finisher, start)
        return self.finished()

    def _raise(self, model: ExactModel, outcome: Outcome) -> None:
        if outcome.dual is not None:
            self.prove(certificate_of(model, outcome.dual))
        self.bound = max(self.bound, proved_fen(self.problem, model, outcome))

    def _begin(self, model: ExactModel, finisher: Finisher) -> None:
        share_s = BEGIN_SHARE * self.watch.options.time_limit_s

        def left_s() -> float:
            """Seconds left for the first answer."""
            if self.watch.stopped:
                return 0.0
            return max(share_s - self.watch.seconds, 0.0)

        beginner = Beginner(model, finisher, left_s, self.is_stopped)
        self.offer(beginner.run(self.parameters()))

    def _near(
        self, model: ExactModel, finisher: Finisher, value: Floats
    ) -> Floats | None:
        """Branch on the states alone that the relaxation uses; return what was found.

        That is relaxation induced neighbourhood search without an answer to begin
        with (Danna, Rothberg and Le Pape, Mathematical Programming 102, 2005).
        """
        columns = self.columns
        idle = np.zeros(columns.total, np.bool_)
        for t in range(columns.arrays.periods):
            y = columns.at("y", t)
            idle[y] = value[y] < UNUSED
        part = model.with_fixed(idle, np.zeros(columns.total))
        parameters = self.parameters()
        parameters.relative_gap_tolerance = max(NEAR_GAP, self.watch.options.gap)
        limit_s = NEAR_SHARE * self.left_s()
        found = solve(part, limit_s, parameters, None, self.is_stopped)
        if found.value is not None:
            self.offer(finisher.answer(found.value, self.left_s, self.is_stopped))
        return found.value

    def _branch(
        self, model: ExactModel, finisher: Finisher, start: Floats | None
    ) -> None:
        limit_s = self.left_s()
        outcome = solve(model, limit_s, self.parameters(), start, self.is_stopped)
        if outcome.infeasible:
            if self.best is None:
                raise InfeasibleError(NOTHING)
            return
        self._raise(model, replace(outcome, dual=None))
        if outcome.value is not None:
            self.offer(finisher.answer(outcome.value, self._late_s, self.is_stopped))


class _Farthest(_Search):
    """Shortest largest distance: whether there is an answer within a radius."""

    def run(self) -> SitingSolution:
        """Bisect the distances."""
        metres = np.unique(np.append(self.columns.arrays.arc_m, 0))
        if self._try(int(metres[-1])) is False and self.best is None:
            raise InfeasibleError(NOTHING)
        low, high = 0, len(metres) - 1
        proved = True
        while low < high and not self.watch.stopped and self.left_s() > 0:
            if self.best is not None:
                high = min(high, int(np.searchsorted(metres, self.best.objective)))
            middle = (low + high) // 2
            if middle >= high:
                break
            outcome = self._try(int(metres[middle]))
            if outcome:
                high = middle
                continue
            low = middle + 1
            proved = proved and outcome is False
            if proved:
                self.bound = max(self.bound, int(metres[low]))
        return self.finished()

    def _try(self, radius_m: int) -> bool | None:
        """Tell whether an answer is within a radius; ``None`` if unknown."""
        near = open_arcs(self.columns, radius_m)
        model = ExactModel.of(self.columns, near, counts=False)
        finisher = Finisher(self.problem, model, ExactEngine.name)
        later = self.columns.arrays.arc_m
        longer = later[later > radius_m]
        relaxed = relax(model, self.left_s(), self.is_stopped)
        if relaxed.infeasible:
            if relaxed.dual is not None and longer.size:
                self.prove(certificate_of(model, relaxed.dual, int(longer.min())))
            return False
        outcome = solve(model, self.left_s(), self.parameters(), None, self.is_stopped)
        if outcome.infeasible:
            return False
        if outcome.value is None:
            return None
        found = finisher.answer(outcome.value, self._late_s, self.is_stopped)
        self.offer(found)
        return True if found is not None else None
