"""What jobs, bookings and the running day ask of storage."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from recycling.domain.bookings import OfferState, OrderChange, SlotOffer
from recycling.domain.jobs import Beat, Job, JobPart, JobState
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import PlanState
from recycling.domain.reconciliation import SourceKey
from recycling.domain.running import DayEvent, Lock, Publication


class Jobs(Protocol):
    """Long work as rows."""

    def add(self, job: Job) -> None:
        """Queue a job."""

    def get(self, job_id: str) -> Job | None:
        """Read a job."""

    def listed(self, limit: int) -> list[Job]:
        """Read the newest jobs, the newest first."""

    def newest(self, kind: str) -> Job | None:
        """Read the job of a kind that was done last."""

    def under_way(self, kind: str) -> Job | None:
        """Read the oldest job of a kind that is not ended."""

    def take(
        self,
        worker_id: str,
        now: datetime,
        silent_since: datetime,
        there: Collection[str] = (),
        gone: Collection[str] = (),
    ) -> Job | None:
        """Take the oldest job that waits, or whose worker is gone or was silent."""

    def beat(
        self, job_id: str, worker_id: str, now: datetime, told: Mapping[str, Any]
    ) -> Beat:
        """Say that a job is alive and how far it is; read what is wanted of it."""

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
        """End a job that is still one's own; say whether it was."""

    def release(self, job_id: str, worker_id: str) -> bool:
        """Queue a job again that its worker has to leave; its parts stay."""

    def cancel(self, job_id: str, now: datetime) -> Job | None:
        """Ask a job to stop, and read it; one that waits ends at once."""

    def keep_part(self, part: JobPart) -> None:
        """Keep a finished part; one of the same name is replaced."""

    def parts(self, job_id: str) -> dict[str, bytes]:
        """Read the finished parts of a job, by name."""

    def waiting(self) -> int:
        """Count the jobs that are not ended."""


class Orders(Protocol):
    """Orders by key, their states, and the log of both."""

    def find(self, order_ids: Iterable[str]) -> dict[str, Order]:
        """Read orders by id; unknown ids are left out."""

    def listed(
        self,
        start: date,
        end: date,
        states: Collection[OrderStatus] = (),
        sources: Collection[OrderSource] = (),
    ) -> list[Order]:
        """Orders of some days, both ends counted, by day and id."""

    def served_before(self, day: date, since: date) -> dict[SourceKey, date]:
        """Day of the last order of each source that was planned, or more, before a day.

        As far back as another day.
        """

    def record(
        self, given: Sequence[Order], who: str, at: datetime, note: str = ""
    ) -> int:
        """Add orders, or bring recorded ones up to date; return how many changed.

        The state of a recorded order changes only where it goes on by that.
        """

    def change(
        self,
        order_ids: Iterable[str],
        after: OrderStatus,
        who: str,
        at: datetime,
        note: str = "",
    ) -> int:
        """Bring orders to a state and log it; return how many were in another.

        A ``ConflictError`` where one may not go there from where it is.
        """

    def changes(self, order_id: str) -> list[OrderChange]:
        """Every change of an order, in the order they happened."""

    def last_change(self) -> int:
        """Read the number of the newest change of any order; 0 before the first."""


class Publications(Protocol):
    """What crews drive by: one plan per day and depot."""

    def of_day(self, day: date) -> dict[str, Publication]:
        """Read the publications of a day, by depot."""

    def put(self, publication: Publication) -> bool:
        """Publish, if what is in force is still the version before; say whether."""

    def set_state(self, day: date, depot_ids: Iterable[str], state: PlanState) -> int:
        """Change where the publications of some depots stand; return how many."""


class Locks(Protocol):
    """What dispatchers do not want changed."""

    def of_day(self, day: date) -> list[Lock]:
        """Locks of a day, by order."""

    def put(self, lock: Lock) -> None:
        """Lock an order; a lock it has already is replaced."""

    def drop(self, day: date, order_id: str) -> bool:
        """Unlock an order; say whether it was locked."""


class Events(Protocol):
    """What went wrong, or came late, while routes were under way."""

    def of_day(self, day: date) -> list[DayEvent]:
        """Events of a day, as they became known."""

    def add(self, event: DayEvent) -> bool:
        """Record an event and say whether it was new.

        A ``ConflictError`` when its id is recorded with other values.
        """


class Offers(Protocol):
    """Slots on offer."""

    def add(self, offers: Sequence[SlotOffer]) -> None:
        """Record the slots of an offer."""

    def of_order(self, order_id: str) -> list[SlotOffer]:
        """Slots ever offered for an order, by offer and place."""

    def of_offer(self, offer_id: str) -> list[SlotOffer]:
        """Slots of one offer, the cheapest first."""

    def taken(self, start: date, end: date) -> list[SlotOffer]:
        """Slots of some days that customers took, both ends counted."""

    def set_state(
        self,
        state: OfferState,
        order_id: str,
        *,
        of_states: Iterable[OfferState] = (OfferState.OPEN,),
        made_until: datetime | None = None,
        slot: tuple[str, int] | None = None,
    ) -> int:
        """Change where slots of an order stand, and return how many."""
