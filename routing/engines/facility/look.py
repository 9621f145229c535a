"""How long a thread looks for answers before it branches."""

from collections.abc import Callable
from dataclasses import dataclass, field

from routing.engines.facility.incumbent import Incumbent

LASTING = 0.1
"""Part of the time that is still spent on looking after something better was found."""


@dataclass
class Look:
    """Tells when looking is over: some time is used, and the last of it in vain.

    Attributes
    ----------
    incumbent
        The best answer.
    share
        Part of the time that is spent in any case.
    used
        Tells the part of the time that is used.
    """

    incumbent: Incumbent
    share: float
    used: Callable[[], float]
    _began: float = field(init=False)
    _found: float = field(init=False)
    _cost: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self._found = self.used()
        self._cost = self.incumbent.cost

    def is_over(self) -> bool:
        """Tell whether to branch from now on."""
        now = self.used()
        if self.incumbent.cost < self._cost:
            self._cost, self._found = self.incumbent.cost, now
        return now - self._began > self.share and now - self._found > LASTING
