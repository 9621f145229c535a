"""Any edits, and any moment of any day: what must never change does not."""

from functools import lru_cache

import hypothesis.strategies as st
from hypothesis import given, settings

from recycling.dispatch.day_plan import Answer, Made, base_part, plan_of
from recycling.dispatch.editing import Draft, draft_of, edited, stops_of
from recycling.dispatch.freeze import freeze
from recycling.dispatch.replan import eased, replanned, with_price
from recycling.dispatch.workbench import Workbench
from recycling.domain.edits import Edit, EditKind
from recycling.domain.errors import RefusedError
from recycling.domain.plans import PlannedStop, RoutePlan
from tests.builders import HOUR_S, micro_network
from tests.unit.recycling.dispatch.day import begun, bench, order, planned

SIX = 6 * HOUR_S
ORDERS = (order("P1", 900), order("P2", 900), order("P3", 900))
LATE = order("P4", 100)
KEYS = st.sampled_from(["o-P1", "o-P2", "o-P3", "o-P4"])
VEHICLES = st.sampled_from(["V1", "V2"])
PLACES = st.none() | st.integers(1, 4)
ONE = (EditKind.REMOVE, EditKind.LOCK, EditKind.LOCK_PLACE, EditKind.UNLOCK)
EDITS = st.one_of(
    st.builds(
        lambda key, vehicle, place: Edit(EditKind.MOVE, (key,), vehicle, place=place),
        KEYS,
        VEHICLES,
        PLACES,
    ),
    st.builds(lambda a, b: Edit(EditKind.SWAP, (a, b)), KEYS, KEYS),
    st.builds(lambda kind, key: Edit(kind, (key,)), st.sampled_from(ONE), KEYS),
    st.builds(
        lambda keys, vehicle: Edit(EditKind.REORDER, tuple(keys), vehicle),
        st.permutations(["o-P1", "o-P2", "o-P3"]),
        VEHICLES,
    ),
    st.builds(lambda a, b: Edit(EditKind.VEHICLE, (), a, b), VEHICLES, VEHICLES),
)


@lru_cache
def day() -> tuple[RoutePlan, Workbench]:
    """Return the street's plan, and it laid out with an order that waits."""
    micro = micro_network()
    plan = planned(micro, ORDERS)
    return plan, bench(micro, plan, [*ORDERS, LATE], depot_id="D1")


def applied(draft: Draft, edits: list[Edit]) -> tuple[Draft, int]:
    """Apply the edits that can be; return how many those were."""
    count = 0
    for edit in edits:
        try:
            draft = edited(draft, [edit])
        except RefusedError:
            continue
        count += 1
    return draft, count


@given(st.lists(EDITS, max_size=8))
@settings(max_examples=60, deadline=None)
def test_undoing_every_edit_gives_the_plan_itself(edits: list[Edit]) -> None:
    plan, opened = day()
    first = draft_of(opened)
    draft, count = applied(first, edits)
    for _ in range(count):
        draft = draft.undone()
    assert draft == first
    found = draft.evaluated()
    made = plan_of(opened, Answer(found.solution, found.report), Made("x", "by hand"))
    before = base_part(opened)
    assert [r.stops for r in made.routes] == [r.stops for r in before.routes]
    assert made.cost_fen == before.cost_fen
    assert before.routes == plan.routes


@given(st.lists(EDITS, max_size=8))
@settings(max_examples=60, deadline=None)
def test_edits_lose_and_double_nothing(edits: list[Edit]) -> None:
    _, opened = day()
    draft, _ = applied(draft_of(opened), edits)
    served = [stop for line in draft.lines for stop in stops_of(line)]
    assert len(served) == len(set(served))
    found = draft.evaluated()
    left = {entry.stop for entry in found.solution.unserved}
    assert left | set(served) == set(range(len(opened.order_ids)))
    # Every vehicle with stops unloads after its last one.
    assert all(not line or line[-1].kind.value == "unload" for line in draft.lines)


@given(st.integers(SIX - 600, SIX + 5000))
@settings(max_examples=10, deadline=None)
def test_what_is_done_stays_as_it_is(at_s: int) -> None:
    micro = micro_network()
    plan, _ = day()
    orders = [*ORDERS, order("P1", 100, order_id="late")]
    done = begun(plan, at_s, orders)
    opened = bench(micro, plan, orders, begun=done)
    eased_bench, late = eased(with_price(opened))
    assert late == ()
    answer, draft = replanned(draft_of(eased_bench), 0.1, 1, 1)
    made = plan_of(draft.bench, answer, Made("x", "lns", planned_from_s=at_s))
    routes = {route.vehicle_id: route for route in made.routes}
    for vehicle_id, item in done.items():
        if item.is_out:
            now = [_where(stop) for stop in routes[vehicle_id].stops]
            assert now[: len(item.stops)] == [_where(stop) for stop in item.stops]
    # And freezing the new plan at the same moment finds the same done.
    materials = {entry.order_id: entry.material for entry in orders}
    for vehicle_id, item in done.items():
        if item.is_out:
            again = freeze(routes[vehicle_id], at_s, materials)
            assert again.site_id == item.site_id
            assert again.on_board == item.on_board


def _where(stop: PlannedStop) -> tuple[object, ...]:
    """Return what is done at a stop; it may be left later where a vehicle waits."""
    return stop.kind, stop.site_id, stop.order_id, stop.arrival_s, stop.load_kg
