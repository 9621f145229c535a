"""How long a search goes on and how warm it is on the way."""

import math
import threading
import time
from dataclasses import dataclass, field

HOT = 0.7
COLD = 0.01
"""First and last temperature in parts of what a stop costs on average."""

WARM_START = 0.1
"""First temperature of a search that is given an answer, in parts of ``HOT``."""


@dataclass(slots=True)
class Clock:
    """The share of a search that is over, by time or by steps.

    Attributes
    ----------
    began
        The ``time.perf_counter`` at which the engine was called.
    limit_s
        Seconds it may use.
    limit_steps
        Steps it may use; ``None`` for no limit but time.
    since
        Moment from which shares are counted.
    steps
        Steps used.
    stopped
        Set when the search is to end at once.
    """

    began: float
    limit_s: float
    limit_steps: int | None
    since: float = field(default_factory=time.perf_counter)
    steps: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def share(self) -> float:
        """Share of the search that is over."""
        if self.limit_steps is not None:
            return min(self.steps / self.limit_steps, 1.0)
        whole_s = max(self.began + self.limit_s - self.since, 1e-9)
        return min((time.perf_counter() - self.since) / whole_s, 1.0)

    def begin_anew(self) -> None:
        """Count shares from this moment on."""
        self.since = time.perf_counter()
        if self.limit_steps is not None:
            self.limit_steps = max(self.limit_steps - self.steps, 1)
            self.steps = 0

    @property
    def is_over(self) -> bool:
        """Whether the search has to end."""
        late = time.perf_counter() - self.began >= self.limit_s
        return self.stopped.is_set() or late or self.share >= 1.0


@dataclass(frozen=True, slots=True)
class Cooling:
    """Temperatures that fall geometrically, in parts of a fen."""

    hot: float = 1.0
    cold: float = 1.0

    @classmethod
    def around(cls, parts_per_stop: float, is_warm: bool) -> "Cooling":
        """Return the temperatures for what a stop costs on average."""
        share = HOT * WARM_START if is_warm else HOT
        scale = max(parts_per_stop, 1.0)
        return cls(share * scale, min(COLD, share) * scale)

    def at(self, share: float) -> float:
        """Return the temperature when a share of the search is over."""
        return self.hot * math.pow(self.cold / self.hot, share)
