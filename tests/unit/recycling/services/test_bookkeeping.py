"""Posting again after the plan changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from recycling.domain.ledger import Account
from recycling.domain.network import Network
from recycling.services.bookkeeping import post_books
from recycling.services.context import Context
from recycling.services.planning import plan_routes
from tests.builders import DAY


def posted_fen(context: Context) -> int:
    with context.unit_of_work() as work:
        totals = work.books.posted(
            Account.TRANSPORT_COST_FEN, date(2026, 1, 1), date(2026, 12, 31)
        )
    return totals[0].amount


def test_a_route_that_is_planned_no_more_leaves_the_books(
    context: Context,
    write: Callable[[str, Iterable[Any]], None],
    micro: Network,
) -> None:
    before = plan_routes(context, DAY)
    post_books(context, DAY)
    assert posted_fen(context) == before.cost_fen
    dropped = micro.vehicles[before.routes[0].vehicle_id]
    write("vehicles", [replace(dropped, is_available=False)])
    after = plan_routes(context, DAY)
    assert dropped.vehicle_id not in {route.vehicle_id for route in after.routes}

    post_books(context, DAY)

    assert posted_fen(context) == after.cost_fen
    assert post_books(context, DAY).added == 0
