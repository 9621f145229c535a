"""Solves one instance in a process of its own, told by a file what and how.

``python -m benchmarks.routing.child JOB OUTCOME``
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.jobs import NotExpressibleError, Outcome, read_json, write_json
from benchmarks.routing.cases import build_case
from benchmarks.routing.job import RoutingJob
from routing.solve import solve_routing
from routing.vrp.bounds import lower_bound_fen


def run_job(job: RoutingJob) -> Iterator[Outcome]:
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
    # By name: the memory of solvers that are not asked is nobody's.
    peer = import_module(f"benchmarks.routing.peer_{job.engine}")
    try:
        yield Outcome(job.engine, peer.solve_job(job))
    except NotExpressibleError as error:
        yield Outcome(job.engine, reason=str(error))


def _solve(job: RoutingJob) -> Iterator[Outcome]:
    case = build_case(job.instance_path, job.kind)
    started = perf_counter()
    solution = solve_routing(case.problem, job.options).solution
    seconds = perf_counter() - started
    case.write(solution, job.solution_path)
    outcome = Outcome(solution.engine, seconds)
    yield outcome
    bound_fen = lower_bound_fen(case.counted or case.problem)
    yield replace(outcome, bound=bound_fen / case.unit)


def main() -> None:
    """Run the job of the command line."""
    job, target = map(Path, sys.argv[1:])
    for outcome in run_job(read_json(job, RoutingJob)):
        write_json(target, outcome)


if __name__ == "__main__":
    main()
