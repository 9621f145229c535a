"""Which sites reach which clients, without what others make superfluous."""

from dataclasses import dataclass

import numpy as np

from routing.engines.uncapacitated.sites import Sites
from routing.siting.arrays import Bools, Ints

LARGEST_TABLE = 4_000_000
"""Clients times sites up to which rows and columns are compared with each other."""


@dataclass(frozen=True)
class Cover:
    """A table of who is reached, and what it is a part of.

    Attributes
    ----------
    table
        Shape (R, J): whether a site reaches a client.
    client, site
        Shapes (R,), (J,): positions in the problem.
    """

    table: Bools
    client: Ints
    site: Ints


def reach(sites: Sites, is_near: Bools) -> Cover:
    """Return who has to be reached yet, and by whom that can be.

    Clients that a site reaches which must be open are done with.

    Parameters
    ----------
    sites
        The problem.
    is_near
        Shape (A,): ways that count.
    """
    client = np.repeat(np.arange(sites.clients), np.diff(sites.start))[is_near]
    site = sites.site[is_near]
    must = np.flatnonzero(sites.left > 0)
    done = np.zeros(sites.clients, np.bool_)
    done[client[sites.fixed[site] == 1]] = True
    rest = must[~done[must]]
    free = np.flatnonzero(sites.fixed == 0)
    table = np.zeros((sites.clients, sites.count), np.bool_)
    table[client, site] = True
    return Cover(table[np.ix_(rest, free)], rest, free)


def without_dominated(cover: Cover) -> Cover:
    """Leave out sites that reach no more than another, and clients easier to reach.

    A client is easier to reach than another where all sites that reach the other
    reach it, too. Both are repeated as long as that helps (Toregas and ReVelle,
    "Binary logic solutions to a class of location problem", Geographical Analysis
    5, 1973). It is right where all sites cost the same and all clients must be
    reached.
    """
    while cover.table.size and cover.table.size <= LARGEST_TABLE:
        rows = _undominated(~cover.table)
        table = cover.table[rows]
        columns = _undominated(table.T)
        if rows.all() and columns.all():
            break
        cover = Cover(table[:, columns], cover.client[rows], cover.site[columns])
    return cover


def _undominated(table: Bools) -> Bools:
    """Tell which rows are no subset of another; of equal rows the first, (R,)."""
    figures = table.astype(np.float32)
    size = figures.sum(axis=1)
    common = figures @ figures.T
    is_within = common >= size[:, None] - 0.5
    np.fill_diagonal(is_within, val=False)
    # Equal rows are within each other; only the later one goes.
    earlier = np.arange(len(size))
    is_equal = is_within & is_within.T
    is_within &= ~is_equal | (earlier[None, :] < earlier[:, None])
    kept: Bools = ~is_within.any(axis=1)
    return kept


def greedy_cover(cover: Cover) -> Ints:
    """Return sites that reach all, those that reach most first, then the needed ones.

    Returns
    -------
    Columns of the table; all of them where some client is out of reach.
    """
    table = cover.table
    open_rows = np.ones(len(table), np.bool_)
    chosen: list[int] = []
    while open_rows.any():
        count = table[open_rows].sum(axis=0)
        best = int(count.argmax()) if count.size else 0
        if count.size == 0 or count[best] == 0:
            return np.arange(table.shape[1])
        chosen.append(best)
        open_rows &= ~table[:, best]
    times = table[:, chosen].sum(axis=1)
    for j in chosen.copy():
        if (times[table[:, j]] > 1).all():
            times -= table[:, j]
            chosen.remove(j)
    return np.array(chosen, np.int64)
