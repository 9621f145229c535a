"""The day as it runs: published plans, locks, events, and slots on offer."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from recycling.domain.bookings import OfferState, SlotOffer
from recycling.domain.errors import ConflictError
from recycling.domain.plans import PlanState
from recycling.domain.running import DayEvent, Lock, Publication
from recycling.schema.said import said
from recycling.storage.day_tables import day_events, locks, publications, slot_offers
from recycling.storage.rows import from_row, to_row
from recycling.storage.staging import upsert, written
from recycling.storage.transaction import Transaction


class PublicationTables:
    """What crews drive by: one plan per day and depot."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_day(self, day: date) -> dict[str, Publication]:
        """Read the publications of a day, by depot."""
        statement = select(publications).where(publications.c.day == day)
        rows = self._transaction.read().execute(
            statement.order_by(publications.c.depot_id)
        )
        return {row["depot_id"]: from_row(Publication, row) for row in rows.mappings()}

    def put(self, publication: Publication) -> bool:
        """Publish, if what is in force is still the version before; say whether.

        Version 1 is a depot's first of the day; any other one replaces the version
        below it.
        """
        connection = self._transaction.write()
        row = to_row(publication)
        if publication.version == 1:
            first = upsert(connection, publications).values(row)
            return bool(written(connection, first.on_conflict_do_nothing()))
        seen = and_(
            publications.c.day == publication.day,
            publications.c.depot_id == publication.depot_id,
            publications.c.version == publication.version - 1,
        )
        statement = update(publications).where(seen).values(row)
        return bool(connection.execute(statement).rowcount)

    def set_state(self, day: date, depot_ids: Iterable[str], state: PlanState) -> int:
        """Change where the publications of some depots stand; return how many."""
        statement = update(publications).where(
            publications.c.day == day,
            publications.c.depot_id.in_(list(depot_ids)),
            publications.c.state != state,
        )
        result = self._transaction.write().execute(statement.values(state=state))
        return int(result.rowcount)


class LockTables:
    """What dispatchers do not want changed."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_day(self, day: date) -> list[Lock]:
        """Locks of a day, by order."""
        statement = select(locks).where(locks.c.day == day).order_by(locks.c.order_id)
        rows = self._transaction.read().execute(statement).mappings()
        return [from_row(Lock, row) for row in rows]

    def put(self, lock: Lock) -> None:
        """Lock an order; a lock it has already is replaced."""
        connection = self._transaction.write()
        row = to_row(lock)
        connection.execute(
            upsert(connection, locks)
            .values(row)
            .on_conflict_do_update(index_elements=("day", "order_id"), set_=row)
        )

    def drop(self, day: date, order_id: str) -> bool:
        """Unlock an order; say whether it was locked."""
        statement = delete(locks).where(
            locks.c.day == day, locks.c.order_id == order_id
        )
        return bool(self._transaction.write().execute(statement).rowcount)


class EventTables:
    """What went wrong, or came late, while routes were under way."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_day(self, day: date) -> list[DayEvent]:
        """Events of a day, as they became known."""
        statement = select(day_events).where(day_events.c.day == day)
        rows = self._transaction.read().execute(
            statement.order_by(day_events.c.at_s, day_events.c.event_id)
        )
        return [from_row(DayEvent, row) for row in rows.mappings()]

    def add(self, event: DayEvent) -> bool:
        """Record an event and say whether it was new.

        Raises
        ------
        ConflictError
            When its id is recorded with other values.
        """
        connection = self._transaction.write()
        statement = select(day_events).where(day_events.c.event_id == event.event_id)
        row = connection.execute(statement).mappings().first()
        if row is None:
            connection.execute(insert(day_events).values(to_row(event)))
            return True
        if from_row(DayEvent, row) != event:
            msg = said("event.other_values", event_id=event.event_id)
            raise ConflictError(msg)
        return False


class OfferTables:
    """Slots on offer."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, offers: Sequence[SlotOffer]) -> None:
        """Record the slots of an offer."""
        if offers:
            statement = insert(slot_offers)
            self._transaction.write().execute(statement, list(map(to_row, offers)))

    def of_order(self, order_id: str) -> list[SlotOffer]:
        """Slots ever offered for an order, by offer and place."""
        return self._listed(slot_offers.c.order_id == order_id)

    def of_offer(self, offer_id: str) -> list[SlotOffer]:
        """Slots of one offer, the cheapest first."""
        return self._listed(slot_offers.c.offer_id == offer_id)

    def taken(self, start: date, end: date) -> list[SlotOffer]:
        """Slots of some days that customers took, both ends counted."""
        rule = slot_offers.c.state == OfferState.TAKEN
        return self._listed(and_(rule, slot_offers.c.day.between(start, end)))

    def set_state(
        self,
        state: OfferState,
        order_id: str,
        *,
        of_states: Iterable[OfferState] = (OfferState.OPEN,),
        made_until: datetime | None = None,
        slot: tuple[str, int] | None = None,
    ) -> int:
        """Change where slots of an order stand, and return how many.

        Parameters
        ----------
        state
            Where they go.
        order_id
            Order they were offered for.
        of_states
            Where they stand now; others stay as they are.
        made_until
            Those made by then alone.
        slot
            The one with this offer and position alone.
        """
        rules = [
            slot_offers.c.order_id == order_id,
            slot_offers.c.state.in_(list(of_states)),
        ]
        if made_until is not None:
            rules.append(slot_offers.c.made_at <= made_until)
        if slot is not None:
            rules += [slot_offers.c.offer_id == slot[0]]
            rules += [slot_offers.c.position == slot[1]]
        statement = update(slot_offers).where(*rules).values(state=state)
        return int(self._transaction.write().execute(statement).rowcount)

    def _listed(self, rule: Any) -> list[SlotOffer]:
        statement = select(slot_offers).where(rule)
        rows = self._transaction.read().execute(
            statement.order_by(slot_offers.c.offer_id, slot_offers.c.position)
        )
        return [from_row(SlotOffer, row) for row in rows.mappings()]
