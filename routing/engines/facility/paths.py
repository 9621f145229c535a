"""State paths: which row each block takes, given what every row is worth."""

import numpy as np

from routing.engines.facility.arrays import Floats, Ints, Layout


def choose_rows(layout: Layout, value: Floats) -> tuple[Ints, Floats]:
    """Return the row of each block on its facility's cheapest path, and its worth.

    Parameters
    ----------
    layout
        The problem.
    value
        Shape (R,): worth of each row, ``inf`` where it may not be chosen.

    Returns
    -------
    chosen
        Shape (B,): rows.
    worth
        Shape (B / periods,): cost of each facility's path, steps included.
    """
    best = np.minimum.reduceat(value, layout.row_first[:-1])
    if layout.periods == 1:
        hit = np.flatnonzero(value == best[layout.row_block])
        first = np.searchsorted(layout.row_block[hit], np.arange(layout.blocks))
        return hit[first].astype(np.int32), best
    facilities = layout.blocks // layout.periods
    chosen = np.zeros(layout.blocks, np.int32)
    worth = np.zeros(facilities)
    for facility in range(facilities):
        worth[facility] = _walk(layout, value, facility, chosen)
    return chosen, worth


def _walk(layout: Layout, value: Floats, facility: int, chosen: Ints) -> float:
    """Find one facility's cheapest path by dynamic programming over periods."""
    begin = facility * layout.periods
    first = layout.row_first
    reached = value[first[begin] : first[begin + 1]]
    came: list[Ints] = []
    for block in range(begin + 1, begin + layout.periods):
        total = reached[:, None] + _steps(layout, block)
        came.append(total.argmin(axis=0).astype(np.int32))
        reached = total.min(axis=0) + value[first[block] : first[block + 1]]
    at = int(reached.argmin())
    worth = float(reached[at])
    for back in range(layout.periods - 1, -1, -1):
        chosen[begin + back] = first[begin + back] + at
        if back > 0:
            at = int(came[back - 1][at])
    return worth


def cost_of_steps(layout: Layout, chosen: Ints) -> float:
    """Return what the steps between the chosen rows cost, ``inf`` if not allowed."""
    if layout.periods == 1:
        return 0.0
    total = 0.0
    for block in range(layout.blocks):
        if block % layout.periods:
            origin = chosen[block - 1] - layout.row_first[block - 1]
            end = chosen[block] - layout.row_first[block]
            total += float(_steps(layout, block)[origin, end])
    return total


def paths_through(layout: Layout, value: Floats) -> Floats:
    """Return the cost of the cheapest path through each row, shape (R,)."""
    if layout.periods == 1:
        return value
    through = np.zeros(layout.rows)
    first = layout.row_first
    for begin in range(0, layout.blocks, layout.periods):
        blocks = range(begin, begin + layout.periods)
        before = [value[first[begin] : first[begin + 1]]]
        for block in blocks[1:]:
            own = value[first[block] : first[block + 1]]
            before.append(
                (before[-1][:, None] + _steps(layout, block)).min(axis=0) + own
            )
        after = np.zeros(first[begin + layout.periods] - first[blocks[-1]])
        for back in range(layout.periods - 1, -1, -1):
            block = begin + back
            through[first[block] : first[block + 1]] = before[back] + after
            if back > 0:
                own = value[first[block] : first[block + 1]]
                after = (_steps(layout, block) + (own + after)[None, :]).min(axis=1)
    return through


def _steps(layout: Layout, block: int) -> Floats:
    """Return the costs of the steps into a block: rows before x its rows."""
    steps = layout.step_cost[layout.step_first[block] : layout.step_first[block + 1]]
    return steps.reshape(layout.row_first[block] - layout.row_first[block - 1], -1)
