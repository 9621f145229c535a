"""The loops over clients and their ways, compiled.

Ways of a client stand with the cheapest first, so every loop ends where a way is
dearer than what is looked for: with many open sites that is after a few.
"""

from routing.engines.lns.compiled import compiled
from routing.siting.arrays import Floats, Ints


@compiled
def assign(
    start: Ints, site: Ints, price: Ints, left: Ints, is_open: Ints, nearest: Ints
) -> int:
    """Send every client its cheapest way; return the cost of all.

    Parameters
    ----------
    start, site, price, left
        As in ``Sites``.
    is_open
        Shape (F,): 1 for open sites.
    nearest
        Shape (2, C), written: each client's two cheapest ways to open sites, -1
        where there are none below the price of leaving.

    Returns
    -------
    Sum of the clients' costs, sites not included.
    """
    total = 0
    for i in range(left.size):
        nearest[0, i] = -1
        nearest[1, i] = -1
        way = start[i]
        while way < start[i + 1] and price[way] < left[i]:
            if is_open[site[way]] == 1:
                if nearest[0, i] >= 0:
                    nearest[1, i] = way
                    break
                nearest[0, i] = way
            way += 1
        total += price[nearest[0, i]] if nearest[0, i] >= 0 else left[i]
    return total


@compiled
def weigh_moves(
    start: Ints,
    site: Ints,
    price: Ints,
    left: Ints,
    nearest: Ints,
    slot: Ints,
    saved: Ints,
    extra: Ints,
) -> None:
    """Add up what opening, closing and exchanging sites would save.

    Resende and Werneck, "A fast swap-based local search procedure for location
    problems", Annals of Operations Research 150 (2007): opening ``j`` and closing
    ``r`` saves ``saved[0, j] - saved[1, r] + extra[r, j]``.

    Parameters
    ----------
    start, site, price, left, nearest
        As in ``assign``.
    slot
        Shape (F,): row in ``extra`` of each open site, -1 for closed ones.
    saved
        Shape (2, F), added to: what clients save by each further site, and what
        they pay more without each open site.
    extra
        Shape (P, F), added to: what is counted twice in both together.
    """
    for i in range(left.size):
        best, second, at = left[i], left[i], -1
        if nearest[0, i] >= 0:
            best = price[nearest[0, i]]
            at = site[nearest[0, i]]
        if nearest[1, i] >= 0:
            second = price[nearest[1, i]]
        if at >= 0:
            saved[1, at] += second - best
        way = start[i]
        while way < start[i + 1] and price[way] < second:
            j = site[way]
            if slot[j] < 0:
                if price[way] < best:
                    saved[0, j] += best - price[way]
                if at >= 0 and slot[at] >= 0:
                    extra[slot[at], j] += second - max(best, price[way])
            way += 1


@compiled
def best_exchange(
    fixed: Ints, opening: Ints, slot: Ints, saved: Ints, extra: Ints
) -> tuple[int, int, int]:
    """Find the exchange that saves most: what it changes, what opens, what closes.

    Parameters
    ----------
    fixed, opening
        As in ``Sites``.
    slot, saved, extra
        As in ``weigh_moves``.

    Returns
    -------
    The change of cost and the sites; -1 for both where there is none.
    """
    lowest, into, out = 0, -1, -1
    for r in range(slot.size):
        if slot[r] < 0 or fixed[r] == 1:
            continue
        for j in range(slot.size):
            if slot[j] >= 0 or fixed[j] == -1:
                continue
            change = (
                opening[j] - opening[r] - saved[0, j] + saved[1, r] - extra[slot[r], j]
            )
            if change < lowest:
                lowest, into, out = change, j, r
    return lowest, into, out


@compiled
def reduce_prices(
    start: Ints, site: Ints, price: Ints, worth: Floats, reduced: Floats
) -> None:
    """Take from each site's price what clients would gain there.

    Parameters
    ----------
    start, site, price
        As in ``Sites``.
    worth
        Shape (C,): multiplier of each client's assignment.
    reduced
        Shape (F,), changed.
    """
    for i in range(worth.size):
        way = start[i]
        while way < start[i + 1] and price[way] < worth[i]:
            reduced[site[way]] += price[way] - worth[i]
            way += 1


@compiled
def slope_of(
    start: Ints,
    site: Ints,
    price: Ints,
    left: Floats,
    worth: Floats,
    is_open: Ints,
    slope: Floats,
) -> None:
    """Write 1 less the times each client is served at given multipliers.

    Parameters
    ----------
    start, site, price, worth
        As in ``reduce_prices``.
    left
        Shape (C,): price of leaving; a client worth as much may be left.
    is_open
        Shape (F,): 1 for open sites.
    slope
        Shape (C,), written.
    """
    for i in range(worth.size):
        slope[i] = 1.0
        way = start[i]
        while way < start[i + 1] and price[way] < worth[i]:
            if is_open[site[way]] == 1:
                slope[i] -= 1.0
            way += 1
        if slope[i] > 0.0 and worth[i] >= left[i]:
            slope[i] = 0.0
