"""Settles a part of a problem by listing what its facilities may be given."""

import math
from collections.abc import Callable

import numpy as np

from routing.engines.facility.arrays import Floats, Layout
from routing.engines.facility.bundles import list_bundles
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.partition import PartitionModel, solve_partition
from routing.engines.facility.relaxation import Relaxation, SideRows
from routing.engines.facility.volume import Dual

SHARE = 0.25
"""Part of the time left that one choice among loads may take."""
LONG = 0.1
"""Part of the time left after which a choice is not followed by a larger one."""
COUNTS = (750, 1_500, 3_000)
"""Loads among which to choose, one after the other."""
WORTH = 1e-6
"""Part of the bound that a ceiling must be above it."""
HIGHEST, HALVINGS = 0.02, 12
"""Where the search for a goal with few loads begins, as a part of the bound above it,
and how often the range is halved."""


class Lister:
    """Lists the loads of a part and chooses among them.

    Parameters
    ----------
    layout, side
        The problem.
    incumbent
        Where answers go, and the goal that they must not exceed.
    left_s
        Asked for the seconds left.
    seed
        Seed of the solver.
    """

    def __init__(
        self,
        layout: Layout,
        side: SideRows,
        incumbent: Incumbent,
        left_s: Callable[[], float],
        seed: int,
    ) -> None:
        self._layout, self._side = layout, side
        self._incumbent = incumbent
        self._left_s = left_s
        self._seed = seed
        self._able = layout.single_source and layout.periods == 1

    def reaches(self, relaxation: Relaxation, dual: Dual) -> bool:
        """Tell whether loads can be listed far enough above the bound to be of use."""
        if not self._able:
            return False
        relaxation.evaluate(dual.multiplier)  # values the next one exactly
        reach = self._reach(relaxation, dual.multiplier, COUNTS[0])
        return reach > dual.bound + WORTH * abs(dual.bound)

    def climb(
        self, relaxation: Relaxation, dual: Dual, stop: Callable[[], bool]
    ) -> float:
        """Choose among the loads below higher and higher ceilings.

        Parameters
        ----------
        relaxation, dual
            The whole problem and good multipliers for it.
        stop
            Asked between choices.

        Returns
        -------
        bound
            The bound proved, the cost of the best answer if it is the best there is.
        """
        incumbent, bound = self._incumbent, dual.bound
        for count in COUNTS:
            reach = self._reach(relaxation, dual.multiplier, count)
            incumbent.guess(reach)
            left_s = self._left_s()
            if stop() or not self.settle(relaxation, dual.multiplier, count):
                break
            bound = max(bound, incumbent.limit)
            if math.isinf(incumbent.ceiling) or incumbent.cost <= incumbent.ceiling:
                break
            if left_s - self._left_s() > LONG * left_s:
                break
        return bound

    def _reach(self, relaxation: Relaxation, multiplier: Floats, most: int) -> float:
        """Return the highest goal found within which the loads are few enough."""
        floors = relaxation.row_floors(multiplier)
        low = float(floors.min())
        high = low + HIGHEST * abs(low)
        for _ in range(HALVINGS):
            goal = (low + high) / 2
            if list_bundles(relaxation, multiplier, floors, goal, most) is None:
                high = goal
            else:
                low = goal
        return low

    def settle(self, relaxation: Relaxation, multiplier: Floats, most: int) -> bool:
        """Offer the best answer of a part; return whether none better is in it.

        Parameters
        ----------
        relaxation
            The relaxation of the part.
        multiplier
            Good multipliers for it.
        most
            Most loads to choose from; a part with more is left alone.
        """
        goal = self._incumbent.goal
        if not self._able or math.isinf(goal):
            return False
        relaxation.evaluate(multiplier)  # values the next one exactly
        floors = relaxation.row_floors(multiplier)
        if np.isinf(floors).all():
            return True
        listed = list_bundles(relaxation, multiplier, floors, goal, most)
        if listed is None:
            return False
        layout = self._layout
        shut = relaxation.open_row & (floors <= goal) & (layout.capacity <= 0.0)
        rows = np.flatnonzero(shut).astype(np.int32)
        model = PartitionModel(layout, self._side, rows, listed)
        limit_s = SHARE * self._left_s()
        found = solve_partition(model, limit_s, self._seed, goal, self._is_over)
        if found.chosen is not None and found.flow is not None:
            self._incumbent.offer(found.cost, found.chosen, found.flow)
        return found.finished

    def _is_over(self) -> bool:
        return self._left_s() <= 0.0
