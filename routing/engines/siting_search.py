"""What a search for a siting answer has found so far, and when it may stop."""

import time
from dataclasses import dataclass

from routing.engines.siting_bound import simple_bound_fen
from routing.engines.siting_choice import refuse_infeasible
from routing.engines.siting_start import Answer
from routing.errors import InfeasibleError
from routing.options import (
    Phase,
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
)
from routing.siting.problem import SitingProblem
from routing.siting.solution import SitingSolution
from routing.siting.tables import SitingTables, tabulate


@dataclass(slots=True)
class Search:
    """State of one call to an engine.

    Attributes
    ----------
    tables, options, progress
        What is solved, how, and who listens.
    started
        ``time.monotonic()`` when the call began.
    bound_fen
        Best lower bound so far.
    best
        Best answer so far.
    accepted
        Answers accepted so far, against ``options.solution_limit``.
    stopped
        Whether the listener has asked to stop.
    """

    tables: SitingTables
    options: SolveOptions
    progress: ProgressCallback
    started: float
    bound_fen: int
    best: Answer | None = None
    accepted: int = 0
    stopped: bool = False

    def offer(self, answer: Answer | None) -> bool:
        """Keep an answer if it is the cheapest so far, and say whether it is."""
        if answer is None:
            return False
        if self.best is not None and answer.cost_fen >= self.best.cost_fen:
            return False
        self.best = answer
        self.accepted += 1
        self.report("improve")
        return True

    def raise_bound(self, bound_fen: int) -> None:
        """Keep a lower bound if it is the highest so far."""
        self.bound_fen = max(self.bound_fen, bound_fen)

    def report(self, phase: Phase) -> None:
        """Tell the listener the phase and the cost of the incumbent."""
        cost_fen = None if self.best is None else self.best.cost_fen
        try:
            self.progress(Progress(phase, cost_fen=cost_fen, seconds=self.used_s()))
        except SearchStopped:
            self.stopped = True

    def used_s(self) -> float:
        """Seconds since the call began."""
        return time.monotonic() - self.started

    def left_s(self) -> float:
        """Seconds until the time limit, none once asked to stop; never negative."""
        if self.stopped:
            return 0.0
        return max(0.0, self.options.time_limit_s - self.used_s())

    def finished(self) -> bool:
        """Tell whether time, solutions or the gap asked for are used up."""
        if self.left_s() == 0.0:
            return True
        limit = self.options.solution_limit
        if limit is not None and self.accepted >= limit:
            return True
        return self.best is not None and self._gap_reached(self.best)

    def _gap_reached(self, best: Answer) -> bool:
        return best.cost_fen - self.bound_fen <= self.options.gap * best.cost_fen


def open_search(
    problem: SitingProblem, options: SolveOptions, progress: ProgressCallback
) -> Search:
    """Begin a call: tables, clock and the bound that needs no solver.

    Raises
    ------
    InfeasibleError
        If states and tag limits rule out every answer.
    """
    started = time.monotonic()
    refuse_infeasible(problem)
    tables = tabulate(problem)
    return Search(tables, options, progress, started, simple_bound_fen(tables))


def solution_of(search: Search, engine: str) -> SitingSolution:
    """Turn what a search has found into an engine's answer.

    Raises
    ------
    InfeasibleError
        If it has found nothing.
    """
    best = search.best
    if best is None:
        msg = (
            f"engine {engine}: found no answer; facilities that may not close need "
            "more supply than their arcs bring. Allow closing or lower the minima."
        )
        raise InfeasibleError(msg)
    return SitingSolution(
        states=(best.chosen - search.tables.first_row[:-1])[None],
        flow_kg=best.flow.flow_kg[None],
        unserved_kg=best.flow.unserved_kg[None],
        objective=best.cost_fen,
        bound=min(search.bound_fen, best.cost_fen),
        engine=engine,
        seconds=search.used_s(),
    )
