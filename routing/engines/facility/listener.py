"""Tells the caller of a search how far it is, and the search when to stop."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from routing.engines.siting_watch import SILENCE_S, SitingWatch


@dataclass
class Listener:
    """Asked by all threads of a search; only the caller's own hears messages.

    Attributes
    ----------
    watch
        Clock and listener of the call.
    fen
        Turns a cost of the search into whole fen.
    """

    watch: SitingWatch
    fen: Callable[[float], int]
    _thread: int = field(default_factory=threading.get_ident)
    _began_s: float = 0.0
    _broken: bool = False

    def __call__(self, cost: float) -> bool:
        """Tell whether to stop.

        Parameters
        ----------
        cost
            Of the best answer, ``inf`` without one.
        """
        if self._broken:
            return True
        if threading.get_ident() != self._thread:
            return self.watch.left_s == 0.0
        try:
            return self._ask(cost)
        except BaseException:
            # The other threads end as well before the exception passes on.
            self._broken = True
            raise

    def _ask(self, cost: float) -> bool:
        if not math.isinf(cost):
            return self.watch.is_over(self.fen(cost))
        if self.watch.seconds - self._began_s >= SILENCE_S:
            self._began_s = self.watch.seconds
            self.watch.tell("start")
        return self.watch.left_s == 0.0
