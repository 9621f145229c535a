"""Continuous knapsacks of every state at once, safe against rounding.

A state takes items (arcs, inflows) with a price per kilogram, as much of each as
there is: the cheapest mass within its minimum and capacity. Sorted by price, the
items below zero are taken up to the capacity, the others only up to the minimum
(Dantzig, *Discrete-variable extremum problems*, Operations Research 5, 1957).
"""

from dataclasses import dataclass

import numpy as np

from routing.siting.arrays import Bools, Floats, Ints, add_up

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Items:
    """What rows may take: I pairs of a row and something that arrives.

    Attributes
    ----------
    row
        Shape (I,).
    price
        Shape (I,): money per kilogram, rounded down; below zero where it pays.
    most_kg
        Shape (I,).
    """

    row: Ints
    price: Floats
    most_kg: Ints

    def only(self, kept: Bools) -> "Items":
        """Return some of the items."""
        return Items(self.row[kept], self.price[kept], self.most_kg[kept])


def cheapest_mass(items: Items, min_kg: Ints, capacity_kg: Ints) -> Floats:
    """Return a lower bound on what the cheapest mass of each row costs.

    Parameters
    ----------
    items
        What rows may take.
    min_kg, capacity_kg
        Shape (S,): least and most mass of each row.

    Returns
    -------
    Shape (S,): ``inf`` where the items do not reach the minimum.
    """
    size = len(min_kg)
    pays = items.price < 0
    gained = add_up(items.row[pays], items.most_kg[pays], size)
    # Items above zero matter only where the others do not reach the minimum.
    short = gained < min_kg
    used = items.only(pays | short[items.row])
    order = _by_row_and_price(used, size)
    row, price, mass = used.row[order], used.price[order], used.most_kg[order]
    before = _before(row, mass, size)
    limit = np.where(price < 0, capacity_kg[row], min_kg[row])
    cost = np.clip(limit - before, 0, mass) * price
    value = np.bincount(row, cost, size)
    # bincount adds one after the other: each addition may err by half an epsilon.
    count = np.bincount(row, minlength=size)
    value = value - EPSILON * (count + 2) * np.bincount(row, np.abs(cost), size)
    reached = add_up(row, mass, size) >= min_kg
    return np.where(reached | ~short, value, np.inf)


def _by_row_and_price(items: Items, rows: int) -> Ints:
    """Order items by row, then price.

    Rows that fit 16 bits are sorted by radix: three times as fast as ``lexsort``.
    """
    order: Ints = np.argsort(items.price)
    narrow = np.uint16 if rows <= np.iinfo(np.uint16).max else np.int64
    return order[np.argsort(items.row[order].astype(narrow), kind="stable")]


def _before(row: Ints, mass_kg: Ints, size: int) -> Ints:
    """Mass of the items of the same row that come first; rows stand together."""
    passed = np.cumsum(mass_kg) - mass_kg
    first = np.searchsorted(row, np.arange(size))
    start = np.append(passed, 0)[first]
    before: Ints = passed - start[row]
    return before
