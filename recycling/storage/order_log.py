"""Orders, and every change of where they stand."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from recycling.domain.bookings import OrderChange
from recycling.domain.errors import ConflictError
from recycling.domain.order_states import TRANSITIONS, is_advance, is_allowed
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.reconciliation import SourceKey
from recycling.domain.records import ImportRecord
from recycling.schema.said import said
from recycling.storage.day_tables import order_changes
from recycling.storage.merge import Tally, merge_rows
from recycling.storage.rows import KEYS_AT_ONCE, from_row, to_batch, to_row
from recycling.storage.spelling import NAMED
from recycling.storage.tables import INPUTS, imports, orders
from recycling.storage.transaction import Transaction

_SERVED = (
    OrderStatus.PLANNED,
    OrderStatus.ON_ROUTE,
    OrderStatus.COLLECTED,
    OrderStatus.WEIGHED,
    OrderStatus.SETTLED,
)


class OrderTables:
    """Orders by key, their states, and the log of both."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, order_ids: Iterable[str]) -> dict[str, Order]:
        """Read orders by id; unknown ids are left out."""
        return _found(self._transaction.read(), order_ids)

    def listed(
        self,
        start: date,
        end: date,
        states: Collection[OrderStatus] = (),
        sources: Collection[OrderSource] = (),
    ) -> list[Order]:
        """Orders of some days, both ends counted, by day and id.

        Those in one of the states and from one of the sources; of any where none is
        named.
        """
        statement = select(orders).where(orders.c.day.between(start, end))
        if states:
            statement = statement.where(orders.c.status.in_(list(states)))
        if sources:
            statement = statement.where(orders.c.source.in_(list(sources)))
        rows = self._transaction.read().execute(statement).mappings()
        found = (from_row(Order, row) for row in rows)
        return sorted(found, key=lambda order: (order.day, order.order_id))

    def served_before(self, day: date, since: date) -> dict[SourceKey, date]:
        """Day of the last order of each source that was planned, or more, before a day.

        As far back as another day.
        """
        key = orders.c.site_id, orders.c.material, orders.c.stream
        statement = (
            select(*key, func.max(orders.c.day))
            .where(orders.c.day >= since, orders.c.day < day)
            .where(orders.c.status.in_(_SERVED))
            .group_by(*key)
        )
        rows = self._transaction.read().execute(statement)
        return {
            (site_id, material, stream.value): last
            for site_id, material, stream, last in rows
        }

    def record(
        self, given: Sequence[Order], who: str, at: datetime, note: str = ""
    ) -> int:
        """Add orders, or bring recorded ones up to date; return how many changed.

        The state of a recorded order changes only where it goes on by that; back it
        goes by `change` alone.

        Parameters
        ----------
        given
            Orders.
        who, at, note
            For the log: by whom, when (UTC), and why.
        """
        if not given:
            return 0
        connection = self._transaction.write()
        row = to_row(ImportRecord(note or "orders", "", "orders", "", at))
        import_id = connection.execute(
            insert(imports).values(row).returning(imports.c.id)
        ).scalar_one()
        merger = OrderMerger(connection, who, at, note)
        tally = merger.merge(to_batch("orders", given), import_id)
        return tally.added + tally.updated

    def change(
        self,
        order_ids: Iterable[str],
        after: OrderStatus,
        who: str,
        at: datetime,
        note: str = "",
    ) -> int:
        """Bring orders to a state and log it; return how many were in another.

        An order that is in the state already stays as it is and is not logged.

        Parameters
        ----------
        order_ids
            Orders; the same one twice counts once.
        after
            Where they go.
        who, at, note
            By whom, when (UTC), and why.

        Raises
        ------
        ConflictError
            When an order is not recorded or may not go there from where it is; names
            them, and no order is changed.
        """
        connection = self._transaction.write()
        wanted = list(dict.fromkeys(order_ids))
        found = _states(connection, wanted)
        _refuse(wanted, found, after)
        changes = [
            OrderChange(order_id, at, who, found[order_id], after, note)
            for order_id in wanted
            if found[order_id] is not after
        ]
        if changes:
            connection.execute(
                update(orders)
                .where(orders.c.order_id == bindparam("key"))
                .values(status=after),
                [{"key": change.order_id} for change in changes],
            )
            connection.execute(insert(order_changes), list(map(to_row, changes)))
        return len(changes)

    def changes(self, order_id: str) -> list[OrderChange]:
        """Every change of an order, in the order they happened."""
        statement = select(order_changes).where(order_changes.c.order_id == order_id)
        rows = self._transaction.read().execute(
            statement.order_by(order_changes.c.number)
        )
        return [from_row(OrderChange, row) for row in rows.mappings()]

    def last_change(self) -> int:
        """Read the number of the newest change of any order; 0 before the first."""
        newest = select(func.coalesce(func.max(order_changes.c.number), 0))
        return int(self._transaction.read().execute(newest).scalar_one())


