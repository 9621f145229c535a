"""Why a saved plan leaves orders out, read from a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.explanations import Cause, FixKind
from recycling.domain.orders import Order, OrderSource
from recycling.services.context import Context
from recycling.services.explaining import WhyNotAsk, explain, find_gaps
from recycling.services.planning import plan_routes
from tests.builders import DAY, HOUR_S, micro_network
from tests.workspaces import write_objects


def booking(site_id: str, load_kg: int, **changes: object) -> Order:
    plain = Order(
        f"o-{site_id}", site_id, DAY, "paper", load_kg, load_l=20 * load_kg,
        service_s=600, source=OrderSource.BOOKING,
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.fixture
def short(context: Context) -> Context:
    """Give a street whose vehicles must be home before ten minutes are over."""
    vehicles = micro_network().vehicles.values()
    write_objects(
        context,
        "vehicles",
        [replace(v, shift_end_s=6 * HOUR_S + 600) for v in vehicles],
    )
    return context


def test_a_day_without_a_plan_says_how_to_make_one(short: Context) -> None:
    with pytest.raises(NotReadyError, match="recycling plan routes --date 2026-11-02"):
        explain(short, WhyNotAsk(day=DAY))
    with pytest.raises(InputError, match="no such plan"):
        explain(short, WhyNotAsk(plan_id="nothing"))
    with pytest.raises(InputError, match="--date"):
        explain(short, WhyNotAsk())
    with pytest.raises(NotReadyError, match="no routes yet"):
        find_gaps(short)


def test_orders_of_a_saved_plan_have_causes_and_fixes(short: Context) -> None:
    write_objects(short, "orders", [booking("P1", 400), booking("P5", 400)])
    plan = plan_routes(short, DAY)
    assert {u.order_id for u in plan.unserved} >= {"o-P1", "o-P5"}
    found = explain(short, WhyNotAsk(day=DAY, order_id="o-P1", time_limit_s=30.0))
    assert (found.plan_id, found.left_out) == (plan.plan_id, 1)
    (group,) = found.groups
    assert (group.depot_id, group.cause) == ("D1", Cause.SHIFT_TOO_SHORT)
    kinds = {fix.kind for fix in group.fixes}
    assert FixKind.SHIFT in kinds
    # A longer shift tomorrow does not help where there is no plan for it.
    assert FixKind.OTHER_DAY not in kinds
    named = explain(short, WhyNotAsk(plan_id=plan.plan_id, has_fixes=False))
    assert named.left_out == len(plan.unserved)
    assert all(group.tried == 0 for group in named.groups)
    # Nothing was saved, and nothing planned anew.
    with short.unit_of_work() as work:
        assert work.plans.routes(plan.plan_id) == plan


def test_only_what_is_left_out_is_explained(context: Context) -> None:
    write_objects(context, "orders", [booking("P1", 400)])
    plan_routes(context, DAY)
    with pytest.raises(InputError, match=r"but vehicle V\d serves it"):
        explain(context, WhyNotAsk(day=DAY, order_id="o-P1"))
    with pytest.raises(InputError, match="the plan does not know it"):
        explain(context, WhyNotAsk(day=DAY, order_id="o-none"))


def test_an_order_that_came_after_the_plan_fits_or_not(context: Context) -> None:
    write_objects(context, "orders", [booking("P1", 400)])
    plan_routes(context, DAY)
    write_objects(context, "orders", [booking("P2", 400, order_id="late")])
    found = explain(context, WhyNotAsk(day=DAY, time_limit_s=30.0))
    late = next(g for g in found.groups if g.orders[0].order_id == "late")
    assert late.cause is Cause.FITS
    assert late.fixes[0].kind is FixKind.REPLAN


def test_gaps_of_the_network_are_listed_day_by_day(short: Context) -> None:
    # P6 is 3 km from D2, six minutes with the detour factor of 1.2: there, five minutes
    # of unloading beside it and back take 17 of 18 minutes. Its centre was taken out.
    write_objects(short, "orders", [booking("P6", 10, service_s=0)])
    plan_routes(short, DAY)
    vehicles = micro_network().vehicles.values()
    write_objects(
        short,
        "vehicles",
        [replace(v, shift_end_s=6 * HOUR_S + 1_080) for v in vehicles],
    )
    write_objects(short, "sites", [replace(micro_network().sites["C2"], closes_s=1)])
    gaps = find_gaps(short, DAY, DAY)
    assert "o-P6" in {order for gap in gaps for order in gap.orders}
    assert all(gap.day == DAY for gap in gaps)
    assert find_gaps(short, DAY - timedelta(days=3), DAY - timedelta(days=1)) == []
    assert find_gaps(short) == gaps
    with pytest.raises(InputError, match="must not come before"):
        find_gaps(short, DAY, DAY - timedelta(days=1))
