"""Solves one instance in a process of its own, told by a file what and how.

``python -m benchmarks.routing.child JOB OUTCOME``
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from benchmarks.routing.cases import build_case
from benchmarks.routing.job import (
    Job,
    NotExpressibleError,
    Outcome,
    read_job,
    write_json,
)
from benchmarks.routing.peer_ortools import solve_with_ortools
from benchmarks.routing.peer_pyvrp import solve_with_pyvrp
from benchmarks.routing.peer_vroom import solve_with_vroom
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.bounds import lower_bound_fen

PEERS: Mapping[str, Callable[[Job], float]] = {
    "pyvrp": solve_with_pyvrp,
    "ortools": solve_with_ortools,
    "vroom": solve_with_vroom,
}
"""Each writes its answer and returns the seconds it took."""


def run_job(job: Job) -> Iterator[Outcome]:
    """Solve, and write the answer where the job wants it.

    Yields
    ------
    Outcome
        What is known as soon as there is an answer, then with its bound: a fault
        there does not undo the answer.
    """
    if not job.is_peer:
        yield from _solve(job)
        return
    try:
        yield Outcome(job.engine, PEERS[job.engine](job))
    except NotExpressibleError as error:
        yield Outcome(job.engine, reason=str(error))


def _solve(job: Job) -> Iterator[Outcome]:
    case = build_case(job.instance_path, job.kind)
    options = SolveOptions(
        engine=job.engine,
        time_limit_s=job.time_limit_s,
        workers=job.workers,
        seed=job.seed,
    )
    started = perf_counter()
    solution = solve_routing(case.problem, options).solution
    seconds = perf_counter() - started
    case.write(solution, job.solution_path)
    outcome = Outcome(solution.engine, seconds)
    yield outcome
    bound_fen = lower_bound_fen(case.counted or case.problem)
    yield replace(outcome, lower_bound=bound_fen / case.unit)


def main() -> None:
    """Run the job of the command line."""
    job, target = map(Path, sys.argv[1:])
    for outcome in run_job(read_job(job)):
        write_json(target, outcome)


if __name__ == "__main__":
    main()
