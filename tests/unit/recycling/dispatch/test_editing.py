"""Edits by hand on the street, with what they break and cost, counted by hand.

Two vehicles at D1: V1 serves P1 and P3, as `test_freeze` tells; P2 waits.
"""

from dataclasses import replace

import pytest

from recycling.dispatch.broken import broken_rules
from recycling.dispatch.day_plan import Answer, Made, base_part, plan_of
from recycling.dispatch.editing import Draft, draft_of, edited
from recycling.domain.edits import BrokenRuleCode, Edit, EditKind, Transfer, change_of
from recycling.domain.errors import RefusedError
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import RoutePlan, StopKind
from tests.builders import HOUR_S
from tests.unit.recycling.dispatch.day import bench, order, planned

KIND = EditKind


def opened(micro: Network, *waiting: Order) -> Draft:
    """Open the plan of P1 and P3, with orders that it does not know of."""
    orders = [order("P1"), order("P3")]
    plan = planned(micro, orders)
    return draft_of(bench(micro, plan, [*orders, *waiting]))


def version(draft: Draft) -> RoutePlan:
    found = draft.evaluated()
    answer = Answer(found.solution, found.report)
    return plan_of(draft.bench, answer, Made("routes-x-v2", "by hand"))


def sites(plan: RoutePlan, vehicle_id: str) -> list[str]:
    for route in plan.routes:
        if route.vehicle_id == vehicle_id:
            kinds = {StopKind.PICKUP, StopKind.UNLOAD}
            return [stop.site_id for stop in route.stops if stop.kind in kinds]
    return []


def codes(draft: Draft) -> list[tuple[str, str, str]]:
    found = broken_rules(draft.bench, draft.evaluated())
    return [(b.rule.value, b.vehicle_id, b.order_id) for b in found]


def test_nothing_edited_is_the_plan_itself(micro: Network) -> None:
    draft = opened(micro)
    made = version(draft)
    before = base_part(draft.bench)
    assert [r.stops for r in made.routes] == [r.stops for r in before.routes]
    assert made.cost_fen == before.cost_fen
    assert (made.based_on, made.depots) == ("routes-x", ("D1",))


def test_a_second_vehicle_takes_over(micro: Network) -> None:
    # V1: 0-1-4-0 = 8 km and 600+300+800 = 1,700 s; V2: 0-3-4-0 = 8 km and as long.
    # Each 10,000 + 8 x 300 + 6,000 x 1,700 / 3,600 = 15,233 fen.
    draft = edited(opened(micro), [Edit(KIND.MOVE, ("o-P3",), "V2")])
    made = version(draft)
    assert sites(made, "V1") == ["P1", "C1"]
    assert sites(made, "V2") == ["P3", "C1"]
    assert [route.cost_fen for route in made.routes] == [15_233, 15_233]
    change = change_of(base_part(draft.bench), made)
    assert change.moved == (Transfer("o-P3", "V1", "V2"),)
    assert change.distance_m == 8_000
    assert codes(draft) == []


def test_what_waits_is_put_where_it_costs_least(micro: Network) -> None:
    draft = edited(opened(micro, order("P2", 100)), [Edit(KIND.MOVE, ("o-P2",), "V1")])
    assert sites(version(draft), "V1") == ["P1", "P2", "P3", "C1"]


def test_a_place_counts_pick_ups_from_one(micro: Network) -> None:
    draft = opened(micro, order("P2", 100))
    first = edited(draft, [Edit(KIND.MOVE, ("o-P2",), "V1", place=1)])
    last = edited(draft, [Edit(KIND.MOVE, ("o-P2",), "V1", place=3)])
    assert sites(version(first), "V1") == ["P2", "P1", "P3", "C1"]
    assert sites(version(last), "V1") == ["P1", "P3", "P2", "C1"]


def test_swap_and_reorder_exchange_places(micro: Network) -> None:
    swapped = edited(opened(micro), [Edit(KIND.SWAP, ("o-P1", "o-P3"))])
    reordered = edited(opened(micro), [Edit(KIND.REORDER, ("o-P3", "o-P1"), "V1")])
    assert sites(version(swapped), "V1") == ["P3", "P1", "C1"]
    assert version(swapped) == version(reordered)


def test_another_vehicle_drives_the_route(micro: Network) -> None:
    draft = edited(opened(micro), [Edit(KIND.VEHICLE, (), "V1", "V2")])
    assert sites(version(draft), "V1") == []
    assert sites(version(draft), "V2") == ["P1", "P3", "C1"]


