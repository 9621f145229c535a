"""The solvers of OR-Tools' MathOpt as peers, as they come, on the compact model."""

import datetime
from time import perf_counter

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from benchmarks.jobs import NotExpressibleError, Outcome
from benchmarks.siting.answer_file import write_answer
from benchmarks.siting.compact import CompactModel, compact
from benchmarks.siting.compact_answer import compact_answer
from benchmarks.siting.families import CFLP, TWO_STAGE
from benchmarks.siting.job import SitingJob
from benchmarks.siting.source import Source

SOLVERS = {
    "highs": mathopt.SolverType.HIGHS,
    "cpsat": mathopt.SolverType.CP_SAT,
    "scip": mathopt.SolverType.GSCIP,
}
"""Solvers by their names as peers."""

SPLIT = frozenset({CFLP, TWO_STAGE})
"""Models whose clients may have several sources."""

MOST_VARIABLES = 400_000
"""Above, none of these solvers has an answer within the limits asked for here."""


def solve_job(job: SitingJob, source: Source) -> Outcome:
    """Solve an instance and write the answer.

    Raises
    ------
    NotExpressibleError
        If the model is too large, or not for the solver.
    """
    solver = SOLVERS[job.engine]
    plain = compact(source, job.model)
    if solver is mathopt.SolverType.CP_SAT and job.model in SPLIT:
        msg = "CP-SAT has whole numbers only, and shares are none"
        raise NotExpressibleError(msg)
    if len(plain.cost) > MOST_VARIABLES:
        msg = f"not run above {MOST_VARIABLES} variables"
        raise NotExpressibleError(msg)
    model = mathopt.Model.from_model_proto(proto_of(plain))
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=job.time_limit_s),
        # HiGHS and SCIP as they come with OR-Tools take no number of threads.
        threads=job.workers if solver is mathopt.SolverType.CP_SAT else None,
        random_seed=job.seed,
        relative_gap_tolerance=0.0,
    )
    started = perf_counter()
    result = mathopt.solve(model, solver, params=parameters)
    seconds = perf_counter() - started
    dual = result.termination.objective_bounds.dual_bound
    bound = float(dual) if np.isfinite(dual) else None
    if not result.has_primal_feasible_solution():
        return Outcome(job.engine, seconds, bound, "no answer within the limit")
    value = np.array(result.variable_values(list(model.variables())))
    answer = compact_answer(source, value, result.objective_value(), bound)
    write_answer(job.solution_path, answer)
    return Outcome(job.engine, seconds, bound)


def proto_of(plain: CompactModel) -> model_pb2.ModelProto:
    """Copy a model into MathOpt's own form: a call per figure would take minutes."""
    proto = model_pb2.ModelProto()
    count = len(plain.cost)
    proto.variables.ids.extend(range(count))
    proto.variables.lower_bounds.extend(np.zeros(count))
    proto.variables.upper_bounds.extend(plain.upper)
    proto.variables.integers.extend(plain.is_whole.tolist())
    used = np.flatnonzero(plain.cost)
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend(plain.cost[used])
    heights = [len(columns) for columns in plain.columns]
    proto.linear_constraints.ids.extend(range(sum(heights)))
    proto.linear_constraints.lower_bounds.extend(np.repeat(plain.lower, heights))
    proto.linear_constraints.upper_bounds.extend(np.repeat(plain.upper_sum, heights))
    first = 0
    matrix = proto.linear_constraint_matrix
    for columns, coefficients in zip(plain.columns, plain.coefficients, strict=True):
        order = np.argsort(columns, axis=1)
        sorted_columns = np.take_along_axis(columns, order, axis=1)
        row = np.arange(first, first + len(columns))
        counts = np.take_along_axis(coefficients, order, axis=1)
        keep = counts != 0
        matrix.row_ids.extend(np.broadcast_to(row[:, None], columns.shape)[keep])
        matrix.column_ids.extend(sorted_columns[keep])
        matrix.coefficients.extend(counts[keep])
        first += len(columns)
    return proto
