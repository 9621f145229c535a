r"""The lower bound that Lagrangian multipliers prove.

Relaxed are: that a client's supply is assigned (``lambda``), that what arrives at a
facility is what legs bring (``nu``), floors (``mu >= 0``), tag limits (``theta``)
and budgets (``beta >= 0``). Then every facility is alone. With ``w`` the weight of
period ``t``, ``p`` the cost of a tonne on an arc and ``q`` on a leg (transfer and CO2
included), masses in tonnes::

    best[t,j,o] = min over legs k from j with o of
                  w q[k] + nu[t, end of k, o] - sum_l mu[t,l] ppm[l,k] / 1e6
    way[t,s,c]  = w unit[s] + sum over yields (c, o) of s of ppm / 1e6 best[t,j,o]
    knap[t,s]   = min sum r x,  minimum[s] <= sum x <= capacity[s],  over
                  arcs a:     r = w p[a] + way[t,s,c] - lambda[t,i]
                                  - sum_l mu[t,l] ppm[l,a] / 1e6,  0 <= x <= supply
                  inflows o:  r = way[t,s,o] - nu[t,j,o],  0 <= x <= what can arrive
                  + sum over outputs o of s of min(0, best[t,j,o]) 1 kg
    worth[t,s]  = w fixed[s] + sum of theta[t,n] over tags n of s + knap[t,s]

    bound = sum over clients of supply * (lambda, at most w unserved if optional)
          + sum mu minimum - sum theta (maximum if theta > 0 else minimum)
          - sum beta budget
          + sum over facilities of the cheapest allowed path of states, each at
            its worth, each entry at entry cost + beta capital

A price on a limit that is not there counts as zero. What can arrive by legs is at
most the largest capacity there is, and what the facilities before can make. The
kilogram in ``knap`` is what rounding outputs up may bring.

That is the value of a relaxation of the problem at any multipliers, so never above
the least cost (Geoffrion, *Lagrangean relaxation for integer programming*,
Mathematical Programming Study 2, 1974).

For the largest distance all money is zero and only arcs shorter than the radius are
there: a value above zero proves that they do not suffice.
"""

import math
from dataclasses import replace

import numpy as np

from routing.siting.arrays import KG_PER_T, NO_LIMIT, Floats, SitingArrays
from routing.siting.granularity import cost_step
from routing.siting.knapsack import EPSILON
from routing.siting.laying import arrays_of
from routing.siting.paths import cheapest_paths
from routing.siting.problem import Objective, SitingProblem
from routing.siting.relaxation import Money, Relaxation, money_of
from routing.siting.solution import Certificate

NO_ANSWER = NO_LIMIT
"""Bound that says that no answer exists."""


def certified_bound(problem: SitingProblem, certificate: Certificate) -> int:
    """Return the lower bound on the objective that multipliers prove.

    Parameters
    ----------
    problem
        A valid problem.
    certificate
        Finite multipliers of the shapes of the problem.

    Returns
    -------
    Fen, or metres for the largest distance; at least 0. ``NO_ANSWER`` where the
    multipliers prove that no answer exists. A cost is rounded up to the next
    figure that an answer can have (``routing.siting.granularity``).
    """
    arrays = arrays_of(problem)
    if problem.objective is Objective.LARGEST_DISTANCE:
        radius_m = certificate.radius_m
        if radius_m is None or lagrangian(arrays, certificate, radius_m) <= 0:
            return 0
        longer = arrays.arc_m[arrays.arc_m >= radius_m]
        return int(longer.min(initial=NO_ANSWER))
    value = lagrangian(arrays, certificate)
    if value == math.inf:
        return NO_ANSWER
    step = cost_step(problem, arrays)
    return max(0, -(-math.ceil(value) // step) * step)


def lagrangian(
    arrays: SitingArrays, certificate: Certificate, radius_m: int | None = None
) -> float:
    """Return the value of the relaxation, lowered by what floats may err.

    Parameters
    ----------
    arrays
        The problem.
    certificate
        The multipliers.
    radius_m
        If given, money counts nothing and arcs are shorter.
    """
    certificate = _in_force(arrays, certificate)
    money = money_of(arrays, radius_m)
    relaxation = Relaxation(arrays, money, certificate)
    worth = np.vstack([relaxation.worth(t) for t in range(arrays.periods)])
    entry = money.entry + certificate.budget[:, None] * arrays.rows.capital_fen
    paths = cheapest_paths(arrays, worth, entry)
    if np.isinf(paths).any():
        return math.inf
    terms = [*_constants(arrays, money, certificate), paths]
    exact = math.fsum(x for column in terms for x in column.ravel().tolist())
    most = np.where(np.isfinite(worth), np.abs(worth), 0.0).sum() + entry.sum()
    size = math.fsum(float(np.abs(column).sum()) for column in terms)
    error = EPSILON * (8.0 * size + 4.0 * arrays.periods * float(most))
    return exact - error


def _constants(
    arrays: SitingArrays, money: Money, certificate: Certificate
) -> list[Floats]:
    """Return what the multipliers are worth before any facility is looked at."""
    left = money.weight[:, None] * money.unserved
    price = certificate.client_fen_per_t
    price = np.where(arrays.required, price, np.minimum(price, left))
    mu, theta = certificate.floor_fen_per_t, certificate.tag_fen
    limit = np.where(theta > 0, arrays.tag_max, arrays.tag_min)
    return [
        arrays.supply_kg * price / KG_PER_T,
        arrays.floors.minimum_kg * mu / KG_PER_T,
        -theta * limit,
        -certificate.budget * arrays.budget_fen,
    ]


def _in_force(arrays: SitingArrays, certificate: Certificate) -> Certificate:
    """Return the multipliers without prices on limits that are not there."""
    theta, budget = certificate.tag_fen, certificate.budget
    return replace(
        certificate,
        tag_fen=np.where((theta > 0) & (arrays.tag_max == NO_LIMIT), 0.0, theta),
        budget=np.where(arrays.budget_fen == NO_LIMIT, 0.0, budget),
    )
