"""Hands the siting model to HiGHS through MathOpt."""

import datetime
import math
from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from routing.engines.siting_model import SitingModel
from routing.engines.siting_start import Answer
from routing.siting.tables import Floats, Ints, SitingTables

SHORTEST_S = 0.01


@dataclass(frozen=True, slots=True)
class MipOutcome:
    """What the solver returned.

    Attributes
    ----------
    value
        All variables of the best solution, ``None`` without one.
    bound_cny
        Lower bound, ``-inf`` without one.
    infeasible
        Whether it was proven that there is no solution.
    """

    value: Floats | None
    bound_cny: float
    infeasible: bool


def solve_model(
    model: SitingModel,
    limit_s: float,
    seed: int,
    gap: float,
    start: Answer | None = None,
) -> MipOutcome:
    """Solve the mixed-integer model.

    Parameters
    ----------
    model
        What to solve.
    limit_s
        Seconds the solver may take.
    seed
        Seed of its random choices.
    gap
        Relative gap at which it may stop.
    start
        Answer given as a hint.
    """
    built = model.build(integer=True)
    variables = list(built.variables())
    hints = []
    if start is not None:
        hint = dict(zip(variables, model.values(start).tolist(), strict=True))
        hints.append(mathopt.SolutionHint(variable_values=hint))
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(limit_s, SHORTEST_S)),
        random_seed=seed,
        relative_gap_tolerance=gap,
    )
    return _run(built, parameters, mathopt.ModelSolveParameters(solution_hints=hints))


def relax_model(model: SitingModel, limit_s: float, seed: int) -> MipOutcome:
    """Solve the linear relaxation; its bound counts only when it finishes.

    Dual simplex, because on city models it was twice as fast as the interior
    point method.
    """
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(limit_s, SHORTEST_S)),
        random_seed=seed,
        lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX,
    )
    outcome = _run(
        model.build(integer=False), parameters, mathopt.ModelSolveParameters()
    )
    finished = outcome.value is not None and math.isfinite(outcome.bound_cny)
    return outcome if finished else MipOutcome(None, -math.inf, outcome.infeasible)


def chosen_rows(tables: SitingTables, value: Floats) -> Ints:
    """Read the row of each facility off a solution: its largest binary."""
    order = np.lexsort((-value[: tables.rows], tables.facility))
    return order[tables.first_row[:-1]]


def _run(
    built: mathopt.Model,
    parameters: mathopt.SolveParameters,
    model_parameters: mathopt.ModelSolveParameters,
) -> MipOutcome:
    result = mathopt.solve(
        built,
        mathopt.SolverType.HIGHS,
        params=parameters,
        model_params=model_parameters,
    )
    value = None
    if result.has_primal_feasible_solution():
        value = np.array(result.variable_values(list(built.variables())))
    reason = result.termination.reason
    return MipOutcome(
        value=value,
        bound_cny=result.termination.objective_bounds.dual_bound,
        infeasible=reason == mathopt.TerminationReason.INFEASIBLE,
    )
