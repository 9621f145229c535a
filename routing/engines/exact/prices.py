"""What a solver proves: multipliers from dual values, and bounds in whole money."""

import math

import numpy as np

from routing.engines.exact.model import ExactModel, Outcome
from routing.engines.siting_bound import SOLVER_TOLERANCE
from routing.siting.arrays import NO_LIMIT, Floats
from routing.siting.granularity import cost_step
from routing.siting.problem import SitingProblem
from routing.siting.solution import Certificate


def certificate_of(
    model: ExactModel, dual: Floats, radius_m: int | None = None
) -> Certificate:
    """Return the multipliers that the prices of constraints are.

    Parameters
    ----------
    model
        The model whose relaxation was solved.
    dual
        Price of each constraint, in units of the model.
    radius_m
        As in ``Certificate``.
    """
    columns, arrays = model.columns, model.columns.arrays
    dual = np.nan_to_num(dual, nan=0.0, posinf=0.0, neginf=0.0) * model.scale
    periods = range(arrays.periods)

    def prices(kind: str) -> Floats:
        """Stack the prices of a kind of constraint, periods first."""
        return np.array([dual[model.rows.places[kind, t]] for t in periods])

    clients = prices("clients").reshape(arrays.supply_kg.shape)
    if columns.is_whole:
        supply = columns.supply_t
        clients = np.divide(
            clients, supply, out=np.zeros_like(clients), where=supply > 0
        )
    shape = (arrays.periods, arrays.facilities, arrays.commodities)
    budget = np.maximum(-prices("budget").reshape(arrays.periods), 0.0)
    limit = np.where(arrays.budget_fen == NO_LIMIT, 1, np.maximum(arrays.budget_fen, 1))
    return Certificate(
        client_fen_per_t=clients,
        inflow_fen_per_t=-prices("intake").reshape(shape),
        floor_fen_per_t=np.maximum(
            prices("floors").reshape(arrays.floors.minimum_kg.shape), 0.0
        ),
        tag_fen=-prices("tags").reshape(arrays.tag_min.shape),
        budget=budget / limit,
        radius_m=radius_m,
    )


def proved_fen(problem: SitingProblem, model: ExactModel, outcome: Outcome) -> int:
    """Return what a solver's bound proves: less its errors, a cost there can be.

    Parameters
    ----------
    problem, model
        The problem, and the model that was solved.
    outcome
        What the solver returned; without a bound, 0 is proved.
    """
    if not math.isfinite(outcome.bound):
        return 0
    fen = outcome.bound * model.scale
    fen -= abs(fen) * SOLVER_TOLERANCE + SOLVER_TOLERANCE
    step = cost_step(problem, model.columns.arrays)
    return max(0, -(-math.ceil(fen) // step) * step)
