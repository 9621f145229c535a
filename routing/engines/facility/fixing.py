"""What cannot be in an answer better than the best known: rows and arcs."""

import numpy as np

from routing.engines.facility.arrays import Bools, Floats
from routing.engines.facility.pricing import Grid, load_row
from routing.engines.facility.relaxation import Relaxation
from routing.engines.lns.compiled import compiled


@compiled
def critical_ratio(grid: Grid, count: int, capacity: float, minimum: float) -> float:
    """Return the price of one weight of capacity of the load in the scratch.

    That is the ratio of the item that fills a full load: negative where the
    capacity is short, positive where the minimum asks for more, else 0.
    """
    load = 0.0
    dearest = float("-inf")
    for item in range(count):
        load += grid.share[item] * grid.amount[item]
        if grid.share[item] > 0.0 and grid.amount[item] > 0.0:
            dearest = max(dearest, grid.price[item] / grid.amount[item])
    if load <= 0.0:
        return 0.0
    if load >= capacity * (1.0 - 1e-12):
        return min(dearest, 0.0)
    if load <= minimum * (1.0 + 1e-12):
        return max(dearest, 0.0)
    return 0.0


@compiled
def arc_floors(
    grid: Grid, multiplier: Floats, open_row: Bools, base: Floats, floor: Floats
) -> None:
    """Bound the whole if each arc must carry its whole client.

    Parameters
    ----------
    grid
        The problem.
    multiplier
        Shape (C,).
    open_row
        Shape (R,): rows that may be chosen.
    base
        Shape (R,): bound if the row must be taken, less the worth of its load.
    floor
        Output, shape (A,).
    """
    for block in range(len(grid.arc_first) - 1):
        begin = grid.arc_first[block]
        count = grid.arc_first[block + 1] - begin
        for item in range(count):
            floor[begin + item] = float("inf")
        for row in range(grid.row_first[block], grid.row_first[block + 1]):
            if not open_row[row] or grid.capacity[row] <= 0.0:
                continue
            cost = load_row(grid, block, row, multiplier, float("-inf"))
            capacity = grid.capacity[row]
            minimum = grid.minimum[row]
            ratio = critical_ratio(grid, count, capacity, minimum)
            for item in range(count):
                extra = grid.price[item] - ratio * grid.amount[item]
                bound = base[row] + cost + max(extra, 0.0)
                if grid.amount[item] <= capacity:
                    floor[begin + item] = min(floor[begin + item], bound)


def open_rows(relaxation: Relaxation, floors: Floats, goal: float) -> Bools:
    """Return the rows that an answer no dearer than a goal may take."""
    kept: Bools = relaxation.open_row & (floors <= goal)
    return kept


def open_arcs(
    relaxation: Relaxation, multiplier: Floats, floors: Floats, goal: float
) -> Bools:
    """Return the arcs that an answer with whole clients and within a goal may use.

    Parameters
    ----------
    relaxation
        The relaxation, evaluated at the multipliers.
    multiplier
        Its multipliers.
    floors
        Shape (R,): bound if each row must be taken.
    goal
        Cost that an answer must not exceed.
    """
    layout = relaxation.layout
    extra = multiplier[layout.clients :]
    open_row = relaxation.open_row
    worth = np.where(open_row, relaxation.value, 0.0)
    loads = worth - layout.fixed + extra @ relaxation.side.coefficient
    base = np.where(open_row, floors, np.inf) - loads
    floor = np.zeros(layout.arcs)
    arc_floors(relaxation.grid, multiplier[: layout.clients], open_row, base, floor)
    kept: Bools = relaxation.open_arc & (floor <= goal)
    return kept
