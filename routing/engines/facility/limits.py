"""Floors, limits of tags and budgets with their prices."""

from dataclasses import dataclass

import numpy as np

from routing.engines.facility.arrays import Floats, Places
from routing.engines.facility.network import Network
from routing.siting.arrays import KG_PER_T, NO_LIMIT
from routing.siting.problem import PPM


@dataclass(frozen=True)
class Counts:
    """What counts for floors: entries of a sparse matrix.

    Attributes
    ----------
    limit, place, value
        Floor (period by period), arc of the layout or leg, and what its unit counts
        for: the whole client or a tonne.
    """

    limit: Places
    place: Places
    value: Floats

    def credit(self, price: Floats, size: int) -> Floats:
        """Return what each place's unit is worth at the floors' prices."""
        return _summed(self.place, price[self.limit] * self.value, size)

    def reached(self, amount: Floats, limits: int) -> Floats:
        """Return what some amounts count for together, by floor."""
        return _summed(self.limit, amount[self.place] * self.value, limits)


def _summed(key: Places, value: Floats, size: int) -> Floats:
    """Sum by key; of nothing, ``bincount`` makes whole numbers."""
    return np.bincount(key, value, size).astype(np.float64)


class Limits:
    """Rules that tie facilities together beside clients and sinks.

    Attributes
    ----------
    floor_t
        Shape (T L,): least tonnes.
    arcs, legs
        What counts for them.
    tag, tag_limit
        Shapes (N', R) and (N',): ``tag @ y >= tag_limit``.
    budget
        Shape (T,): capital; ``inf`` without a limit.
    first_capital
        Shape (R,): capital of the rows that are entered in the first period.
    step_capital
        Capital of each step between two periods, as ``Layout.step_cost``.
    """

    def __init__(self, network: Network) -> None:
        arrays = network.arrays
        self.network = network
        self.floor_t = arrays.floors.minimum_kg.ravel() / KG_PER_T
        self.arcs, self.legs = _arc_counts(network), _leg_counts(network)
        self.tag, self.tag_limit, self.tag_of = _tag_rows(network)
        budget = arrays.budget_fen.astype(np.float64)
        self.budget = np.where(arrays.budget_fen == NO_LIMIT, np.inf, budget)
        self.has_budget = bool(np.isfinite(self.budget).any())
        self.first_capital, self.step_capital = _capital(network)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Numbers of floors, limits of tags, and budgets."""
        return len(self.floor_t), len(self.tag_limit), len(self.budget)

    def scales(self) -> Floats:
        """Return the units of the prices, as the multipliers are told in them."""
        rows = self.network.arrays.rows
        tonnes = max(float(rows.capacity_kg.mean()), 1.0) / KG_PER_T
        capital = max(float(rows.capital_fen.max(initial=0)), 1.0)
        floors = 1.0 / np.sqrt(np.maximum(np.abs(self.floor_t), 1.0))
        tags = np.sqrt(tonnes / np.maximum(np.abs(self.tag_limit), 1.0))
        limit = np.where(np.isfinite(self.budget), np.maximum(self.budget, 1.0), 1.0)
        return np.concatenate([floors, tags, np.sqrt(tonnes / capital / limit)])


def _arc_counts(network: Network) -> Counts:
    arrays, floors = network.arrays, network.arrays.floors
    count = len(arrays.arc_client)
    place = np.full(arrays.periods * count, -1)
    real = np.flatnonzero(network.arc >= 0)
    place[network.arc[real]] = real
    parts = []
    for t in range(arrays.periods):
        at = place[t * count + floors.arc] if len(floors.arc) else floors.arc
        kept = at >= 0
        tonnes = network.layout.weight[network.layout.arc_client[at[kept]]]
        limit = t * floors.minimum_kg.shape[1] + floors.arc_floor[kept]
        parts.append((limit, at[kept], floors.arc_ppm[kept] / PPM * tonnes))
    return _counts(parts)


def _leg_counts(network: Network) -> Counts:
    arrays, floors = network.arrays, network.arrays.floors
    legs, many = len(arrays.trunk_origin), floors.minimum_kg.shape[1]
    return _counts(
        [
            (t * many + floors.trunk_floor, t * legs + floors.trunk, share)
            for t in range(arrays.periods)
            for share in [floors.trunk_ppm / PPM]
        ]
    )


def _counts(parts: list[tuple[Places, Places, Floats]]) -> Counts:
    limit, place, value = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Counts(limit, place, value)


def _tag_rows(network: Network) -> tuple[Floats, Floats, list[tuple[int, int, int]]]:
    """Return limits of tags as rows, each with its period, tag and sign."""
    arrays, layout = network.arrays, network.layout
    rows, limits, of = [], [], []
    for t in range(arrays.periods):
        for tag in range(len(arrays.tags)):
            carries = np.zeros(layout.rows)
            carries[network.row_place[t, arrays.rows.tagged[:, tag]]] = 1.0
            if arrays.tag_min[t, tag] > 0:
                rows.append(carries)
                limits.append(float(arrays.tag_min[t, tag]))
                of.append((t, tag, -1))
            if arrays.tag_max[t, tag] != NO_LIMIT:
                rows.append(-carries)
                limits.append(-float(arrays.tag_max[t, tag]))
                of.append((t, tag, 1))
    return np.array(rows).reshape(-1, layout.rows), np.array(limits), of


def _capital(network: Network) -> tuple[Floats, Floats]:
    arrays, rows = network.arrays, network.arrays.rows
    first = np.zeros(network.layout.rows)
    enters = rows.initial[rows.facility] != np.arange(len(rows.facility))
    first[network.row_place[0]] = np.where(enters, rows.capital_fen, 0)
    steps = []
    for facility in range(arrays.facilities):
        begin, end = rows.first[facility : facility + 2]
        capital = np.tile(rows.capital_fen[begin:end], (end - begin, 1))
        np.fill_diagonal(capital, 0)
        steps += [capital.ravel()] * (arrays.periods - 1)
    return first, np.concatenate(steps).astype(np.float64) if steps else np.zeros(0)
