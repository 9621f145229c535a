"""One problem from validation to a checked answer, in the way its size asks for."""

import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from routing.decompose.eased import Eased, eased_engine
from routing.decompose.improve import Improver
from routing.decompose.incumbent import Incumbent
from routing.decompose.pool import UNFIT, Pool
from routing.decompose.portfolio import Portfolio
from routing.decompose.shares import Sharing
from routing.decompose.watch import Watch
from routing.decompose.workers import Here, processes
from routing.engines.base import RoutingEngine
from routing.engines.registry import (
    AUTO,
    BUILDERS,
    ROUTING_ENGINES,
    SPREAD_STOPS,
    SPREADING,
    named,
    searchers,
    suited,
)
from routing.engines.savings import FEATURES as SAVINGS_FEATURES
from routing.engines.savings import savings_routes
from routing.errors import InvalidSolutionError
from routing.options import ProgressCallback, SolveOptions
from routing.vrp.assemble import assemble, route_from_nodes
from routing.vrp.bounds import lower_bound, lower_bound_fen
from routing.vrp.check import check_routing
from routing.vrp.costs import better
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingReport, RoutingResult
from routing.vrp.restart import routes_from_solution
from routing.vrp.solution import RoutingSolution
from routing.vrp.split import StopParts, divide_answer, join_parts, split_large
from routing.vrp.start import build_start
from routing.vrp.validate import validate_problem
from routing.vrp.view import ProblemView

WHOLE_STOPS = 400
"""Most stops that are searched whole; above, by neighbourhoods."""

MIN_SPREAD_S = 0.1
"""Seconds such an engine is given at the least."""

START_STOPS = 4000
"""Most stops of which an engine builds the first answer itself."""

START_SHARE = 0.1
"""Share of the time an engine may take for the first answer."""

COMBINE_SHARE = 0.05
MOST_COMBINE_S = 10.0
"""Time kept to recombine all routes seen at the end."""

CHECK_S_PER_STOP = 1.5e-4
"""Seconds kept for the check, and a quick lower bound where stops are left out."""

COMBINE_STOPS = 3000
"""Most stops of which routes are recombined: the selection is one model."""


@dataclass(frozen=True, slots=True)
class _FirstBound:
    """What answers that serve everything cost at least, worked out before the search.

    It takes a second where a thousand places could be on many trips; at the end of the
    search, nobody could tell how long to keep for it.

    Attributes
    ----------
    total_fen
        The bound.
    seconds
        What it took.
    """

    total_fen: int
    seconds: float

    @classmethod
    def of(cls, problem: RoutingProblem) -> "_FirstBound":
        """Work it out."""
        began = time.perf_counter()
        total_fen = lower_bound_fen(problem)
        return cls(total_fen, time.perf_counter() - began)

    def bound_fen(
        self, problem: RoutingProblem, answer: RoutingSolution, left_s: float
    ) -> int:
        """Return what answers cost at least that leave out no more than one does.

        Where something required is left out, it is worked out anew, as thoroughly as
        time allows.
        """
        left_out = {entry.stop for entry in answer.unserved}
        if not any(problem.stops[stop].required for stop in left_out):
            return self.total_fen
        is_thorough = left_s > self.seconds
        return lower_bound(problem, left_out, thorough=is_thorough).total_fen


def solve_whole(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback,
    start: RoutingSolution | None = None,
    executor: Executor | None = None,
) -> RoutingResult:
    """Solve one problem; its answer leaves only when it is valid.

    Parameters
    ----------
    problem
        The problem.
    options
        Limits and choices.
    progress
        Called at least about once a second.
    start
        A valid answer to begin with; the result is never worse.
    executor
        Where workers run; ``None`` starts processes when there are several.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InvalidSolutionError
        If the answer, or the start, breaks a rule of the problem.
    """
    watch = Watch(options, progress)
    validate_problem(problem)
    bound = _FirstBound.of(problem) if options.bound else None
    if start is not None:
        _checked("The start", problem, start)
    divided, parts = split_large(problem)
    first = None if start is None else _start_in_parts(divided, parts, start)
    features = features_of(divided)
    easy = eased_engine(divided, features, options)
    engine = easy or suited(divided, features, options.engine)
    if easy is not None:
        answer = Eased(divided, easy, watch).run(first)
    else:
        answer = _search(divided, features, engine, watch, first, executor)
    answer = join_parts(problem, parts, answer)
    if start is not None:
        answer = better(problem, start, answer)
    answer = replace(answer, engine=engine.name, seconds=watch.seconds)
    watch.tell("check", answer.cost_fen)
    report = _checked(f"The answer of engine {engine.name}", problem, answer)
    bound_fen = None
    if bound is not None:
        bound_fen = bound.bound_fen(problem, answer, watch.left_s)
    watch.finish(answer.cost_fen)
    return RoutingResult(answer, report, bound_fen)


def _start_in_parts(
    divided: RoutingProblem, parts: StopParts, start: RoutingSolution
) -> RoutingSolution:
    """Return a start as an answer to the problem with parts.

    Where it fetched loads in other parts, what is left of it, made valid.
    """
    answer = divide_answer(parts, start)
    if answer is start or not check_routing(divided, answer).violations:
        return answer
    view = ProblemView(divided)
    routes = routes_from_solution(view, answer)
    return assemble(view, routes, start.engine, time.perf_counter())


def _checked(
    subject: str, problem: RoutingProblem, solution: RoutingSolution
) -> RoutingReport:
    report = check_routing(problem, solution)
    if report.violations:
        headline = f"{subject} breaks the rules"
        raise InvalidSolutionError(headline, report.violations)
    return report


