"""Answers of the whole contract: states near the relaxation's, then whole kilograms."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from ortools.math_opt.python import mathopt

from routing.engines.exact.begin import Beginner
from routing.engines.exact.columns import Columns
from routing.engines.exact.finish import SLACK_KG, SMALL, Finisher
from routing.engines.exact.model import ExactModel, relax, solve
from routing.engines.exact.prices import proved_fen
from routing.engines.facility.apart import take_apart
from routing.engines.facility.grouping import (
    Groups,
    cells_of,
    groups_of,
    usable_arcs,
)
from routing.siting.arrays import KG_PER_T, Bools, Floats, Ints, SitingArrays
from routing.siting.check_masses import mass_faults
from routing.siting.check_rules import rule_faults
from routing.siting.cost import cost_of
from routing.siting.problem import SitingProblem
from routing.siting.reading import read
from routing.siting.shipping import ship_kg
from routing.siting.solution import SitingSolution

ENOUGH = 1e-4
"""Gap at which a model of some states is left for the next, if it is not small."""


@dataclass(frozen=True)
class Choice:
    """What choosing among some rows has come to.

    Attributes
    ----------
    chosen
        Shape (T, F): rows; ``None`` if nothing was found.
    bound
        Fen that an answer within the rows costs at least, 0 where that is not known.
    is_empty
        Whether it is proved that no answer is within the rows.
    is_best
        Whether it is proved that no better answer is.
    """

    chosen: Ints | None
    bound: int
    is_empty: bool
    is_best: bool


@dataclass(frozen=True)
class Rebuilder:
    """Makes answers of what the relaxation and answers before say about states.

    Attributes
    ----------
    problem, arrays
        The problem.
    engine
        Name of the engine.
    seed
        Seed of the solver.
    """

    problem: SitingProblem
    arrays: SitingArrays
    engine: str
    seed: int

    def states(
        self,
        open_row: Bools,
        limit_s: float,
        is_stopped: Callable[[], bool],
        known: SitingSolution | None = None,
        near: Bools | None = None,
    ) -> "Choice":
        """Choose among some rows by a linear model with whole states.

        Parameters
        ----------
        open_row
            Shape (T, S): rows to choose from; a facility with one is decided.
        limit_s, is_stopped
            Seconds it may take, and whether to stop waiting.
        known
            An answer within the rows.
        near
            Shape (F,): facilities around which loads may go elsewhere than in that
            answer; by default around all.
        """
        groups, model, part = self._part(open_row)
        columns = model.columns
        start = None if known is None else _start(model, groups, known)
        if start is not None and near is not None:
            part = part.with_fixed(_far(model, groups, near), start)
        few = columns.total <= SMALL
        parameters = mathopt.SolveParameters(
            random_seed=self.seed, relative_gap_tolerance=0.0 if few else ENOUGH
        )
        found = solve(part, limit_s, parameters, start, is_stopped)
        is_exact = groups.are_alone and near is None
        return Choice(
            chosen=None if found.value is None else model.columns.chosen(found.value),
            bound=proved_fen(self.problem, model, found) if is_exact else 0,
            is_empty=is_exact and found.infeasible,
            is_best=is_exact and found.is_optimal,
        )

    def _part(self, open_row: Bools) -> tuple[Groups, ExactModel, ExactModel]:
        """Return groups, their model, and the model with other rows closed."""
        groups = groups_of(self.arrays, open_row.any(axis=0), alike=True)
        model = groups.model()
        closed = np.zeros(model.columns.total, np.bool_)
        for t in range(self.arrays.periods):
            closed[model.columns.at("y", t)] = ~open_row[t]
        return groups, model, model.with_fixed(closed, np.zeros(closed.size))

    def begin(
        self,
        open_row: Bools,
        left_s: Callable[[], float],
        is_stopped: Callable[[], bool],
    ) -> SitingSolution | None:
        """Make an answer near the linear relaxation, without branching on it.

        Parameters
        ----------
        open_row
            Shape (T, S): rows to choose from.
        left_s, is_stopped
            Seconds left, and whether to stop waiting.

        Returns
        -------
        ``None`` if none was found.
        """
        _, _, part = self._part(open_row)
        relaxed = relax(part, left_s(), is_stopped, interior=True)
        if relaxed.value is None:
            return None
        finisher = _Finisher(self, part)
        beginner = Beginner(part, finisher, left_s, is_stopped, relaxed.value)
        return beginner.run(mathopt.SolveParameters(random_seed=self.seed))

    def answer(
        self, chosen: Ints, left_s: Callable[[], float], is_stopped: Callable[[], bool]
    ) -> SitingSolution | None:
        """Return the cheapest answer in some rows, ``None`` if none was found.

        Parameters
        ----------
        chosen
            Shape (T, F): rows.
        left_s, is_stopped
            Seconds left, and whether to stop waiting.
        """
        arrays = self.arrays
        opened = np.zeros(len(arrays.rows.facility), np.bool_)
        opened[chosen.ravel()] = True
        groups = groups_of(arrays, opened, alike=True)
        if groups.are_alone:
            return self._one_by_one(chosen, opened, left_s, is_stopped)
        model = groups.model()
        finisher = Finisher(self.problem, model, self.engine)
        none = np.zeros(model.columns.total)
        # What slack costs is nothing beside so many clients; what fails costs time.
        for slack_kg in SLACK_KG[::-1]:
            found = finisher.flows(chosen, none, slack_kg, left_s(), is_stopped)
            if found.value is None:
                continue
            answer = self._whole(groups, model, chosen, found.value)
            if answer is not None or left_s() == 0.0:
                return answer
        return None

    def _one_by_one(
        self,
        chosen: Ints,
        opened: Bools,
        left_s: Callable[[], float],
        is_stopped: Callable[[], bool],
    ) -> SitingSolution | None:
        """Return the cheapest answer in some rows where clients stay alone."""
        columns = Columns(self.arrays, is_whole=False)
        usable = usable_arcs(self.arrays, opened)
        model = ExactModel.of(columns, usable, counts=True, links=False)
        value = np.zeros(columns.total)
        for t, rows in enumerate(chosen):
            value[columns.at("y", t)[rows]] = 1.0
        finisher = Finisher(self.problem, model, self.engine)
        return finisher.answer(value, left_s, is_stopped)

    def _whole(
        self, groups: Groups, model: ExactModel, chosen: Ints, value: Floats
    ) -> SitingSolution | None:
        arrays, columns = self.arrays, model.columns
        x = np.maximum(columns.values("x", value), 0.0)
        arc = np.flatnonzero(groups.arc >= 0)
        cells, at = cells_of(arrays, arc)
        cell, of_group = np.full(len(groups.arc), -1), np.zeros(x.shape[1], np.int64)
        cell[arc] = of_group[groups.arc[arc]] = at
        flows, left = [], []
        for t in range(arrays.periods):
            intake = np.bincount(of_group, x[t], len(cells))
            found = take_apart(arrays, t, chosen[t], cell, intake)
            if found is None:
                return None
            flows.append(found[0])
            left.append(found[1])
        flow, unserved = np.array(flows), np.array(left)
        wanted = np.zeros((arrays.periods, len(arrays.trunk_origin)))
        wanted[:, groups.leg] = columns.values("w", value)
        trunk = ship_kg(arrays, chosen, flow, wanted)
        if trunk is None:
            return None
        solution = SitingSolution(
            states=chosen - arrays.rows.first[:-1],
            flow_kg=flow,
            unserved_kg=unserved,
            objective=0,
            bound=None,
            engine=self.engine,
            trunk_kg=trunk if len(arrays.trunk_origin) else None,
        )
        reading = read(self.problem, solution)
        faults = [*mass_faults(reading), *rule_faults(reading)]
        if faults:
            return None
        cost = cost_of(arrays, reading.chosen, reading.masses)
        return replace(solution, objective=cost.total_fen)


class _Finisher(Finisher):
    """Makes answers of states of a model of groups."""

    def __init__(self, rebuilder: Rebuilder, model: ExactModel) -> None:
        super().__init__(rebuilder.problem, model, rebuilder.engine)
        self._rebuilder = rebuilder

    def answer(
        self,
        value: Floats,
        left_s: Callable[[], float],
        is_stopped: Callable[[], bool],
    ) -> SitingSolution | None:
        """Return the cheapest answer with the states of a solution."""
        chosen = self.model.columns.chosen(value)
        return self._rebuilder.answer(chosen, left_s, is_stopped)


def _start(model: ExactModel, groups: Groups, known: SitingSolution) -> Floats:
    """Return the states and flows of an answer as values of the model."""
    columns, arrays = model.columns, groups.arrays
    value = np.zeros(columns.total)
    used = groups.arc >= 0
    for t in range(arrays.periods):
        row = known.states[t] + arrays.rows.first[:-1]
        value[columns.at("y", t)[row]] = 1.0
        flow = np.bincount(
            groups.arc[used], known.flow_kg[t][used], len(arrays.arc_client)
        )
        value[columns.at("x", t)] = flow / KG_PER_T
        if known.trunk_kg is not None:
            value[columns.at("w", t)] = known.trunk_kg[t, groups.leg] / KG_PER_T
    return value


def _far(model: ExactModel, groups: Groups, near: Bools) -> Bools:
    """Tell which variables are loads of groups without an arc to what is near."""
    columns, arrays = model.columns, groups.arrays
    touched = np.zeros(arrays.clients, np.bool_)
    touched[arrays.arc_client[near[arrays.arc_facility]]] = True
    far = np.zeros(columns.total, np.bool_)
    for t in range(arrays.periods):
        far[columns.at("x", t)] = ~touched[arrays.arc_client]
    return far
