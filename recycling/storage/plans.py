"""Siting and route plans: written whole, read whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select

from recycling.domain.plans import (
    Assignment,
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    SiteDecision,
    SitingPlan,
    UnservedOrder,
)
from recycling.storage.rows import field_names, from_row, to_columns, to_row
from recycling.storage.staging import load, prepared
from recycling.storage.tables import (
    route_plans,
    route_stops,
    routes,
    siting_assignments,
    siting_decisions,
    siting_plans,
    unserved_orders,
)
from recycling.storage.transaction import Transaction


class PlanTables:
    """Siting and route plans."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save_siting(self, plan: SitingPlan) -> None:
        """Write a plan; a plan of the same id is replaced."""
        connection = self._transaction.write()
        number = _replace(connection, siting_plans, plan)
        _append(connection, siting_decisions, number, plan.decisions)
        _append(connection, siting_assignments, number, plan.assignments)

    def siting(self, plan_id: str | None = None) -> SitingPlan | None:
        """Read a plan by id, or the one saved last."""
        connection = self._transaction.read()
        row = _find(connection, siting_plans, plan_id)
        if row is None:
            return None
        number = row["number"]
        return from_row(
            SitingPlan,
            row,
            decisions=_parts(connection, siting_decisions, number, SiteDecision),
            assignments=_parts(connection, siting_assignments, number, Assignment),
        )

    def save_routes(self, plan: RoutePlan) -> None:
        """Write a plan; a plan of the same id is replaced."""
        connection = self._transaction.write()
        number = _replace(connection, route_plans, plan)
        _append(connection, routes, number, plan.routes)
        _append(connection, unserved_orders, number, plan.unserved)
        stops = [
            (position, stop)
            for position, route in enumerate(plan.routes)
            for stop in route.stops
        ]
        owners = [position for position, _ in stops]
        _append(
            connection,
            route_stops,
            number,
            [stop for _, stop in stops],
            {"route_position": owners},
        )

    def routes(self, plan_id: str | None = None) -> RoutePlan | None:
        """Read a plan by id, or the one saved last."""
        connection = self._transaction.read()
        row = _find(connection, route_plans, plan_id)
        if row is None:
            return None
        number = row["number"]
        stops: dict[int, list[PlannedStop]] = {}
        for stop in _rows(connection, route_stops, number):
            stops.setdefault(stop["route_position"], []).append(
                from_row(PlannedStop, stop)
            )
        planned = (
            from_row(PlannedRoute, route, stops=tuple(stops.get(route["position"], ())))
            for route in _rows(connection, routes, number)
        )
        return from_row(
            RoutePlan,
            row,
            routes=tuple(planned),
            unserved=_parts(connection, unserved_orders, number, UnservedOrder),
        )


def _replace(connection: Connection, table: Table, plan: SitingPlan | RoutePlan) -> int:
    """Write a plan's own row and return its number; its parts come after."""
    # The parts of the plan it replaces go by their foreign key.
    connection.execute(delete(table).where(table.c.plan_id == plan.plan_id))
    row = {name: value for name, value in to_row(plan).items() if name in table.c}
    statement = insert(table).values(row).returning(table.c.number)
    return int(connection.execute(statement).scalar_one())


def _append(
    connection: Connection,
    table: Table,
    number: int,
    parts: Sequence[Any],
    extra: dict[str, list[int]] | None = None,
) -> None:
    if not parts:
        return
    names = [name for name in field_names(type(parts[0])) if name in table.c]
    columns: dict[str, Sequence[Any]] = {
        "plan_number": [number] * len(parts),
        "position": range(len(parts)),
        **(extra or {}),
        **to_columns(parts, names),
    }
    load(connection, table, prepared(table, columns, connection.dialect))


def _find(
    connection: Connection, table: Table, plan_id: str | None
) -> RowMapping | None:
    statement = select(table).order_by(table.c.number.desc()).limit(1)
    if plan_id is not None:
        statement = statement.where(table.c.plan_id == plan_id)
    return connection.execute(statement).mappings().first()


def _rows(connection: Connection, table: Table, number: int) -> Iterable[RowMapping]:
    statement = select(table).where(table.c.plan_number == number)
    return connection.execute(statement.order_by(table.c.position)).mappings()


def _parts[T](
    connection: Connection, table: Table, number: int, record: type[T]
) -> tuple[T, ...]:
    return tuple(from_row(record, row) for row in _rows(connection, table, number))
