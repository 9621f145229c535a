"""PySAL's spopt as a peer, for p-median and p-center: CBC on its own models.

It tells no bound, and a client is served from the nearest facility it opens.
"""

from importlib import import_module
from importlib.util import find_spec
from time import perf_counter

import numpy as np

from benchmarks.jobs import NotExpressibleError, Outcome
from benchmarks.siting.answer_file import Answer, write_answer
from benchmarks.siting.families import CENTER
from benchmarks.siting.job import SitingJob
from benchmarks.siting.median_file import MedianFile
from benchmarks.siting.source import Source

MOST_NODES = 300
"""It makes an object for every pair of nodes before the solver's clock begins."""

_HALF = 0.5


def solve_job(job: SitingJob, source: Source) -> Outcome:
    """Solve an instance and write the answer.

    Raises
    ------
    NotExpressibleError
        If it is not installed, cannot express the model, or the instance is too
        large.
    """
    if find_spec("spopt") is None:
        msg = "spopt is not installed; install it by hand to compare with it"
        raise NotExpressibleError(msg)
    if not isinstance(source, MedianFile):
        msg = "spopt has neither fixed costs nor two stages"
        raise NotExpressibleError(msg)
    if len(source.distance) > MOST_NODES:
        msg = f"spopt is not run above {MOST_NODES} nodes"
        raise NotExpressibleError(msg)
    locate, pulp = import_module("spopt.locate"), import_module("pulp")
    is_center = job.model == CENTER
    started = perf_counter()
    if is_center:
        model = locate.PCenter.from_cost_matrix(source.distance.T, source.p)
    else:
        weights = np.ones(len(source.distance))
        model = locate.PMedian.from_cost_matrix(source.distance.T, weights, source.p)
    solver = pulp.PULP_CBC_CMD(
        msg=False, timeLimit=job.time_limit_s, threads=job.workers
    )
    try:
        model.solve(solver, results=False)
    except RuntimeError as error:
        return Outcome(job.engine, reason=str(error))
    seconds = perf_counter() - started
    opened = [j for j, flag in enumerate(model.fac_vars) if flag.value() > _HALF]
    write_answer(job.solution_path, _answer(source, opened, is_center))
    return Outcome(job.engine, seconds)


def _answer(source: MedianFile, opened: list[int], is_center: bool) -> Answer:
    distance = source.distance[opened]
    nearest = distance.argmin(axis=0)
    least = distance.min(axis=0)
    return Answer(
        open=opened,
        assignment=[[(opened[place], 1.0)] for place in nearest],
        objective=float(least.max() if is_center else least.sum()),
        bound=None,
        multipliers=[],
    )
