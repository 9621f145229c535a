"""Sums of intake tickets: by day and site, by day and district, by month.

Reports ask for a year of the whole city. The two coarser tables hold the same
sums as the daily one with the sites left out, so that such a question reads a
few thousand rows, not millions.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Dialect,
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
from sqlalchemy.dialects import postgresql, sqlite

from recycling.domain.tickets import Flow
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
    source = staging.join(sites, sites.c.site_id == staging.c.site_id)
    figures = [
        func.sum(staging.c.net_kg),
        func.sum(staging.c.units),
        func.count(),
        func.sum(case((staging.c.is_simulated, staging.c.net_kg), else_=0)),
    ]
    by_place: dict[str, ColumnElement[Any]] = {
        "district": sites.c.district,
        "material": staging.c.material,
        "stream": staging.c.stream,
    }
    day = staging.c.day
    levels: list[tuple[Table, dict[str, ColumnElement[Any]]]] = [
        (daily_rollup, {"day": day, "site": staging.c.site_id, **by_place}),
        (district_rollup, {"day": day, **by_place}),
        (monthly_rollup, {"month": month_of(day, connection.dialect), **by_place}),
    ]
    for table, groups in levels:
        sums = select(*groups.values(), *figures).select_from(source)
        sums = sums.where(staging.c.flow == Flow.INTAKE).group_by(*groups.values())
        _accumulate(connection, table, [*groups, *FIGURES], sums)


def _accumulate(
    connection: Connection, table: Table, names: list[str], sums: Select[Any]
) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    upsert = (sqlite.insert if is_sqlite else postgresql.insert)(table)
    statement = upsert.from_select(names, sums)
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
    columns = [column.name for column in table.primary_key.columns]
    groups = {
        name: month_of(finer.c.day, connection.dialect)
        if name == "month"
        else finer.c[name]
        for name in columns
    }
    sums = select(*groups.values(), *(func.sum(finer.c[name]) for name in FIGURES))
    sums = sums.where(finer.c.district.in_(districts)).group_by(*groups.values())
    connection.execute(delete(table).where(table.c.district.in_(districts)))
    connection.execute(insert(table).from_select([*groups, *FIGURES], sums))
