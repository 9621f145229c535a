"""A first answer: states with room, then without those that miss their minimum."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from ortools.math_opt.python import mathopt

from routing.engines.exact.finish import Finisher
from routing.engines.exact.model import ExactModel, solve_built
from routing.engines.exact.states import StatesModel
from routing.siting.arrays import KG_PER_T, Bools, Floats
from routing.siting.solution import SitingSolution

ROUNDS = 12
CHEAPER = 1e-3
"""What a state's cost counts for beside its room."""
MISSED = 10.0
"""Price of a state that missed its minimum before."""
FEW = 0.05
"""Share of the facilities up to which their minima may be filled by others' loads."""
NOISE = 1e-6
"""Share of a minimum that may be missing through a solver's error."""
NEARLY_ALL = 0.7
"""Share of a minimum that is missing where a state is given up in any case."""
UNUSED = 1e-3
"""Share of a state in an answer in fractions below which it is not wanted."""


class Beginner:
    """Chooses states round by round.

    Parameters
    ----------
    model
        The model; links between arcs and states are of no use here.
    finisher
        Makes answers of states.
    left_s, is_stopped
        Time left for it, and whether to stop.
    wanted
        All variables of an answer in fractions, whose states alone are looked at where
        they suffice: first those with most room, then the most used; by default all.
    """

    def __init__(
        self,
        model: ExactModel,
        finisher: Finisher,
        left_s: Callable[[], float],
        is_stopped: Callable[[], bool],
        wanted: Floats | None = None,
    ) -> None:
        self._model, self._finisher = model, finisher
        self._left_s, self._is_stopped = left_s, is_stopped
        self._states = StatesModel(model)
        self._wanted = wanted

    def run(self, parameters: mathopt.SolveParameters) -> SitingSolution | None:
        """Return an answer, ``None`` if none was found.

        Parameters
        ----------
        parameters
            Seed of the solver.
        """
        price, nearest = self._first_price(), self._wanted
        free = self._without_minima()
        for _ in range(ROUNDS):
            if self._left_s() == 0.0:
                break
            built = self._states.build(price)
            found = solve_built(
                built, self._left_s(), parameters, None, self._is_stopped
            )
            if found.value is None:
                break
            value = self._states.widen(found.value)
            chosen = self._model.columns.chosen(value)
            relaxed = Finisher(self._finisher.problem, free, self._finisher.engine)
            flows = relaxed.flows(chosen, value, 0, self._left_s(), self._is_stopped)
            if flows.value is None:
                if nearest is None:
                    break
                price, nearest = -nearest, None
                continue
            short = self._short(flows.value, value)
            if int((short & (value > 0.5)).sum()) <= FEW * len(chosen[0]):
                # Loads of others may fill what is missing to few minima.
                found_now = self._finisher.answer(value, self._left_s, self._is_stopped)
                if found_now is not None:
                    return found_now
            if not short.any():
                break
            price = np.where(short, MISSED, price)
        return None

    def _first_price(self) -> Floats:
        columns, rows = self._model.columns, self._model.columns.arrays.rows
        room = (rows.capacity_kg - rows.min_kg) / max(int(rows.capacity_kg.max()), 1)
        paid = rows.fixed_fen / max(int(rows.fixed_fen.max(initial=0)), 1)
        price = np.zeros(columns.total)
        for t in range(columns.arrays.periods):
            price[columns.at("y", t)] = CHEAPER * paid - room
        if self._wanted is not None:
            price = np.where(self._wanted < UNUSED, MISSED, price)
        return price

    def _without_minima(self) -> ExactModel:
        lower = self._model.row_lower.copy()
        for (kind, _), place in self._model.rows.places.items():
            if kind == "least":
                lower[place] = -np.inf
        return replace(self._model, row_lower=lower)

    def _short(self, flows: Floats, value: Floats) -> Bools:
        """Tell which states facilities are too small for, half of them at a time.

        Those that miss most of their minimum come first; with a state go all of the
        facility that ask for more than it took in.
        """
        columns, rows = self._model.columns, self._model.columns.arrays.rows
        given_up = np.zeros(columns.total, np.bool_)
        row, _ = columns.intakes
        least = rows.min_kg / KG_PER_T
        for t in range(columns.arrays.periods):
            y = columns.at("y", t)
            taken = np.bincount(row, flows[columns.at("n", t)], columns.rows)
            used = (value[y] > 0.5) & (least > 0)
            share = np.where(used, 1 - taken / np.where(used, least, 1.0), 0.0)
            missing = np.where(share > NOISE, share, 0.0)
            many = -(-int((missing > 0).sum()) // 2)
            worst = missing > NEARLY_ALL
            worst[np.argsort(-missing, kind="stable")[:many]] = True
            at_facility = np.full(columns.arrays.facilities, np.inf)
            at_facility[rows.facility[worst]] = taken[worst]
            given_up[y] = least > at_facility[rows.facility] * (1 + NOISE)
        return given_up
