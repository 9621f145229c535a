"""Answers of the whole contract: states near the relaxation's, then whole kilograms."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from ortools.math_opt.python import mathopt

from routing.engines.exact.finish import SLACK_KG, Finisher
from routing.engines.exact.model import ExactModel, solve
from routing.engines.facility.apart import take_apart
from routing.engines.facility.grouping import Groups, groups_of, usable_arcs
from routing.siting.arrays import KG_PER_T, Bools, Floats, Ints, SitingArrays
from routing.siting.check_masses import mass_faults
from routing.siting.check_rules import rule_faults
from routing.siting.cost import cost_of
from routing.siting.problem import SitingProblem
from routing.siting.reading import read
from routing.siting.shipping import ship_kg
from routing.siting.solution import SitingSolution

ENOUGH = 1e-4
"""Gap at which a model of some states is left for the next."""


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
    ) -> Ints | None:
        """Choose among some rows by a linear model with whole states.

        Parameters
        ----------
        open_row
            Shape (T, S): rows to choose from; a facility with one is decided.
        limit_s, is_stopped
            Seconds it may take, and whether to stop waiting.
        known
            An answer within the rows.

        Returns
        -------
        Shape (T, F): rows; ``None`` if nothing was found.
        """
        groups = groups_of(
            self.arrays, usable_arcs(self.arrays, open_row.any(axis=0)), alike=True
        )
        model = groups.model()
        columns = model.columns
        closed = np.zeros(columns.total, np.bool_)
        for t in range(self.arrays.periods):
            closed[columns.at("y", t)] = ~open_row[t]
        part = model.with_fixed(closed, np.zeros(columns.total))
        start = None if known is None else _start(model, groups, known)
        parameters = mathopt.SolveParameters(
            random_seed=self.seed, relative_gap_tolerance=ENOUGH
        )
        found = solve(part, limit_s, parameters, start, is_stopped)
        if found.value is None:
            return None
        return Finisher(self.problem, model, self.engine).chosen_of(found.value)

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
        groups = groups_of(arrays, usable_arcs(arrays, opened), alike=True)
        model = groups.model()
        finisher = Finisher(self.problem, model, self.engine)
        none = np.zeros(model.columns.total)
        for slack_kg in SLACK_KG[::-1]:
            found = finisher.flows(chosen, none, slack_kg, left_s(), is_stopped)
            if found.value is None:
                continue
            answer = self._whole(groups, model, chosen, found.value)
            if answer is not None or left_s() == 0.0:
                return answer
        return None

    def _whole(
        self, groups: Groups, model: ExactModel, chosen: Ints, value: Floats
    ) -> SitingSolution | None:
        arrays, columns = self.arrays, model.columns
        x = np.maximum(columns.values("x", value), 0.0)
        at = (groups.arrays.arc_facility, groups.arrays.arc_commodity)
        flows, left = [], []
        for t in range(arrays.periods):
            intake = np.zeros((arrays.facilities, arrays.commodities))
            np.add.at(intake, at, x[t])
            found = take_apart(arrays, t, chosen[t], intake)
            if found is None:
                return None
            flows.append(found[0])
            left.append(found[1])
        flow, unserved = np.array(flows), np.array(left)
        trunk = ship_kg(arrays, chosen, flow, columns.values("w", value))
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
            value[columns.at("w", t)] = known.trunk_kg[t] / KG_PER_T
    return value
