"""Solves a horizon of days: together first, then day by day as patterns move.

The first answer comes from an engine that takes the whole horizon as one problem
with choices. Then stops move to other patterns where an estimate from the routes
says that it pays, only the days they leave or join are solved anew, and what is
better is kept: the moves of M. Gaudioso, G. Paletta, A heuristic for the periodic
vehicle routing problem, Transportation Science 26, 1992, judged by real routes.
"""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from routing.decompose.periodic_prices import DayPrices
from routing.decompose.whole import solve_whole
from routing.options import (
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
    ignore_progress,
)
from routing.vrp.costs import objective
from routing.vrp.periodic import (
    DayProblem,
    PeriodicProblem,
    PeriodicSolution,
    day_problem,
)
from routing.vrp.periodic_expand import days_of, expand

JOINT_SHARE = 0.5
"""Share of the time for the whole horizon as one problem."""

DAY_SHARE = 0.01
"""Share of the time for one day solved anew."""

SHORTEST_DAY_S = 0.2
"""Least seconds for one day solved anew."""

HOPE = 0.02
"""Moves are tried whose estimate costs less than this share of the answer."""

LONGEST_RUN = 5
"""Stops next to each other on a route that move together, at most."""

SERVED_AT_LAST_FEN = 1e15
"""Worth more than any way: a pattern that might serve what is left out."""

type Move = tuple[tuple[int, int], ...]
"""Stops and the patterns they get."""

type Worth = tuple[int, int]
"""Weight of what is left out, and fen: less is better."""


