"""Sums of tickets: by day and site, by day and district, by month, by flow.

Reports ask for a year of the whole city. Coarser tables hold the same sums as the
daily one with the sites or the days left out, so that such a question reads a few
thousand rows, not millions. All of them hold what the counting rule counts; that
of flows holds every load.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    FromClause,
    MetaData,
    Select,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    true,
    type_coerce,
    update,
)

from recycling.storage.sealed_days import Span, in_spans, sealed_spans
from recycling.storage.staging import temporary, upsert
from recycling.storage.tables import (
    daily_rollup,
    district_rollup,
    flow_rollup,
    monthly_rollup,
    site_rollup,
    sites,
    unit_rollup,
)

ROLLUPS = (
    daily_rollup,
    district_rollup,
    monthly_rollup,
    site_rollup,
    unit_rollup,
    flow_rollup,
)
"""Every table of sums."""

FIGURES = ("net_kg", "units", "tickets", "simulated_kg")
"""Columns of a rollup that are sums."""


def month_of(day: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """First day of a day's month."""
    # Literals, not parameters: PostgreSQL must see the expression of the SELECT
    # and the one of the GROUP BY as the same.
    if dialect.name == "sqlite":
        return type_coerce(func.strftime(literal_column("'%Y-%m-01'"), day), Date)
    return cast(func.date_trunc(literal_column("'month'"), day), Date)


def entries_of(
    source: FromClause,
    is_counted: ColumnElement[bool],
    day: ColumnElement[Any] | None = None,
    sign: int = 1,
) -> Select[Any]:
    """Tickets in the columns that sums are made of.

    Parameters
    ----------
    source
        Tickets.
    is_counted
        Whether a ticket counts as recovered.
    day
        Day to count on; the ticket's own when not given.
    sign
        -1 to take the tickets back.

    Notes
    -----
    A ticket of no mass cancels another and is no load itself.
    """
    loads = case((source.c.net_kg == 0, 0), else_=sign)
    return select(
        (source.c.day if day is None else day).label("day"),
        source.c.site_id.label("site"),
        source.c.origin_site_id.label("origin"),
        source.c.material,
        source.c.stream,
        source.c.flow,
        func.coalesce(source.c.elv_class, "").label("elv_class"),
        is_counted.label("is_counted"),
        (source.c.net_kg * sign).label("net_kg"),
        (source.c.units * sign).label("units"),
        loads.label("tickets"),
        case((source.c.is_simulated, source.c.net_kg * sign), else_=0).label(
            "simulated_kg"
        ),
    )


def add_entries(connection: Connection, entries: FromClause) -> None:
    """Add entries to all sums.

    Parameters
    ----------
    connection
        Connection inside a writing transaction.
    entries
        Rows in the columns of `entries_of`.
    """
    counted = entries.c.is_counted
    _add(connection, daily_rollup, entries, counted)
    _add(connection, unit_rollup, entries, counted & (entries.c.units != 0))
    # Many tickets, few months and districts: coarser sums share a pass over them.
    keyed = [column for column in flow_rollup.columns if column.name not in FIGURES]
    by_month = _temporary_sums("by_month", *keyed, entries.c.is_counted)
    with _filled(connection, by_month, entries):
        _add(connection, flow_rollup, by_month)
        _add(connection, site_rollup, by_month, by_month.c.is_counted)
    keyed = [c for c in district_rollup.columns if c.name not in FIGURES]
    by_district = _temporary_sums("by_district", *keyed)
    with _filled(connection, by_district, entries, counted):
        for table in (district_rollup, monthly_rollup):
            _accumulate(
                connection, table, _coarser(table, by_district, connection.dialect)
            )


def _add(
    connection: Connection,
    table: Table,
    source: FromClause,
    where: ColumnElement[bool] | None = None,
) -> None:
    _accumulate(connection, table, _sums(connection, table, source, where))


@contextmanager
def _filled(
    connection: Connection,
    table: Table,
    entries: FromClause,
    where: ColumnElement[bool] | None = None,
) -> Iterator[None]:
    """Keep a temporary table with sums of entries while the block runs."""
    with temporary(connection, table):
        names = [column.name for column in table.columns]
        sums = _sums(connection, table, entries, where)
        connection.execute(insert(table).from_select(names, sums))
        yield


