"""Every load of whole clients that an answer within a goal may give a facility.

Where the bound comes near the goal, few loads are left, though any combination of
clients is one: a load is out where the bound with it, by its reduced cost, exceeds
the goal. What is left is a set-partitioning problem that hardly needs branching.
"""

from dataclasses import dataclass

import numpy as np

from routing.engines.facility.arrays import Floats, Ints
from routing.engines.facility.knapsack import heapify, pop
from routing.engines.facility.pricing import Grid
from routing.engines.facility.relaxation import Relaxation
from routing.engines.lns.compiled import compiled

MEAN_SIZE = 12
"""Clients per load that there is room for, on the average."""
MOST_STEPS_PER_LOAD = 100
"""Clients looked at per load that there is room for, before listing gives up."""
TINY = 1e-9


@dataclass(frozen=True)
class Bundles:
    """Loads of facilities.

    Attributes
    ----------
    row
        Shape (N,): row of each load.
    first
        Shape (N + 1,): where the arcs of each load begin.
    arc
        Arcs of the loads.
    """

    row: Ints
    first: Ints
    arc: Ints


@compiled
def sort_items(grid: Grid, block: int, row: int, multiplier: Floats) -> int:
    """Put a block's usable items in order of price per weight; return how many.

    The scratch ``grid.order`` holds the items, ``grid.price`` and ``grid.amount``
    what each of them costs and weighs.
    """
    begin = grid.arc_first[block]
    count = grid.arc_first[block + 1] - begin
    size = 0
    for item in range(count):
        client = grid.arc_client[begin + item]
        unit = grid.row_unit[row, grid.commodity[client]]
        weight = grid.weight[client]
        price = grid.arc_cost[begin + item] + unit * weight - multiplier[client]
        if not grid.open_arc[begin + item] or weight > grid.capacity[row]:
            continue
        if price == float("inf"):
            continue
        grid.price[item] = price
        grid.amount[item] = weight
        grid.ratio[item] = price / max(weight, TINY)
        grid.heap[size] = item
        size += 1
    heapify(grid.heap, grid.ratio, size)
    for at in range(size):
        grid.order[at] = pop(grid.heap, grid.ratio, size - at)
    return size


@compiled
def rest(grid: Grid, size: int, at: int, room: float) -> float:
    """Bound what the items from one place of the order on can save in some room."""
    saved = 0.0
    while at < size:
        item = grid.order[at]
        price = float(grid.price[item])
        weight = float(grid.amount[item])
        if price >= 0.0:
            break
        if weight > room:
            return saved + price * room / weight
        saved += price
        room -= weight
        at += 1
    return saved


@compiled
def list_row(
    grid: Grid,
    block: int,
    row: int,
    size: int,
    most: float,
    state: Ints,
    loads: Ints,
    arcs: Ints,
) -> bool:
    """List the loads of one row that cost at most a figure; return if all fitted.

    Parameters
    ----------
    grid, block, row, size
        The row with its items sorted.
    most
        Cost that a load must not exceed.
    state
        Loads and arcs listed so far, and steps left.
    loads
        Output: where the arcs of each load end.
    arcs
        Output: the arcs of the loads.
    """
    begin = grid.arc_first[block]
    depth = 0
    at = 0
    cost = 0.0
    room = float(grid.capacity[row])
    low = float(grid.minimum[row])
    full = room
    fresh = True
    while True:
        if fresh and cost <= most and full - room >= low * (1.0 - TINY):
            if state[0] >= len(loads) or state[1] + depth > len(arcs):
                return False
            for level in range(depth):
                arcs[state[1] + level] = begin + grid.order[grid.heap[level]]
            state[1] += depth
            loads[state[0]] = state[1]
            state[0] += 1
        fresh = False
        state[2] -= 1
        if state[2] < 0:
            return False
        if at < size and cost + rest(grid, size, at, room) <= most:
            item = grid.order[at]
            if grid.amount[item] <= room * (1.0 + TINY):
                grid.heap[depth] = at
                depth += 1
                cost += grid.price[item]
                room -= grid.amount[item]
                fresh = True
            at += 1
        elif depth == 0:
            return True
        else:
            depth -= 1
            at = grid.heap[depth]
            item = grid.order[at]
            cost -= grid.price[item]
            room += grid.amount[item]
            at += 1


def list_bundles(
    relaxation: Relaxation, multiplier: Floats, floors: Floats, goal: float, most: int
) -> Bundles | None:
    """Return all loads in answers within a goal, ``None`` if there are too many.

    Parameters
    ----------
    relaxation
        The relaxation, evaluated at the multipliers; one period, whole clients.
    multiplier
        Its multipliers.
    floors
        Shape (R,): bound if each row must be taken.
    goal
        Cost that an answer must not exceed.
    most
        Most loads to list.
    """
    layout, grid = relaxation.layout, relaxation.grid
    extra = multiplier[layout.clients :]
    reward = extra @ relaxation.side.coefficient
    loads = np.zeros(most, np.int32)
    arcs = np.zeros(most * MEAN_SIZE, np.int32)
    state = np.array([0, 0, most * MOST_STEPS_PER_LOAD], np.int32)
    price = multiplier[: layout.clients]
    rows: list[Ints] = []
    usable = relaxation.open_row & (layout.capacity > 0.0)
    for row in np.flatnonzero(usable).tolist():
        block = int(layout.row_block[row])
        before = int(state[0])
        taken = float(relaxation.value[row] - layout.fixed[row] + reward[row])
        size = sort_items(grid, block, row, price)
        room = float(goal - floors[row] + taken)
        if not list_row(grid, block, row, size, room, state, loads, arcs):
            return None
        rows.append(np.full(int(state[0]) - before, row, np.int32))
    count = int(state[0])
    ends = np.concatenate([[0], loads[:count]]).astype(np.int32)
    of_load = np.concatenate([np.zeros(0, np.int32), *rows])
    return Bundles(of_load, ends, arcs[: state[1]].copy())
