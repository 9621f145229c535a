"""Posting again after the plan changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from recycling.domain.ledger import Account
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.tickets import Ticket
from recycling.services.bookkeeping import post_books
from recycling.services.context import Context
from recycling.services.planning import plan_routes, plan_siting
from tests.builders import DAY, StreetTravel


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


@pytest.mark.parametrize(
    ("roads", "kilometres"),
    # The roads are the street, 5 km from G1 to K1; the network's detour makes the
    # great circle 6 km, which counts where the roads do not lead to K1.
    [(StreetTravel(), 5), (StreetTravel("K1"), 6)],
)
def test_a_haul_outside_the_plan_is_measured_by_the_roads_plans_use(
    context: Context,
    write: Callable[[str, Iterable[Any]], None],
    monkeypatch: pytest.MonkeyPatch,
    roads: StreetTravel,
    kilometres: int,
) -> None:
    plan = plan_siting(context, DAY)
    with context.unit_of_work() as work:
        work.plans.save_siting(replace(plan, assignments=()))
    at = datetime(2026, 11, 2, 9)
    load = Ticket("K1", "R1", at, "steel", 25_000, stream=Stream.INDUSTRIAL)
    write("tickets", [replace(load, origin_site_id="G1")])
    monkeypatch.setattr("recycling.services.bookkeeping.whole_travel", lambda *_: roads)

    post_books(context, DAY)

    # 25 t at 42 fen per tonne and kilometre.
    assert posted_fen(context) == pytest.approx(25 * kilometres * 42, rel=1e-3)
