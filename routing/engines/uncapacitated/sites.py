"""Recognises problems whose sites are open or closed and never full.

Then every client goes its cheapest way to an open site, and only the set of open
sites is left to choose: p-median, uncapacitated facility location, maximal and set
covering, p-center.
"""

from dataclasses import dataclass

import numpy as np

from routing.siting.arrays import KG_PER_T, NO_LIMIT, Bools, Ints, SitingArrays, add_up
from routing.siting.problem import Objective, SitingProblem

LARGEST = 2**62
"""Sums of costs must stay below it to fit 64 bits."""

type Rows = tuple[Ints, Ints]


@dataclass(frozen=True)
class Sites:
    """C clients, F sites and A ways; money in fen times kilograms per tonne.

    Where the largest distance is the objective, a way's price is its metres, sites
    cost nothing, and leaving is free for whom it is allowed.

    Attributes
    ----------
    start
        Shape (C + 1,): client ``i`` has ways ``start[i]`` up to ``start[i + 1]``,
        the cheapest first.
    site, price, arc
        Shape (A,): where each way leads, what it costs to go it with all supply,
        and the arc of the problem it is.
    left
        Shape (C,): price of leaving all supply; above every sum of costs where
        that is not allowed.
    opening
        Shape (F,): what being open costs more than being closed.
    closed_cost
        Cost of all that may be closed being closed.
    fixed
        Shape (F,): 1 for sites that must be open, -1 for closed, else 0.
    least, most
        How many sites are open.
    open_row, closed_row
        Shape (F,): rows of the states, -1 for none.
    barred
        Price of leaving what must be served: more than any answer costs.
    """

    start: Ints
    site: Ints
    price: Ints
    arc: Ints
    left: Ints
    opening: Ints
    closed_cost: int
    fixed: Ints
    least: int
    most: int
    open_row: Ints
    closed_row: Ints
    barred: int

    @property
    def clients(self) -> int:
        """Number of clients."""
        return len(self.left)

    @property
    def is_possible(self) -> bool:
        """Whether some number of open sites is allowed."""
        must = int((self.fixed == 1).sum())
        may = must + int((self.fixed == 0).sum())
        return must <= self.most and self.least <= may

    @property
    def count(self) -> int:
        """Number of sites."""
        return len(self.opening)


def sites_of(problem: SitingProblem, arrays: SitingArrays) -> Sites | None:
    """Return the sites of a problem, ``None`` if it asks for more than a set of them.

    Parameters
    ----------
    problem, arrays
        A valid problem and its columns.
    """
    rows = arrays.rows
    if not _is_plain(problem, arrays):
        return None
    usable = _usable(arrays)
    working = usable & (rows.capacity_kg > 0)
    found = _one_each(arrays, working), _one_each(arrays, usable & ~working)
    if found[0] is None or found[1] is None:
        return None
    open_row, closed_row = found[0], found[1]
    some = np.flatnonzero(open_row >= 0)
    if ((open_row < 0) & (closed_row < 0)).any() or _is_tight(arrays, open_row[some]):
        return None
    limits = _limits(arrays, open_row, closed_row)
    if limits is None:
        return None
    cost = arrays.weight[0] * rows.fixed_fen + np.where(
        rows.initial[rows.facility] == np.arange(len(rows.facility)), 0, rows.entry_fen
    )
    prices = _money(arrays, open_row, cost)
    if problem.objective is Objective.LARGEST_DISTANCE:
        prices = _metres(arrays)
    return _laid_out(arrays, (open_row, closed_row), prices, limits)


def _is_plain(problem: SitingProblem, arrays: SitingArrays) -> bool:
    """Tell whether only one period, states, ways and counts matter."""
    has_co2 = arrays.carbon_fen_per_t > 0 and arrays.arc_g_per_t.any()
    return not (
        arrays.periods != 1
        or len(problem.trunks)
        or problem.floors
        or has_co2
        or len(arrays.rows.yield_row)
        or (arrays.budget_fen != NO_LIMIT).any()
    )


def _usable(arrays: SitingArrays) -> Bools:
    """Rows that fixes and moves leave, shape (S,)."""
    rows = arrays.rows
    place = np.arange(len(rows.facility)) - rows.first[rows.facility]
    before = (rows.initial - rows.first[:-1])[rows.facility]
    reached = rows.moves[rows.facility, np.maximum(before, 0), place]
    usable: Bools = rows.allowed[0] & (reached | (before < 0))
    return usable