def test_an_unloading_with_nothing_to_unload_goes(micro: Network) -> None:
    edits = [Edit(KIND.REMOVE, (key,)) for key in ("o-P1", "o-P3")]
    made = version(edited(opened(micro), edits))
    assert made.routes == ()
    assert [left.order_id for left in made.unserved] == ["o-P1", "o-P3"]


def test_too_much_for_the_vehicle_is_said_with_both_figures(micro: Network) -> None:
    # 400 + 400 + 2,500 kg; it holds 3,000.
    heavy = replace(order("P2", 2_500), load_l=100)
    draft = edited(opened(micro, heavy), [Edit(KIND.MOVE, ("o-P2",), "V1", place=2)])
    (broken,) = broken_rules(draft.bench, draft.evaluated())
    assert broken.rule is BrokenRuleCode.CAPACITY
    assert (broken.vehicle_id, broken.order_id) == ("V1", "o-P3")
    assert (broken.value, broken.limit) == ("3,300 kg", "3,000 kg")


def test_all_broken_rules_come_at_once(micro: Network) -> None:
    # P2 until 06:00 cannot be met by who leaves at 06:00; P1 leaves the vehicle it has.
    early = replace(order("P2", 2_500), load_l=0, window_end_s=6 * HOUR_S)
    draft = edited(
        opened(micro, early),
        [Edit(KIND.MOVE, ("o-P2",), "V1", place=3), Edit(KIND.LOCK, ("o-P1",)),
         Edit(KIND.MOVE, ("o-P1",), "V2")],
    )  # fmt: skip
    assert set(codes(draft)) == {
        ("window", "V1", "o-P2"),
        ("locked_vehicle", "V2", "o-P1"),
    }


def test_a_fixed_place_is_kept_or_told(micro: Network) -> None:
    draft = edited(opened(micro, order("P2", 100)), [Edit(KIND.LOCK_PLACE, ("o-P1",))])
    behind = edited(draft, [Edit(KIND.MOVE, ("o-P2",), "V1", place=2)])
    before = edited(draft, [Edit(KIND.MOVE, ("o-P2",), "V1", place=1)])
    assert codes(behind) == []
    (broken,) = broken_rules(before.bench, before.evaluated())
    assert broken.rule is BrokenRuleCode.LOCKED_PLACE
    assert (broken.order_id, broken.value, broken.limit) == ("o-P1", "2", "1")
    assert codes(edited(before, [Edit(KIND.UNLOCK, ("o-P1",))])) == []


def test_every_edit_in_vain_is_named(micro: Network) -> None:
    edits = [
        Edit(KIND.MOVE, ("o-P9",), "V1"),
        Edit(KIND.MOVE, ("o-P1",), "V3"),
        Edit(KIND.MOVE, ("o-P1",), "V1", place=5),
        Edit(KIND.REMOVE, ("o-P2",)),
        Edit(KIND.VEHICLE, (), "V2", "V1"),
    ]
    with pytest.raises(RefusedError) as refused:
        edited(opened(micro, order("P2")), edits)
    assert [line.split(":")[0] for line in refused.value.lines] == [
        "edit 1 (move)", "edit 2 (move)", "edit 3 (move)", "edit 4 (remove)",
        "edit 5 (vehicle)",
    ]  # fmt: skip


def test_an_order_that_was_called_off_is_told(micro: Network) -> None:
    orders = [order("P1"), order("P3")]
    plan = planned(micro, orders)
    gone = replace(orders[1], status=OrderStatus.CANCELLED)
    draft = draft_of(bench(micro, plan, [orders[0], gone]))
    (broken,) = broken_rules(draft.bench, draft.evaluated())
    assert (broken.rule, broken.order_id) == (BrokenRuleCode.ORDER_GONE, "o-P3")
    assert broken.value == "cancelled"
    assert sites(version(draft), "V1") == ["P1", "C1"]


def test_what_is_fetched_in_parts_stays_so(micro: Network) -> None:
    # 5,000 kg for trucks of 3,000: two parts, here on one or two vehicles.
    large = replace(order("P1", 5_000), load_l=5_000)
    plan = planned(micro, [large])
    draft = draft_of(bench(micro, plan, [large]))
    assert len(draft.bench.order_ids) == 2
    made = version(draft)
    assert sum(route.load_kg for route in made.routes) == 5_000
    assert codes(draft) == []
