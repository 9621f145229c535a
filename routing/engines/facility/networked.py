"""Solves large problems with echelons, phases and floors: bound first, then answers."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from routing.engines.exact.columns import Columns
from routing.engines.exact.engine import NOTHING
from routing.engines.exact.finish import SMALL
from routing.engines.exact.model import ExactModel, relax
from routing.engines.exact.prices import certificate_of
from routing.engines.facility.arrays import Floats
from routing.engines.facility.climbing import (
    Ascent,
    first_multipliers,
    multipliers_of,
)
from routing.engines.facility.first_prices import first_prices
from routing.engines.facility.grouping import FEW
from routing.engines.facility.lagrangian import Lagrangian
from routing.engines.facility.neighbours import Neighbours
from routing.engines.facility.network import most_fen, network_of
from routing.engines.facility.rebuilding import Choice, Rebuilder
from routing.engines.facility.volume import Dual, begin
from routing.engines.siting_watch import SILENCE_S, SitingWatch
from routing.errors import InfeasibleError
from routing.siting.arrays import Bools, Ints, SitingArrays
from routing.siting.certificate import certified_bound
from routing.siting.problem import SitingProblem
from routing.siting.solution import Certificate, SitingSolution

RELAX_SHARE = 0.3
"""Part of the time that the linear model of groups may take."""
STEEP_SHARE, STEEP = 0.03, 0.005
"""A first answer is looked for once the bound rises by less than this part of it in
this part of the time."""
FIRST_SHARE = 0.3
"""Part of the time that it may take."""
CLIMB_SHARE = 0.45
"""Part of the time, beside that for a first answer, after which better ones are looked
for: good prices are worth more than time to choose by poor ones."""
STATES_SHARE = 0.4
"""Part of the time left that one choice of states may take."""
AROUND_SHARE = 0.03
"""Part of all time that a choice around one facility may take."""
RESERVE_SHARE = 0.04
"""Part of the time that an answer in whole kilograms is thought to take."""
OFTEN = 0.1
"""How often the relaxation chooses a row that is chosen from in any case."""
FREE = (0, 100, 200, 400, 800, 1600, 6400)
"""Further rows to choose from, round by round: those that cost the bound least."""
SAFE = 1e-9
"""Part of a bound that sums of floats may be wrong by."""
PROOFS = 3
"""Computing the bound again, here and by who checks it, and all else of the answer."""
LATE_S, LATE_SHARE = 30.0, 0.1
"""Time after the limit to come to a first answer: part of it and a second, at most."""


class NetworkSearch:
    """One call for a large problem.

    Parameters
    ----------
    problem, arrays
        The problem and its columns.
    watch
        Clock and listener.
    engine
        Name of the engine.
    """

    def __init__(
        self,
        problem: SitingProblem,
        arrays: SitingArrays,
        watch: SitingWatch,
        engine: str,
    ) -> None:
        self.problem, self.arrays, self.watch = problem, arrays, watch
        self.network = network_of(arrays)
        seed = watch.options.seed
        self.rebuilder = Rebuilder(problem, arrays, engine, seed)
        self.best: SitingSolution | None = None
        self.bound = 0
        self._told_s = self._proof_s = 0.0
        self._most_fen = most_fen(arrays)
        self._are_few = len(arrays.arc_client) * arrays.periods <= FEW
        self.certificate: Certificate | None = None

    def run(self) -> SitingSolution:
        """Return the best answer found, and what the multipliers prove.

        Raises
        ------
        InfeasibleError
            If no answer exists, or none was found in time.
        """
        limit_s = self.watch.options.time_limit_s
        with ThreadPoolExecutor(1) as pool:
            shared = pool if self.watch.options.workers > 1 else None
            lagrangian = Lagrangian(self.network, shared)
            self._relax()
            start = self._start(lagrangian)
            dual = begin(lagrangian, start, self.network.layout.rows)
            ascent = Ascent(lagrangian, dual)
            self._climb_fast(ascent)
            self._prove(lagrangian.certificate(dual.multiplier))
            began_s = self.watch.seconds
            self._begin(lagrangian, dual)
            spent_s = self.watch.seconds - began_s
            self._climb(ascent, CLIMB_SHARE * limit_s + spent_s)
            self._prove(lagrangian.certificate(dual.multiplier))
            self._rounds(lagrangian, dual)
            self._climb(ascent, limit_s - PROOFS * self._proof_s)
            self._prove(lagrangian.certificate(dual.multiplier))
        if self.best is None:
            msg = (
                f"found no answer in time; one costs at least {self.bound}. "
                "Allow more time or loosen a rule."
            )
            raise InfeasibleError(msg)
        bound = min(self.bound, self.best.objective)
        return replace(
            self.best,
            bound=bound,
            certificate=self.certificate,
            seconds=self.watch.seconds,
        )

    def _is_over(self) -> bool:
        if self.best is None:
            return self._waits()
        return self.watch.is_over(self.best.objective, self.bound)

    def _waits(self) -> bool:
        """Say now and then that there is no answer yet; ask the clock."""
        if self.watch.seconds - self._told_s >= SILENCE_S:
            self._told_s = self.watch.seconds
            self.watch.tell("start")
        return self.watch.left_s == 0.0

    def _is_stopped(self) -> bool:
        """Say where the search stands, and whether not to wait for a solver."""
        is_over = self._is_over()
        late_s = self.watch.seconds - self.watch.options.time_limit_s
        if self.best is None:
            return self.watch.stopped or late_s > self._late_s
        return self.watch.stopped or (is_over and late_s > 0.0)

    @property
    def _late_s(self) -> float:
        return min(LATE_S, 1.0 + LATE_SHARE * self.watch.options.time_limit_s)

    def _relax(self) -> None:
        """Prove what the linear relaxation does, where it takes next to no time."""
        columns = Columns(self.arrays, is_whole=False)
        if columns.total > SMALL:
            return
        every = np.ones(len(self.arrays.arc_client), np.bool_)
        model = ExactModel.of(columns, every, counts=True)
        relaxed = relax(model, self.watch.left_s, self._is_stopped)
        if relaxed.infeasible:
            raise InfeasibleError(NOTHING)
        if relaxed.dual is not None:
            self._prove(certificate_of(model, relaxed.dual))

    def _start(self, lagrangian: Lagrangian) -> Floats:
        """Return the better of two starts: the linear model's, or cheapest ways."""
        plain = first_multipliers(lagrangian)
        limit_s = RELAX_SHARE * self.watch.options.time_limit_s
        found = first_prices(self.arrays, limit_s, self._is_stopped)
        if found is None:
            return plain
        priced = multipliers_of(lagrangian, *found)
        plain_bound, _ = lagrangian.evaluate(plain)
        bound, _ = lagrangian.evaluate(priced)
        return priced if bound > plain_bound else plain

    def _climb(self, ascent: Ascent, until_s: float) -> None:
        """Raise the bound; a bound above every cost says that there is no answer."""
        while self.watch.seconds < until_s and not self._is_over():
            if not ascent.step() or ascent.dual.bound > self._most_fen:
                return

    def _climb_fast(self, ascent: Ascent) -> None:
        """Raise the bound while that goes fast: poor prices choose poor rows."""
        limit_s = self.watch.options.time_limit_s
        while self.watch.seconds < CLIMB_SHARE * limit_s and not self._is_over():
            before = ascent.dual.bound
            self._climb(ascent, self.watch.seconds + STEEP_SHARE * limit_s)
            if ascent.dual.bound - before <= STEEP * abs(before):
                return

    def _prove(self, certificate: Certificate) -> None:
        began_s = self.watch.seconds
        bound = certified_bound(self.problem, certificate)
        self._proof_s = self.watch.seconds - began_s
        if bound > self._most_fen:
            raise InfeasibleError(NOTHING)
        if self.certificate is None or bound > self.bound:
            self.certificate, self.bound = certificate, bound

    def _begin(self, lagrangian: Lagrangian, dual: Dual) -> None:
        """Look for a first answer among more and more rows: without one all is lost."""
        until_s = self.watch.seconds + FIRST_SHARE * self.watch.options.time_limit_s

        def left_s() -> float:
            return 0.0 if self.watch.stopped else max(until_s - self.watch.seconds, 0.0)

        for free in FREE:
            open_row, beyond = self._window(lagrangian, dual, free)
            found = self.rebuilder.begin(open_row, left_s, self._is_stopped)
            if found is not None:
                self._offer(found)
            elif left_s() == 0.0 or beyond == math.inf:
                break
            if self.best is not None or self._is_over():
                return

    def _rounds(self, lagrangian: Lagrangian, dual: Dual) -> None:
        """Choose states from more and more rows, and make answers of them.

        Where there are too many rows for that, around one facility after the other.
        """
        before: Bools | None = None
        for free in FREE:
            if not self._are_few and self.best is not None and before is not None:
                break
            open_row, beyond = self._window(lagrangian, dual, free)
            if before is not None and (open_row == before).all():
                continue
            before = open_row
            found = self._choose(open_row, STATES_SHARE * self._left_s())
            if found.is_empty and beyond == math.inf:
                raise InfeasibleError(NOTHING)
            if self.best is not None:
                self.bound = max(self.bound, math.ceil(min(found.bound, beyond)))
                if found.is_best and beyond >= self.best.objective:
                    return
            if self._is_over() or self._left_s() == 0.0 or beyond == math.inf:
                return
        rises = lagrangian.rises(dual.multiplier)[self.network.row_place]
        around = Neighbours(self.arrays, self.watch.options.seed)
        while self.best is not None and self._left_s() > 0 and not self._is_over():
            near = around.draw()
            gap = self.best.objective - dual.bound
            open_row = self.arrays.rows.allowed & (rises <= gap)
            open_row &= near[self.arrays.rows.facility]
            limit_s = AROUND_SHARE * self.watch.options.time_limit_s
            limit_s = min(limit_s, self._left_s())
            self._choose(self._with_best(open_row), limit_s, near)

    def _choose(
        self, open_row: Bools, limit_s: float, near: Bools | None = None
    ) -> Choice:
        known = self.best if self._are_few or near is not None else None
        found = self.rebuilder.states(open_row, limit_s, self._is_stopped, known, near)
        if found.chosen is not None and not self._is_known(found.chosen):
            self._finish(found.chosen)
        return found

    def _is_known(self, chosen: Ints) -> bool:
        states = chosen - self.arrays.rows.first[:-1]
        return self.best is not None and bool((states == self.best.states).all())

    def _finish(self, chosen: Ints) -> None:
        """Offer the best answer in some rows; the first one may take its time."""
        late_s = self._late_s if self.best is None else 0.0

        def left_s() -> float:
            return max(self.watch.left_s, late_s)

        found = self.rebuilder.answer(chosen, left_s, self._is_stopped)
        if found is not None:
            self._offer(found)

    def _left_s(self) -> float:
        reserve_s = RESERVE_SHARE * self.watch.options.time_limit_s
        return max(self.watch.left_s - reserve_s, 0.0)

    def _window(
        self, lagrangian: Lagrangian, dual: Dual, free: int
    ) -> tuple[Bools, float]:
        """Return rows to choose from, and what an answer outside costs at least.

        Beside what the relaxation chooses, rows count whose choice raises the bound
        least; where it rises above the best answer, nothing better is lost. Those of
        the best answer are among them, unless there are so many that a first answer
        by poor prices would only make the choice harder.
        """
        rows, place = self.arrays.rows, self.network.row_place
        seen, rise = dual.often[place], lagrangian.rises(dual.multiplier)[place]
        most = np.maximum.reduceat(seen, rows.first[:-1], axis=1)[:, rows.facility]
        opened: Bools = (seen >= most) | (seen >= OFTEN) | (rise <= 0.0)
        further = np.where(opened | ~rows.allowed, np.inf, rise)
        near = np.append(0.0, np.sort(further, axis=None))[min(free, further.size)]
        if self.best is not None:
            near = min(near, self.best.objective - dual.bound)
        opened |= further <= near
        opened &= rows.allowed & np.isfinite(rise)
        if self._are_few:
            opened = self._with_best(opened)
        beyond = dual.bound + rise[~opened & rows.allowed].min(initial=np.inf)
        return opened, beyond - SAFE * abs(beyond) if beyond < np.inf else beyond

    def _with_best(self, opened: Bools) -> Bools:
        if self.best is not None:
            for t, states in enumerate(self.best.states):
                opened[t, states + self.arrays.rows.first[:-1]] = True
        return opened

    def _offer(self, found: SitingSolution) -> None:
        if self.best is None or found.objective < self.best.objective:
            self.best = found
            self.watch.tell("improve", found.objective)
