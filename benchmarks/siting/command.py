"""``python -m benchmarks siting``: instances through the product and its peers."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, count
from pathlib import Path

from benchmarks.measure import module, run
from benchmarks.siting.best_known import best_known
from benchmarks.siting.families import Instance, find_instances
from benchmarks.siting.job import Job, Outcome, read_outcome, write_json
from benchmarks.siting.results import ResultLine, certified_gap_pct, gap_pct
from benchmarks.siting.source import verify
from benchmarks.siting.summary import summaries
from benchmarks.siting.verdict import FormatError

PATIENCE = 3
"""A solver is ended after so many times its limit, and a while to build in."""

BUILD_S = 300
"""Seconds to load and compile, to read an instance, and to build its problem."""


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
        Options of the product's solver; the first two also of peers.
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


def siting(options: Options) -> int:
    """Print every line and return the exit code: 1 if something is not ok.

    What is not ok: a path that is no instance, an answer of the product that is
    missing or breaks a rule, or a set that misses its bar.
    """
    lines: list[ResultLine] = []
    is_ok = True
    taken: set[str] = set()
    for found in find_instances([path.expanduser() for path in options.paths]):
        if isinstance(found, Path):
            exists = found.exists()
            reason = "no instance of a known family" if exists else "does not exist"
            _print({"path": str(found), "reason": reason})
            is_ok = False
            continue
        for line in run_instance(_named(found, taken), options):
            lines.append(line)
            _print(asdict(line))
            is_ok &= line.is_peer or line.feasible is True
    for summary in summaries(lines, options.time_limit_s):
        _print(summary)
        is_ok &= summary["ok"] is not False
    return int(not is_ok)


def _print(line: object) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _named(instance: Instance, taken: set[str]) -> Instance:
    """Give an instance another name if its own is taken: its set's before it."""
    full = f"{instance.set}-{instance.name}"
    names = chain([instance.name, full], (f"{full}-{i}" for i in count(2)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return replace(instance, name=name)


def run_instance(instance: Instance, options: Options) -> Iterator[ResultLine]:
    """Run the product, then the peers, on one instance."""
    known = best_known(instance)
    engines = [(options.engine, False), *((peer, True) for peer in options.peers)]
    for engine, is_peer in engines:
        folder = options.out / "peers" / engine if is_peer else options.out
        folder.mkdir(parents=True, exist_ok=True)
        job = Job(
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
        print(f"solving: {instance.name} with {engine}", file=sys.stderr, flush=True)
        yield _judged(instance, job, known)


def _judged(instance: Instance, job: Job, known: float | None) -> ResultLine:
    """Run a job in a process of its own, and let the verifier judge its answer."""
    job.solution_path.unlink(missing_ok=True)
    outcome, peak_mb = _run(job)
    line = ResultLine(
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


def _run(job: Job) -> tuple[Outcome, float]:
    """Run a job; the outcome and the most megabytes its processes had together."""
    with tempfile.TemporaryDirectory(prefix="recycling-benchmark-") as folder:
        told, tells = Path(folder, "job.json"), Path(folder, "outcome.json")
        write_json(told, job)
        timeout_s = PATIENCE * job.time_limit_s + BUILD_S
        command = module("benchmarks.siting.child", str(told), str(tells))
        done = run(command, timeout_s=timeout_s)
        if tells.is_file():
            return read_outcome(tells), 1000 * done.tree_gb
        return Outcome(job.engine, reason=done.complaint), 1000 * done.tree_gb
