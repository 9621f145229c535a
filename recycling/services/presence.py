"""Which workers of this machine are there: each holds a lock the system frees.

A worker that is there may be silent all the same: while another process writes a large
import, nobody can write a heartbeat, and on a busy machine threads wait for their turn.
Its lock tells that it lives, and that it is gone as soon as it is killed. Of workers on
other machines only the heartbeat tells.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FOLDER = "workers"
"""Folder of the workspace with a file per worker, which it holds while it is there."""

SUFFIX = ".lock"

FORGET_S = 60.0
"""Age at which a file that nobody holds is taken away; a newer one may be about to be
held."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Workers of this machine by id.

    Attributes
    ----------
    there
        Those that live.
    gone
        Those that ended without leaving.
    """

    there: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    def seen_by(self, worker_id: str) -> "Presence":
        """Return the presence of others; what one left undone itself is left."""
        return Presence(self.there - {worker_id}, self.gone | {worker_id})


@contextmanager
def staying(workspace: Path, worker_id: str) -> Iterator[None]:
    """Be there while the block runs, and however it ends no longer."""
    if fcntl is None:
        yield
        return
    path = workspace / FOLDER / f"{worker_id}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def presence(workspace: Path) -> Presence:
    """Look which workers are there, where the system has locks to tell by."""
    if fcntl is None:
        return Presence()
    there: set[str] = set()
    gone: set[str] = set()
    for path in (workspace / FOLDER).glob(f"*{SUFFIX}"):
        own = there if _is_held(path) else gone
        own.add(path.stem)
    return Presence(frozenset(there), frozenset(gone))


def _is_held(path: Path) -> bool:
    """Tell whether somebody holds a file; one that is old and free goes."""
    try:
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
            if time.time() - path.stat().st_mtime > FORGET_S:
                path.unlink(missing_ok=True)
    except FileNotFoundError:
        # It left a moment ago.
        pass
    return False
