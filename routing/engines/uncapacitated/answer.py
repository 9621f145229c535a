"""Turns a set of open sites and its multipliers into an answer and a certificate."""

import math

import numpy as np

from routing.engines.uncapacitated.sites import Sites
from routing.siting.arrays import KG_PER_T, Floats, Ints, SitingArrays
from routing.siting.solution import Certificate


def states_of(sites: Sites, arrays: SitingArrays, is_open: Ints) -> Ints:
    """Return the state of every facility, shape (1, F).

    Parameters
    ----------
    sites, arrays
        The problem.
    is_open
        Shape (F,): 1 for open sites.
    """
    row = np.where(is_open == 1, sites.open_row, sites.closed_row)
    states: Ints = (row - arrays.rows.first[:-1])[None]
    return states


def flows_of(sites: Sites, arrays: SitingArrays, nearest: Ints) -> tuple[Ints, Ints]:
    """Return kilograms by arc, shape (1, A), and left, shape (1, C).

    Parameters
    ----------
    sites, arrays
        The problem.
    nearest
        Shape (C,): the way each client goes, -1 if it is left.
    """
    flow = np.zeros((1, len(arrays.arc_client)), np.int64)
    goes = nearest >= 0
    flow[0, sites.arc[nearest[goes]]] = arrays.supply_kg[0, goes]
    return flow, np.where(goes, 0, arrays.supply_kg)


def certificate_of(
    arrays: SitingArrays,
    worth: Floats,
    price_of_count: float,
    radius_m: int | None = None,
) -> Certificate:
    """Return the multipliers of an uncapacitated problem.

    Parameters
    ----------
    arrays
        The problem.
    worth
        Shape (C,): worth of serving each client, in fen times kilograms per tonne.
    price_of_count
        Price of an open site, in the same money: above 0 where the largest number
        of sites binds, below 0 where the least does.
    radius_m
        As in ``Certificate``.
    """
    supply = arrays.supply_kg
    count = np.zeros(arrays.tag_min.shape)
    if price_of_count > 0:
        count[0, int(arrays.tag_max[0].argmin())] = price_of_count / KG_PER_T
    elif price_of_count < 0:
        count[0, int(arrays.tag_min[0].argmax())] = price_of_count / KG_PER_T
    by_t = np.divide(worth[None], supply, out=np.zeros(supply.shape), where=supply > 0)
    return Certificate(
        client_fen_per_t=by_t,
        inflow_fen_per_t=np.zeros((1, arrays.facilities, arrays.commodities)),
        floor_fen_per_t=np.zeros((1, arrays.floors.minimum_kg.shape[1])),
        tag_fen=count,
        budget=np.zeros(1),
        radius_m=radius_m,
    )


def price_of_count(sites: Sites, reduced: Floats) -> float:
    """Return the price of an open site that makes the cheapest set an allowed one.

    Parameters
    ----------
    sites
        The problem.
    reduced
        Shape (F,): reduced prices.
    """
    have = int((sites.fixed == 1).sum())
    prices = np.sort(reduced[sites.fixed == 0])
    wanted = int((prices < 0).sum())
    if wanted > sites.most - have:
        # With no further site allowed, any price that keeps all closed will do.
        return -float(prices[max(sites.most - have - 1, 0)])
    if wanted < sites.least - have:
        return -float(prices[sites.least - have - 1])
    return 0.0


def whole_fen(cost: float) -> int:
    """Round a bound in fen times kilograms per tonne up to whole fen."""
    return math.ceil(cost / KG_PER_T)
