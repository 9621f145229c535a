"""Facilities that compete for the same clients, drawn one neighbourhood at a time."""

import numpy as np

from routing.siting.arrays import Bools, SitingArrays

MOST = 60
"""Facilities in a neighbourhood."""


class Neighbours:
    """Draws a facility and those that share most supply with it.

    Parameters
    ----------
    arrays
        The problem.
    seed
        Seed of the draws.
    """

    def __init__(self, arrays: SitingArrays, seed: int) -> None:
        self._arrays = arrays
        self._rng = np.random.default_rng(seed)
        self._supply = arrays.supply_kg.sum(axis=0).astype(np.float64)
        choices = (arrays.rows.allowed.any(axis=0)).astype(np.int64)
        count = np.add.reduceat(choices, arrays.rows.first[:-1])
        served = np.bincount(arrays.arc_facility, minlength=arrays.facilities)
        self._centres = np.flatnonzero((count > 1) & (served > 0))
        self._drawn = self._centres[:0]

    def draw(self) -> Bools:
        """Return a neighbourhood, shape (F,); every centre comes once in a round."""
        if not self._drawn.size:
            self._drawn = self._rng.permutation(self._centres)
        near = np.zeros(self._arrays.facilities, np.bool_)
        if not self._drawn.size:
            return ~near
        centre, self._drawn = self._drawn[0], self._drawn[1:]
        arrays = self._arrays
        client = np.zeros(arrays.clients, np.bool_)
        client[arrays.arc_client[arrays.arc_facility == centre]] = True
        shared = np.bincount(
            arrays.arc_facility,
            np.where(client, self._supply, 0.0)[arrays.arc_client],
            arrays.facilities,
        )
        most = np.argsort(-shared, kind="stable")[:MOST]
        near[most] = shared[most] > 0.0
        near[centre] = True
        return near
