"""What textbook models are made of: clients, facilities open or closed, dense arcs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from routing.siting.arrays import Bools, Floats, Ints
from routing.siting.facility import Facility, FacilityState
from routing.siting.problem import Arcs, Clients, TagLimit
from routing.siting.textbook_scale import matrix_of, whole, whole_below

OPEN = "open"
CLOSED = "closed"
SUPPLIED = ""
GOODS = "goods"


def figures_of(cost_matrix: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    """Return costs, clients by facilities, and the weight of each client."""
    cost = matrix_of("cost_matrix", cost_matrix, (None, None))
    return cost, matrix_of("weights", weights, (len(cost),))


def clients_of(weights: Floats, kg: float, unserved: int | None = None) -> Clients:
    """Return the clients, required where leaving one has no price.

    Parameters
    ----------
    weights
        Demand by client.
    kg
        Kilograms of one unit of demand.
    unserved
        Price of a tonne left.
    """
    count = len(weights)
    return Clients(
        names=tuple(f"client {i}" for i in range(count)),
        commodity=np.zeros(count, np.int32),
        supply_kg=whole_below(weights, kg)[None],
        unserved_cost_fen_per_t=np.full(count, unserved or 0, np.int64),
        required=np.full(count, unserved is None),
    )


def arcs_of(cost: Floats, fen_per_t: float, m: float | None = None) -> Arcs:
    """Return an arc for every finite figure of a matrix, client by client.

    Parameters
    ----------
    cost
        Costs or distances, clients by facilities.
    fen_per_t
        Fen per tonne of one unit of them; 0 for distances.
    m
        Metres of one unit of distance; ``None`` for costs.
    """
    client, facility = np.nonzero(np.isfinite(cost))
    figure = cost[client, facility]
    return Arcs(
        client=client.astype(np.int32),
        facility=facility.astype(np.int32),
        unit_cost_fen_per_t=whole(figure, fen_per_t),
        distance_m=whole(figure, m or 0.0).astype(np.int32),
    )


def exactly(facilities: int) -> Mapping[str, TagLimit]:
    """Limit the open facilities to a number."""
    return {OPEN: TagLimit(facilities, facilities)}


def room_kg(
    capacities: ArrayLike | None, count: int, weights: Floats, kg: float = 1000.0
) -> Ints:
    """Return capacities in kilograms, rounded up; room for all where none are given."""
    if capacities is None:
        return np.full(count, max(int(whole_below(weights, kg).sum()), 1), np.int64)
    figures = matrix_of("facility_capacities", capacities, (count,))
    return -whole_below(-figures, kg)


@dataclass(frozen=True, slots=True)
class Sites:
    """Figures of facilities that are open or closed.

    Attributes
    ----------
    predefined
        Which must be open.
    capacity_kg, fixed_fen
        Of each when open.
    is_filled
        Whether those that must be open must be used to capacity.
    """

    predefined: Bools
    capacity_kg: Ints
    fixed_fen: Ints
    is_filled: bool

    @classmethod
    def of(
        cls,
        count: int,
        predefined: ArrayLike | None,
        capacity_kg: Ints,
        fixed_fen: Ints | None = None,
        *,
        is_filled: bool = False,
    ) -> "Sites":
        """Fill up what is not given: none predefined, no cost."""
        flags = np.zeros(count)
        if predefined is not None:
            flags = matrix_of("predefined_facilities_arr", predefined, (count,))
        fixed = np.zeros(count, np.int64) if fixed_fen is None else fixed_fen
        return cls(flags > 0, capacity_kg, fixed, is_filled)

    def facilities(self, kind: str = "facility") -> tuple[Facility, ...]:
        """Return them with their states, closed first."""
        columns = (self.predefined, self.capacity_kg, self.fixed_fen)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        found = []
        for j, (must, capacity, fixed) in enumerate(rows):
            least = capacity if must and self.is_filled else 0
            tags = frozenset({OPEN})
            state = FacilityState(OPEN, capacity, least, fixed, tags=tags)
            states = (state,) if must else (FacilityState(CLOSED, 0), state)
            found.append(Facility(f"{kind} {j}", states))
        return tuple(found)
