"""What stands on an import's rows, so that taking them back would contradict it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, String, cast, func, select

from recycling.domain.records import ImportRecord
from recycling.storage.day_tables import locks, order_changes, slot_offers
from recycling.storage.sealing_guards import sealed_rows
from recycling.storage.spelling import NAMED
from recycling.storage.tables import (
    INPUTS,
    InputTable,
    import_changes,
    imports,
    orders,
    rate_updates,
    route_stops,
    routes,
    siting_assignments,
    siting_decisions,
    tickets,
)

_PLANS = (
    ("sites", tickets.c.origin_site_id),
    ("sites", siting_decisions.c.site_id),
    ("sites", siting_assignments.c.source_site_id),
    ("sites", siting_assignments.c.site_id),
    ("sites", route_stops.c.site_id),
    ("sites", rate_updates.c.site_id),
    ("vehicles", routes.c.vehicle_id),
    ("vehicles", tickets.c.vehicle_id),
    ("parties", tickets.c.party_id),
    ("parties", orders.c.party_id),
    ("orders", route_stops.c.order_id),
    ("orders", slot_offers.c.order_id),
    ("orders", locks.c.order_id),
)
"""Columns of books and plans that name a row of an input table, by that table."""


def touched_since(
    connection: Connection, entry: InputTable, import_id: int, record: ImportRecord
) -> Iterator[str]:
    """Say what happened to an import's rows after it.

    Rows of a sealed month stay as they were proved; a ticket that was corrected
    stays with its correction; an order that went on stays on its way.
    """
    yield from _changed_later(connection, import_id)
    mine = entry.table.c.import_id == import_id
    sealed = sealed_rows(connection, entry, entry.table, mine)
    if sealed:
        yield (
            f"rows are of a sealed month ({', '.join(sealed)}), which stays as it is; "
            "correct a ticket by a ticket of its own, dated in an open month"
        )
    if record.table == "tickets":
        yield from _corrected(connection, import_id)
    if record.table == "orders":
        yield from _went_on(connection, import_id, record)


def _changed_later(connection: Connection, import_id: int) -> Iterator[str]:
    later = connection.execute(
        select(imports.c.id, imports.c.file)
        .join(import_changes, import_changes.c.import_id == imports.c.id)
        .where(import_changes.c.before_import_id == import_id)
        .distinct()
        .order_by(imports.c.id)
    ).all()
    if later:
        named = _some([f"{number} ({file})" for number, file in later])
        yield f"its rows were changed by later imports, {named}; undo those first"


def _corrected(connection: Connection, import_id: int) -> Iterator[str]:
    newer = tickets.alias("newer")
    rows = connection.execute(
        select(newer.c.site_id, newer.c.corrects)
        .join(
            tickets,
            (tickets.c.site_id == newer.c.site_id)
            & (tickets.c.ticket_no == newer.c.corrects),
        )
        .where(
            newer.c.corrects != "",
            newer.c.import_id != import_id,
            tickets.c.import_id == import_id,
        )
        .order_by(newer.c.site_id, newer.c.corrects)
        .limit(NAMED)
    ).all()
    if rows:
        named = ", ".join(f"{number} at site {site}" for site, number in rows)
        yield (
            f"tickets of it were corrected ({named}); cancel the others by "
            "'recycling tickets correct --cancel'"
        )


def _went_on(
    connection: Connection, import_id: int, record: ImportRecord
) -> Iterator[str]:
    rows = connection.scalars(
        select(order_changes.c.order_id)
        .distinct()
        .join(orders, orders.c.order_id == order_changes.c.order_id)
        .where(
            orders.c.import_id == import_id,
            order_changes.c.at > record.imported_at,
        )
        .order_by(order_changes.c.order_id)
        .limit(NAMED)
    ).all()
    if rows:
        yield f"orders went on since ({', '.join(rows)}); cancel them instead"


def named_elsewhere(
    connection: Connection, entry: InputTable, import_id: int
) -> Iterator[str]:
    """Say what names rows that an import added and nothing else wrote.

    Asked once the rows it changed are restored: those it added are left.
    """
    for column in _naming(entry):
        key = cast(entry.table.c[entry.key[0]], String)
        added = select(key).where(entry.table.c.import_id == import_id)
        found = select(func.count(), func.min(column)).where(column.in_(added))
        rows, example = connection.execute(found).one()
        if rows:
            yield (
                f"{rows:,} rows of {column.table.name} name what it added, such as "
                f"{example} ({column.name}); "
                "undo those first, or close what was added instead of removing it"
            )


def _naming(entry: InputTable) -> Iterator[Column[Any]]:
    """Columns of any table that hold the key of a row."""
    name = entry.table.name
    for other in INPUTS.values():
        for column, target in other.references.items():
            if target.partition(".")[0] == name:
                yield other.table.c[column]
    for table, named in _PLANS:
        if table == name:
            yield named


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
