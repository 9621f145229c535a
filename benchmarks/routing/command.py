"""``python -m benchmarks routing``: instances through the product and its peers."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, count
from pathlib import Path

from benchmarks.measure import module, run
from benchmarks.routing.best_known import best_known
from benchmarks.routing.families import Instance, find_instances
from benchmarks.routing.job import Job, Outcome, read_outcome, write_json
from benchmarks.routing.results import ResultLine, gap_pct
from benchmarks.routing.summary import summaries
from benchmarks.routing.verdict import FormatError
from benchmarks.routing.vrplib_case import add_cost

PATIENCE = 3
"""A solver is ended after so many times its limit, and a while to build in."""

BUILD_S = 600
PEER_BUILD_S = 120
"""Seconds to load and compile, to read an instance, and to bound it; peers, some of
which never return from some instances, only read."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to run.

    Attributes
    ----------
    paths
        Instances, or folders of them.
    out
        Folder of the answers.
    time_limit_s
        Seconds from the problem built to the answer.
    workers, seed, engine
        Options of the product's solver; the seed also of peers that take one.
    peers
        Names of peers.
    """

    paths: Sequence[Path]
    out: Path
    time_limit_s: float
    workers: int
    seed: int
    engine: str
    peers: Sequence[str]


def routing(options: Options) -> int:
    """Print every line and return the exit code: 1 if something is not ok.

    What is not ok: a path that is no instance, an answer of the product that is
    missing or breaks a rule, or a family that misses its bar.
    """
    lines: list[ResultLine] = []
    is_ok = True
    taken: set[Path] = set()
    for found in find_instances([path.expanduser() for path in options.paths]):
        if isinstance(found, Path):
            print(_text({"path": str(found), "reason": _refusal(found)}), flush=True)
            is_ok = False
            continue
        out = _folder(found, options.out, taken)
        for line in run_instance(found, options, out):
            lines.append(line)
            print(_text(asdict(line)), flush=True)
            is_ok &= line.is_peer or line.feasible is True
    for summary in summaries(lines, options.time_limit_s):
        print(_text(summary), flush=True)
        is_ok &= summary["ok"] is not False
    return int(not is_ok)


def _folder(instance: Instance, out: Path, taken: set[Path]) -> Path:
    """Folder of an instance's answers: another one for a name taken before."""
    name = instance.family.name
    folders = chain([out, out / name], (out / f"{name}-{i}" for i in count(2)))
    folder = next(f for f in folders if f / _file_name(instance) not in taken)
    taken.add(folder / _file_name(instance))
    return folder


def _file_name(instance: Instance) -> str:
    return f"{instance.name}{instance.family.suffix}"


def _refusal(path: Path) -> str:
    if not path.exists():
        return "does not exist"
    return "no instance of a known family"


def _text(line: object) -> str:
    return json.dumps(line, ensure_ascii=False)


def run_instance(
    instance: Instance, options: Options, out: Path
) -> Iterator[ResultLine]:
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
    engines = [(options.engine, False), *((peer, True) for peer in options.peers)]
    for engine, is_peer in engines:
        job = Job(
            path=str(instance.path.resolve()),
            family=instance.family.name,
            engine=engine,
            is_peer=is_peer,
            time_limit_s=options.time_limit_s,
            workers=options.workers,
            seed=options.seed,
            solution=str(_target(instance, out, engine if is_peer else "")),
        )
        print(f"solving: {instance.name} with {engine}", file=sys.stderr, flush=True)
        yield _judged(instance, job, known)


def _target(instance: Instance, out: Path, peer: str) -> Path:
    """Where an answer goes: peers' answers in a folder of their own."""
    folder = out / "peers" / peer if peer else out
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / _file_name(instance)).resolve()


def _judged(instance: Instance, job: Job, known: float | None) -> ResultLine:
    """Run a job in a process of its own, and let the verifier judge its answer."""
    job.solution_path.unlink(missing_ok=True)
    outcome, peak_mb = _run(job)
    family = instance.family
    line = ResultLine(
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
    bound = outcome.lower_bound
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


def _run(job: Job) -> tuple[Outcome, float]:
    """Run a job; the outcome and the most megabytes its processes had together."""
    with tempfile.TemporaryDirectory(prefix="recycling-benchmark-") as folder:
        told, tells = Path(folder, "job.json"), Path(folder, "outcome.json")
        write_json(told, job)
        build_s = PEER_BUILD_S if job.is_peer else BUILD_S
        timeout_s = PATIENCE * job.time_limit_s + build_s
        command = module("benchmarks.routing.child", str(told), str(tells))
        done = run(command, timeout_s=timeout_s)
        if tells.is_file():
            return read_outcome(tells), 1000 * done.tree_gb
        return Outcome(job.engine, reason=done.complaint), 1000 * done.tree_gb
