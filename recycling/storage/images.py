"""Rows as they were before an import changed them: kept, shown and put back."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import batched
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    DateTime,
    RowMapping,
    Table,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from recycling.domain.records import RowChange
from recycling.storage.tables import InputTable, import_changes

_AT_ONCE = 5000
"""Images written by one statement."""

_READERS: Mapping[type, Callable[[str], Any]] = {
    Date: date.fromisoformat,
    DateTime: datetime.fromisoformat,
}
"""How values that JSON has only text for are read."""


def same_key(entry: InputTable, staging: Table) -> ColumnElement[bool]:
    """Whether a staged row has the key of a recorded one."""
    return and_(*(entry.table.c[name] == staging.c[name] for name in entry.key))


def keep_images(
    connection: Connection, entry: InputTable, staging: Table, import_id: int
) -> None:
    """Keep recorded rows that staged ones are about to change.

    Of a row that one import changes twice, what was there before the first counts.
    """
    table = entry.table
    rows = connection.execute(
        select(table)
        .join(staging, same_key(entry, staging))
        .where(table.c.import_id != import_id)
    ).mappings()
    for part in batched(rows, _AT_ONCE):
        images = [_image(entry, row) for row in part]
        connection.execute(
            insert(import_changes),
            [image | {"import_id": import_id} for image in images],
        )


def _image(entry: InputTable, row: RowMapping) -> dict[str, Any]:
    values = dict(row)
    return {
        "before_import_id": values.pop("import_id"),
        "key": _json([values[name] for name in entry.key]),
        "before": _json(values),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(value: date) -> str:
    """Text of a day or a time: what else a row holds, JSON knows."""
    return value.isoformat()


def restore_images(connection: Connection, entry: InputTable, import_id: int) -> int:
    """Put rows back as they were before an import, and return how many."""
    table = entry.table
    restored = 0
    for part in batched(_images(connection, table, import_id), _AT_ONCE):
        rows = [
            {f"new_{name}": value for name, value in image.items()} for image in part
        ]
        for row in rows:
            row.update({f"key_{name}": row.pop(f"new_{name}") for name in entry.key})
        names = [name.removeprefix("new_") for name in rows[0] if name[:4] == "new_"]
        connection.execute(
            update(table)
            .where(*(table.c[name] == bindparam(f"key_{name}") for name in entry.key))
            .values({name: bindparam(f"new_{name}") for name in names}),
            rows,
        )
        restored += len(rows)
    return restored


def _images(
    connection: Connection, table: Table, import_id: int
) -> Iterator[dict[str, Any]]:
    """Values of every column of the rows an import changed, as they were."""
    statement = (
        select(import_changes)
        .where(import_changes.c.import_id == import_id)
        .order_by(import_changes.c.number)
    )
    for row in connection.execute(statement).mappings().all():
        values = _read(table, json.loads(row["before"]))
        yield values | {"import_id": row["before_import_id"]}


def _read(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    read = {}
    for name, value in values.items():
        reader = next(
            (r for kind, r in _READERS.items() if isinstance(table.c[name].type, kind)),
            None,
        )
        read[name] = value if reader is None or value is None else reader(value)
    return read


def count_images(connection: Connection, import_id: int) -> int:
    """Count the rows an import changed."""
    statement = select(func.count()).where(import_changes.c.import_id == import_id)
    return connection.scalars(statement).one()


def row_changes(
    connection: Connection, entry: InputTable, import_id: int, limit: int
) -> list[RowChange]:
    """Read the first rows an import changed, with the values that differ now."""
    statement = (
        select(import_changes.c.key, import_changes.c.before)
        .where(import_changes.c.import_id == import_id)
        .order_by(import_changes.c.number)
        .limit(limit)
    )
    changes = []
    for key_text, before_text in connection.execute(statement).all():
        key = dict(zip(entry.key, json.loads(key_text), strict=True))
        before = json.loads(before_text)
        row = connection.execute(
            select(entry.table).where(
                *(entry.table.c[n] == v for n, v in _read(entry.table, key).items())
            )
        ).mappings()
        now = json.loads(
            _json({n: v for n, v in dict(row.one()).items() if n in before})
        )
        apart = [n for n in entry.attributes if n in before and before[n] != now[n]]
        changes.append(
            RowChange(key, {n: before[n] for n in apart}, {n: now[n] for n in apart})
        )
    return changes
