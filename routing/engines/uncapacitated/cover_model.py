"""Covering problems for OR-Tools: the linear relaxation, and whole sites.

With ``y`` for an open site and ``u`` for a client left::

    minimise    opening y + left u
    subject to  sum of y over the sites that reach a client + u >= 1
                least <= sum of y <= most
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.listening import solve_listening
from routing.siting.arrays import Bools, Floats

SHORTEST_S = 0.01


@dataclass(frozen=True)
class CoverModel:
    """A covering problem of R clients and J sites.

    Attributes
    ----------
    table
        Shape (R, J): whether a site reaches a client.
    opening
        Shape (J,): cost of a site.
    left
        Shape (R,): cost of leaving a client, infinite if it must be reached.
    least, most
        How many sites are open.
    """

    table: Bools
    opening: Floats
    left: Floats
    least: int
    most: float

    def build(self, *, integer: bool) -> mathopt.Model:
        """Return the MathOpt model: sites first, then the clients."""
        rows, columns = self.table.shape
        may_stay = np.isfinite(self.left)
        proto = model_pb2.ModelProto()
        variables = proto.variables
        variables.ids.extend(range(columns + rows))
        variables.lower_bounds.extend(np.zeros(columns + rows))
        # Without upper bounds, which are implied, the rows' duals say everything.
        upper = np.ones(columns) if integer else np.full(columns, np.inf)
        variables.upper_bounds.extend(
            np.concatenate([upper, np.where(may_stay, np.inf, 0.0)])
        )
        variables.integers.extend([integer] * columns + [False] * rows)
        price = np.concatenate([self.opening, np.where(may_stay, self.left, 0.0)])
        paid = np.flatnonzero(price)
        proto.objective.linear_coefficients.ids.extend(paid)
        proto.objective.linear_coefficients.values.extend(price[paid])
        self._fill(proto)
        return mathopt.Model.from_model_proto(proto)

    def _fill(self, proto: model_pb2.ModelProto) -> None:
        rows, columns = self.table.shape
        constraints, matrix = proto.linear_constraints, proto.linear_constraint_matrix
        constraints.ids.extend(range(rows + 1))
        constraints.lower_bounds.extend([*np.ones(rows), self.least])
        constraints.upper_bounds.extend([*np.full(rows, np.inf), self.most])
        row, column = np.nonzero(
            np.column_stack([self.table, np.eye(rows, dtype=bool)])
        )
        matrix.row_ids.extend(np.concatenate([row, np.full(columns, rows)]))
        matrix.column_ids.extend(np.concatenate([column, np.arange(columns)]))
        matrix.coefficients.extend(np.ones(len(row) + columns))


@dataclass(frozen=True, slots=True)
class Covered:
    """What a solver found.

    Attributes
    ----------
    chosen
        Shape (J,): whether each site is open, ``None`` without an answer.
    bound
        Lower bound; infinite where no answer exists.
    worth
        Shape (R,): the relaxation's price of each client, ``None`` for whole sites.
    """

    chosen: Bools | None
    bound: float
    worth: Floats | None = None


def relax_cover(
    model: CoverModel, limit_s: float, is_stopped: Callable[[], bool]
) -> Covered:
    """Solve the linear relaxation.

    Parameters
    ----------
    model
        What to solve.
    limit_s, is_stopped
        Seconds it may take, and what ends the waiting.
    """
    built = model.build(integer=False)
    parameters = mathopt.SolveParameters(
        time_limit=_seconds(limit_s), lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX
    )
    glop = mathopt.SolverType.GLOP
    result = solve_listening(built, glop, parameters, is_stopped)
    if result is None:
        return Covered(None, -math.inf)
    reason = result.termination.reason
    if reason == mathopt.TerminationReason.INFEASIBLE:
        return Covered(None, math.inf)
    if reason != mathopt.TerminationReason.OPTIMAL:
        return Covered(None, -math.inf)
    dual = result.dual_values(list(built.linear_constraints()))
    worth = np.maximum(np.array(dual[: len(model.table)]), 0.0)
    return Covered(None, result.objective_value(), worth)


def solve_cover(
    model: CoverModel, limit_s: float, seed: int, is_stopped: Callable[[], bool]
) -> Covered:
    """Solve for whole sites.

    Parameters
    ----------
    model
        What to solve.
    limit_s, seed, is_stopped
        Seconds it may take, seed of the solver, and what ends the waiting.
    """
    built = model.build(integer=True)
    parameters = mathopt.SolveParameters(
        time_limit=_seconds(limit_s), random_seed=seed, relative_gap_tolerance=0.0
    )
    highs = mathopt.SolverType.HIGHS
    result = solve_listening(built, highs, parameters, is_stopped)
    if result is None:
        return Covered(None, -math.inf)
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        return Covered(None, math.inf)
    bound = result.termination.objective_bounds.dual_bound
    if not result.has_primal_feasible_solution():
        return Covered(None, bound)
    value = result.variable_values(list(built.variables()))
    return Covered(np.array(value[: model.table.shape[1]]) > 0.5, bound)


def _seconds(limit_s: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=max(limit_s, SHORTEST_S))