def _sums(
    connection: Connection,
    table: Table,
    source: FromClause,
    where: ColumnElement[bool] | None = None,
) -> Select[Any]:
    """Sum entries, or finer sums of them, in the columns of a rollup."""
    groups: list[ColumnElement[Any]] = []
    for name in _group_names(table):
        if name == "district":
            groups.append(sites.c.district)
        elif name == "month" and "month" not in source.c:
            groups.append(month_of(source.c.day, connection.dialect))
        else:
            groups.append(source.c[name])
    sums = select(*groups, *(func.sum(source.c[name]) for name in FIGURES))
    if "district" in table.c:
        sums = sums.join_from(source, sites, sites.c.site_id == source.c.site)
    # SQLite needs a WHERE to tell the select's end from the conflict's start.
    return sums.where(true() if where is None else where).group_by(*groups)


def _coarser(table: Table, finer: Table, dialect: Dialect) -> Select[Any]:
    """Sum a finer rollup, in the columns of a coarser one."""
    groups = [
        month_of(finer.c.day, dialect) if name == "month" else finer.c[name]
        for name in _group_names(table)
    ]
    return select(*groups, *(func.sum(finer.c[name]) for name in FIGURES)).group_by(
        *groups
    )


def _group_names(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name not in FIGURES]


def _temporary_sums(name: str, *keyed: ColumnElement[Any]) -> Table:
    """Table of sums split by the columns named."""
    columns = [Column(column.name, column.type) for column in keyed]
    figures = (Column(figure, BigInteger) for figure in FIGURES)
    return Table(name, MetaData(), *columns, *figures, prefixes=["TEMPORARY"])


def _accumulate(connection: Connection, table: Table, sums: Select[Any]) -> None:
    names = [column.name for column in table.columns]
    statement = upsert(connection, table).from_select(names, sums)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: table.c[name] + statement.excluded[name] for name in FIGURES},
        )
    )


def move_sites(connection: Connection) -> None:
    """Let the sums follow sites that now lie in another district.

    What sealed months showed stays.
    """
    spans = sealed_spans(connection)
    affected = _move(connection, daily_rollup, ~in_spans(daily_rollup.c.day, spans))
    if not affected:
        return
    for table in (site_rollup, unit_rollup):
        _move(connection, table, ~in_spans(table.c.month, spans))
    _recount(connection, district_rollup, daily_rollup, affected, spans)
    _recount(connection, monthly_rollup, district_rollup, affected, spans)


def _move(
    connection: Connection, table: Table, is_open: ColumnElement[bool]
) -> set[str]:
    """Put the rows of sites under the districts they lie in; returns all touched."""
    at_home = sites.c.district
    apart = select(table.c.district, at_home).distinct()
    apart = apart.join(sites, sites.c.site_id == table.c.site)
    pairs = connection.execute(apart.where(table.c.district != at_home, is_open)).all()
    if pairs:
        home = select(at_home).where(sites.c.site_id == table.c.site)
        connection.execute(
            update(table)
            .where(table.c.district != home.scalar_subquery(), is_open)
            .values(district=home.scalar_subquery())
        )
    return {district for pair in pairs for district in pair}


def _recount(
    connection: Connection,
    table: Table,
    finer: Table,
    districts: set[str],
    sealed: Sequence[Span],
) -> None:
    """Make the open sums of some districts anew from a finer rollup."""

    def affected(which: Table) -> ColumnElement[bool]:
        first = which.c.month if "month" in which.c else which.c.day
        return which.c.district.in_(districts) & ~in_spans(first, sealed)

    sums = _coarser(table, finer, connection.dialect)
    connection.execute(delete(table).where(affected(table)))
    connection.execute(
        insert(table).from_select(
            [column.name for column in table.columns], sums.where(affected(finer))
        )
    )


def clear_open(connection: Connection, sealed: Sequence[Span]) -> None:
    """Empty all sums but those of sealed months."""
    for table in ROLLUPS:
        first = table.c.month if "month" in table.c else table.c.day
        connection.execute(delete(table).where(~in_spans(first, sealed)))


def drop_empty(connection: Connection) -> None:
    """Delete open sums that nothing is left of."""
    sealed = sealed_spans(connection)
    for table in ROLLUPS:
        first = table.c.month if "month" in table.c else table.c.day
        is_empty = and_(*(table.c[name] == 0 for name in FIGURES))
        connection.execute(delete(table).where(is_empty, ~in_spans(first, sealed)))
