"""The input tables: merged from files, read back as domain objects."""

from datetime import UTC, date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.records import Batch, ImportCounts, ImportRecord
from recycling.domain.targets import Target
from recycling.storage.import_log import count_rows
from recycling.storage.merge import merge_rows
from recycling.storage.order_log import OrderMerger
from recycling.storage.rows import from_row, to_row
from recycling.storage.tables import INPUTS, InputTable, imports, orders
from recycling.storage.tickets import merge_tickets
from recycling.storage.transaction import Transaction

IMPORTER = "import"
"""Who changed an order that came from a file; the note names the file."""


class InputTables:
    """The input tables, as the last import left them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def merge(self, batch: Batch, import_id: int) -> ImportCounts:
        """Add or update rows by their natural key; tickets are only added.

        Raises
        ------
        ConflictError
            When a ticket is recorded with other values, two rows of the batch
            contradict each other, or a row names what is not recorded.
        ValueError
            When the table or the import is unknown.
        """
        entry = _entry(batch.table)
        connection = self._transaction.write()
        entry_of = select(imports.c.file, imports.c.imported_at)
        logged = connection.execute(entry_of.where(imports.c.id == import_id)).first()
        if logged is None:
            msg = f"import {import_id}: not in the log; call record_import first."
            raise ValueError(msg)
        if batch.table == "tickets":
            tally = merge_tickets(connection, batch, import_id)
        elif batch.table == "orders":
            merger = OrderMerger(connection, IMPORTER, logged.imported_at, logged.file)
            tally = merger.merge(batch, import_id)
        else:
            tally = merge_rows(connection, entry, batch, import_id)
        count_rows(connection, import_id, tally.added, tally.updated, tally.unchanged)
        return ImportCounts(
            table=batch.table,
            file=logged.file,
            rows=len(batch),
            added=tally.added,
            updated=tally.updated,
            unchanged=tally.unchanged,
            skipped=0,
        )

    def record_import(self, record: ImportRecord) -> int:
        """Write the log entry of an import and return its id."""
        row = to_row(record)
        if record.imported_at.tzinfo is not None:
            row["imported_at"] = record.imported_at.astimezone(UTC).replace(tzinfo=None)
        statement = insert(imports).values(row).returning(imports.c.id)
        return int(self._transaction.write().execute(statement).scalar_one())

    def last_import(self) -> int:
        """Id of the newest log entry and the number of those undone, added up.

        It grows whenever rows change: 0 before the first import.
        """
        newest = select(
            func.coalesce(func.max(imports.c.id), 0) + func.count(imports.c.undone_at)
        )
        return int(self._transaction.read().execute(newest).scalar_one() or 0)

    def keys(self, table: str) -> frozenset[str]:
        """All keys of an input table with a single key attribute."""
        entry = _entry(table)
        if len(entry.key) > 1:
            msg = f"{table}: has the key {', '.join(entry.key)}, not a single column."
            raise ValueError(msg)
        statement = select(entry.table.c[entry.key[0]])
        return frozenset(self._transaction.read().scalars(statement))

    def network(self) -> Network:
        """Everything planning starts from, each table in the order of its key."""
        connection = self._transaction.read()
        return Network(
            sites=_by_key(connection, "sites"),
            districts=_by_key(connection, "districts"),
            materials=_by_key(connection, "materials"),
            vehicle_types=_by_key(connection, "vehicle_types"),
            vehicles=_by_key(connection, "vehicles"),
            zones=_by_key(connection, "zones"),
            restrictions=_by_key(connection, "restrictions"),
            facility_classes=_by_key(connection, "facility_classes"),
            parameters=_by_key(connection, "parameters"),
            emission_factors=tuple(_by_keys(connection, "emission_factors").values()),
            supplies=tuple(_by_keys(connection, "supplies").values()),
        )

    def orders(self, day: date) -> list[Order]:
        """Orders for a day, by id."""
        statement = select(orders).where(orders.c.day == day)
        rows = self._transaction.read().execute(statement).mappings()
        found = [from_row(Order, row) for row in rows]
        return sorted(found, key=lambda order: order.order_id)

    def targets(self) -> list[Target]:
        """Every dated figure, by year and id."""
        found: dict[str, Target] = _by_key(self._transaction.read(), "targets")
        return sorted(
            found.values(), key=lambda target: (target.year, target.target_id)
        )

    def rows[T](self, record: type[T]) -> list[T]:
        """All rows of the input table of a domain class, in the order of its key."""
        name = next(name for name, entry in INPUTS.items() if entry.record is record)
        return list(_by_keys(self._transaction.read(), name).values())

    def counts(self) -> dict[str, int]:
        """Rows per input table."""
        connection = self._transaction.read()
        return {
            name: connection.scalars(
                select(func.count()).select_from(entry.table)
            ).one()
            for name, entry in INPUTS.items()
        }


def _entry(table: str) -> InputTable:
    if table not in INPUTS:
        msg = f"{table}: no such input table; there are {', '.join(INPUTS)}."
        raise ValueError(msg)
    return INPUTS[table]


def _by_key(connection: Connection, table: str) -> dict[str, Any]:
    return {key: row for (key,), row in _by_keys(connection, table).items()}


def _by_keys(connection: Connection, table: str) -> dict[tuple[Any, ...], Any]:
    """Objects of an input table by natural key.

    Sorted here: databases differ in how they order text.
    """
    entry = INPUTS[table]
    # Columns in the order of the class's fields: making a city's objects by place
    # takes half the time of making them by name.
    names = entry.attributes
    places = [names.index(name) for name in entry.key]
    rows = connection.execute(select(*(entry.table.c[name] for name in names)))
    found: dict[tuple[Any, ...], Any] = {
        tuple(row[place] for place in places): entry.record(*row) for row in rows
    }
    return dict(sorted(found.items()))
