"""SCIP as a peer, on the plain compact model."""

from ortools.math_opt.python import mathopt

from benchmarks.jobs import Outcome
from benchmarks.siting.job import SitingJob
from benchmarks.siting.mathopt_peer import solve_compact
from benchmarks.siting.source import Source


def solve_job(job: SitingJob, source: Source) -> Outcome:
    """Solve an instance and write the answer.

    Raises
    ------
    NotExpressibleError
        If the model is too large, or not for the solver.
    """
    return solve_compact(job, source, mathopt.SolverType.GSCIP)
