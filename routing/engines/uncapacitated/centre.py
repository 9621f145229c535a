"""p-center: the least radius within which a number of sites reaches everyone.

The radius is one of the distances; whether a number of sites suffices at one is a
covering problem. The linear relaxation gives the first radius that multipliers do
not rule out, whole sites decide from there on (Elloumi, Labbe and Pochet, "A new
formulation and resolution method for the p-center problem", INFORMS Journal on
Computing 16, 2004).
"""

import numpy as np

from routing.engines.siting_watch import SitingWatch
from routing.engines.uncapacitated.answer import certificate_of, flows_of, states_of
from routing.engines.uncapacitated.cover_matrix import (
    Cover,
    greedy_cover,
    reach,
    without_dominated,
)
from routing.engines.uncapacitated.cover_model import (
    CoverModel,
    relax_cover,
    solve_cover,
)
from routing.engines.uncapacitated.exchange import Exchange
from routing.engines.uncapacitated.settle import OPEN_OR_CLOSED, sites_known
from routing.engines.uncapacitated.sites import Sites, sites_of
from routing.errors import InfeasibleError
from routing.options import ProgressCallback, SolveOptions
from routing.siting.arrays import KG_PER_T, Floats, Ints
from routing.siting.features import SitingFeature
from routing.siting.laying import arrays_of
from routing.siting.problem import Objective, SitingProblem
from routing.siting.solution import Certificate, SitingSolution

CLEARLY = 1e-6
"""How far a relaxation must be above the number of sites to rule a radius out."""
FEN_OF_A_SITE = 1e6
"""Price of a site in certificates; any figure does."""


class CentreEngine:
    """Bisection of the distances, each a covering problem without what is dominated.

    Proofs are the multipliers of the last relaxation that rules a radius out, and
    the solver's where whole sites are needed for it.
    """

    name = "center"
    features = OPEN_OR_CLOSED | {SitingFeature.LARGEST_DISTANCE, SitingFeature.CARBON}

    def takes(self, problem: SitingProblem) -> bool:
        """Tell whether a set of open sites is to be chosen for the shortest radius."""
        if problem.objective is not Objective.LARGEST_DISTANCE:
            return False
        return sites_of(problem, arrays_of(problem)) is not None

    def solve(
        self,
        problem: SitingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
    ) -> SitingSolution:
        """Return the sites of the shortest radius found, and the bound proved.

        Raises
        ------
        InfeasibleError
            If no set of sites reaches every client.
        ValueError
            If the problem is not one the engine takes.
        """
        watch = SitingWatch(options, progress)
        arrays, sites = sites_known(problem)
        watch.tell("build")
        search = _Radii(sites, watch)
        is_open = search.run()
        if is_open is None:
            msg = (
                f"no {sites.most} sites reach every client that must be served. "
                "Allow more sites or longer ways."
            )
            raise InfeasibleError(msg)
        nearest = Exchange(sites, options.seed).nearest(is_open)
        flow, left = flows_of(sites, arrays, nearest)
        radius = int(sites.price[nearest[nearest >= 0]].max(initial=0))
        certificate: Certificate | None = None
        if search.worth is not None:
            price = FEN_OF_A_SITE * KG_PER_T
            certificate = certificate_of(
                arrays, search.worth * price, price, search.ruled_out_m
            )
        return SitingSolution(
            states=states_of(sites, arrays, is_open),
            flow_kg=flow,
            unserved_kg=left,
            objective=radius,
            bound=min(search.bound_m, radius),
            engine=self.name,
            seconds=watch.seconds,
            certificate=certificate,
        )


