"""Multipliers of clients: what the cheapest set of sites costs at least.

Relaxing that every client is served leaves sites that are chosen each by its own
reduced price, as few or many as allowed (Cornuejols, Fisher and Nemhauser, "Location
of bank accounts to optimize float", Management Science 23, 1977). Multipliers rise
along the slope, deflected by the steps before.
"""

from dataclasses import dataclass

import numpy as np

from routing.engines.uncapacitated.kernels import reduce_prices, slope_of
from routing.engines.uncapacitated.sites import Sites
from routing.siting.arrays import Bools, Floats, Ints

PATIENCE = 15
"""Steps without a better bound before steps are halved."""
MEMORY = 0.4
"""Part of the direction before that stays in the next."""
MEAN = 0.05
"""Weight of the newest set in the mean of those chosen."""
SHORTEST = 1e-4


@dataclass
class Dual:
    """Where an ascent stands.

    Attributes
    ----------
    worth
        Shape (C,): the best multipliers known.
    bound
        What they prove.
    often
        Shape (F,): how often each site was chosen lately.
    reduced
        Shape (F,): reduced prices at the best multipliers.
    pace
        Length of steps.
    """

    worth: Floats
    bound: float
    often: Floats
    reduced: Floats
    pace: float = 1.0


def begin(sites: Sites, nearest: Ints) -> Dual:
    """Begin where every client is worth what it pays in a known answer.

    Parameters
    ----------
    sites
        The problem.
    nearest
        Shape (C,): the way each client goes, -1 if it is left.
    """
    way = np.maximum(nearest, 0)
    price = sites.price[way] if len(sites.price) else np.zeros(len(way), np.int64)
    dearest = float(sites.price.max(initial=0))
    left = np.minimum(sites.left, dearest)
    worth = np.where(nearest >= 0, price, left).astype(np.float64)
    none = np.zeros(sites.count)
    return Dual(worth, -np.inf, none, none)


def chosen_of(sites: Sites, fixed: Ints, reduced: Floats) -> Bools | None:
    """Return the cheapest set at reduced prices; ``None`` where none is allowed."""
    chosen: Bools = fixed == 1
    free = np.flatnonzero(fixed == 0)
    have = int(chosen.sum())
    least, most = sites.least - have, sites.most - have
    if most < 0 or least > free.size:
        return None
    order = free[np.argsort(reduced[free], kind="stable")]
    wanted = int((reduced[free] < 0).sum())
    chosen[order[: min(max(wanted, least, 0), most)]] = True
    return chosen


class Ascent:
    """Raises bounds by steps along the slope.

    Parameters
    ----------
    sites
        The problem.
    """

    def __init__(self, sites: Sites) -> None:
        self.sites = sites
        self._left = sites.left.astype(np.float64)
        self._highest = np.where(
            sites.left < sites.barred, self._left, 2.0 * sites.barred
        )
        self._slope = np.zeros(sites.clients)

    def evaluate(self, fixed: Ints, worth: Floats) -> tuple[float, Floats, Bools]:
        """Return bound, reduced prices and the chosen set; ``inf`` if none is allowed.

        Parameters
        ----------
        fixed
            Shape (F,): 1 open, -1 closed, 0 free.
        worth
            Shape (C,): multipliers.
        """
        sites = self.sites
        reduced = sites.opening.astype(np.float64)
        reduce_prices(sites.start, sites.site, sites.price, worth, reduced)
        chosen = chosen_of(sites, fixed, reduced)
        if chosen is None:
            return np.inf, reduced, fixed == 1
        bound = sites.closed_cost + float(worth.sum()) + float(reduced[chosen].sum())
        return bound, reduced, chosen

    def climb(self, dual: Dual, fixed: Ints, cost: int, steps: int) -> list[Ints]:
        """Raise the bound of a dual; return the sets chosen at better bounds.

        Parameters
        ----------
        dual
            Where to begin; it is changed.
        fixed
            Shape (F,): sites decided.
        cost
            Cost of the best answer known.
        steps
            Steps to take.
        """
        sites, seen = self.sites, []
        worth, direction, idle = dual.worth.copy(), np.zeros(sites.clients), 0
        for _ in range(steps):
            bound, reduced, chosen = self.evaluate(fixed, worth)
            if bound == np.inf:
                dual.bound = bound
                break
            dual.often = (1 - MEAN) * dual.often + MEAN * chosen
            if bound > dual.bound:
                rise = bound - dual.bound
                dual.worth, dual.bound, dual.reduced = worth.copy(), bound, reduced
                seen.append(chosen.astype(np.int64))
                idle = 0 if rise > 1e-6 * abs(bound) else idle + 1
            else:
                idle += 1
            if idle >= PATIENCE:
                dual.pace, idle = dual.pace / 2, 0
                worth, direction = dual.worth.copy(), np.zeros(sites.clients)
                if dual.pace < SHORTEST:
                    break
                continue
            self._write_slope(worth, chosen)
            direction = self._slope + MEMORY * direction
            size = float(direction @ direction)
            if size == 0 or bound >= cost:
                break
            step = dual.pace * max(1.002 * cost - bound, 1.0) / size
            worth = np.clip(worth + step * direction, 0.0, self._highest)
        return seen

    def _write_slope(self, worth: Floats, chosen: Bools) -> None:
        sites = self.sites
        slope_of(
            sites.start,
            sites.site,
            sites.price,
            self._left,
            worth,
            chosen.astype(np.int64),
            self._slope,
        )


def decide(sites: Sites, dual: Dual, fixed: Ints, cutoff: float) -> Ints:
    """Decide the sites without which, or with which, nothing below a cost is left.

    Parameters
    ----------
    sites
        The problem.
    dual
        Multipliers and their reduced prices, for ``fixed``.
    fixed
        Shape (F,): sites decided before.
    cutoff
        Bounds above this are of no interest.

    Returns
    -------
    Shape (F,): sites decided now.
    """
    chosen = chosen_of(sites, fixed, dual.reduced)
    if chosen is None:
        return fixed
    free = fixed == 0
    taken, rest = free & chosen, free & ~chosen
    dearest = float(dual.reduced[taken].max(initial=-np.inf))
    cheapest = float(dual.reduced[rest].min(initial=np.inf))
    count = int(chosen.sum())
    out = dearest if count == sites.most else max(dearest, 0.0)
    into = cheapest if count == sites.least else min(cheapest, 0.0)
    enter = dual.bound + dual.reduced - out
    leave = dual.bound - dual.reduced + into
    decided = fixed.copy()
    decided[rest & (enter > cutoff)] = -1
    decided[taken & (leave > cutoff)] = 1
    return decided
