"""A search of some routes, and the answer it hands back."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.lns.fields import (
    BEST_COST,
    BEST_MISSING,
    COST,
    MISSING,
    SLOTS,
    Ints,
)
from routing.engines.lns.ground import Ground
from routing.engines.lns.layout import Layout, make_layout
from routing.engines.lns.reading import read_best, read_now, to_search
from routing.engines.lns.search import search
from routing.engines.lns.start import begin

type Tour = tuple[int, list[int]]
"""Vehicle type and visits between the depots, as the problem's nodes."""


@dataclass(slots=True)
class Part:
    """A search of some stops by some vehicles.

    Attributes
    ----------
    ground
        The problem.
    layout
        The search's memory.
    rate
        Steps per second, lately.
    """

    ground: Ground
    layout: Layout
    rate: float = 0.0

    @classmethod
    def of(
        cls,
        ground: Ground,
        stops: Ints,
        tours: Sequence[Tour],
        spare: Sequence[int],
        intake: Ints,
        seed: int,
    ) -> "Part":
        """Return the search that begins with some tours of some stops.

        ``stops`` are in order; ``spare`` tells how many vehicles of each type are
        unused, ``intake`` what each unloading site takes in per dimension.
        """
        slots = list(spare)
        for kind, _ in tours:
            slots[kind] += 1
        part = cls(ground, make_layout(ground, stops, slots, intake, seed))
        part.restart(tours)
        return part

    def restart(self, tours: Sequence[Tour]) -> None:
        """Begin again with some tours; the other stops are put in."""
        number = int(self.layout.world.ints[SLOTS])
        per_slot: list[list[int]] = [[] for _ in range(number)]
        types = np.arange(len(self.ground.view.problem.vehicle_types))
        taken = np.searchsorted(self.layout.kinds, types).tolist()
        for kind, nodes in tours:
            per_slot[taken[kind]] = to_search(self.layout, self.ground.view, nodes)
            taken[kind] += 1
        ends = np.cumsum([len(nodes) for nodes in per_slot], dtype=np.int64)
        flat = [node for nodes in per_slot for node in nodes]
        begin(self.layout.world, np.array(flat, dtype=np.int64), ends)

    def run(self, steps: int, temperature: float) -> None:
        """Search a number of steps."""
        began = time.perf_counter()
        search(self.layout.world, steps, temperature)
        self.rate = steps / max(time.perf_counter() - began, 1e-6)

    @property
    def best_value(self) -> tuple[float, float]:
        """Weight of the stops left out and cost in parts of the best answer."""
        floats = self.layout.world.floats
        return float(floats[BEST_MISSING]), float(floats[BEST_COST])

    @property
    def value(self) -> tuple[float, float]:
        """Weight of the stops left out and cost in parts at the moment."""
        floats = self.layout.world.floats
        return float(floats[MISSING]), float(floats[COST])

    def best_tours(self) -> list[Tour]:
        """Return the best answer."""
        return read_best(self.layout, self.ground.view)

    def tours(self) -> list[Tour]:
        """Return the answer of the moment."""
        return read_now(self.layout, self.ground.view)