def _one_each(arrays: SitingArrays, chosen: Bools) -> Ints | None:
    """Return the only chosen row of each facility, -1 where none is, (F,)."""
    row = np.flatnonzero(chosen)
    facility = arrays.rows.facility[row]
    if np.unique(facility).size < facility.size:
        return None
    one = np.full(arrays.facilities, -1, np.int64)
    one[facility] = row
    return one


def _is_tight(arrays: SitingArrays, open_row: Ints) -> bool:
    """Tell whether some open site can be full, or must not stand empty."""
    rows = arrays.rows
    arriving_kg = arrays.supply_kg[0][arrays.arc_client]
    offered = add_up(arrays.arc_facility, arriving_kg, arrays.facilities)
    room = rows.capacity_kg[open_row] >= offered[rows.facility[open_row]]
    return bool(rows.min_kg.any() or not room.all())


def _limits(
    arrays: SitingArrays, open_row: Ints, closed_row: Ints
) -> tuple[int, int] | None:
    """Least and most open sites; ``None`` if tags count anything else."""
    limited = (arrays.tag_min[0] > 0) | (arrays.tag_max[0] < arrays.facilities)
    least, most = 0, arrays.facilities
    tagged = arrays.rows.tagged
    for n in np.flatnonzero(limited).tolist():
        is_open = tagged[open_row[open_row >= 0], n].all()
        if not is_open or tagged[closed_row[closed_row >= 0], n].any():
            return None
        least = max(least, int(arrays.tag_min[0, n]))
        most = min(most, int(arrays.tag_max[0, n]))
    return least, most


@dataclass(frozen=True, slots=True)
class _Prices:
    """Price of each arc and of leaving each client, cost of each row."""

    way: Ints
    left: Ints
    cost: Ints
    size: float


def _money(arrays: SitingArrays, open_row: Ints, cost: Ints) -> _Prices:
    supply = arrays.supply_kg[0] * arrays.weight[0]
    unit = (
        arrays.arc_fen_per_t + arrays.rows.unit_fen_per_t[open_row[arrays.arc_facility]]
    )
    most = float(unit.max(initial=0)) + float(arrays.unserved_fen_per_t.max(initial=0))
    size = most * float(supply.sum()) + float(np.abs(cost).sum()) * KG_PER_T
    return _Prices(
        unit * supply[arrays.arc_client], arrays.unserved_fen_per_t * supply, cost, size
    )


def _metres(arrays: SitingArrays) -> _Prices:
    none = np.zeros(arrays.clients, np.int64)
    free = np.zeros(len(arrays.rows.facility), np.int64)
    size = float(arrays.arc_m.max(initial=0)) * arrays.clients
    return _Prices(arrays.arc_m, none, free, size)


def _laid_out(
    arrays: SitingArrays, states: Rows, prices: _Prices, limits: tuple[int, int]
) -> Sites | None:
    open_row, closed_row = states
    barred = 1 + int(2 * prices.size)
    if barred * (arrays.clients + 1) >= LARGEST:
        return None
    must, may_not = closed_row < 0, open_row < 0
    row = open_row[arrays.arc_facility]
    needs = arrays.supply_kg[0] > 0
    taken = (row >= 0) & arrays.rows.accepts[row, arrays.arc_commodity]
    arc = np.flatnonzero(taken & needs[arrays.arc_client])
    client, price = arrays.arc_client[arc], prices.way[arc]
    order = np.lexsort((price, client))
    of_client = np.bincount(client, minlength=arrays.clients)
    left = np.where(arrays.required, barred, prices.left)
    cost = prices.cost
    opening = np.where(must | may_not, 0, cost[open_row] - cost[closed_row])
    always = np.where(must, cost[open_row], cost[closed_row])
    return Sites(
        start=np.concatenate([[0], np.cumsum(of_client)]).astype(np.int64),
        site=arrays.arc_facility[arc][order],
        price=price[order],
        arc=arc[order],
        left=np.where(needs, left, 0),
        opening=opening * KG_PER_T,
        closed_cost=int(always.sum()) * KG_PER_T,
        fixed=np.where(must, 1, np.where(may_not, -1, 0)).astype(np.int64),
        least=limits[0],
        most=limits[1],
        open_row=open_row,
        closed_row=closed_row,
        barred=barred,
    )
