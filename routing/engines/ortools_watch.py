"""Tells the caller how a search goes, and ends it when the caller says so."""

import time
from typing import Any

from routing.options import Progress, ProgressCallback
from routing.vrp.costs import PARTS_PER_FEN

INTERVAL_S = 0.2
"""Least time between two messages: a search finds thousands of answers."""


class SearchWatch:
    """Called at each answer an OR-Tools search accepts.

    An exception of the progress callback may not pass through OR-Tools' own
    code: it is kept, the search is cancelled, and ``raise_failure`` throws it.
    """

    def __init__(
        self,
        routing: Any,
        unit_per_part: float,
        penalty: int,
        progress: ProgressCallback,
    ) -> None:
        self._routing = routing
        self._units_per_fen = PARTS_PER_FEN * unit_per_part
        self._penalty = penalty
        self._progress = progress
        self._best: int | None = None
        self._told_s = 0.0
        self._failure: BaseException | None = None

    def note(self) -> None:
        """Report the answer if it is the best so far and enough time has passed."""
        cost = self._routing.CostVar().Max()
        if self._failure is not None or (self._best is not None and cost >= self._best):
            return
        self._best = cost
        now_s = time.perf_counter()
        if now_s - self._told_s < INTERVAL_S:
            return
        self._told_s = now_s
        # Stops left out are priced at the penalty each; the rest is money.
        cost_fen = round(cost % self._penalty / self._units_per_fen)
        try:
            self._progress(Progress("improve", cost_fen=cost_fen))
        except BaseException as failure:
            self._failure = failure
            self._routing.CancelSearch()

    def raise_failure(self) -> None:
        """Raise what the progress callback raised, if anything."""
        if self._failure is not None:
            raise self._failure
