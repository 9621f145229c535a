"""How many vehicles of each type are left for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.lns.fields import Ints
from routing.engines.lns.part import Tour
from routing.vrp.problem import VehicleType


@dataclass(frozen=True, slots=True)
class Fleet:
    """The vehicles of a problem."""

    kinds: tuple[VehicleType, ...]

    def unused(self, tours: Sequence[Tour]) -> Ints:
        """Return the number of unused vehicles per type."""
        used = np.bincount([kind for kind, _ in tours], minlength=len(self.kinds))
        available = np.array([kind.num_available for kind in self.kinds])
        return np.asarray(np.maximum(available - used, 0), dtype=np.int64)

    def shares(self, tours: Sequence[Tour], weights: Sequence[int]) -> list[list[int]]:
        """Share the unused vehicles out by weight, at most one per unit of it."""
        unused = self.unused(tours)
        running = np.cumsum([0, *weights]) / max(sum(weights), 1)
        cuts = np.floor(unused[None, :] * running[:, None] + 1e-9).astype(np.int64)
        given = np.minimum(np.diff(cuts, axis=0), np.array(weights)[:, None])
        rows: list[list[int]] = given.tolist()
        return rows
