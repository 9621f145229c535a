"""Long work as rows: what is wanted, how far it is, what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
"""States a job does not leave."""


class Beat(StrEnum):
    """What a worker is told when it says that it is alive."""

    GO_ON = "go_on"
    STOP = "stop"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Job:
    """Work a worker takes from the database.

    Attributes
    ----------
    job_id, kind
        Key, and which work it is.
    arguments
        What the work is told, canonical JSON.
    state
        Where it stands.
    created_at, created_by
        When it was asked for, UTC, and by whom.
    started_at, finished_at
        When the last attempt began, and when the job ended, UTC.
    worker_id, heartbeat_at
        Who works on it and when that one was last alive, UTC. A job whose worker
        fell silent is taken again and goes on from its parts.
    attempts
        How often it was taken.
    stage, done, total
        How far it is: a message key, and parts done of all.
    cost_fen, bound_fen
        Incumbent and proven bound, where the work has them.
    curve
        Incumbent over time, JSON list of ``[seconds, fen]``.
    is_cancel_wanted
        Somebody asked it to stop; the best found so far is then the result.
    result, error
        What came of it: canonical JSON, or a message for people; a job that failed
        by a user's error has that message in every language as its result.
    """

    job_id: str
    kind: str
    arguments: str
    state: JobState
    created_at: datetime
    created_by: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    worker_id: str = ""
    heartbeat_at: datetime | None = None
    attempts: int = 0
    stage: str = ""
    done: int = 0
    total: int = 0
    cost_fen: int | None = None
    bound_fen: int | None = None
    curve: str = "[]"
    is_cancel_wanted: bool = False
    result: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class JobPart:
    """A finished part of a job, kept so that a crash does not cost it.

    Attributes
    ----------
    job_id, name
        Key: job and part, a depot for instance.
    payload
        What the part came to, compressed JSON.
    """

    job_id: str
    name: str
    payload: bytes
