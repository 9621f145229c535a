"""``python -m benchmarks siting``: instances through the product and its peers."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, count

from benchmarks.faults import FormatError
from benchmarks.jobs import Outcome, run_child
from benchmarks.results import gap_pct
from benchmarks.siting.best_known import best_known
from benchmarks.siting.families import Instance, find_instances
from benchmarks.siting.job import SitingJob
from benchmarks.siting.results import SitingLine, certified_gap_pct
from benchmarks.siting.source import verify
from benchmarks.siting.summary import summaries
from benchmarks.solving import Options, run_all

BUILD_S = 300
"""Seconds to load and compile, to read an instance, and to build its problem."""


def siting(options: Options) -> int:
    """Print every line and return the exit code: 1 if something is not ok."""
    taken: set[str] = set()

    def solved(instance: Instance) -> Iterator[SitingLine]:
        """Run all solvers on an instance."""
        return run_instance(_named(instance, taken), options)

    return run_all(
        find_instances([path.expanduser() for path in options.paths]),
        solved,
        partial(summaries, limit_s=options.time_limit_s),
    )


def _named(instance: Instance, taken: set[str]) -> Instance:
    """Give an instance another name if its own is taken: its set's before it."""
    full = f"{instance.set}-{instance.name}"
    names = chain([instance.name, full], (f"{full}-{i}" for i in count(2)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return replace(instance, name=name)


def run_instance(instance: Instance, options: Options) -> Iterator[SitingLine]:
    """Run the product, then the peers, on one instance."""
    known = best_known(instance)
    for engine, is_peer in options.solvers(instance.name):
        folder = options.out / "peers" / engine if is_peer else options.out
        folder.mkdir(parents=True, exist_ok=True)
        job = SitingJob(
            path=str(instance.path.resolve()),
            model=instance.model,
            capacity=instance.capacity,
            engine=engine,
            is_peer=is_peer,
            time_limit_s=options.time_limit_s,
            workers=options.workers,
            seed=options.seed,
            solution=str((folder / f"{instance.name}.json").resolve()),
        )
        yield _judged(instance, job, known)


def _judged(instance: Instance, job: SitingJob, known: float | None) -> SitingLine:
    """Run a job in a process of its own, and let the verifier judge its answer."""
    job.solution_path.unlink(missing_ok=True)
    told, peak_mb = run_child("benchmarks.siting.child", job, job.time_limit_s, BUILD_S)
    outcome = Outcome(**{"solver": job.engine, **told})
    line = SitingLine(
        instance=instance.name,
        family=instance.family,
        set=instance.set,
        model=instance.model,
        engine=job.engine,
        bound=outcome.bound,
        solver=outcome.solver,
        is_peer=job.is_peer,
        best_known=known,
        seconds=None if outcome.seconds is None else round(outcome.seconds, 2),
        peak_mb=round(peak_mb, 1),
        reason=outcome.reason,
    )
    if not job.solution_path.is_file():
        return line
    try:
        verdict = verify(instance, job.solution_path, known)
    except FormatError as error:
        return replace(line, feasible=False, reason=str(error))
    objective = verdict.objective
    judged = replace(
        line,
        objective=round(objective, 6),
        multiplier_bound=verdict.multiplier_bound,
        open=verdict.open,
        feasible=verdict.is_feasible,
        faults=verdict.faults,
        solution=str(job.solution_path),
    )
    if not verdict.is_feasible:
        return judged
    return replace(
        judged,
        gap_pct=gap_pct(objective, known),
        certified_gap_pct=certified_gap_pct(objective, outcome.bound),
        multiplier_gap_pct=certified_gap_pct(objective, verdict.multiplier_bound),
    )
