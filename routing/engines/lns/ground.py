"""What all searches of one problem share, worked out once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.engines.lns.fields import (
    BUCKETS,
    CLOCK,
    CLOCKS,
    DIMENSIONS,
    HEAD,
    K_WINDOW_SET,
    KIND_WIDTH,
    KINDS,
    NODE_WIDTH,
    P_LOAD,
    PAUSES,
    PLACE_WIDTH,
    R_LOAD,
    RICH,
    ROUTE_WIDTH,
    SITES,
    STAMP,
    TIMED,
    WINDOWS,
    ZONES,
    Floats,
    Ints,
)
from routing.engines.lns.hours import is_rich, pause_rows, window_sets
from routing.engines.lns.rows import (
    allowed_rows,
    kind_rows,
    node_rows,
    price_rows,
    times_matter,
)
from routing.engines.lns.tables import profile_numbers, speeds
from routing.vrp.view import ProblemView


@dataclass(frozen=True)
class Ground:
    """Rows of all nodes and vehicle types of a problem."""

    view: ProblemView

    @cached_property
    def node(self) -> Ints:
        """A row per node."""
        return node_rows(self.view)

    @cached_property
    def kind(self) -> Ints:
        """A row per vehicle type; the depots are the problem's nodes."""
        rows = kind_rows(self.view, profile_numbers(self.view))
        rows[:, K_WINDOW_SET] = self._window_sets[1]
        return rows

    @cached_property
    def price(self) -> Floats:
        """Prices per vehicle type."""
        return price_rows(self.view)

    @cached_property
    def allowed(self) -> Ints:
        """Whether a vehicle type may serve a stop, shape (stops, types)."""
        return allowed_rows(self.view)

    @cached_property
    def _window_sets(self) -> tuple[Ints, list[int]]:
        return window_sets(self.view)

    @property
    def windows(self) -> Ints:
        """Windows per set, node and number, shape (sets, nodes, most, 2)."""
        return self._window_sets[0]

    @cached_property
    def pauses(self) -> Ints:
        """Pauses per vehicle type."""
        return pause_rows(self.view)

    @cached_property
    def speed(self) -> Ints:
        """Speeds per pair of zones and bucket."""
        return speeds(self.view)

    @cached_property
    def buckets(self) -> Ints:
        """Beginnings of the buckets of the day."""
        profile = self.view.problem.speed_profile
        return np.array(() if profile is None else profile.starts_s, dtype=np.int64)

    @cached_property
    def head(self) -> Ints:
        """The head of a search's memory, as far as it does not depend on its stops."""
        head = np.zeros(HEAD, dtype=np.int64)
        rich, dimensions = is_rich(self.view), len(self.view.problem.dimensions)
        timed = rich or times_matter(self.view)
        head[[RICH, TIMED]] = rich, timed
        head[[DIMENSIONS, SITES]] = dimensions, self.view.num_sites
        head[[KINDS, KIND_WIDTH]] = self.kind.shape
        head[NODE_WIDTH] = self.node.shape[1]
        head[[WINDOWS, PAUSES]] = self.windows.shape[2], self.pauses.shape[1]
        head[[ZONES, BUCKETS]] = self.speed.shape[0], self.speed.shape[2]
        head[CLOCK] = P_LOAD + dimensions
        head[PLACE_WIDTH] = P_LOAD + dimensions + (CLOCKS if timed else 0)
        head[ROUTE_WIDTH] = R_LOAD + dimensions
        head[STAMP] = 1
        return head
