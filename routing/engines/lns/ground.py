"""What all searches of one problem share, worked out once."""

from dataclasses import dataclass

import numpy as np

from routing.engines.lns.choice_rows import crowding, weigh_choices
from routing.engines.lns.fields import (
    BUCKETS,
    CLOCK,
    CLOCKS,
    DAY,
    DAY_RELEASED,
    DAYS,
    DIMENSIONS,
    HEAD,
    HOMED,
    K_WINDOW_SET,
    KIND_WIDTH,
    KINDS,
    LIMITED,
    NODE_WIDTH,
    P_LOAD,
    PAUSES,
    PLACE_WIDTH,
    R_LOAD,
    RELEASED,
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
from routing.engines.lns.hours import is_released, is_rich, pause_rows, window_sets
from routing.engines.lns.rows import (
    alike_rows,
    allowed_rows,
    kind_rows,
    node_rows,
    price_rows,
    times_matter,
)
from routing.engines.lns.tables import profile_numbers, speeds
from routing.vrp.view import ProblemView


@dataclass(frozen=True, slots=True)
class Ground:
    """Rows of all nodes and vehicle types of a problem.

    Attributes
    ----------
    view
        The problem.
    head
        The head of a search's memory, as far as it does not depend on its stops.
    node, kind, price
        Rows per node and per vehicle type; the depots are the problem's nodes.
    allowed
        Whether a vehicle type may serve a stop, shape (stops, types); above 1 by
        what it weighs because the stop's home is another.
    windows
        Windows per set, node and number, shape (sets, nodes, most, 2).
    pauses
        Pauses per vehicle type.
    speed, buckets
        Speeds per pair of zones and bucket; beginnings of the buckets of the day.
    crowding
        Stops there are for one that is served, where there are choices.
    alike
        Whether a vehicle type can take another's route over, shape (types, types).
    """

    view: ProblemView
    head: Ints
    node: Ints
    kind: Ints
    price: Floats
    allowed: Ints
    windows: Ints
    pauses: Ints
    speed: Ints
    buckets: Ints
    crowding: int
    alike: Ints

    @classmethod
    def of(cls, view: ProblemView) -> "Ground":
        """Work out the rows of a problem."""
        windows, sets = window_sets(view)
        kind = kind_rows(view, profile_numbers(view))
        kind[:, K_WINDOW_SET] = sets
        node, pauses, speed = node_rows(view), pause_rows(view), speeds(view)
        profile = view.problem.speed_profile
        buckets = () if profile is None else profile.starts_s
        weigh_choices(view, node)
        head = _head(view)
        head[[KINDS, KIND_WIDTH]] = kind.shape
        head[NODE_WIDTH] = node.shape[1]
        head[[WINDOWS, PAUSES]] = windows.shape[2], pauses.shape[1]
        head[[ZONES, BUCKETS]] = speed.shape[0], speed.shape[2]
        return cls(
            view=view,
            head=head,
            node=node,
            kind=kind,
            price=price_rows(view),
            allowed=allowed_rows(view),
            alike=alike_rows(view),
            windows=windows,
            pauses=pauses,
            speed=speed,
            buckets=np.array(buckets, dtype=np.int64),
            crowding=crowding(view),
        )


def _head(view: ProblemView) -> Ints:
    head = np.zeros(HEAD, dtype=np.int64)
    rich, dimensions = is_rich(view), len(view.problem.dimensions)
    timed = rich or times_matter(view)
    released = is_released(view)
    head[[RICH, TIMED]] = rich, timed
    head[[RELEASED, DAY_RELEASED]] = released and not rich, released and rich
    head[[DIMENSIONS, SITES]] = dimensions, view.num_sites
    sites = view.problem.unload_sites
    head[HOMED] = view.reassigns
    head[LIMITED] = any(site.intake is not None for site in sites)
    head[CLOCK] = P_LOAD + dimensions
    head[DAY] = head[CLOCK] + (CLOCKS if timed else 0)
    head[PLACE_WIDTH] = head[DAY] + (DAYS if rich else 0)
    head[ROUTE_WIDTH] = R_LOAD + dimensions
    head[STAMP] = 1
    return head
