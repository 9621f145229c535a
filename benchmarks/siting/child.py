"""Solves one instance in a process of its own, told by a file what and how.

``python -m benchmarks.siting.child JOB OUTCOME``
"""

import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.jobs import NotExpressibleError, Outcome, read_json, write_json
from benchmarks.siting.answer_file import write_answer
from benchmarks.siting.case import answer_of, problem_of
from benchmarks.siting.job import PEERS, SitingJob
from benchmarks.siting.source import Source, read_source
from routing.solve import solve_siting


def run_job(job: SitingJob) -> Outcome:
    """Solve, and write the answer where the job wants it."""
    source = read_source(job.instance_path, job.model, job.capacity)
    if not job.is_peer:
        return _solve(job, source)
    # By name: the memory of solvers that are not asked is nobody's.
    peer = import_module(f"benchmarks.siting.peer_{PEERS[job.engine]}")
    try:
        outcome: Outcome = peer.solve_job(job, source)
    except NotExpressibleError as error:
        return Outcome(job.engine, reason=str(error))
    return outcome


def _solve(job: SitingJob, source: Source) -> Outcome:
    problem = problem_of(source, job.model)
    started = perf_counter()
    solution = solve_siting(problem, job.options).solution
    seconds = perf_counter() - started
    answer = answer_of(problem, solution)
    write_answer(job.solution_path, answer)
    return Outcome(solution.engine, seconds, answer.bound)


def main() -> None:
    """Run the job of the command line."""
    job, target = map(Path, sys.argv[1:])
    write_json(target, run_job(read_json(job, SitingJob)))


if __name__ == "__main__":
    main()
