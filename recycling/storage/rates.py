"""Learnt generation rates and the visits they come from; nothing is overwritten."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import batched

from sqlalchemy import Select, func, select

from recycling.domain.reconciliation import SourceKey
from recycling.domain.site_records import RateUpdate, Visit, VisitOutcome
from recycling.domain.tickets import Ticket
from recycling.storage.rows import KEYS_AT_ONCE, field_names, from_row, to_columns
from recycling.storage.staging import load, prepared
from recycling.storage.tables import orders, rate_updates, tickets, visits
from recycling.storage.transaction import Transaction


class RateTables:
    """Visits of crews, and the rates learnt from them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def visits(self, day: date) -> list[Visit]:
        """Visits of a day, by id."""
        statement = select(visits).where(visits.c.day == day)
        rows = self._transaction.read().execute(statement).mappings()
        return sorted(
            (from_row(Visit, row) for row in rows), key=lambda visit: visit.visit_id
        )

    def recorded(self, visit_ids: Collection[str]) -> dict[str, Visit]:
        """Visits by id; unknown ids are left out."""
        found = {}
        for keys in batched(sorted(visit_ids), KEYS_AT_ONCE):
            statement = select(visits).where(visits.c.visit_id.in_(keys))
            for row in self._transaction.read().execute(statement).mappings():
                found[row["visit_id"]] = from_row(Visit, row)
        return found

    def emptied_before(self, day: date, since: date) -> dict[SourceKey, date]:
        """Day each stop was last emptied before a day, as far back as another.

        What was fetched is in the order a visit belongs to; a visit without a
        recorded order tells nothing.
        """
        statement = (
            select(
                visits.c.site_id,
                orders.c.material,
                orders.c.stream,
                func.max(visits.c.day),
            )
            .join(orders, orders.c.order_id == visits.c.order_id)
            .where(
                visits.c.day >= since,
                visits.c.day < day,
                visits.c.outcome == VisitOutcome.COLLECTED,
            )
            .group_by(visits.c.site_id, orders.c.material, orders.c.stream)
        )
        rows = self._transaction.read().execute(statement)
        return {
            (site_id, material, stream.value): last
            for site_id, material, stream, last in rows
        }

    def partial_before(
        self, day: date, since: date
    ) -> list[tuple[SourceKey, date, int]]:
        """Visits before a day that did not empty their stop: key, day and mass."""
        statement = (
            select(
                visits.c.site_id,
                orders.c.material,
                orders.c.stream,
                visits.c.day,
                visits.c.collected_kg,
            )
            .join(orders, orders.c.order_id == visits.c.order_id)
            .where(
                visits.c.day >= since,
                visits.c.day < day,
                visits.c.outcome != VisitOutcome.COLLECTED,
                visits.c.collected_kg > 0,
            )
        )
        rows = self._transaction.read().execute(statement)
        return [
            ((site_id, material, stream.value), visited_on, kg)
            for site_id, material, stream, visited_on, kg in rows
        ]

    def corrections(self, site_ids: Collection[str]) -> list[Ticket]:
        """Tickets of some sites that correct another, of any day."""
        statement = select(tickets).where(
            tickets.c.corrects != "", tickets.c.site_id.in_(sorted(site_ids))
        )
        rows = self._transaction.read().execute(statement).mappings()
        return [from_row(Ticket, row) for row in rows]

    def in_force(self) -> list[RateUpdate]:
        """Newest rate of each site, material and stream, in their order."""
        newest = select(func.max(rate_updates.c.number)).group_by(
            rate_updates.c.site_id, rate_updates.c.material, rate_updates.c.stream
        )
        found = self._updates(
            select(rate_updates).where(rate_updates.c.number.in_(newest))
        )
        return sorted(found, key=lambda u: (u.site_id, u.material, u.stream))

    def learnt_on(self, day: date) -> list[RateUpdate]:
        """Rates learnt from the visits of a day, in the order they were written."""
        return self._updates(
            select(rate_updates)
            .where(rate_updates.c.day == day)
            .order_by(rate_updates.c.number)
        )

    def _updates(self, statement: Select[tuple[object, ...]]) -> list[RateUpdate]:
        rows = self._transaction.read().execute(statement).mappings()
        return [from_row(RateUpdate, row) for row in rows]

    def append(self, updates: Sequence[RateUpdate]) -> int:
        """Append rates; a source that was learnt from before is left out.

        Returns
        -------
        int
            Rates appended.
        """
        connection = self._transaction.write()
        keys = (
            "site_id", "material", "stream", "source_table", "source_id",
        )  # fmt: skip
        days = sorted({update.day for update in updates})
        known = {
            tuple(row)
            for row in connection.execute(
                select(*(rate_updates.c[key] for key in keys)).where(
                    rate_updates.c.day.in_(days)
                )
            )
        }
        new = [
            update
            for update in updates
            if tuple(getattr(update, key) for key in keys) not in known
        ]
        if new:
            columns = to_columns(new, field_names(RateUpdate))
            ready = prepared(rate_updates, columns, connection.dialect)
            load(connection, rate_updates, ready)
        return len(new)
