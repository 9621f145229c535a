"""What a job's work holds in hand: its progress, its parts, and whether to go on."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any

from recycling.dispatch.part_signals import MOST_FEN, PartSignals
from recycling.domain.jobs import Beat, Job, JobPart, JobState
from recycling.services.clock import utc_now
from recycling.services.ports import UnitOfWork, UnitOfWorkFactory
from routing.options import SearchStopped

MOST_POINTS = 400
"""Points of a curve that are kept; beyond, every other one goes."""


class JobStopped(Exception):  # noqa: N818 - an end, not an error
    """The work on a job ends here."""


class JobCancelled(JobStopped):
    """Somebody asked the job to stop before it had any result."""


class JobLeft(JobStopped):
    """The worker has to go; the job is taken up again."""


class JobLost(JobStopped):
    """The job has been given to another worker: this one was silent for too long."""


class JobHandle:
    """A job in work; stands in for the progress of the use case that does it.

    Attributes
    ----------
    job
        The job as it was taken.
    signals
        Word to and from the parts that are solved in other processes.
    """

    def __init__(
        self,
        factory: UnitOfWorkFactory,
        job: Job,
        parts: Mapping[str, bytes],
        folder: Path,
        leaving: Event,
    ) -> None:
        self.job = job
        self.signals = PartSignals(folder)
        self._factory = factory
        self._parts = dict(parts)
        self._leaving = leaving
        self._is_stopping = Event()
        self._is_lost = Event()
        self._is_finished = False
        self._lock = Lock()
        self._told: dict[str, Any] = {}
        self._cost_fen: int | None = None
        self._curve: list[tuple[float, int]] = []
        self._began_s = monotonic()

    @property
    def is_finished(self) -> bool:
        """Whether the result was handed over."""
        return self._is_finished

    @property
    def is_leaving(self) -> bool:
        """Whether the worker has to go."""
        return self._leaving.is_set()

    def stage(self, key: str) -> None:
        """Begin a stage, unless the work is to end."""
        self._tell(stage=key, done=0, total=0)
        self._check()
        if self._is_stopping.is_set():
            raise JobCancelled

    def advance(self, done: int, total: int) -> None:
        """Say how much of the stage is done."""
        self._tell(done=done, total=total)
        self._check()

    def incumbent(self, cost_fen: int, bound_fen: int | None = None) -> None:
        """Say what the best answer so far costs; end the search where that is wanted.

        Raises
        ------
        SearchStopped
            When the best found so far is to be the result.
        """
        if cost_fen <= MOST_FEN:
            self._cost_fen = cost_fen
        if bound_fen is not None:
            self._tell(bound_fen=bound_fen)
        if self._is_stopping.is_set() or self._leaving.is_set():
            raise SearchStopped

    def kept(self, name: str) -> bytes | None:
        """Return what a part came to in an earlier attempt."""
        return self._parts.get(name)

    def keep(self, name: str, payload: bytes) -> None:
        """Keep what a part came to; not one that was cut short."""
        if self._is_stopping.is_set() or self._leaving.is_set():
            return
        with self._factory() as work:
            work.jobs.keep_part(JobPart(self.job.job_id, name, payload))

    def finish(self, work: UnitOfWork, result: Mapping[str, Any]) -> None:
        """End the job in the transaction that saves what came of it.

        Raises
        ------
        JobLost
            When it is another worker's by now: nothing of the transaction stays.
        """
        self._check()
        state = JobState.CANCELLED if self._is_stopping.is_set() else JobState.DONE
        if not self._end(work, state, result=canonical(result)):
            raise JobLost
        self._is_finished = True

    def end(self, state: JobState, error: str = "", result: str = "") -> None:
        """End the job without success, or give it back, if it still is one's own."""
        with self._factory() as work:
            if state is JobState.QUEUED:
                work.jobs.release(self.job.job_id, self.job.worker_id)
            else:
                self._end(work, state, error=error, result=result)

    def _end(self, work: UnitOfWork, state: JobState, **said: str) -> bool:
        work.lock()
        own = self.job.job_id, self.job.worker_id
        # The last figures, so that the row tells how far it came.
        if work.jobs.beat(*own, utc_now(), self._news()) is Beat.LOST:
            return False
        return work.jobs.finish(*own, utc_now(), state, **said)

    def beat(self, now: datetime) -> None:
        """Write how far the job is, and read what is wanted of it."""
        if self._leaving.is_set():
            self.signals.stop()
        news = self._news()
        with self._factory() as work:
            answer = work.jobs.beat(self.job.job_id, self.job.worker_id, now, news)
        if answer is Beat.STOP:
            self._is_stopping.set()
        elif answer is Beat.LOST:
            self._is_lost.set()
        if answer is not Beat.GO_ON:
            self.signals.stop()

    def _tell(self, **values: Any) -> None:
        with self._lock:
            self._told |= values

    def _check(self) -> None:
        if self._is_lost.is_set():
            raise JobLost
        if self._leaving.is_set():
            raise JobLeft

    def _news(self) -> dict[str, Any]:
        """Values of the row as they are now."""
        cost_fen = self.signals.cost_fen() or self._cost_fen
        with self._lock:
            if cost_fen is not None and (
                not self._curve or self._curve[-1][1] != cost_fen
            ):
                seconds = round(monotonic() - self._began_s, 1)
                self._curve.append((seconds, cost_fen))
                if len(self._curve) > MOST_POINTS:
                    self._curve = self._curve[::2]
                self._told |= {
                    "cost_fen": cost_fen,
                    "curve": json.dumps(self._curve, separators=(",", ":")),
                }
            return dict(self._told)


def canonical(value: Mapping[str, Any]) -> str:
    """Write plain values as JSON of one spelling."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
