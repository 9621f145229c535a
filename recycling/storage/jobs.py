"""Long work as rows: queued, taken, told about, ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from recycling.domain.jobs import FINISHED, Beat, Job, JobPart, JobState
from recycling.storage.day_tables import job_parts, jobs
from recycling.storage.rows import from_row, to_row
from recycling.storage.staging import upsert
from recycling.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a worker saw of a job before it tried to take it."""

    job_id: str
    state: JobState
    worker_id: str
    heartbeat_at: datetime | None


class JobTables:
    """Jobs and their finished parts."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, job: Job) -> None:
        """Queue a job."""
        self._transaction.write().execute(insert(jobs).values(to_row(job)))

    def get(self, job_id: str) -> Job | None:
        """Read a job."""
        statement = select(jobs).where(jobs.c.job_id == job_id)
        row = self._transaction.read().execute(statement).mappings().first()
        return None if row is None else from_row(Job, row)

    def listed(self, limit: int) -> list[Job]:
        """Read the newest jobs, the newest first."""
        statement = select(jobs).order_by(jobs.c.created_at.desc(), jobs.c.job_id)
        rows = self._transaction.read().execute(statement.limit(limit)).mappings()
        return [from_row(Job, row) for row in rows]

    def newest(self, kind: str) -> Job | None:
        """Read the job of a kind that was done last."""
        statement = (
            select(jobs)
            .where(jobs.c.kind == kind, jobs.c.state == JobState.DONE)
            .order_by(jobs.c.finished_at.desc(), jobs.c.job_id)
        )
        row = self._transaction.read().execute(statement.limit(1)).mappings().first()
        return None if row is None else from_row(Job, row)

    def under_way(self, kind: str) -> Job | None:
        """Read the oldest job of a kind that is not ended."""
        statement = (
            select(jobs)
            .where(jobs.c.kind == kind, jobs.c.state.not_in(list(FINISHED)))
            .order_by(jobs.c.created_at, jobs.c.job_id)
        )
        row = self._transaction.read().execute(statement.limit(1)).mappings().first()
        return None if row is None else from_row(Job, row)

    def take(
        self,
        worker_id: str,
        now: datetime,
        silent_since: datetime,
        there: Collection[str] = (),
        gone: Collection[str] = (),
    ) -> Job | None:
        """Take the oldest job that waits, or whose worker fell silent.

        It is taken only if it is still as it was seen: of two workers one gets it.

        Parameters
        ----------
        worker_id
            Who takes it.
        now
            Time of the attempt, UTC.
        silent_since
            A running job last heard of before is taken from its worker.
        there
            Workers known to live: they may be silent while somebody else writes.
        gone
            Workers known to be no more: nobody waits for their silence.

        Returns
        -------
        Job or None
            The job as taken; ``None`` when there is nothing to do.
        """
        # Reading alone first: a worker that waits for work locks nobody out.
        while seen := self._candidate(silent_since, there, gone):
            connection = self._transaction.write()
            taken = connection.execute(
                update(jobs)
                .where(_as_seen(seen))
                .values(
                    state=JobState.RUNNING,
                    worker_id=worker_id,
                    started_at=now,
                    heartbeat_at=now,
                    attempts=jobs.c.attempts + 1,
                )
            ).rowcount
            if taken:
                return self.get(seen.job_id)
        return None

    def _candidate(
        self, silent_since: datetime, there: Collection[str], gone: Collection[str]
    ) -> _Seen | None:
        is_silent = and_(
            jobs.c.heartbeat_at < silent_since, jobs.c.worker_id.not_in(there)
        )
        is_left = and_(
            jobs.c.state == JobState.RUNNING,
            or_(is_silent, jobs.c.worker_id.in_(gone)),
        )
        statement = (
            select(jobs.c.job_id, jobs.c.state, jobs.c.worker_id, jobs.c.heartbeat_at)
            .where(or_(jobs.c.state == JobState.QUEUED, is_left))
            .order_by(jobs.c.created_at, jobs.c.job_id)
            .limit(1)
        )
        row = self._transaction.read().execute(statement).first()
        return None if row is None else _Seen(*row)

    def beat(
        self, job_id: str, worker_id: str, now: datetime, told: Mapping[str, Any]
    ) -> Beat:
        """Say that a job is alive and how far it is; read what is wanted of it.

        Parameters
        ----------
        job_id, worker_id
            Job, and who works on it.
        now
            Time, UTC.
        told
            Values of `Job` that changed: stage, done, total, cost, bound, curve.
        """
        connection = self._transaction.write_row()
        is_own = connection.execute(
            update(jobs).where(_own(job_id, worker_id)).values(heartbeat_at=now, **told)
        ).rowcount
        if not is_own:
            return Beat.LOST
        wanted = select(jobs.c.is_cancel_wanted).where(jobs.c.job_id == job_id)
        return Beat.STOP if connection.execute(wanted).scalar_one() else Beat.GO_ON

    def finish(
        self,
        job_id: str,
        worker_id: str,
        now: datetime,
        state: JobState,
        *,
        result: str = "",
        error: str = "",
    ) -> bool:
        """End a job that is still one's own; say whether it was.

        Its parts have done their duty and go.
        """
        connection = self._transaction.write()
        is_own = connection.execute(
            update(jobs)
            .where(_own(job_id, worker_id))
            .values(
                state=state,
                finished_at=now,
                heartbeat_at=now,
                result=result,
                error=error,
            )
        ).rowcount
        if is_own:
            _drop_parts(connection, job_id)
        return bool(is_own)

    def release(self, job_id: str, worker_id: str) -> bool:
        """Queue a job again that its worker has to leave; its parts stay."""
        values = {
            "state": JobState.QUEUED,
            "worker_id": "",
            "heartbeat_at": None,
            # Leaving is no failure of the job.
            "attempts": jobs.c.attempts - 1,
        }
        statement = update(jobs).where(_own(job_id, worker_id)).values(**values)
        return bool(self._transaction.write().execute(statement).rowcount)

    def cancel(self, job_id: str, now: datetime) -> Job | None:
        """Ask a job to stop, and read it; one that waits ends at once."""
        connection = self._transaction.write()
        own = jobs.c.job_id == job_id
        connection.execute(
            update(jobs)
            .where(own, jobs.c.state.not_in(list(FINISHED)))
            .values(is_cancel_wanted=True)
        )
        ended = connection.execute(
            update(jobs)
            .where(own, jobs.c.state == JobState.QUEUED)
            .values(state=JobState.CANCELLED, finished_at=now)
        ).rowcount
        if ended:
            _drop_parts(connection, job_id)
        return self.get(job_id)

    def keep_part(self, part: JobPart) -> None:
        """Keep a finished part; one of the same name is replaced."""
        connection = self._transaction.write()
        statement = upsert(connection, job_parts).values(to_row(part))
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=("job_id", "name"),
                set_={"payload": statement.excluded.payload},
            )
        )

    def parts(self, job_id: str) -> dict[str, bytes]:
        """Read the finished parts of a job, by name."""
        statement = select(job_parts).where(job_parts.c.job_id == job_id)
        rows = self._transaction.read().execute(statement.order_by(job_parts.c.name))
        return {row.name: row.payload for row in rows}

    def waiting(self) -> int:
        """Count the jobs that are not ended."""
        statement = select(func.count()).select_from(jobs)
        open_ones = statement.where(jobs.c.state.not_in(list(FINISHED)))
        return int(self._transaction.read().execute(open_ones).scalar_one())


def _as_seen(seen: _Seen) -> ColumnElement[bool]:
    return and_(
        jobs.c.job_id == seen.job_id,
        jobs.c.state == seen.state,
        jobs.c.worker_id == seen.worker_id,
        jobs.c.heartbeat_at.is_not_distinct_from(seen.heartbeat_at),
    )


def _own(job_id: str, worker_id: str) -> ColumnElement[bool]:
    return and_(
        jobs.c.job_id == job_id,
        jobs.c.state == JobState.RUNNING,
        jobs.c.worker_id == worker_id,
    )


def _drop_parts(connection: Connection, job_id: str) -> None:
    connection.execute(delete(job_parts).where(job_parts.c.job_id == job_id))
