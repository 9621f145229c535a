"""How much of a call's limits is left, and what is told meanwhile."""

import time
from contextlib import suppress
from dataclasses import dataclass, field

from routing.options import (
    Phase,
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
)

TELL_EVERY_S = 0.5


@dataclass
class Watch:
    """The limits of one call and its progress callback.

    Attributes
    ----------
    options
        The call's options.
    progress
        Called about every ``TELL_EVERY_S`` and whenever the phase changes.
    began
        The ``time.perf_counter`` at which the call began.
    stopped
        Whether the callback asked to stop.
    iterations_left
        What is left of ``options.solution_limit``; ``None`` for no limit.
    """

    options: SolveOptions
    progress: ProgressCallback
    began: float = field(default_factory=time.perf_counter)
    stopped: bool = False
    iterations_left: int | None = field(init=False)
    _phase: Phase = "build"
    _cost_fen: int | None = None
    _told_s: float = float("-inf")

    def __post_init__(self) -> None:
        """Begin with nothing used up."""
        self.iterations_left = self.options.solution_limit

    @property
    def seconds(self) -> float:
        """Seconds since the call began."""
        return time.perf_counter() - self.began

    @property
    def left_s(self) -> float:
        """Seconds left."""
        return self.options.time_limit_s - self.seconds

    @property
    def is_over(self) -> bool:
        """Whether to stop now."""
        spent = self.iterations_left is not None and self.iterations_left <= 0
        return self.stopped or spent or self.left_s <= 0

    def tell(self, phase: Phase, cost_fen: int | None = None) -> None:
        """Tell the phase and the cost of the incumbent, if it is time to."""
        self._cost_fen = self._cost_fen if cost_fen is None else cost_fen
        now_s = self.seconds
        if phase == self._phase and now_s - self._told_s < TELL_EVERY_S:
            return
        self._phase, self._told_s = phase, now_s
        try:
            self.progress(Progress(phase, cost_fen=self._cost_fen, seconds=now_s))
        except SearchStopped:
            self.stopped = True

    def finish(self, cost_fen: int) -> None:
        """Tell that the call ends."""
        done = Progress("done", done=1, cost_fen=cost_fen, seconds=self.seconds)
        with suppress(SearchStopped):
            self.progress(done)

    def relay(self, message: Progress) -> None:
        """Tell what an engine on a part tells, in terms of the whole."""
        del message
        self.tell(self._phase)
        if self.stopped:
            raise SearchStopped

    def relay_whole(self, message: Progress) -> None:
        """Tell what an engine on the whole problem tells."""
        self.tell(message.phase, message.cost_fen)
        if self.stopped:
            raise SearchStopped
