"""What routes of different neighbourhoods share, and whether they agree on it."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np

from routing.decompose.incumbent import Incumbent
from routing.decompose.subproblem import SubProblem, put_back
from routing.decompose.work import Outcome
from routing.vrp.assemble import assemble
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature
from routing.vrp.problem import RoutingProblem, UnloadSite
from routing.vrp.restart import routes_from_solution
from routing.vrp.solution import RoutingSolution
from routing.vrp.view import Ints, ProblemView
from routing.vrp.walk import walk_route

JOINT = frozenset(
    {
        RoutingFeature.DOCKS,
        RoutingFeature.INTAKE,
        RoutingFeature.ENERGY,
        RoutingFeature.BALANCE,
    }
)
"""Features by which routes far apart depend on each other: docks, daily intake and
plugs in common, and how even their durations are."""


@dataclass
class Sharing:
    """Judges a change of some routes by all of them, where they share something.

    Attributes
    ----------
    problem
        The whole problem.
    features
        What it uses.
    """

    problem: RoutingProblem
    features: frozenset[RoutingFeature]
    _brought: dict[int, Ints] = field(init=False, default_factory=dict)

    @property
    def is_joint(self) -> bool:
        """Whether routes share anything at all."""
        return bool(JOINT & self.features)

    def left_for(
        self, incumbent: Incumbent, numbers: Collection[int]
    ) -> RoutingProblem:
        """Return the problem with the intake that the other routes leave."""
        if RoutingFeature.INTAKE not in self.features:
            return self.problem
        others = [n for n in incumbent.routes if n not in set(numbers)]
        taken = sum((self._brought_by(incumbent, n) for n in others), self._nothing())
        sites = map(_less, self.problem.unload_sites, taken)
        return replace(self.problem, unload_sites=tuple(sites))

    def _nothing(self) -> Ints:
        shape = len(self.problem.unload_sites), len(self.problem.dimensions)
        return np.zeros(shape, dtype=np.int64)

    def _brought_by(self, incumbent: Incumbent, number: int) -> Ints:
        """Return what a route brings to each site, by dimension."""
        if number not in self._brought:
            total = self._nothing()
            report = walk_route(self.problem, incumbent.routes[number], "").report
            for trip in report.trips if report else ():
                if trip.unload_site is not None:
                    total[trip.unload_site] += trip.load
            self._brought[number] = total
        return self._brought[number]

    def take(
        self,
        incumbent: Incumbent,
        numbers: Collection[int],
        part: SubProblem,
        outcome: Outcome,
    ) -> bool:
        """Put a better answer to a sub-problem into the whole, if it is better there.

        Returns
        -------
        bool
            Whether it was taken.
        """
        routes, unserved = put_back(part, outcome.solution)
        left_out = [part.stops[entry.stop] for entry in part.start.unserved]
        if not self.is_joint:
            incumbent.exchange(numbers, left_out, routes, outcome.costs_fen, unserved)
            return True
        if not incumbent.routes.keys() >= set(numbers):
            return False
        if not incumbent.unserved.keys() >= set(left_out):
            return False
        others = [r for n, r in incumbent.routes.items() if n not in set(numbers)]
        kept = [e for s, e in incumbent.unserved.items() if s not in set(left_out)]
        candidate = RoutingSolution((*others, *routes), (*kept, *unserved), 0, "")
        return self.adopt(incumbent, candidate)

    def adopt(self, incumbent: Incumbent, candidate: RoutingSolution) -> bool:
        """Make an answer of routes that may clash, and take it if it is better."""
        view = ProblemView(self.problem)
        routes = routes_from_solution(view, candidate)
        answer = assemble(view, routes, "", time.perf_counter())
        before = objective(self.problem, incumbent.solution(""))
        if objective(self.problem, answer) >= before:
            return False
        incumbent.load(answer)
        return True


def _less(site: UnloadSite, taken: Ints) -> UnloadSite:
    if site.intake is None:
        return site
    left = np.maximum(0, np.array(site.intake) - taken)
    return replace(site, intake=tuple(left.tolist()))
