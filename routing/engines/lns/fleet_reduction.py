"""Fewer vehicles first, where a vehicle costs more than a route's ways and work.

One route is taken out after another, and its stops are put back while no new route
may begin. Stops without a place stay out for a while; what was left out often before
is served first (J. Christiaens, G. Vanden Berghe, Transportation Science 54(2),
2020). Where none is left out any more, that is an answer with a vehicle less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.engines.lns.cooling import Clock
from routing.engines.lns.fields import (
    I_MISSED,
    MOST_ROUTES,
    STOP_AT,
    STOP_WIDTH,
    Floats,
)
from routing.engines.lns.groups import stops_of
from routing.engines.lns.part import Part, Tour
from routing.engines.lns.prices import moving_parts

TEMPERATURE = 0.05
"""In parts of what a stop costs on average, fixed costs left aside."""

PATIENCE = 0.04
"""Share of the search after which a route stays, if no fewer stops are left out."""

SLICE_S = 0.05
FIRST_STEPS = 10
SLICES = 1000
"""Slices of a search that is limited by steps."""

type Value = tuple[float, float]


def tell_nothing() -> None:
    """Leave it to the thread that waits to report."""


@dataclass(slots=True)
class Reduction:
    """Searches of the same stops for tours with fewer vehicles, side by side.

    Attributes
    ----------
    clock
        When the whole search ends.
    until
        Share of the search at which this part of it ends.
    least
        Vehicles that are needed in any case.
    tell
        Called after every moment of searching.
    tours, value
        The best answer so far and what it is worth.
    """

    clock: Clock
    until: float
    least: int
    tell: Callable[[], None] = tell_nothing
    tours: list[Tour] = field(default_factory=list)
    value: Value = (np.inf, np.inf)

    def begin(self, part: Part) -> None:
        """Begin with the answer of a search."""
        self.tours, self.value = part.best_tours(), part.best_value

    def run(self, part: Part) -> None:
        """Take out route after route, until one is needed; several may run at once."""
        while len(self.tours) > self.least and not self._is_over:
            tours, missing = self.tours, self.value[0]
            if not self._serve_without_one(part, tours, missing):
                return
            if part.best_value < self.value:
                self.tours, self.value = part.best_tours(), part.best_value
            elif self.tours is tours:
                return

    @property
    def _is_over(self) -> bool:
        return self.clock.is_over or self.clock.share >= self.until

    def _serve_without_one(self, part: Part, tours: list[Tour], missing: float) -> bool:
        """Search for tours with a vehicle less that leave out no more than ``missing``.

        Return whether there are any, here or in a search beside this one.
        """
        spared = _most_easily_spared(part, tours)
        rest = [tour for number, tour in enumerate(tours) if number != spared]
        part.layout.world.ints[MOST_ROUTES] = len(rest)
        part.restart(rest)
        # With stops left out, a step takes up to a hundred times as long as before.
        part.rate = 0.0
        moving = moving_parts(part.ground, rest, part.best_value[1])
        temperature = TEMPERATURE * max(moving / part.layout.stops.size, 1.0)
        fewest, since = part.best_value[0], self.clock.share
        while part.best_value[0] > missing:
            if self._is_over or self.clock.share - since > PATIENCE:
                return False
            self._search(part, temperature)
            if self.tours is not tours:
                return True
            if part.best_value[0] < fewest:
                fewest, since = part.best_value[0], self.clock.share
        return True

    def _search(self, part: Part, temperature: float) -> None:
        """Search for a moment."""
        limit, steps = (
            self.clock.limit_steps,
            max(int(part.rate * SLICE_S), FIRST_STEPS),
        )
        if limit is not None:
            steps = max(min(limit // SLICES + 1, limit - self.clock.steps), 1)
        part.run(steps, temperature)
        self.clock.steps += steps
        self.tell()


def _most_easily_spared(part: Part, tours: Sequence[Tour]) -> int:
    """Return the tour whose stops were left out least often, each once at least."""
    world, view = part.layout.world, part.ground.view
    first, number = int(world.ints[STOP_AT]), part.layout.stops.size
    rows = world.ints[first : first + number * STOP_WIDTH].reshape(number, STOP_WIDTH)
    weight: Floats = np.zeros(view.num_stops)
    weight[part.layout.stops] = 1.0 + rows[:, I_MISSED]
    return int(np.argmin([weight[stops_of(view, nodes)].sum() for _, nodes in tours]))
