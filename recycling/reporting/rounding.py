"""A table of whole numbers with given sums of its rows and of its columns."""

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type Cell = tuple[str, str]
type Floats = npt.NDArray[np.float64]
type Ints = npt.NDArray[np.int64]

ROUNDS = 500
CLOSE = 1e-12
"""Relative error of a sum at which fitting stops."""

NOISE = 1e-4
"""What rounding errors of a quota stay below, in units."""


def split_two_ways(
    seeds: Mapping[Cell, float], rows: Mapping[str, int], columns: Mapping[str, int]
) -> dict[Cell, int]:
    """Split row and column sums over cells so that both add up exactly.

    The seeds are fitted to the sums (iterative proportional fitting, Deming and
    Stephan 1940) and the quotas rounded so that no sum changes (controlled
    rounding: a 0/1 flow through the cells always exists, Bacharach 1966). Each
    cell is then the floor or the ceiling of its quota; only where cells with a
    seed of zero stand in the way may it differ by more.

    Parameters
    ----------
    seeds
        Weights of the cells, by row and column; a missing cell weighs nothing.
    rows, columns
        Sums to keep.

    Raises
    ------
    ValueError
        When rows and columns add up to different wholes, or no table with zeros
        where the seeds have them keeps the sums.
    """
    if sum(rows.values()) != sum(columns.values()):
        msg = f"rows make {sum(rows.values())}, columns {sum(columns.values())}."
        raise ValueError(msg)
    row_sums = np.array(list(rows.values()), np.int64)
    column_sums = np.array(list(columns.values()), np.int64)
    weights = np.array([[seeds.get((r, c), 0.0) for c in columns] for r in rows])
    weights = weights.reshape(len(rows), len(columns))
    quotas = fit(weights, row_sums.astype(float), column_sums.astype(float))
    cells = np.floor(np.maximum(quotas - NOISE, 0)).astype(np.int64)
    _raise(cells, quotas, weights > 0, row_sums, column_sums)
    return {
        (r, c): int(cells[i, j])
        for i, r in enumerate(rows)
        for j, c in enumerate(columns)
    }


def fit(seeds: Floats, rows: Floats, columns: Floats) -> Floats:
    """Scale rows and columns in turn until they have the sums asked for.

    The last two axes are rows and columns; axes before them are tables of their
    own. Where no table has the sums, rows or columns come out short, never long.
    """
    cells = seeds.astype(float, copy=True)
    for _ in range(ROUNDS):
        cells *= _scale(rows, cells.sum(-1))[..., None]
        factors = _scale(columns, cells.sum(-2))
        cells *= factors[..., None, :]
        if np.all(np.abs(factors - 1) <= CLOSE):
            break
    short: Floats = cells * np.minimum(1, _scale(rows, cells.sum(-1)))[..., None]
    return short


def _scale(wanted: Floats, found: Floats) -> Floats:
    factors: Floats = np.divide(wanted, found, out=np.ones_like(found), where=found > 0)
    return factors


def _raise(
    cells: Ints,
    quotas: Floats,
    is_open: npt.NDArray[np.bool_],
    row_sums: Ints,
    column_sums: Ints,
) -> None:
    """Raise cells, the largest remainders first, until the sums are reached."""
    row_needs = row_sums - cells.sum(1)
    column_needs = column_sums - cells.sum(0)
    most = np.where(is_open, cells + 1, cells)
    for place in np.argsort(cells - quotas, axis=None, kind="stable"):
        i, j = divmod(int(place), cells.shape[1])
        if row_needs[i] > 0 and column_needs[j] > 0 and cells[i, j] < most[i, j]:
            cells[i, j] += 1
            row_needs[i] -= 1
            column_needs[j] -= 1
    floors = np.floor(np.maximum(quotas - NOISE, 0)).astype(np.int64)
    anything = np.where(is_open, row_sums.sum(), cells), np.zeros_like(floors)
    for most_of, least_of in ((most, floors), anything):
        limits = _Limits(most_of, least_of)
        while row_needs.any() and _shift(cells, limits, row_needs, column_needs):
            pass
    if row_needs.any():
        msg = "cells: no table keeps the sums with zeros where the seeds have them."
        raise ValueError(msg)


class _Limits(NamedTuple):
    """Between what cells may be: floor and ceiling of their quotas, or anything."""

    most: Ints
    least: Ints


def _shift(cells: Ints, limits: _Limits, row_needs: Ints, column_needs: Ints) -> bool:
    """Raise and lower cells in turn along a way from a short row to a short column.

    Breadth first, so that few cells change. Steps lead from a row to a column by a
    cell that may rise, and from a column to a row by one that may fall.
    """
    start = int(np.flatnonzero(row_needs > 0)[0])
    came: dict[tuple[bool, int], tuple[bool, int] | None] = {(True, start): None}
    queue = deque([(True, start)])
    while queue:
        node = queue.popleft()
        is_row, at = node
        if not is_row and column_needs[at] > 0:
            _walk(cells, limits, row_needs, column_needs, _path(came, node))
            return True
        rising, falling = cells < limits.most, cells > limits.least
        room = rising[at] if is_row else falling[:, at]
        for other in np.flatnonzero(room):
            after = (not is_row, int(other))
            if after not in came:
                came[after] = node
                queue.append(after)
    return False


def _path(
    came: Mapping[tuple[bool, int], tuple[bool, int] | None], end: tuple[bool, int]
) -> list[int]:
    path, node = [], end
    while True:
        path.append(node[1])
        before = came[node]
        if before is None:
            return path[::-1]
        node = before


def _walk(
    cells: Ints, limits: _Limits, row_needs: Ints, column_needs: Ints, path: list[int]
) -> None:
    """Move as much as fits along a way of rows and columns in turn."""
    up = [(path[k], path[k + 1]) for k in range(0, len(path) - 1, 2)]
    down = [(path[k + 1], path[k]) for k in range(1, len(path) - 1, 2)]
    amount = min(
        int(row_needs[path[0]]),
        int(column_needs[path[-1]]),
        *(int(limits.most[cell] - cells[cell]) for cell in up),
        *(int(cells[cell] - limits.least[cell]) for cell in down),
    )
    for cell in up:
        cells[cell] += amount
    for cell in down:
        cells[cell] -= amount
    row_needs[path[0]] -= amount
    column_needs[path[-1]] -= amount
