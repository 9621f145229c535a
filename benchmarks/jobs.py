"""What the process that solves one instance is told, and what it tells."""

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from benchmarks.measure import module, run
from routing.options import SolveOptions

PATIENCE = 3
"""A solver is ended after so many times its limit, and a while to build in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One instance for one solver.

    Attributes
    ----------
    path
        The instance.
    engine
        Name of the product's engine, or of the peer.
    is_peer
        Another solver than the product's.
    time_limit_s
        Seconds from the problem built to the answer.
    workers, seed
        Options of the solver.
    solution
        Where the answer is written.
    """

    path: str
    engine: str
    is_peer: bool
    time_limit_s: float
    workers: int
    seed: int
    solution: str

    @property
    def instance_path(self) -> Path:
        """Path of the instance."""
        return Path(self.path)

    @property
    def solution_path(self) -> Path:
        """Path of the answer."""
        return Path(self.solution)

    @property
    def options(self) -> SolveOptions:
        """What the product's solver is asked for."""
        return SolveOptions(
            engine=self.engine,
            time_limit_s=self.time_limit_s,
            workers=self.workers,
            seed=self.seed,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver did.

    Attributes
    ----------
    solver
        Engine that gave the answer.
    seconds
        From the problem built to the answer; ``None`` without one.
    bound
        No answer is below, in the unit of the verifier; ``None`` where none is known.
    reason
        Why there is no answer, or no more of one; empty where all went well.
    """

    solver: str
    seconds: float | None = None
    bound: float | None = None
    reason: str = ""


class NotExpressibleError(Exception):
    """A peer has no words for a problem, or is not run on an instance so large."""


class Told(Protocol):
    """A dataclass of plain figures and texts."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def write_json(path: Path, item: Told) -> None:
    """Write a job or an outcome."""
    path.write_text(json.dumps(asdict(item)), encoding="utf-8")


def read_json[Item](path: Path, kind: type[Item]) -> Item:
    """Read a job or an outcome."""
    return kind(**json.loads(path.read_text(encoding="utf-8")))


def run_child(
    name: str, job: Told, limit_s: float, build_s: float
) -> tuple[dict[str, Any], float]:
    """Run a job in a process of its own.

    Parameters
    ----------
    name
        Module that takes the paths of the job and of what it tells.
    job
        What it is told.
    limit_s, build_s
        Seconds of the solver, and to load, read and build in.

    Returns
    -------
    figures
        What it told; only the reason where it told nothing.
    peak_mb
        Most megabytes its processes had together.
    """
    with tempfile.TemporaryDirectory(prefix="recycling-benchmark-") as folder:
        told, tells = Path(folder, "job.json"), Path(folder, "outcome.json")
        write_json(told, job)
        command = module(name, str(told), str(tells))
        done = run(command, timeout_s=PATIENCE * limit_s + build_s)
        figures: dict[str, Any] = {"reason": done.complaint}
        if tells.is_file():
            figures = json.loads(tells.read_text(encoding="utf-8"))
    return figures, 1000 * done.tree_gb
