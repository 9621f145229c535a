"""The exact model as OR-Tools takes it, and how it is solved.

With the variables of ``columns`` the rows of ``rows`` say: one state per facility and
period, along allowed moves; all supply assigned, in whole where asked; what arrives is
taken in by a state within its capacity and above its minimum; what it makes leaves by
legs; tag limits, floors, budgets. It is built as arrays and handed over in one piece.
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.exact.columns import Columns
from routing.engines.exact.rows import Rows, rows_of
from routing.engines.listening import solve_listening
from routing.siting.arrays import Bools, Floats

SHORTEST_S = 0.02
LARGEST_PRICE = 1e6
"""Prices are scaled down to it, so that tolerances mean the same everywhere."""


@dataclass(frozen=True)
class ExactModel:
    """Bounds, prices and rows of a problem.

    Attributes
    ----------
    columns, rows
        Variables and constraints.
    price
        Money of a unit of each variable, divided by ``scale``.
    lower, upper
        Of each variable.
    row_lower, row_upper
        Of each constraint.
    scale
        Fen of a unit of the objective.
    """

    columns: Columns
    rows: Rows
    price: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    scale: float

    @classmethod
    def of(
        cls, columns: Columns, open_arc: Bools, *, counts: bool, links: bool = True
    ) -> "ExactModel":
        """Lay the model out.

        Parameters
        ----------
        columns
            The variables.
        open_arc
            Shape (A,): arcs that may be used.
        counts
            Whether money counts; otherwise any answer is as good.
        links
            As ``rows_of`` has it.
        """
        rows = rows_of(columns, links=links)
        price = columns.price() if counts else np.zeros(columns.total)
        scale = max(float(price.max(initial=0.0)) / LARGEST_PRICE, 1e-3)
        return cls(
            columns=columns,
            rows=rows,
            price=price / scale,
            lower=np.zeros(columns.total),
            upper=columns.upper(open_arc),
            row_lower=np.concatenate(rows.constraints.lower),
            row_upper=np.concatenate(rows.constraints.upper),
            scale=scale,
        )

    def with_fixed(self, which: Bools, value: Floats) -> "ExactModel":
        """Return the model with some variables fixed."""
        return replace(
            self,
            lower=np.where(which, value, self.lower),
            upper=np.where(which, value, self.upper),
        )

    def build(self, *, integer: bool) -> mathopt.Model:
        """Return the MathOpt model; ids are positions."""
        proto = model_pb2.ModelProto()
        variables, constraints = proto.variables, proto.linear_constraints
        count = self.columns.total
        variables.ids.extend(range(count))
        variables.lower_bounds.extend(self.lower)
        variables.upper_bounds.extend(self.upper)
        whole = self.columns.integer() if integer else np.zeros(count, np.bool_)
        variables.integers.extend(whole.tolist())
        priced = np.flatnonzero(self.price)
        proto.objective.linear_coefficients.ids.extend(priced)
        proto.objective.linear_coefficients.values.extend(self.price[priced])
        table = self.rows.constraints
        row, column = np.concatenate(table.row), np.concatenate(table.column)
        value = np.concatenate(table.value)
        order = np.lexsort((column, row))
        order = order[value[order] != 0]
        constraints.ids.extend(range(table.count))
        constraints.lower_bounds.extend(self.row_lower)
        constraints.upper_bounds.extend(self.row_upper)
        matrix = proto.linear_constraint_matrix
        matrix.row_ids.extend(row[order])
        matrix.column_ids.extend(column[order])
        matrix.coefficients.extend(value[order])
        return mathopt.Model.from_model_proto(proto)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver returned.

    Attributes
    ----------
    value
        All variables, ``None`` without an answer.
    bound
        Lower bound in the units of the model, ``-inf`` without one.
    infeasible
        Whether there is no answer.
    dual
        Price of each constraint, ``None`` for whole numbers.
    is_optimal
        Whether the gap asked for was reached.
    """

    value: Floats | None
    bound: float
    infeasible: bool
    dual: Floats | None = None
    is_optimal: bool = False


def relax(
    model: ExactModel,
    limit_s: float,
    is_stopped: Callable[[], bool],
    *,
    interior: bool = False,
) -> Outcome:
    """Solve the linear relaxation.

    Parameters
    ----------
    model
        What to solve.
    limit_s, is_stopped
        As in ``solve``.
    interior
        Whether to go through the interior, which takes a quarter of the time where
        states of a city are open; where they are given, the simplex method is faster.
    """
    algorithm = mathopt.LPAlgorithm.DUAL_SIMPLEX
    if interior:
        algorithm = mathopt.LPAlgorithm.BARRIER
    parameters = mathopt.SolveParameters(
        time_limit=_seconds(limit_s), lp_algorithm=algorithm
    )
    built = model.build(integer=False)
    return _run(built, parameters, None, is_stopped)


def solve(
    model: ExactModel,
    limit_s: float,
    parameters: mathopt.SolveParameters,
    start: Floats | None,
    is_stopped: Callable[[], bool],
) -> Outcome:
    """Solve for whole numbers.

    Parameters
    ----------
    model
        What to solve.
    limit_s
        Seconds it may take.
    parameters
        Seed and gap.
    start
        Values to begin with.
    is_stopped
        Asked now and then; ends the waiting.
    """
    built = model.build(integer=True)
    return solve_built(built, limit_s, parameters, start, is_stopped)


def solve_built(
    built: mathopt.Model,
    limit_s: float,
    parameters: mathopt.SolveParameters,
    start: Floats | None,
    is_stopped: Callable[[], bool],
) -> Outcome:
    """Solve a MathOpt model for whole numbers, as ``solve`` does."""
    parameters.time_limit = _seconds(limit_s)
    return _run(built, parameters, start, is_stopped)


def _run(
    built: mathopt.Model,
    parameters: mathopt.SolveParameters,
    start: Floats | None,
    is_stopped: Callable[[], bool],
) -> Outcome:
    hints = _hints(built, start)
    solver = mathopt.SolverType.HIGHS
    found = solve_listening(built, solver, parameters, is_stopped, hints)
    if found is None:
        return Outcome(None, -math.inf, infeasible=False)
    return _outcome(built, found)


def _hints(built: mathopt.Model, start: Floats | None) -> list[mathopt.SolutionHint]:
    if start is None:
        return []
    values = dict(zip(built.variables(), start.tolist(), strict=True))
    return [mathopt.SolutionHint(variable_values=values)]


def _outcome(built: mathopt.Model, result: mathopt.SolveResult) -> Outcome:
    value = dual = None
    if result.has_primal_feasible_solution():
        value = np.array(result.variable_values(list(built.variables())))
    if result.has_dual_feasible_solution():
        dual = np.array(result.dual_values(list(built.linear_constraints())))
    reason = result.termination.reason
    return Outcome(
        value,
        result.termination.objective_bounds.dual_bound,
        reason == mathopt.TerminationReason.INFEASIBLE,
        dual,
        reason == mathopt.TerminationReason.OPTIMAL,
    )


def _seconds(limit_s: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=max(limit_s, SHORTEST_S))
