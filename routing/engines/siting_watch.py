"""When an exact siting engine may stop, and who hears how far it is."""

import time
from dataclasses import dataclass, field

from routing.options import (
    Phase,
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
)

SILENCE_S = 0.5
"""Longest time without a message."""


@dataclass
class SitingWatch:
    """Clock, gap and listener of one call.

    Attributes
    ----------
    options, progress
        Limits, and who listens.
    stopped
        Whether the listener has asked to stop.
    """

    options: SolveOptions
    progress: ProgressCallback
    stopped: bool = False
    _began_s: float = field(default_factory=time.monotonic)
    _told_s: float = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since the call began."""
        return time.monotonic() - self._began_s

    @property
    def left_s(self) -> float:
        """Seconds until the time limit, none once asked to stop; never negative."""
        if self.stopped:
            return 0.0
        return max(0.0, self.options.time_limit_s - self.seconds)

    def tell(self, phase: Phase, cost: int | None = None) -> None:
        """Send a message, unless the listener has asked to stop.

        Parameters
        ----------
        phase
            What is being done.
        cost
            Objective of the best answer.
        """
        if self.stopped:
            return
        self._told_s = self.seconds
        try:
            self.progress(Progress(phase, cost_fen=cost, seconds=self.seconds))
        except SearchStopped:
            self.stopped = True

    def is_over(self, cost: int | None = None, bound: float = 0.0) -> bool:
        """Tell whether to stop; say where the search stands from time to time.

        Parameters
        ----------
        cost, bound
            Objective of the best answer, ``None`` without one, and what is proved.
        """
        if self.seconds - self._told_s >= SILENCE_S:
            self.tell("improve", cost)
        if self.left_s == 0.0:
            return True
        return cost is not None and cost - bound <= self.options.gap * cost
