"""What engines for uncapacitated problems share: recognising them, and answering."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from routing.engines.siting_watch import SitingWatch
from routing.engines.uncapacitated.answer import (
    certificate_of,
    flows_of,
    price_of_count,
    states_of,
    whole_fen,
)
from routing.engines.uncapacitated.exchange import Exchange
from routing.engines.uncapacitated.sites import Sites, sites_of
from routing.errors import InfeasibleError
from routing.options import ProgressCallback, SolveOptions
from routing.siting.arrays import Floats, SitingArrays, add_up
from routing.siting.certificate import certified_bound
from routing.siting.cost import Masses, cost_of
from routing.siting.features import SitingFeature
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem
from routing.siting.solution import SitingSolution

OPEN_OR_CLOSED = frozenset(
    {
        SitingFeature.CAPACITY,
        SitingFeature.STATES,
        SitingFeature.COMMODITIES,
        SitingFeature.TAG_LIMITS,
        SitingFeature.PERIODS,
        SitingFeature.MOVES,
        SitingFeature.FIXES,
        SitingFeature.REQUIRED,
        SitingFeature.UNSERVED_PRICES,
        SitingFeature.SINGLE_SOURCE,
    }
)
"""What a problem may ask for whose sites are open or closed and never full."""


@dataclass(frozen=True)
class Found:
    """What a search for open sites has found and proved.

    Attributes
    ----------
    search
        Holds the best set.
    worth
        Shape (C,): multipliers of the clients.
    reduced
        Shape (F,): prices of the sites at these multipliers.
    bound
        No set costs less.
    """

    search: Exchange
    worth: Floats
    reduced: Floats
    bound: float


class CheapestSitesEngine(ABC):
    """An engine for the cheapest set of open sites."""

    name: str
    features = OPEN_OR_CLOSED

    def solve(
        self,
        problem: SitingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
    ) -> SitingSolution:
        """Return the best set of sites found and the best bound proved.

        Raises
        ------
        InfeasibleError
            If no set of sites serves all who must be served.
        ValueError
            If the problem is not one the engine takes.
        """
        watch = SitingWatch(options, progress)
        arrays, sites = sites_known(problem)
        watch.tell("build")
        found = self._search(sites, watch)
        return _solution(problem, arrays, found, watch, self.name)

    @abstractmethod
    def _search(self, sites: Sites, watch: SitingWatch) -> Found:
        """Search until the answer is proved or time is up."""


def sites_known(problem: SitingProblem) -> tuple[SitingArrays, Sites]:
    """Return the columns and the sites of a problem.

    Raises
    ------
    ValueError
        If there is more to choose than a set of open sites.
    """
    arrays = arrays_of(problem)
    sites = sites_of(problem, arrays)
    if sites is None:
        msg = "sites can be full, or more than a set of them is to be chosen."
        raise ValueError(msg)
    return arrays, sites


def _solution(
    problem: SitingProblem,
    arrays: SitingArrays,
    found: Found,
    watch: SitingWatch,
    engine: str,
) -> SitingSolution:
    """Turn what was found into an engine's answer.

    Raises
    ------
    InfeasibleError
        If no set was found that serves all who must be served.
    """
    search = found.search
    sites = search.sites
    if not search.is_valid:
        raise InfeasibleError(_none(sites, found.bound))
    certificate = certificate_of(
        arrays, found.worth, price_of_count(sites, found.reduced)
    )
    states = states_of(sites, arrays, search.best)
    masses = _masses(sites, arrays, search)
    objective = cost_of(arrays, states + arrays.rows.first[:-1], masses).total_fen
    proved = max(whole_fen(found.bound), certified_bound(problem, certificate))
    return SitingSolution(
        states=states,
        flow_kg=masses.flow_kg,
        unserved_kg=masses.unserved_kg,
        objective=objective,
        bound=min(proved, objective),
        engine=engine,
        seconds=watch.seconds,
        certificate=certificate,
    )


def _masses(sites: Sites, arrays: SitingArrays, search: Exchange) -> Masses:
    flow, left = flows_of(sites, arrays, search.nearest(search.best))
    taken = add_up(arrays.arc_facility, flow[0], arrays.facilities)
    return Masses(flow, np.zeros((1, 0), np.int64), left, taken[None])


def step_of(sites: Sites) -> int:
    """Return a number that divides the cost of every set, at least 1."""
    left = sites.left[sites.left < sites.barred]
    figures = np.concatenate([sites.price, sites.opening, left])
    return max(1, math.gcd(sites.closed_cost, int(np.gcd.reduce(figures))))


def _none(sites: Sites, bound: float) -> str:
    what = f"at most {sites.most} sites may be open, at least {sites.least} must be"
    if bound >= sites.barred:
        return (
            f"no set of sites serves every client that must be served: {what}. "
            "Allow more sites, longer ways, or leaving clients."
        )
    return (
        f"found no set of sites that serves every client that must be served: {what}. "
        "Allow more time, more sites or longer ways."
    )