class _Radii:
    """Bisection over the distances.

    Attributes
    ----------
    bound_m
        No radius is shorter.
    worth, ruled_out_m
        Shape (C,): multipliers in prices of a site which prove that ways shorter
        than so many metres do not suffice.
    """

    def __init__(self, sites: Sites, watch: SitingWatch) -> None:
        self.sites, self.watch = sites, watch
        self.bound_m = 0
        self.worth: Floats | None = None
        self.ruled_out_m: int | None = None
        self._best: Ints | None = None
        must = np.repeat(sites.left > 0, np.diff(sites.start))
        self._metres = np.unique(sites.price[must])
        self._most = min(sites.most, sites.count) - int((sites.fixed == 1).sum())

    def run(self) -> Ints | None:
        """Return the best set of sites, shape (F,); ``None`` without one."""
        if not self.sites.is_possible:
            return None
        if not len(self._metres):
            is_reached = self._most >= 0 and not (self.sites.left > 0).any()
            return self._whole(np.zeros(0, np.int64)) if is_reached else None
        low = self._least_relaxed()
        if low == len(self._metres):
            return None
        self.bound_m = int(self._metres[low])
        high, middle = self._place_of_best(), low
        # The relaxation is nearly always right, so the first guess is its own.
        while low < high and not self.watch.is_over(self._known(), self.bound_m):
            found = self._decide(middle)
            if found:
                high = middle
            else:
                low = middle + 1
                if found is False and low < len(self._metres):
                    self.bound_m = int(self._metres[low])
            middle = (low + high) // 2
        if self._best is None:
            self._take_largest()
        return self._best

    def _is_stopped(self) -> bool:
        """Send messages while a solver runs."""
        self.watch.is_over(self._known(), self.bound_m)
        return self.watch.stopped

    def _place_of_best(self) -> int:
        if self._best is None:
            return len(self._metres)
        return int(np.searchsorted(self._metres, self._radius(self._best)))

    def _known(self) -> int | None:
        return None if self._best is None else self._radius(self._best)

    def _least_relaxed(self) -> int:
        """Return the position of the least distance no relaxation rules out."""
        low, high = 0, len(self._metres)
        while low < high:
            middle = (low + high) // 2
            if self._rule_out(int(self._metres[middle])):
                low = middle + 1
                self.watch.is_over()
            else:
                high = middle
        return low

    def _rule_out(self, radius_m: int) -> bool:
        """Tell whether multipliers prove a radius too short; keep them if so."""
        whole = self._cover(radius_m)
        worth = np.zeros(self.sites.clients)
        alone = ~whole.table.any(axis=1)
        if alone.any():
            worth[whole.client[alone.argmax()]] = 1.0
        elif self._most >= 0:
            cover = without_dominated(whole)
            if greedy_cover(cover).size <= self._most:
                self._offer(cover, greedy_cover(cover))
                return False
            relaxed = relax_cover(
                self._model(cover), self.watch.left_s, self._is_stopped
            )
            if relaxed.worth is None or relaxed.bound <= self._most + CLEARLY:
                return False
            worth[cover.client] = relaxed.worth * (1 - CLEARLY * 1e-3)
        self.worth = worth
        later = np.searchsorted(self._metres, radius_m, side="right")
        self.ruled_out_m = (
            int(self._metres[later]) if later < len(self._metres) else radius_m + 1
        )
        return True

    def _decide(self, place: int) -> bool | None:
        """Tell whether a radius suffices; ``None`` if that was not found out."""
        cover = without_dominated(self._cover(int(self._metres[place])))
        chosen = greedy_cover(cover)
        if chosen.size <= self._most:
            self._offer(cover, chosen)
            return True
        model = self._model(cover, most=self._most)
        seed = self.watch.options.seed
        found = solve_cover(model, self.watch.left_s, seed, self._is_stopped)
        if found.chosen is not None:
            self._offer(cover, np.flatnonzero(found.chosen))
            return True
        return False if found.bound == np.inf else None

    def _model(self, cover: Cover, most: float = np.inf) -> CoverModel:
        rows, columns = cover.table.shape
        return CoverModel(cover.table, np.ones(columns), np.full(rows, np.inf), 0, most)

    def _cover(self, radius_m: int) -> Cover:
        return reach(self.sites, self.sites.price <= radius_m)

    def _offer(self, cover: Cover, columns: Ints) -> None:
        is_open = self._whole(cover.site[columns])
        if self._best is None or self._radius(is_open) < self._radius(self._best):
            self._best = is_open
            self.watch.tell("improve", self._known())

    def _whole(self, chosen: Ints) -> Ints:
        """Open sites, and further ones where there are too few, shape (F,)."""
        sites = self.sites
        is_open: Ints = (sites.fixed == 1).astype(np.int64)
        is_open[chosen] = 1
        missing = max(sites.least - int(is_open.sum()), 0)
        spare = np.flatnonzero((is_open == 0) & (sites.fixed == 0))
        is_open[spare[:missing]] = 1
        return is_open

    def _radius(self, is_open: Ints) -> int:
        nearest = Exchange(self.sites, 0).nearest(is_open)
        return int(self.sites.price[nearest[nearest >= 0]].max(initial=0))

    def _take_largest(self) -> None:
        """Without time for anything, the whole reach is tried."""
        cover = without_dominated(self._cover(int(self._metres[-1])))
        chosen = greedy_cover(cover)
        if chosen.size <= self._most:
            self._offer(cover, chosen)
