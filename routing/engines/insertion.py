"""The engine that only builds: cheapest insertion, done in a moment."""

import time
from dataclasses import dataclass, field, replace

from routing.options import Progress, ProgressCallback, SearchStopped, SolveOptions
from routing.vrp.assemble import assemble
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature as Feature
from routing.vrp.problem import RoutingProblem
from routing.vrp.restart import routes_from_solution
from routing.vrp.solution import RoutingSolution
from routing.vrp.start import build_start, complete
from routing.vrp.view import ProblemView

TELL_S = 0.5
"""Seconds between two messages while routes are built."""

FEATURES = frozenset(
    {
        Feature.UNLOADING,
        Feature.SEVERAL_DIMENSIONS,
        Feature.TIME_WINDOWS,
        Feature.MULTIPLE_WINDOWS,
        Feature.UNLOAD_WINDOWS,
        Feature.COMMODITIES,
        Feature.VEHICLE_COMMODITIES,
        Feature.OPTIONAL_STOPS,
        Feature.SKILLS,
        Feature.HETEROGENEOUS_FLEET,
        Feature.SEVERAL_PROFILES,
        Feature.DIFFERENT_END_DEPOT,
        Feature.MAX_DURATION,
        Feature.MAX_DISTANCE,
        Feature.MAX_TRIPS,
        Feature.DURATION_COST,
        Feature.ASYMMETRIC_TRAVEL,
        Feature.UNREACHABLE_ARCS,
        Feature.ACCESS_RULES,
        Feature.TIME_DEPENDENT,
        Feature.LOADED_RETURN,
        Feature.LOAD_SERVICE,
        Feature.DOCKS,
        Feature.INTAKE,
        Feature.SOFT_WINDOWS,
        Feature.RELEASE,
        Feature.PRIORITY,
        Feature.ALLOWED_VEHICLES,
        Feature.RANK,
        Feature.OVERTIME,
        Feature.MAX_STOPS,
        Feature.MAX_LOAD,
        Feature.BREAKS,
        Feature.DRIVING_REST,
        Feature.COMPARTMENTS,
        Feature.INCOMPATIBLE,
        Feature.ENERGY,
        Feature.ON_BOARD,
        Feature.PREFIX,
        Feature.CARBON,
        Feature.BALANCE,
        Feature.COMPACTNESS,
        Feature.CHOICES,
        Feature.REASSIGN,
    }
)


@dataclass(frozen=True, slots=True)
class InsertionEngine:
    """Feasible routes in well under a second per 200 stops; no search."""

    name: str = "insertion"
    features: frozenset[Feature] = FEATURES

    def solve(
        self,
        problem: RoutingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
        start: RoutingSolution | None = None,
    ) -> RoutingSolution:
        """Build an answer, or complete ``start``; the better if there are both.

        Building ends with the time limit, or when ``progress`` says so, with the
        routes built so far.
        """
        began = time.perf_counter()
        view = ProblemView(problem)
        clock = _Clock(progress, began, options.time_limit_s)
        answers: list[RoutingSolution] = []
        try:
            progress(Progress("start"))
            if start is not None:
                answers.append(replace(start, engine=self.name))
                routes = routes_from_solution(view, start)
                complete(view, routes, tell=clock.tell)
                answers.append(assemble(view, routes, self.name, began))
            clock.tell()
        except SearchStopped:
            pass
        if not (answers and clock.stopped):
            built = build_start(view, clock.tell)
            answers.append(assemble(view, built, self.name, began))
        best = min(answers, key=lambda answer: objective(problem, answer))
        return replace(best, seconds=time.perf_counter() - began)


@dataclass(slots=True)
class _Clock:
    """Tells the progress now and then, and when time is up."""

    progress: ProgressCallback
    began: float
    limit_s: float
    stopped: bool = False
    _told: float = field(default=0.0)

    def tell(self) -> None:
        now = time.perf_counter()
        if self.stopped or now - self.began > self.limit_s:
            self.stopped = True
            raise SearchStopped
        if now - self._told > TELL_S:
            self._told = now
            try:
                self.progress(Progress("start", seconds=now - self.began))
            except SearchStopped:
                self.stopped = True
                raise
