"""Turns chosen states into an answer in whole kilograms that keeps every rule."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from routing.engines.exact.columns import Columns
from routing.engines.exact.model import ExactModel, Outcome, relax
from routing.engines.exact.rounding import whole_flows
from routing.siting.arrays import KG_PER_T, Bools, Floats, Ints, SitingArrays
from routing.siting.check_masses import mass_faults
from routing.siting.check_rules import rule_faults
from routing.siting.cost import cost_of
from routing.siting.problem import Objective, SitingProblem
from routing.siting.reading import Reading, read
from routing.siting.shipping import ship_kg
from routing.siting.solution import SitingSolution

SLACK_KG = (0, 4, 40, 400)
"""Kilograms kept free at limits that rounding may touch, tried in turn."""
SMALL = 5_000
"""Variables up to which an answer without any slack is tried first."""

type Answer = tuple[SitingSolution, Outcome | None]


class Finisher:
    """Makes answers of the states of a model's solutions.

    Parameters
    ----------
    problem, model
        The problem, and its model; links between arcs and states are of no use here.
    engine
        Name of the engine.

    Attributes
    ----------
    dual
        Prices of the constraints with the states of the last answer, ``None`` before.
    """

    def __init__(self, problem: SitingProblem, model: ExactModel, engine: str) -> None:
        self.problem, self.model, self.engine = problem, model, engine
        self.dual: Floats | None = None

    @property
    def _arrays(self) -> SitingArrays:
        return self.model.columns.arrays

    def answer(
        self,
        value: Floats,
        left_s: Callable[[], float],
        is_stopped: Callable[[], bool],
    ) -> SitingSolution | None:
        """Return the cheapest answer with the states of a solution.

        Parameters
        ----------
        value
            All variables.
        left_s, is_stopped
            Time for the relaxations it takes, and whether to stop waiting.

        Returns
        -------
        ``None`` where no whole kilograms were found that keep the rules.
        """
        chosen = self.model.columns.chosen(value)
        if self.model.columns.is_whole and not len(self._arrays.trunk_origin):
            return self._rounded(chosen, value)
        # What is lost by the slack is nothing beside a problem of some size.
        few = self.model.columns.total <= SMALL
        for slack_kg in SLACK_KG if few else (*SLACK_KG[1:2], *SLACK_KG):
            outcome = self.flows(chosen, value, slack_kg, left_s(), is_stopped)
            if outcome.value is None:
                if slack_kg == 0:
                    return None
                continue
            self.dual = outcome.dual
            found = self._rounded(chosen, outcome.value)
            if found is not None or left_s() == 0.0:
                return found
        return None

    def flows(
        self,
        chosen: Ints,
        value: Floats,
        slack_kg: int,
        limit_s: float,
        is_stopped: Callable[[], bool],
    ) -> Outcome:
        """Solve for the cheapest flows with given states.

        Parameters
        ----------
        chosen
            Shape (T, F): rows.
        value
            All variables; where clients go in whole, theirs stay as they are.
        slack_kg
            Kilograms to keep free at capacities, minima and floors.
        limit_s, is_stopped
            Seconds it may take, and whether to stop waiting.
        """
        columns = self.model.columns
        fixed, target = np.zeros(columns.total, np.bool_), np.rint(value)
        for t in range(self._arrays.periods):
            y = columns.at("y", t)
            fixed[y], target[y] = True, 0.0
            target[y[chosen[t]]] = 1.0
            if columns.is_whole:
                for kind in ("x", "u"):
                    fixed[columns.at(kind, t)] = True
        model = self.model.with_fixed(fixed, target)
        if slack_kg:
            model = self._tightened(model, chosen, slack_kg / KG_PER_T)
        return relax(model, limit_s, is_stopped)

    def _tightened(self, model: ExactModel, chosen: Ints, slack_t: float) -> ExactModel:
        """Keep some mass free where rounded legs arrive, and above floors."""
        rows, places = self._arrays.rows, model.rows.places
        lower, upper = model.row_lower.copy(), model.row_upper.copy()
        needy = np.flatnonzero(rows.min_kg > 0)
        # Every origin rounds up what it sends of an output, by less than a kilogram.
        sinks, legs = np.unique(self._arrays.trunk_destination, return_counts=True)
        least_t = slack_t + legs / KG_PER_T
        for t in range(self._arrays.periods):
            lower[places["floors", t]] += slack_t
            row = chosen[t][sinks]
            works = rows.capacity_kg[row] > 0
            row = row[works]
            upper[places["room", t][row]] -= least_t[works]
            roomy = rows.capacity_kg - rows.min_kg >= 2 * slack_t * KG_PER_T
            asks = np.isin(needy, chosen[t]) & roomy[needy]
            lower[places["least", t][asks]] += slack_t
        return replace(model, row_lower=lower, row_upper=upper)

    def _rounded(self, chosen: Ints, value: Floats) -> SitingSolution | None:
        columns, arrays = self.model.columns, self._arrays
        x, u = columns.values("x", value), columns.values("u", value)
        flows = [self._flows_of(t, x[t], u[t]) for t in range(arrays.periods)]
        whole = [pair for pair in flows if pair is not None]
        if len(whole) < len(flows):
            return None
        flow = np.array([pair[0] for pair in whole]).reshape(x.shape)
        left = np.array([pair[1] for pair in whole]).reshape(u.shape)
        trunk = ship_kg(arrays, chosen, flow, columns.values("w", value))
        if trunk is None:
            return None
        return self._checked(chosen, flow, left, trunk)

    def _flows_of(self, t: int, x: Floats, u: Floats) -> tuple[Ints, Ints] | None:
        arrays = self._arrays
        if self.model.columns.is_whole:
            supply = arrays.supply_kg[t]
            return (
                np.where(x > 0.5, supply[arrays.arc_client], 0),
                np.where(u > 0.5, supply, 0),
            )
        return whole_flows(arrays, t, x, u)

    def _checked(
        self, chosen: Ints, flow: Ints, left: Ints, trunk: Ints
    ) -> SitingSolution | None:
        solution = SitingSolution(
            states=chosen - self._arrays.rows.first[:-1],
            flow_kg=flow,
            unserved_kg=left,
            objective=0,
            bound=None,
            engine=self.engine,
            trunk_kg=trunk if len(self._arrays.trunk_origin) else None,
        )
        reading = read(self.problem, solution)
        if _is_broken(reading):
            return None
        objective = cost_of(self._arrays, reading.chosen, reading.masses).total_fen
        if self.problem.objective is Objective.LARGEST_DISTANCE:
            objective = reading.largest_distance_m
        return replace(solution, objective=objective)


def _is_broken(reading: Reading) -> bool:
    faults = (*mass_faults(reading), *rule_faults(reading))
    return bool(faults)


def open_arcs(columns: Columns, radius_m: int | None) -> Bools:
    """Tell which arcs are no longer than a radius, shape (A,)."""
    metres = columns.arrays.arc_m
    if radius_m is None:
        return np.ones(len(metres), np.bool_)
    near: Bools = metres <= radius_m
    return near
