"""Fewer clients for linear models: neighbours with the same commodity as one.

Clients whose cheapest facility is the same stand together. Over an arc they bring at
most what those of them have who have it, at their mean cost. That is no relaxation:
what comes of it points at good multipliers and states, and proves nothing.
"""

from dataclasses import dataclass, replace

import numpy as np

from routing.engines.exact.columns import Columns
from routing.engines.exact.model import ExactModel
from routing.siting.arrays import (
    KG_PER_T,
    Bools,
    Floats,
    FloorArrays,
    Ints,
    SitingArrays,
)
from routing.siting.problem import PPM

FEW = 100_000
"""Usable arcs times periods up to which every client stays alone."""
MARKS = 2**62
"""Facilities are told apart by random numbers below; sums of them tell sets apart."""


@dataclass(frozen=True)
class Groups:
    """A problem of groups.

    Attributes
    ----------
    arrays
        The problem with groups for clients.
    arc
        Shape (A,): position of each arc of the clients among those of groups, -1
        for arcs that nothing can be brought over.
    leg
        Shape (K',): the legs that are left.
    most_kg
        Shape (T, A'): most over each arc of the groups.
    are_alone
        Whether every group is one client: then the model is the problem's own.
    """

    arrays: SitingArrays
    arc: Ints
    leg: Ints
    most_kg: Ints
    are_alone: bool

    def model(self) -> ExactModel:
        """Return the model of the groups, divided as need be."""
        columns = Columns(self.arrays, is_whole=False)
        every = np.ones(len(self.arrays.arc_client), np.bool_)
        model = ExactModel.of(columns, every, counts=True, links=False)
        upper = model.upper.copy()
        for t in range(self.arrays.periods):
            x = columns.at("x", t)
            upper[x] = np.minimum(upper[x], self.most_kg[t] / KG_PER_T)
        return replace(model, upper=upper)


def groups_of(arrays: SitingArrays, open_row: Bools, *, alike: bool) -> Groups:
    """Put clients together, and leave out ways that lead nowhere.

    Parameters
    ----------
    arrays
        The problem.
    open_row
        Shape (S,): rows that may be chosen; arcs and legs to others are left out.
    alike
        Whether only clients with arcs to the same facilities that count alike for
        floors stand together: what such groups can do, their clients can.
        Otherwise those with the same cheapest facility do. Few clients stay alone.
    """
    usable = usable_arcs(arrays, open_row)
    usable &= arrays.supply_kg.sum(axis=0)[arrays.arc_client] > 0
    arc, leg = np.flatnonzero(usable), np.flatnonzero(_usable_legs(arrays, open_row))
    are_alone = arc.size * arrays.periods <= FEW
    if are_alone:
        place = np.arange(arrays.clients)
    else:
        place = _reach(arrays, arc) if alike else _homes(arrays, arc)
    key = np.stack([place, arrays.commodity, arrays.required, _left(arrays)])
    _, group = np.unique(key, axis=1, return_inverse=True)
    count = int(group.max(initial=-1)) + 1
    member = np.zeros(count, np.int64)
    member[group] = np.arange(arrays.clients)
    pair = group[arrays.arc_client[arc]] * arrays.facilities + arrays.arc_facility[arc]
    pairs, at = np.unique(pair, return_inverse=True)
    supply = arrays.supply_kg[:, arrays.arc_client[arc]]
    mean = _Mean(at, supply.sum(axis=0).astype(np.float64), pairs.size)
    place = np.full(len(arrays.arc_client), -1)
    place[arc] = at
    grouped = replace(
        _with_legs(arrays, leg),
        supply_kg=_sums(arrays.supply_kg, group, count),
        commodity=arrays.commodity[member],
        unserved_fen_per_t=arrays.unserved_fen_per_t[member],
        required=arrays.required[member],
        arc_client=pairs // arrays.facilities,
        arc_facility=pairs % arrays.facilities,
        arc_fen_per_t=mean.of(arrays.arc_fen_per_t[arc]),
        arc_m=mean.of(arrays.arc_m[arc]),
        arc_g_per_t=mean.of(arrays.arc_g_per_t[arc]),
        floors=_floors(arrays, leg, mean, arc),
    )
    return Groups(grouped, place, leg, _sums(supply, at, pairs.size), are_alone)


def _homes(arrays: SitingArrays, arc: Ints) -> Ints:
    """Return the cheapest facility of each client, -1 without arcs."""
    price = arrays.arc_fen_per_t + arrays.carbon_fen_per_t / PPM * arrays.arc_g_per_t
    order = arc[np.lexsort((price[arc], arrays.arc_client[arc]))]
    client = arrays.arc_client[order]
    first = np.append(True, np.diff(client) != 0)[: len(order)]
    home = np.full(arrays.clients, -1)
    home[client[first]] = arrays.arc_facility[order[first]]
    return home


