"""Where stops stand by plan, records and hour; sums, exceptions and frames of them."""

from dataclasses import replace
from datetime import datetime

import pytest

from recycling.domain.plans import PlannedRoute
from recycling.domain.running import DayEvent, DayEventKind
from recycling.domain.site_records import VisitOutcome
from recycling.domain.tracking import TrackedDay, TrackedRoute, TrackedStop
from recycling.services.day_progress import DayProgress
from recycling.ui.dispatch_choice import DRAWN
from recycling.ui.i18n import Words
from recycling.ui.operations_choice import usual_depot
from recycling.ui.operations_exceptions import case_frame, day_cases, ranked
from recycling.ui.operations_frames import route_frame, window
from recycling.ui.operations_map import PALETTE, state_deck, state_key
from recycling.ui.operations_records import (
    DONE,
    FAILED,
    LATE,
    OPEN,
    STATES,
    UNDER_WAY,
    as_of,
    chosen_routes,
    route_views,
    sums_of,
)
from recycling.ui.operations_views import finished_month
from tests.builders import DAY, micro_network
from tests.ui.street_city import ORDERS

H = 3600
QUARTER_S = 900
NETWORK = micro_network()


def stop(number, planned_s, **record):
    return TrackedStop(
        "V1", number, f"o{number}", f"P{number}", planned_s, 100, **record
    )


def collected(planned_s, arrived_s, number, kg=90):
    return stop(
        number, planned_s, visit_id=f"v{number}", outcome=VisitOutcome.COLLECTED,
        arrived_s=arrived_s, collected_kg=kg,
    )  # fmt: skip


def day(*stops, vehicle="V1", events=()):
    route = TrackedRoute(vehicle, "plan", stops)
    planned = PlannedRoute("R", vehicle, "D1", (), 0, 0, 0, 0, 0)
    return DayProgress(
        DAY, TrackedDay(DAY, (route,)), {vehicle: planned}, {vehicle: "D1"}, {}, events
    )


def states(progress, at_s):
    (view,) = route_views(progress, at_s, QUARTER_S)
    return [one.state for one in view.stops]


def test_the_next_stop_of_a_crew_that_is_out_is_under_way():
    progress = day(collected(8 * H, 8 * H, 1), stop(2, 9 * H), stop(3, 10 * H))
    assert states(progress, 8 * H + 60) == [DONE, UNDER_WAY, OPEN]


def test_a_crew_that_recorded_nothing_has_nothing_under_way():
    assert states(day(stop(1, 9 * H)), 8 * H) == [OPEN]


def test_a_delay_is_carried_to_the_stops_to_come():
    # An hour late at the first: the others are expected an hour late.
    progress = day(collected(8 * H, 9 * H, 1), stop(2, 10 * H), stop(3, 11 * H))
    assert states(progress, 9 * H) == [DONE, LATE, LATE]
    (view,) = route_views(progress, 9 * H, QUARTER_S)
    assert [one.late_s for one in view.stops] == [H, H, H]


@pytest.mark.parametrize(("at_s", "state"), [(9 * H + 900, OPEN), (9 * H + 901, LATE)])
def test_a_stop_is_overdue_after_the_minutes_allowed(at_s, state):
    assert states(day(stop(1, 9 * H)), at_s) == [state]


def test_a_stop_the_crew_passed_is_not_under_way():
    progress = day(stop(1, 8 * H), collected(8 * H, 8 * H, 2), stop(3, 9 * H))
    assert states(progress, 8 * H) == [OPEN, DONE, UNDER_WAY]


def test_without_an_hour_nothing_is_late():
    progress = day(collected(8 * H, 9 * H, 1), stop(2, 10 * H))
    assert states(progress, None) == [DONE, OPEN]


def test_a_failed_stop_stays_failed():
    failed = stop(1, 8 * H, outcome=VisitOutcome.FAILED, collected_kg=0)
    assert states(day(failed), 20 * H) == [FAILED]


