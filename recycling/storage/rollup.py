"""Sums of intake tickets: by day and site, by day and district, by month.

Reports ask for a year of the whole city. The two coarser tables hold the same
sums as the daily one with the sites left out, so that such a question reads a
few thousand rows, not millions.
"""

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    MetaData,
    Select,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    type_coerce,
    update,
)

from recycling.domain.tickets import Flow
from recycling.storage.staging import temporary, upsert
from recycling.storage.tables import (
    daily_rollup,
    district_rollup,
    monthly_rollup,
    sites,
)

FIGURES = ("net_kg", "units", "tickets", "simulated_kg")
"""Columns of a rollup that are sums."""


def month_of(day: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """First day of a day's month."""
    # Literals, not parameters: PostgreSQL must see the expression of the SELECT
    # and the one of the GROUP BY as the same.
    if dialect.name == "sqlite":
        return type_coerce(func.strftime(literal_column("'%Y-%m-01'"), day), Date)
    return cast(func.date_trunc(literal_column("'month'"), day), Date)


def add_tickets(connection: Connection, staging: Table) -> None:
    """Count new tickets.

    Parameters
    ----------
    connection
        Connection inside a writing transaction.
    staging
        Tickets that were not recorded before.
    """
    _accumulate(connection, daily_rollup, _ticket_sums(staging, daily_rollup))
    # Many tickets, few districts: the coarser sums share one pass over them.
    sums = _like(district_rollup)
    with temporary(connection, sums):
        names = [column.name for column in sums.columns]
        connection.execute(
            insert(sums).from_select(names, _ticket_sums(staging, district_rollup))
        )
        for table in (district_rollup, monthly_rollup):
            _accumulate(connection, table, _coarser(table, sums, connection.dialect))


def _ticket_sums(staging: Table, table: Table) -> Select[Any]:
    """Sum intake tickets, in the columns of a rollup."""
    sources: dict[str, ColumnElement[Any]] = {
        "day": staging.c.day,
        "site": staging.c.site_id,
        "district": sites.c.district,
        "material": staging.c.material,
        "stream": staging.c.stream,
    }
    groups = [source for name, source in sources.items() if name in table.c]
    return (
        select(
            *groups,
            func.sum(staging.c.net_kg),
            func.sum(staging.c.units),
            func.count(),
            func.sum(case((staging.c.is_simulated, staging.c.net_kg), else_=0)),
        )
        .join(sites, sites.c.site_id == staging.c.site_id)
        .where(staging.c.flow == Flow.INTAKE)
        .group_by(*groups)
    )


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


def _like(table: Table) -> Table:
    columns = (Column(column.name, column.type) for column in table.columns)
    return Table("staging_sums", MetaData(), *columns, prefixes=["TEMPORARY"])


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
    """Let the sums follow sites that now lie in another district."""
    at_home = sites.c.district
    apart = select(daily_rollup.c.district, at_home).distinct()
    apart = apart.join(sites, sites.c.site_id == daily_rollup.c.site)
    pairs = connection.execute(apart.where(daily_rollup.c.district != at_home)).all()
    affected = {district for pair in pairs for district in pair}
    if not affected:
        return
    home = select(at_home).where(sites.c.site_id == daily_rollup.c.site)
    connection.execute(
        update(daily_rollup)
        .where(daily_rollup.c.district != home.scalar_subquery())
        .values(district=home.scalar_subquery())
    )
    _recount(connection, district_rollup, daily_rollup, affected)
    _recount(connection, monthly_rollup, district_rollup, affected)


def _recount(
    connection: Connection, table: Table, finer: Table, districts: set[str]
) -> None:
    """Make the sums of some districts anew from a finer rollup."""
    sums = _coarser(table, finer, connection.dialect)
    connection.execute(delete(table).where(table.c.district.in_(districts)))
    connection.execute(
        insert(table).from_select(
            [column.name for column in table.columns],
            sums.where(finer.c.district.in_(districts)),
        )
    )
