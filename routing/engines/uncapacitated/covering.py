"""Covering: which sites to open where only being within reach counts.

Set covering (fewest or cheapest sites that reach everybody) and maximal covering (a
number of sites that reach most). Clients reached by the same sites are one client;
where every client must be reached and sites cost the same, what others make
superfluous is left out. The rest is small for branch and cut.
"""

from dataclasses import dataclass

import numpy as np

from routing.engines.siting_watch import SitingWatch
from routing.engines.uncapacitated.answer import whole_fen
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
from routing.engines.uncapacitated.dual import Ascent
from routing.engines.uncapacitated.exchange import Exchange
from routing.engines.uncapacitated.settle import (
    CheapestSitesEngine,
    Found,
    step_of,
)
from routing.engines.uncapacitated.sites import Sites, sites_of
from routing.engines.uncapacitated.tree import SAFE
from routing.siting.arrays import KG_PER_T, Floats, Ints
from routing.siting.laying import arrays_of
from routing.siting.problem import Objective, SitingProblem

SHAKES = 30
"""Random exchanges without success before branch and cut."""
TOLERANCE = 1e-6
"""Relative error of the solver's bound."""


class CoveringEngine(CheapestSitesEngine):
    """Exchanges of sites, then branch and cut on a table of who reaches whom."""

    name = "covering"

    def takes(self, problem: SitingProblem) -> bool:
        """Tell whether a set of open sites is to be chosen, and ways cost nothing."""
        if problem.objective is not Objective.COST:
            return False
        if problem.arcs.unit_cost_fen_per_t.any():
            return False
        sites = sites_of(problem, arrays_of(problem))
        return sites is not None and not sites.price.any()

    def _search(self, sites: Sites, watch: SitingWatch) -> Found:
        return _Covering(sites, watch).run()


@dataclass(frozen=True)
class _Part:
    """Rows and columns that are left, and what rows stand for.

    Attributes
    ----------
    cover
        The table.
    group
        Shape (C,): row of each client of the problem, -1 for none.
    left
        Shape (R,): price of leaving a row, infinite where that is not allowed.
    """

    cover: Cover
    group: Ints
    left: Floats


class _Covering:
    """One call."""

    def __init__(self, sites: Sites, watch: SitingWatch) -> None:
        self.sites, self.watch = sites, watch
        self.search = Exchange(sites, watch.options.seed)
        self.bound = 0.0

    def run(self) -> Found:
        """Search for a set, relax, and branch."""
        sites, search = self.sites, self.search
        if not sites.is_possible:
            none = np.zeros(sites.clients)
            return Found(search, none, sites.opening.astype(np.float64), np.inf)
        part = self._part()
        search.offer(search.begin())
        greedy = self._whole(part, greedy_cover(part.cover))
        if int(greedy.sum()) <= sites.most:
            search.offer(greedy)
        self.watch.tell("start", self._known())
        search.shake(self._is_over, SHAKES)
        model = self._model(part)
        relaxed = relax_cover(model, self.watch.left_s, self._is_stopped)
        worth = np.zeros(sites.clients)
        if relaxed.worth is not None:
            worth = self._spread(part, relaxed.worth)
        bound, reduced, _ = Ascent(sites).evaluate(sites.fixed, worth)
        self.bound = bound * (1 - SAFE)
        if not self._is_over():
            self._branch(part, model)
        return Found(search, worth, reduced, self.bound)

    def _branch(self, part: _Part, model: CoverModel) -> None:
        seed = self.watch.options.seed
        found = solve_cover(model, self.watch.left_s, seed, self._is_stopped)
        if found.chosen is not None:
            self.search.offer(self._whole(part, np.flatnonzero(found.chosen)))
        below = found.bound * self._scale + self._constant
        if np.isfinite(below):
            below -= TOLERANCE * abs(below)
        elif below < 0:
            return
        # Costs are whole multiples of a step: more than the one before is all.
        step = step_of(self.sites)
        if below > self.search.cost - step:
            below = float(self.search.cost)
        self.bound = max(self.bound, below)

    @property
    def _scale(self) -> float:
        """Money of a unit of the model."""
        left = self.sites.left[self.sites.left < self.sites.barred]
        figures = np.concatenate([np.abs(self.sites.opening), left])
        return max(float(figures.max(initial=1)) / 1e3, 1.0)

    @property
    def _constant(self) -> float:
        """Money that does not depend on the free sites."""
        return float(self.sites.closed_cost)

    def _part(self) -> _Part:
        sites = self.sites
        client = np.repeat(np.arange(sites.clients), np.diff(sites.start))
        cover = reach(sites, sites.price < sites.left[client])
        left = np.where(
            sites.left < sites.barred, sites.left.astype(np.float64), np.inf
        )[cover.client]
        opening = sites.opening[cover.site]
        group = np.full(sites.clients, -1)
        if np.isinf(left).all() and np.unique(opening).size <= 1 and self._may_spare():
            cover = without_dominated(cover)
            group[cover.client] = np.arange(cover.client.size)
            return _Part(cover, group, np.full(cover.client.size, np.inf))
        # Rows alike are one; the price of leaving it is that of leaving all of them.
        packed = np.packbits(cover.table, axis=1)
        _, first, row = np.unique(
            packed, axis=0, return_index=True, return_inverse=True
        )
        row = row.ravel()
        group[cover.client] = row
        total = np.zeros(first.size)
        np.add.at(total, row, left)
        merged = Cover(cover.table[first], cover.client[first], cover.site)
        return _Part(merged, group, total)

    def _may_spare(self) -> bool:
        """Tell whether no number of sites has to be open."""
        return self.sites.least <= int((self.sites.fixed == 1).sum())

    def _model(self, part: _Part) -> CoverModel:
        sites = self.sites
        have = int((sites.fixed == 1).sum())
        return CoverModel(
            part.cover.table,
            sites.opening[part.cover.site] / self._scale,
            part.left / self._scale,
            max(sites.least - have, 0),
            sites.most - have,
        )

    def _spread(self, part: _Part, worth: Floats) -> Floats:
        """Share the price of a row among its clients, by what leaving them costs."""
        sites = self.sites
        known = np.flatnonzero(part.group >= 0)
        row = part.group[known]
        weight = np.where(
            np.isinf(part.left[row]), 1.0, sites.left[known].astype(np.float64)
        )
        total = np.bincount(row, weight, worth.size)
        spread = np.zeros(sites.clients)
        spread[known] = worth[row] * self._scale * weight / total[row]
        return np.minimum(spread, sites.left)

    def _whole(self, part: _Part, columns: Ints) -> Ints:
        """Open sites, and cheap further ones where there are too few, shape (F,)."""
        sites = self.sites
        is_open: Ints = (sites.fixed == 1).astype(np.int64)
        is_open[part.cover.site[columns]] = 1
        missing = max(sites.least - int(is_open.sum()), 0)
        spare = np.flatnonzero((is_open == 0) & (sites.fixed == 0))
        order = np.argsort(sites.opening[spare], kind="stable")
        is_open[spare[order[:missing]]] = 1
        return is_open

    def _known(self) -> int | None:
        return whole_fen(self.search.cost) if self.search.is_valid else None

    def _is_over(self) -> bool:
        return self.watch.is_over(self._known(), self.bound / KG_PER_T)

    def _is_stopped(self) -> bool:
        self._is_over()
        return self.watch.stopped