def test_the_hour_a_day_is_looked_at():
    progress = day(collected(8 * H, 9 * H, 1), stop(2, 10 * H))
    assert as_of(progress, datetime(2026, 11, 2, 7, 30)) == 7 * H + 1800
    assert as_of(progress, datetime(2026, 11, 3, 7, 30)) == 9 * H
    assert as_of(progress, datetime(2026, 11, 1, 7, 30)) is None
    assert as_of(day(stop(1, 8 * H)), datetime(2026, 11, 3)) is None


def test_sums_of_a_day():
    progress = day(collected(8 * H, 9 * H, 1), stop(2, 10 * H), stop(3, 11 * H))
    sums = sums_of(route_views(progress, 9 * H, QUARTER_S))
    assert (sums.total, sums.stops[DONE], sums.stops[LATE]) == (3, 1, 2)
    assert (sums.vehicles, sums.out, sums.late) == (1, 1, 1)
    assert (sums.planned_kg, sums.expected_kg, sums.collected_kg) == (300, 100, 90)


def test_filters_keep_routes_of_a_depot_and_stops_of_a_district():
    progress = day(stop(1, 8 * H), stop(6, 9 * H))
    views = route_views(progress, None, QUARTER_S)
    assert chosen_routes(views, NETWORK, ("D2",)) == ()
    district = NETWORK.sites["P6"].district
    (kept,) = chosen_routes(views, NETWORK, ("D1",), (district,))
    assert [one.stop.site_id for one in kept.stops] == ["P6"]
    assert len(kept.route.stops) == 1


def test_the_vehicle_table_puts_trouble_first():
    late = route_views(day(collected(8 * H, 9 * H, 1), stop(2, 9 * H)), 9 * H, 900)
    calm = route_views(day(stop(3, 20 * H), vehicle="V0"), 9 * H, 900)
    frame = route_frame([*calm, *late], NETWORK)
    assert list(frame["vehicle"]) == ["V1", "V0"]
    assert frame["late_min"][0] == 60
    assert frame["next"][1] == "20:00 P3"


def test_exceptions_of_the_road_are_ranked():
    failed = stop(3, 8 * H, outcome=VisitOutcome.FAILED, collected_kg=0, note="shut")
    event = DayEvent("e1", DAY, 9 * H, DayEventKind.SITE_CLOSED, "C1")
    progress = day(collected(8 * H, 9 * H, 1), stop(2, 9 * H), failed, events=(event,))
    views = route_views(progress, 10 * H, QUARTER_S)
    for words in (Words("zh"), Words("en")):
        cases = ranked(day_cases(views, progress.events, NETWORK, words))
        assert [case.kind for case in cases] == ["event", "failed", "late"]
        assert [case.target for case in cases] == ["dispatch", "live", "live"]
        frame = case_frame(cases, words)
        assert "shut" in frame["detail"][1]
        assert "60" in frame["detail"][2]


def test_the_map_has_a_layer_per_state():
    progress = day(collected(8 * H, 9 * H, 1), stop(2, 9 * H))
    views = route_views(progress, 9 * H, QUARTER_S)
    deck = state_deck(views, NETWORK, {}, Words("en"))
    assert [layer.id for layer in deck.layers] == [DONE, LATE]
    assert set(PALETTE) == set(STATES)
    assert len(state_key(views, Words("zh"))) == len(STATES)


def test_a_window_of_all_day_is_none():
    order = ORDERS[0]
    assert window(order) == ""
    tight = replace(order, window_start_s=9 * H, window_end_s=11 * H)
    assert window(tight) == "09:00-11:00"


def test_balances_are_of_a_finished_month():
    first, before = DAY.replace(day=1), DAY.replace(month=10, day=1)
    assert finished_month(DAY, None) == first
    assert finished_month(DAY, DAY.replace(day=30)) == first
    assert finished_month(DAY, DAY) == before


def test_a_large_city_opens_on_the_depot_with_most_vehicles():
    few = {f"V{n}": "D1" for n in range(DRAWN)}
    assert usual_depot(few) == ""
    assert usual_depot(few | {"V-1": "D2"}) == "D1"
