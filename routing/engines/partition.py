"""What recombines routes is asked: the cheapest selection serving every stop once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """A route: its vehicle type, its stops, and its cost."""

    vehicle_type: int
    stops: frozenset[int]
    cost_fen: int


@dataclass(frozen=True, slots=True)
class Partition:
    r"""A set-partitioning problem over routes.

    .. math::
        \min \sum_r c_r x_r + \sum_i p_i u_i \quad\text{with}\quad
        \sum_{r \ni i} x_r + u_i = 1\ \forall i,\quad
        \sum_{r \in t} x_r \le n_t\ \forall t

    Attributes
    ----------
    columns
        Routes to choose from.
    penalty_fen
        Price of leaving a stop out, for each stop.
    available
        Vehicles of each type.
    committed
        Types of which every vehicle is used.
    """

    columns: Sequence[Column]
    penalty_fen: Mapping[int, int]
    available: Mapping[int, int]
    committed: Collection[int] = field(default_factory=frozenset)