def _search(
    problem: RoutingProblem,
    features: frozenset[RoutingFeature],
    engine: RoutingEngine,
    watch: Watch,
    start: RoutingSolution | None,
    executor: Executor | None,
) -> RoutingSolution:
    """Return the best answer found in the way the size of the problem asks for."""
    options = watch.options
    if not (problem.stops and problem.vehicle_types):
        # Nothing to search; only what is on board may have to be unloaded.
        engine = named(ROUTING_ENGINES, "insertion")
    large = len(problem.stops) > WHOLE_STOPS
    if engine.name in BUILDERS:
        # What it leaves out for want of time nobody puts in: it has all there is.
        return engine.solve(problem, options, watch.relay_whole, start)
    if not (large or options.workers > 1):
        return _alone(problem, engine, watch, start)
    if executor is None and _spreads(problem, engine):
        return _alone(problem, engine, watch, start)
    with _executor(options, executor) as pool_of_workers:
        pool = Pool(problem) if _may_combine(problem, features) else None
        if large:
            first = start or _first(problem, features, engine, watch)
            return _by_neighbourhoods(
                problem, features, engine, watch, first, pool_of_workers, pool
            )
        engines = _side_by_side(problem, features, engine, options)
        portfolio = Portfolio(problem, engines, watch, pool_of_workers, pool)
        found = portfolio.run(start)
    if found is None:
        # Stopped before anything was found: what can be built in a moment.
        view = ProblemView(problem)
        return assemble(view, build_start(view), engine.name, watch.began)
    return found


def _spreads(problem: RoutingProblem, engine: RoutingEngine) -> bool:
    """Whether an engine searches a problem of this size with all workers itself."""
    return engine.name in SPREADING and len(problem.stops) <= SPREAD_STOPS


def _alone(
    problem: RoutingProblem,
    engine: RoutingEngine,
    watch: Watch,
    start: RoutingSolution | None,
) -> RoutingSolution:
    """Return what an engine finds alone, in what time bound and check leave."""
    kept_s = CHECK_S_PER_STOP * len(problem.stops)
    limit_s = max(watch.options.time_limit_s - watch.seconds - kept_s, MIN_SPREAD_S)
    options = replace(watch.options, time_limit_s=limit_s)
    return engine.solve(problem, options, watch.relay_whole, start)


def _may_combine(problem: RoutingProblem, features: frozenset[RoutingFeature]) -> bool:
    return not UNFIT & features and len(problem.stops) <= COMBINE_STOPS


def _side_by_side(
    problem: RoutingProblem,
    features: frozenset[RoutingFeature],
    engine: RoutingEngine,
    options: SolveOptions,
) -> list[str]:
    """Return the engine of each worker: in turn those that suit, if any will do.

    Where there are choices, two searches by the best engine find more than one by
    each of two.
    """
    names = [engine.name]
    if options.engine == AUTO and RoutingFeature.CHOICES not in features:
        names = [entry.name for entry in searchers(problem, features)]
    return [names[worker % len(names)] for worker in range(options.workers)]


@contextmanager
def _executor(options: SolveOptions, given: Executor | None) -> Iterator[Executor]:
    if given is not None:
        yield given
    elif options.workers == 1:
        yield Here()
    else:
        with processes(options.workers) as pool:
            yield pool


def _first(
    problem: RoutingProblem,
    features: frozenset[RoutingFeature],
    engine: RoutingEngine,
    watch: Watch,
) -> RoutingSolution:
    """Return a first answer to a large problem, in a small share of the time."""
    watch.tell("start")
    if features <= SAVINGS_FEATURES:
        view = ProblemView(problem)
        nodes = savings_routes(view)
        if len(nodes) <= problem.vehicle_types[0].num_available:
            routes = [route_from_nodes(view, 0, entry) for entry in nodes]
            kept = [route for route in routes if route is not None]
            return assemble(view, kept, engine.name, watch.began)
    options = watch.options
    limit_s = max(START_SHARE * options.time_limit_s - watch.seconds, 0.1)
    short = replace(options, time_limit_s=limit_s)
    if len(problem.stops) > START_STOPS:
        engine = named(ROUTING_ENGINES, "insertion")
    return engine.solve(problem, short, watch.relay_whole)


def _by_neighbourhoods(
    problem: RoutingProblem,
    features: frozenset[RoutingFeature],
    engine: RoutingEngine,
    watch: Watch,
    start: RoutingSolution,
    executor: Executor,
    pool: Pool | None,
) -> RoutingSolution:
    incumbent = Incumbent(problem)
    incumbent.load(start)
    options = watch.options
    improver = Improver(
        incumbent=incumbent,
        sharing=Sharing(problem, features),
        engine=engine.name,
        watch=watch,
        executor=executor,
        workers=options.workers,
        random=np.random.default_rng(options.seed),
        pool=pool,
    )
    combine_s = 0.0
    if pool is not None:
        combine_s = min(MOST_COMBINE_S, COMBINE_SHARE * options.time_limit_s)
    check_s = CHECK_S_PER_STOP * len(problem.stops)
    improver.run(options.time_limit_s - combine_s - check_s)
    if pool is not None and not watch.stopped:
        watch.tell("combine", incumbent.total_fen)
        limit_s = max(min(combine_s, watch.left_s), 0.05)
        pool.recombine(incumbent, limit_s, options.seed)
    return incumbent.solution(engine.name)