def _reach(arrays: SitingArrays, arc: Ints) -> Ints:
    """Return a number for the facilities that each client has arcs to.

    What arcs count for in floors is part of it.
    """
    kind, at = cells_of(arrays, arc)
    mark = np.random.default_rng(0).integers(1, MARKS, len(kind))
    total = np.zeros(arrays.clients, np.int64)
    np.add.at(total, arrays.arc_client[arc], mark[at])
    return total


def cells_of(arrays: SitingArrays, arc: Ints) -> tuple[Ints, Ints]:
    """Tell arcs apart by facility, commodity and what they count for in floors.

    Parameters
    ----------
    arrays
        The problem.
    arc
        Positions of arcs.

    Returns
    -------
    An arc of each kind, and the kind of each arc given.
    """
    floors = arrays.floors
    mark = np.random.default_rng(1).integers(1, MARKS, floors.minimum_kg.shape[1:])
    counts = np.zeros(len(arrays.arc_client), np.int64)
    np.add.at(counts, floors.arc, mark[floors.arc_floor] * floors.arc_ppm)
    alike, place = np.unique(counts[arc], return_inverse=True)
    key = arrays.arc_facility[arc] * arrays.commodities + arrays.arc_commodity[arc]
    key = key * max(alike.size, 1) + place
    _, first, at = np.unique(key, return_index=True, return_inverse=True)
    return arc[first], at


class _Mean:
    """Means by key, weighted."""

    def __init__(self, key: Ints, weight: Floats, size: int) -> None:
        self.key, self.weight, self.size = key, weight, size
        self.total = np.bincount(key, weight, size)

    def of(self, figure: Ints) -> Ints:
        """Return the mean of each key, rounded."""
        summed = np.bincount(self.key, self.weight * figure, self.size)
        return np.rint(summed / np.maximum(self.total, 1.0)).astype(np.int64)


def usable_arcs(arrays: SitingArrays, open_row: Bools) -> Bools:
    """Tell which arcs some open row takes something over, shape (A,).

    Parameters
    ----------
    arrays
        The problem.
    open_row
        Shape (S,).
    """
    taken = np.zeros(len(arrays.arc_client), np.bool_)
    arc, row = arrays.arc_rows
    taken[arc[open_row[row]]] = True
    return taken


def _usable_legs(arrays: SitingArrays, open_row: Bools) -> Bools:
    """Tell which legs lead from open rows that make something to ones that take it."""
    rows = arrays.rows
    shape = (arrays.facilities, arrays.commodities)
    made, taken = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    makes = open_row[rows.yield_row]
    made[rows.facility[rows.yield_row[makes]], rows.yield_output[makes]] = True
    row, commodity = np.nonzero(rows.accepts & open_row[:, None])
    taken[rows.facility[row], commodity] = True
    ends = made[arrays.trunk_origin, arrays.trunk_commodity]
    usable: Bools = ends & taken[arrays.trunk_destination, arrays.trunk_commodity]
    return usable


def _with_legs(arrays: SitingArrays, leg: Ints) -> SitingArrays:
    """Return the problem with some of its legs; floors keep the old positions."""
    return replace(
        arrays,
        trunk_origin=arrays.trunk_origin[leg],
        trunk_destination=arrays.trunk_destination[leg],
        trunk_commodity=arrays.trunk_commodity[leg],
        trunk_fen_per_t=arrays.trunk_fen_per_t[leg],
        transfer_fen_per_t=arrays.transfer_fen_per_t[leg],
        trunk_g_per_t=arrays.trunk_g_per_t[leg],
    )


def _left(arrays: SitingArrays) -> Ints:
    return np.where(arrays.required, 0, arrays.unserved_fen_per_t)


def _sums(figure: Ints, key: Ints, size: int) -> Ints:
    """Add up columns by key, periods first."""
    total = np.zeros((len(figure), size), np.int64)
    for t in range(len(figure)):
        np.add.at(total[t], key, figure[t])
    return total


def _floors(arrays: SitingArrays, leg: Ints, mean: _Mean, arc: Ints) -> FloorArrays:
    """Let an arc of a group count for what its members' arcs count for together."""
    floors = arrays.floors
    limits, places, shares = [], [], []
    for limit in range(floors.minimum_kg.shape[1]):
        own = floors.arc_floor == limit
        ppm = np.zeros(len(arrays.arc_client), np.int64)
        ppm[floors.arc[own]] = floors.arc_ppm[own]
        share = mean.of(ppm[arc])
        counted = np.flatnonzero(share)
        limits.append(np.full(counted.size, limit))
        places.append(counted)
        shares.append(share[counted])
    if not limits:
        return floors
    place = np.full(len(arrays.trunk_origin), -1)
    place[leg] = np.arange(leg.size)
    kept = place[floors.trunk] >= 0
    return replace(
        floors,
        arc_floor=np.concatenate(limits),
        arc=np.concatenate(places),
        arc_ppm=np.concatenate(shares),
        trunk_floor=floors.trunk_floor[kept],
        trunk=place[floors.trunk[kept]],
        trunk_ppm=floors.trunk_ppm[kept],
    )
