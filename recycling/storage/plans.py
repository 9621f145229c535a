"""Siting and route plans: written whole, read whole."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from recycling.domain.errors import ConflictError
from recycling.domain.plans import (
    DIRECT,
    Assignment,
    PlannedRoute,
    PlannedStop,
    PlanState,
    RoutePlan,
    SiteDecision,
    SitingPlan,
    UnservedOrder,
)
from recycling.domain.running import PlanVersion
from recycling.schema.said import said
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

    def open_site_ids(self) -> frozenset[str] | None:
        """Ids of the sites the siting plan saved last has open; ``None`` without one.

        The flows of a city's plan would take most of the time of reading it.
        """
        connection = self._transaction.read()
        row = _find(connection, siting_plans, None)
        if row is None:
            return None
        found = _parts(connection, siting_decisions, row["number"], SiteDecision)
        return from_row(
            SitingPlan, row, decisions=found, assignments=()
        ).open_site_ids()

    def save_routes(self, plan: RoutePlan) -> None:
        """Write a plan; a draft of the same id is replaced.

        Raises
        ------
        ConflictError
            When the plan of that id is published: crews drive by it.
        """
        connection = self._transaction.write()
        _refuse_published(connection, plan.plan_id)
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
        """Read a plan by id, or the one saved last that is not of direct loads."""
        connection = self._transaction.read()
        # A day has its direct loads besides its routes; "last" asks for the routes.
        others = ~route_plans.c.plan_id.startswith(DIRECT)
        row = _find(connection, route_plans, plan_id, others)
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

    def set_state(self, plan_id: str, state: PlanState) -> None:
        """Change where a route plan stands."""
        self._transaction.write().execute(
            update(route_plans)
            .where(route_plans.c.plan_id == plan_id)
            .values(state=state)
        )

    def last_day(self) -> date | None:
        """Read the last day that has a route plan; ``None`` before the first."""
        statement = select(func.max(route_plans.c.day)).where(
            ~route_plans.c.plan_id.startswith(DIRECT)
        )
        newest: date | None = self._transaction.read().execute(statement).scalar_one()
        return newest

    def versions(self, day: date) -> list[PlanVersion]:
        """Route plans of a day without their routes, in the order they were saved."""
        own = route_plans.c.number
        routes_of = routes.c.plan_number == own
        left_of = unserved_orders.c.plan_number == own
        figures = (routes.c.cost_fen, routes.c.distance_m, routes.c.load_kg)
        statement = select(
            route_plans,
            _part(func.count(), routes, routes_of).label("routes"),
            _part(func.count(), unserved_orders, left_of).label("unserved"),
            *(_part(_sum(f), routes, routes_of).label(f.name) for f in figures),
        ).where(route_plans.c.day == day)
        rows = self._transaction.read().execute(statement.order_by(own)).mappings()
        return [from_row(PlanVersion, row) for row in rows]


def _part(figure: ColumnElement[int], table: Table, own: ColumnElement[bool]) -> Any:
    """Figure of a plan's parts, asked per plan."""
    return select(figure).select_from(table).where(own).scalar_subquery()


def _sum(column: ColumnElement[int]) -> ColumnElement[int]:
    # PostgreSQL's sum of whole numbers is a decimal.
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _refuse_published(connection: Connection, plan_id: str) -> None:
    statement = select(route_plans.c.state).where(route_plans.c.plan_id == plan_id)
    state = connection.execute(statement).scalar_one_or_none()
    if state not in {None, PlanState.DRAFT}:
        msg = said("plan.no_draft", plan_id=plan_id, state=state)
        raise ConflictError(msg)


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
    connection: Connection,
    table: Table,
    plan_id: str | None,
    last_of: ColumnElement[bool] | None = None,
) -> RowMapping | None:
    statement = select(table).order_by(table.c.number.desc()).limit(1)
    if plan_id is not None:
        statement = statement.where(table.c.plan_id == plan_id)
    elif last_of is not None:
        statement = statement.where(last_of)
    return connection.execute(statement).mappings().first()


def _rows(connection: Connection, table: Table, number: int) -> Iterable[RowMapping]:
    statement = select(table).where(table.c.plan_number == number)
    return connection.execute(statement.order_by(table.c.position)).mappings()


def _parts[T](
    connection: Connection, table: Table, number: int, record: type[T]
) -> tuple[T, ...]:
    return tuple(from_row(record, row) for row in _rows(connection, table, number))
