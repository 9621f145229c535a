"""What the process that solves one instance is told, and what it tells."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Job:
    """One instance for one solver.

    Attributes
    ----------
    path
        The instance.
    model
        Problem to solve.
    capacity
        Overwrites the capacity of all sites; ``None`` to leave them.
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
    model: str
    capacity: float | None
    engine: str
    is_peer: bool
    time_limit_s: float
    workers: int
    seed: int
    solution: str

    @property
    def solution_path(self) -> Path:
        """Path of the answer."""
        return Path(self.solution)


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
        No answer is below; of use where there is no answer to write it in.
    reason
        Why there is no answer; empty where all went well.
    """

    solver: str
    seconds: float | None = None
    bound: float | None = None
    reason: str = ""


def write_json(path: Path, item: Job | Outcome) -> None:
    """Write a job or an outcome."""
    path.write_text(json.dumps(asdict(item)), encoding="utf-8")


def read_job(path: Path) -> Job:
    """Read a job."""
    return Job(**json.loads(path.read_text(encoding="utf-8")))


def read_outcome(path: Path) -> Outcome:
    """Read an outcome."""
    return Outcome(**json.loads(path.read_text(encoding="utf-8")))


class NotExpressibleError(Exception):
    """A peer has no words for a model, or is not run on an instance so large."""
