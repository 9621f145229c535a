"""What was planned and did not come: orders left out, and visits that failed."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select

from recycling.domain.gap import GapCause, Loss
from recycling.domain.site_records import VisitOutcome
from recycling.storage.rows import from_row
from recycling.storage.tables import (
    orders,
    route_plans,
    sites,
    unserved_orders,
    visits,
)
from recycling.storage.transaction import Transaction


class LossTables:
    """What was planned and did not come."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def unserved(self, start: date, end: date) -> list[Loss]:
        """Sum orders that the plans of some days leave out.

        A day may have been planned under several names; an order counts once.
        """
        left = (
            select(
                unserved_orders.c.order_id,
                func.min(unserved_orders.c.reason).label("reason"),
            )
            .join(route_plans, route_plans.c.number == unserved_orders.c.plan_number)
            .where(route_plans.c.day.between(start, end))
            .group_by(unserved_orders.c.order_id)
            .subquery()
        )
        statement = (
            select(
                left.c.reason.label("detail"),
                *_groups(orders.c.material),
                *_sums(orders.c.load_kg),
            )
            .join(orders, orders.c.order_id == left.c.order_id)
            .join(sites, sites.c.site_id == orders.c.site_id)
            .group_by(left.c.reason, *_groups(orders.c.material))
        )
        return self._losses(GapCause.UNSERVED, statement)

    def failed_visits(self, start: date, end: date) -> list[Loss]:
        """Sum what visits of some days left of the orders they were for."""
        missing = orders.c.load_kg - visits.c.collected_kg
        statement = (
            select(
                visits.c.outcome.label("detail"),
                *_groups(orders.c.material),
                *_sums(missing),
            )
            .join(orders, orders.c.order_id == visits.c.order_id)
            .join(sites, sites.c.site_id == orders.c.site_id)
            .where(
                visits.c.day.between(start, end),
                visits.c.outcome != VisitOutcome.COLLECTED,
                missing > 0,
            )
            .group_by(visits.c.outcome, *_groups(orders.c.material))
        )
        return self._losses(GapCause.FAILED_VISIT, statement)

    def _losses(self, cause: GapCause, statement: Select[Any]) -> list[Loss]:
        rows = self._transaction.read().execute(statement).mappings()
        found = [from_row(Loss, row, cause=cause) for row in rows]
        return sorted(
            found, key=lambda loss: (loss.detail, loss.district, loss.material)
        )


def _groups(material: ColumnElement[str]) -> tuple[ColumnElement[str], ...]:
    return sites.c.district, material


def _sums(kg: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    # PostgreSQL sums 64-bit integers as decimals.
    return cast(func.sum(kg), BigInteger).label("kg"), func.count().label("events")
