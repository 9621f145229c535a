"""Floors as planners ask for them: mass served or recovered, coverage, equity."""

from collections.abc import Sequence

import numpy as np

from routing.siting.arrays import Bools
from routing.siting.problem import PPM, Arcs, Clients, Floor


def serving_floor(
    name: str, arcs: Arcs, who: Bools, minimum_kg: Sequence[int]
) -> Floor:
    """Ask for a least mass taken from some clients.

    Parameters
    ----------
    name
        The caller's key.
    arcs
        Arcs of the problem.
    who
        Shape (C,): the clients that count.
    minimum_kg
        Least kilograms a year, by period.
    """
    arc = np.flatnonzero(who[arcs.client]).astype(np.int64)
    share = np.full(len(arc), PPM, np.int64)
    return Floor(name, tuple(minimum_kg), arc, share)


def coverage_floor(
    name: str, clients: Clients, arcs: Arcs, who: Bools, share_ppm: int
) -> Floor:
    """Ask for a least share of what some clients supply, in every period.

    Parameters
    ----------
    name
        The caller's key.
    clients, arcs
        Of the problem.
    who
        Shape (C,): the clients that count.
    share_ppm
        Least share of their supply that is taken; rounded up to kilograms.
    """
    supply_kg = clients.supply_kg[:, who].sum(axis=1).tolist()
    minimum_kg = [-(-kg * share_ppm // PPM) for kg in supply_kg]
    return serving_floor(name, arcs, who, minimum_kg)


def equity_floors(
    clients: Clients, arcs: Arcs, districts: Sequence[str], share_ppm: int
) -> tuple[Floor, ...]:
    """Ask for the same least share in every district; the price of each is its dual.

    Parameters
    ----------
    clients, arcs
        Of the problem.
    districts
        District of each client.
    share_ppm
        Least share of a district's supply that is taken.
    """
    district = np.array(districts, np.str_)
    return tuple(
        coverage_floor(str(name), clients, arcs, district == name, share_ppm)
        for name in np.unique(district)
    )


def recovery_floor(name: str, legs: Bools, minimum_kg: Sequence[int]) -> Floor:
    """Ask for a least mass recovered: what arrives by some legs.

    Parameters
    ----------
    name
        The caller's key.
    legs
        Shape (K,): the legs that count, those with a recovered commodity to a place
        that recovers it.
    minimum_kg
        Least kilograms a year, by period.
    """
    none = np.zeros(0, np.int64)
    trunk = np.flatnonzero(legs).astype(np.int64)
    share = np.full(len(trunk), PPM, np.int64)
    return Floor(name, tuple(minimum_kg), none, none, trunk, share)