def solve_periodic(
    problem: PeriodicProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
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

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InvalidSolutionError
        If an engine's answer breaks a rule of the problem.
    """
    started = perf_counter()
    expanded = expand(problem)
    joint = replace(options, time_limit_s=JOINT_SHARE * options.time_limit_s)
    relay = _Relay(progress)
    result = solve_whole(expanded.problem, joint, relay)
    search = _PatternSearch(problem, days_of(expanded, result.solution), options)
    if not relay.stopped:
        try:
            search.run(started, relay)
        except SearchStopped:
            return search.best
    relay(Progress("done", done=1, cost_fen=search.best.cost_fen))
    return search.best


class _Relay:
    """Passes messages on until the wish to stop, which it raises once."""

    def __init__(self, progress: ProgressCallback) -> None:
        self.progress = progress
        self.stopped = False

    def __call__(self, message: Progress) -> None:
        if self.stopped:
            return
        try:
            self.progress(message)
        except SearchStopped:
            self.stopped = True
            # An answer that is being checked is no search any more.
            if message.phase not in {"check", "done"}:
                raise


class _PatternSearch:
    """Moves stops to other patterns as long as time is left and a move pays."""

    def __init__(
        self, problem: PeriodicProblem, best: PeriodicSolution, options: SolveOptions
    ) -> None:
        self.problem = problem
        self.best = best
        self.options = options
        self.built = [
            day_problem(problem, day, best.patterns) for day in range(len(problem.days))
        ]
        # Grows when a day gets other stops: a move may be tried again then.
        self.version = [0] * len(problem.days)
        self.tried: set[tuple[Move, tuple[int, ...]]] = set()

    def run(self, started: float, progress: ProgressCallback) -> None:
        while (move := self._next_move()) is not None:
            spent_s = perf_counter() - started
            day_s = max(SHORTEST_DAY_S, DAY_SHARE * self.options.time_limit_s)
            touched = self._touched(move)
            if spent_s + day_s * len(touched) > self.options.time_limit_s:
                return
            self.tried.add((move, self._versions(touched)))
            self._try(move, touched, day_s)
            fen = self.best.cost_fen
            progress(Progress("improve", cost_fen=fen, seconds=spent_s))

    def _touched(self, move: Move) -> list[int]:
        """Return the days whose stops or loads a move changes."""
        touched: set[int] = set()
        for stop, pattern in move:
            periodic = self.problem.stops[stop]
            before, after = set(self._days(stop)), set(periodic.patterns[pattern])
            touched |= before | after if periodic.gathers else before ^ after
        return sorted(touched)

    def _versions(self, days: list[int]) -> tuple[int, ...]:
        return tuple(self.version[day] for day in days)

    def _days(self, stop: int) -> tuple[int, ...]:
        pattern = self.best.patterns[stop]
        return () if pattern is None else self.problem.stops[stop].patterns[pattern]

    def _next_move(self) -> Move | None:
        """Return the move with the best estimate that was not tried on these days."""
        limit_fen = HOPE * self.best.cost_fen
        for fen, move in sorted(self._estimates()):
            if fen >= limit_fen:
                return None
            if (move, self._versions(self._touched(move))) not in self.tried:
                return move
        return None

    def _estimates(self) -> Iterator[tuple[float, Move]]:
        """Yield moves of one stop, and of neighbours on a route, with their price."""
        prices = [
            DayPrices(built, day)
            for built, day in zip(self.built, self.best.days, strict=True)
        ]
        omitted = {
            built.stops[left.stop]
            for built, day in zip(self.built, self.best.days, strict=True)
            for left in day.unserved
        }
        omitted |= {left.stop for left in self.best.unserved}
        alone = [((stop,), stop in omitted) for stop in range(len(self.problem.stops))]
        runs = {run for price in prices for run in price.runs(LONGEST_RUN)}
        for run, is_omitted in [*alone, *((run, False) for run in sorted(runs))]:
            for pattern in self._common_patterns(run):
                fen = -SERVED_AT_LAST_FEN if is_omitted else 0.0
                before = set(self._days(run[0]))
                after = set(self.problem.stops[run[0]].patterns[pattern])
                places = [self.problem.stops[stop].stop.location for stop in run]
                fen += sum(prices[day].joining_fen(places) for day in after - before)
                fen -= sum(prices[day].leaving_fen(run) for day in before - after)
                if fen < float("inf"):
                    yield fen, tuple((stop, pattern) for stop in run)

    def _common_patterns(self, run: tuple[int, ...]) -> Iterator[int]:
        """Yield the patterns that stops which move together can all move to."""
        first = run[0]
        alike = (self.problem.stops[first].patterns, self.best.patterns[first])
        if any(
            (self.problem.stops[stop].patterns, self.best.patterns[stop]) != alike
            for stop in run
        ):
            return
        for pattern in range(len(alike[0])):
            if pattern != alike[1]:
                yield pattern

    def _try(self, move: Move, touched: list[int], day_s: float) -> None:
        patterns = list(self.best.patterns)
        for stop, pattern in move:
            patterns[stop] = pattern
        days, built = list(self.best.days), list(self.built)
        for day in touched:
            built[day] = day_problem(self.problem, day, patterns)
            options = replace(self.options, time_limit_s=day_s, workers=1)
            result = solve_whole(built[day].problem, options, ignore_progress)
            days[day] = result.solution
        moved = {stop for stop, _ in move}
        unserved = tuple(x for x in self.best.unserved if x.stop not in moved)
        found = PeriodicSolution(tuple(patterns), tuple(days), unserved)
        if self._worth(found, built) < self._worth(self.best, self.built):
            self.best, self.built = found, built
            for day in touched:
                self.version[day] += 1

    def _worth(self, solution: PeriodicSolution, built: list[DayProblem]) -> Worth:
        """Return the days' objectives added up, and what has no pattern at all."""
        parts = [
            objective(day.problem, answer)
            for day, answer in zip(built, solution.days, strict=True)
        ]
        stops = [self.problem.stops[left.stop] for left in solution.unserved]
        weight = sum(1 + each.stop.priority for each in stops if each.stop.required)
        prizes_fen = sum(
            len(each.patterns[0]) * each.stop.prize_fen
            for each in stops
            if not each.stop.required
        )
        return (
            weight + sum(part[0] for part in parts),
            prizes_fen + sum(part[1] for part in parts),
        )
