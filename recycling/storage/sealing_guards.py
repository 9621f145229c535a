"""Guards of sealed months: no record and no posting gets into one."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy import ColumnElement, Connection, FromClause, Table, select, true

from recycling.domain.errors import ConflictError
from recycling.schema.said import said
from recycling.storage.sealed_days import in_spans, sealed_spans
from recycling.storage.spelling import NAMED, spelled
from recycling.storage.tables import InputTable

_WAY_OUT = said("seal.way_out")


_DAYS: Mapping[str, str] = MappingProxyType(
    {
        "tickets": "day",
        "stocktakes": "day",
        "site_energy": "month",
        "point_rules": "valid_from",
    }
)
"""Column that tells the month of a row, by the tables that months are sealed with."""

_LASTING = frozenset({"point_rules"})
"""Tables whose rows hold from their day on, so in sealed months behind it as well."""


def refuse_sealed_rows(
    connection: Connection, entry: InputTable, staging: Table
) -> None:
    """See that no new or changed row is of a sealed month.

    Raises
    ------
    ConflictError
        When one is, naming it and its day.
    """
    named = ", ".join(sealed_rows(connection, entry, staging))
    if named:
        msg = said("seal.rows", name=entry.table.name, named=named, way_out=_WAY_OUT)
        raise ConflictError(msg)


def sealed_rows(
    connection: Connection,
    entry: InputTable,
    source: FromClause,
    where: ColumnElement[bool] | None = None,
) -> list[str]:
    """Name the first rows that are of a sealed month, with their days.

    Parameters
    ----------
    connection, entry
        Connection, and the table the rows belong to.
    source, where
        The rows; all of the source when no condition is given.
    """
    name = _DAYS.get(entry.table.name)
    spans = sealed_spans(connection) if name else []
    if name is None or not spans:
        return []
    if entry.table.name in _LASTING:
        spans = [(date.min, spans[-1][1])]
    key = [source.c[column] for column in entry.key]
    day = source.c[name]
    rows = connection.execute(
        select(*key, day.label("of"))
        .where(in_spans(day, spans), true() if where is None else where)
        .order_by(*key)
        .limit(NAMED)
    ).all()
    return [f"{spelled(entry, [tuple(row[:-1])])} of {row.of:%Y-%m-%d}" for row in rows]


def refuse_sealed_postings(connection: Connection, staging: Table) -> None:
    """See that no new or changed posting is of a sealed month.

    Raises
    ------
    ConflictError
        When one is, naming its account and day.
    """
    spans = sealed_spans(connection)
    if not spans:
        return
    rows = connection.execute(
        select(staging.c.account, staging.c.day)
        .where(in_spans(staging.c.day, spans))
        .distinct()
        .order_by(staging.c.day, staging.c.account)
        .limit(NAMED)
    ).all()
    if rows:
        named = ", ".join(f"{row.account} of {row.day:%Y-%m-%d}" for row in rows)
        msg = said("seal.postings", named=named, way_out=_WAY_OUT)
        raise ConflictError(msg)
