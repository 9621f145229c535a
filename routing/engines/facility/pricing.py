"""The relaxation: what every state of every block is worth at given multipliers.

With the clients' multipliers in place of the rule that each is served, every block
fills its capacity with the arcs whose price is negative; a facility takes its
cheapest path of states. The sum is a lower bound at any multipliers.
"""

from typing import NamedTuple

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.knapsack import continuous, whole
from routing.engines.lns.compiled import compiled


class Grid(NamedTuple):
    """The arrays of a layout that compiled functions read, and their scratch.

    ``reach`` is one figure: how dear a weight of capacity a state may be, against
    the shut one, to be worth an exact load of whole clients.
    """

    weight: Floats
    arc_first: Ints
    arc_client: Ints
    arc_cost: Floats
    row_first: Ints
    capacity: Floats
    minimum: Floats
    fixed: Floats
    commodity: Ints
    row_unit: Floats
    open_arc: Bools
    single_source: bool
    price: Floats
    amount: Floats
    ratio: Floats
    heap: Ints
    order: Ints
    share: Floats
    reach: Floats


def grid_of(layout: Layout, open_arc: Bools | None = None) -> Grid:
    """Return the grid of a layout.

    Parameters
    ----------
    layout
        The problem.
    open_arc
        Shape (A,): arcs that may carry something; all by default.
    """
    longest = int(np.diff(layout.arc_first).max(initial=1))
    if open_arc is None:
        open_arc = np.ones(layout.arcs, np.bool_)
    return Grid(
        layout.weight,
        layout.arc_first,
        layout.arc_client,
        layout.arc_cost,
        layout.row_first,
        layout.capacity,
        layout.minimum,
        layout.fixed,
        layout.commodity,
        layout.row_unit,
        open_arc,
        layout.single_source,
        np.zeros(longest),
        np.zeros(longest),
        np.zeros(longest),
        np.zeros(longest, np.int32),
        np.zeros(2 * longest, np.int32),
        np.zeros(longest),
        np.zeros(1),
    )


@compiled
def load_row(
    grid: Grid, block: int, row: int, multiplier: Floats, useful: float
) -> float:
    """Fill one row of a block; return the cost of the load, without ``fixed``.

    The scratch ``grid.share`` holds the shares of the block's arcs afterwards.

    Parameters
    ----------
    grid, block, row, multiplier
        What to fill.
    useful
        Cost below which the load must be of whole clients in a single-source
        problem; the bound of a dearer one is not worth the time.
    """
    begin = grid.arc_first[block]
    count = grid.arc_first[block + 1] - begin
    for item in range(count):
        client = grid.arc_client[begin + item]
        grid.amount[item] = grid.weight[client]
        if grid.open_arc[begin + item]:
            unit = grid.row_unit[row, grid.commodity[client]]
            grid.price[item] = (
                grid.arc_cost[begin + item]
                + unit * grid.weight[client]
                - multiplier[client]
            )
        else:
            grid.price[item] = float("inf")
    capacity = grid.capacity[row]
    minimum = grid.minimum[row]
    cost = continuous(
        grid.price, grid.amount, count, capacity, minimum,
        grid.ratio, grid.heap, grid.share,
    )  # fmt: skip
    if grid.single_source and cost < useful:
        exact = whole(
            grid.price, grid.amount, count, capacity,
            grid.ratio, grid.heap, grid.order, grid.share,
        )  # fmt: skip
        cost = max(cost, exact)
    return cost


@compiled
def value_rows(
    grid: Grid, multiplier: Floats, open_row: Bools, begin: int, end: int, value: Floats
) -> None:
    """Value the rows of a range of blocks, closed rows as ``inf``.

    Parameters
    ----------
    grid
        The problem.
    multiplier
        Shape (C,): reward for serving each client.
    open_row
        Shape (R,): states that may be chosen.
    begin, end
        The range of blocks.
    value
        Output, shape (R,): fixed cost and cost of the cheapest load.
    """
    for block in range(begin, end):
        shut = float("inf")
        for row in range(grid.row_first[block], grid.row_first[block + 1]):
            value[row] = float("inf")
            if open_row[row] and grid.capacity[row] <= 0.0:
                value[row] = grid.fixed[row]
                shut = min(shut, grid.fixed[row])
        for row in range(grid.row_first[block], grid.row_first[block + 1]):
            if open_row[row] and grid.capacity[row] > 0.0:
                useful = shut - grid.fixed[row]
                useful += grid.reach[0] * grid.capacity[row]
                load = load_row(grid, block, row, multiplier, useful)
                value[row] = grid.fixed[row] + load


@compiled
def load_chosen(
    grid: Grid, multiplier: Floats, chosen: Ints, flow: Floats, served: Floats
) -> None:
    """Write the shares of the arcs in their blocks' chosen rows.

    Parameters
    ----------
    grid, multiplier
        As in ``value_rows``.
    chosen
        Shape (B,): row of each block.
    flow
        Output, shape (A,): share of its client that each arc carries.
    served
        Output, shape (C,): sum of the shares of each client's arcs.
    """
    served[:] = 0.0
    for block in range(len(chosen)):
        first = grid.arc_first[block]
        count = grid.arc_first[block + 1] - first
        row = chosen[block]
        if grid.capacity[row] > 0.0:
            load_row(grid, block, row, multiplier, float("inf"))
            for item in range(count):
                share = grid.share[item]
                flow[first + item] = share
                if share > 0.0:
                    served[grid.arc_client[first + item]] += share
        else:
            for item in range(count):
                flow[first + item] = 0.0


@compiled
def blend(mean: Floats, new: Floats, part: float) -> None:
    """Move a mean towards a new vector by some part of the way."""
    for at in range(len(mean)):
        mean[at] += part * (new[at] - mean[at])