class OrderMerger:
    """Merges orders from outside: their states go forward only, and are logged."""

    def __init__(
        self, connection: Connection, who: str, at: datetime, note: str
    ) -> None:
        self._connection = connection
        self._who = who
        self._at = at
        self._note = note

    def merge(self, batch: Any, import_id: int) -> Tally:
        """Add or update orders by their id.

        Raises
        ------
        ConflictError
            As merging any rows does.
        """
        changes: list[OrderChange] = []

        def settle(staging: Table) -> None:
            changes.extend(self._settled(staging))

        tally = merge_rows(self._connection, INPUTS["orders"], batch, import_id, settle)
        if changes:
            self._connection.execute(insert(order_changes), list(map(to_row, changes)))
        return tally

    def _settled(self, staging: Table) -> Iterator[OrderChange]:
        """Keep states that would go back, and yield what is to be logged."""
        status = INPUTS["orders"].table.c.status
        rows = self._connection.execute(
            select(
                staging.c.order_id,
                orders.c.status.label("before"),
                staging.c.status.label("after"),
            )
            .select_from(
                staging.outerjoin(orders, orders.c.order_id == staging.c.order_id)
            )
            .where(status.is_distinct_from(staging.c.status))
            .order_by(staging.c.order_id)
        ).all()
        kept = []
        for order_id, before, after in rows:
            if before is None or is_advance(before, after):
                yield OrderChange(
                    order_id, self._at, self._who, before or "", after, self._note
                )
            else:
                kept.append({"key": order_id, "kept": before})
        if kept:
            self._connection.execute(
                update(staging)
                .where(staging.c.order_id == bindparam("key"))
                .values(status=bindparam("kept")),
                kept,
            )


def _found(connection: Connection, order_ids: Iterable[str]) -> dict[str, Order]:
    found = {}
    for keys in batched(dict.fromkeys(order_ids), KEYS_AT_ONCE):
        statement = select(orders).where(orders.c.order_id.in_(keys))
        for row in connection.execute(statement).mappings():
            found[row["order_id"]] = from_row(Order, row)
    return found


def _states(connection: Connection, order_ids: Sequence[str]) -> dict[str, OrderStatus]:
    found: dict[str, OrderStatus] = {}
    for keys in batched(order_ids, KEYS_AT_ONCE):
        statement = select(orders.c.order_id, orders.c.status)
        rows = connection.execute(statement.where(orders.c.order_id.in_(keys)))
        found.update((row.order_id, row.status) for row in rows)
    return found


def _refuse(
    wanted: Sequence[str], found: dict[str, OrderStatus], after: OrderStatus
) -> None:
    unknown = [key for key in wanted if key not in found]
    if unknown:
        msg = said("orders.unknown", unknown=_named(unknown))
        raise ConflictError(msg)
    barred = [
        f"{key} ({found[key]})"
        for key in wanted
        if found[key] is not after and not is_allowed(found[key], after)
    ]
    if barred:
        ways = sorted(before for before in TRANSITIONS if after in TRANSITIONS[before])
        msg = said(
            "orders.status",
            after=after,
            ways=list(ways) or said("nothing"),
            barred=_named(barred),
        )
        raise ConflictError(msg)


def _named(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    return ", ".join(keys[:NAMED]) + more
