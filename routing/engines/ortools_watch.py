"""Tells the caller how a search goes, and ends it when the caller says so."""

import time
from dataclasses import dataclass
from typing import Any

from routing.options import Phase, Progress, ProgressCallback, SearchStopped
from routing.vrp.costs import PARTS_PER_FEN

INTERVAL_S = 0.2
"""Least time between two messages: a search finds thousands of answers."""

SILENCE_S = 0.8
"""Longest time without a message, so that the caller may end the search."""


@dataclass
class Teller:
    """Passes messages on, with the time, until the caller wants to stop.

    Attributes
    ----------
    progress
        The caller's callback.
    began
        ``time.perf_counter`` when the engine was called.
    limit_s
        Seconds the call may use.
    stopped
        Whether the caller has asked to stop.
    """

    progress: ProgressCallback
    began: float
    limit_s: float
    stopped: bool = False
    _told_s: float = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since the call began."""
        return time.perf_counter() - self.began

    def tell(self, phase: Phase, cost_fen: int | None = None) -> None:
        """Send a message, unless the caller has asked to stop."""
        if self.stopped:
            return
        self._told_s = self.seconds
        try:
            message = Progress(phase, cost_fen=cost_fen, seconds=self.seconds)
            self.progress(message)
        except SearchStopped:
            self.stopped = True

    def go_on(self) -> None:
        """Report that routes are being built.

        Raises
        ------
        SearchStopped
            If time is up or the caller wants to stop.
        """
        if self.seconds - self._told_s >= SILENCE_S:
            self.tell("start")
        if self.stopped or self.seconds > self.limit_s:
            raise SearchStopped


class SearchWatch:
    """Called at each answer an OR-Tools search accepts, and between answers.

    An exception of the progress callback may not pass through OR-Tools' own
    code: it is kept, the search is cancelled, and ``raise_failure`` throws it.

    The cost it tells is that of the model and of the routes outside, ``others_fen``.

    Attributes
    ----------
    deadline_s
        ``time.perf_counter`` at which whatever the library does must end, for
        what has no time limit of its own; ``None`` for none.
    """

    def __init__(
        self,
        routing: Any,
        unit_per_part: float,
        penalty: int,
        teller: Teller,
        others_fen: int = 0,
    ) -> None:
        self._others_fen = others_fen
        self._routing = routing
        self._units_per_fen = PARTS_PER_FEN * unit_per_part
        self._penalty = penalty
        self._teller = teller
        self.deadline_s: float | None = None
        self._best: int | None = None
        self._told_s = time.perf_counter()
        self._failure: BaseException | None = None

    def note(self) -> None:
        """Report the answer if it is the best so far and enough time has passed."""
        cost = self._routing.CostVar().Max()
        if self._best is not None and cost >= self._best:
            return
        self._best = cost
        if time.perf_counter() - self._told_s >= INTERVAL_S:
            self._tell()

    def is_over(self) -> bool:
        """Report that the search goes on; return whether it must end."""
        if time.perf_counter() - self._told_s >= SILENCE_S:
            self._tell()
        is_late = self.deadline_s is not None and time.perf_counter() > self.deadline_s
        return is_late or self._teller.stopped or self._failure is not None

    def raise_failure(self) -> None:
        """Raise what the progress callback raised, if anything."""
        if self._failure is not None:
            raise self._failure

    def _tell(self) -> None:
        if self._failure is not None:
            return
        self._told_s = time.perf_counter()
        cost_fen = None
        if self._best is not None:
            # Stops left out are priced at the penalty each; the rest is money.
            cost_fen = round(self._best % self._penalty / self._units_per_fen)
            cost_fen += self._others_fen
        try:
            self._teller.tell("improve", cost_fen)
        except BaseException as failure:
            self._failure = failure
        if self._teller.stopped or self._failure is not None:
            self._routing.CancelSearch()
