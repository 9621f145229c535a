"""``python -m benchmarks routing``: instances through the product and its peers."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, count
from pathlib import Path

from benchmarks.faults import FormatError
from benchmarks.jobs import Outcome, run_child
from benchmarks.results import gap_pct
from benchmarks.routing.best_known import best_known
from benchmarks.routing.families import Instance, find_instances
from benchmarks.routing.job import RoutingJob
from benchmarks.routing.results import RoutingLine
from benchmarks.routing.summary import summaries
from benchmarks.routing.vrplib_case import add_cost
from benchmarks.solving import Options, run_all

BUILD_S = 600
PEER_BUILD_S = 120
"""Seconds to load and compile, to read an instance, and to bound it; peers, some of
which never return from some instances, only read."""


def routing(options: Options) -> int:
    """Print every line and return the exit code: 1 if something is not ok."""
    taken: set[Path] = set()

    def solved(instance: Instance) -> Iterator[RoutingLine]:
        """Run all solvers on an instance."""
        out = _folder(instance, options.out, taken)
        return run_instance(instance, options, out)

    return run_all(
        find_instances([path.expanduser() for path in options.paths]),
        solved,
        partial(summaries, limit_s=options.time_limit_s),
    )


def _folder(instance: Instance, out: Path, taken: set[Path]) -> Path:
    """Folder of an instance's answers: another one for a name taken before."""
    name = instance.family.name
    folders = chain([out, out / name], (out / f"{name}-{i}" for i in count(2)))
    folder = next(f for f in folders if f / _file_name(instance) not in taken)
    taken.add(folder / _file_name(instance))
    return folder


def _file_name(instance: Instance) -> str:
    return f"{instance.name}{instance.family.suffix}"


def run_instance(
    instance: Instance, options: Options, out: Path
) -> Iterator[RoutingLine]:
    """Run the product, then the peers, on one instance.

    Parameters
    ----------
    instance
        The instance.
    options
        Limits and solvers.
    out
        Folder of the answers.
    """
    known = best_known(instance)
    for engine, is_peer in options.solvers(instance.name):
        job = RoutingJob(
            path=str(instance.path.resolve()),
            family=instance.family.name,
            engine=engine,
            is_peer=is_peer,
            time_limit_s=options.time_limit_s,
            workers=options.workers,
            seed=options.seed,
            solution=str(_target(instance, out, engine if is_peer else "")),
        )
        yield _judged(instance, job, known)


def _target(instance: Instance, out: Path, peer: str) -> Path:
    """Where an answer goes: peers' answers in a folder of their own."""
    folder = out / "peers" / peer if peer else out
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / _file_name(instance)).resolve()


def _judged(instance: Instance, job: RoutingJob, known: float | None) -> RoutingLine:
    """Run a job in a process of its own, and let the verifier judge its answer."""
    job.solution_path.unlink(missing_ok=True)
    build_s = PEER_BUILD_S if job.is_peer else BUILD_S
    told, peak_mb = run_child(
        "benchmarks.routing.child", job, job.time_limit_s, build_s
    )
    outcome = Outcome(**{"solver": job.engine, **told})
    family = instance.family
    line = RoutingLine(
        instance=instance.name,
        family=family.name,
        engine=job.engine,
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
        verdict = family.verify(instance.path, job.solution_path)
    except FormatError as error:
        return replace(line, feasible=False, reason=str(error))
    cost = round(verdict.cost / family.divisor, 4)
    if family.rounding:
        add_cost(job.solution_path, family.cost_label, cost, family.decimals)
    bound = outcome.bound
    return replace(
        line,
        cost=cost,
        gap_pct=gap_pct(cost, known) if verdict.is_feasible else None,
        lower_bound=None if bound is None else round(bound / family.divisor, 4),
        vehicles=verdict.vehicles,
        stops=verdict.served,
        feasible=verdict.is_feasible,
        faults=verdict.faults,
        solution=str(job.solution_path),
    )
