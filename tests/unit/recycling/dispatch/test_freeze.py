"""What is done and under way on the street, second by second.

The route: D1 06:00:00, P1 06:01:40 to 06:11:40, P3 06:15:00 to 06:25:00, C1 06:26:40
to 06:31:40, home at 06:38:20. 400 kg wait at each point.
"""

from datetime import datetime, time, timedelta

import pytest

from recycling.dispatch.freeze import Refused, freeze
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, StopKind
from recycling.domain.site_records import Visit, VisitOutcome
from tests.builders import DAY, HOUR_S
from tests.unit.recycling.dispatch.day import order, planned

SIX = 6 * HOUR_S
PAPER = {"o-P1": "paper", "o-P3": "paper"}


@pytest.fixture
def route(micro: Network) -> PlannedRoute:
    plan = planned(micro, [order("P1"), order("P3")])
    (only,) = plan.routes
    return only


def seen(
    order_id: str,
    came_s: int,
    left_s: int | None = None,
    kg: int = 0,
    outcome: VisitOutcome = VisitOutcome.COLLECTED,
) -> Visit:
    midnight = datetime.combine(DAY, time())
    return Visit(
        f"v-{order_id}",
        DAY,
        "V1",
        order_id,
        order_id.removeprefix("o-"),
        kg,
        midnight + timedelta(seconds=came_s),
        None if left_s is None else midnight + timedelta(seconds=left_s),
        outcome,
    )


def test_before_it_leaves_nothing_is_decided(route: PlannedRoute) -> None:
    begun = freeze(route, SIX - 1, PAPER)
    assert not begun.is_out
    assert (begun.site_id, begun.ready_s, begun.is_on_time) == ("D1", SIX - 1, True)
    assert begun.rest == route.stops


def test_the_leg_it_drives_is_finished(route: PlannedRoute) -> None:
    # 06:12: it left P1 at 06:11:40 for P3.
    begun = freeze(route, SIX + 720, PAPER)
    assert [stop.site_id for stop in begun.stops] == ["D1", "P1", "P3"]
    assert (begun.site_id, begun.ready_s) == ("P3", SIX + 1500)
    assert begun.on_board == {"paper": (800, 16_000)}
    assert [stop.kind for stop in begun.rest] == [StopKind.UNLOAD, StopKind.DEPOT]
    # 100 s to P1 and 200 s to P3, and no pause that counts.
    assert begun.driven_s(rest_s=1200) == 300


def test_at_work_it_stays_until_it_is_done(route: PlannedRoute) -> None:
    begun = freeze(route, SIX + 300, PAPER)
    assert (begun.site_id, begun.ready_s) == ("P1", SIX + 700)
    assert begun.on_board == {"paper": (400, 8_000)}


def test_on_its_way_home_it_can_be_sent_elsewhere(route: PlannedRoute) -> None:
    # It left C1 at 06:31:40; what is known of where it is: nothing nearer than C1.
    begun = freeze(route, SIX + 2000, PAPER)
    assert (begun.site_id, begun.ready_s) == ("C1", SIX + 2000)
    assert begun.on_board == {}
    assert [stop.kind for stop in begun.rest] == [StopKind.DEPOT]


def test_a_day_that_is_over_is_done(route: PlannedRoute) -> None:
    begun = freeze(route, SIX + 2300, PAPER)
    assert begun.stops == route.stops
    assert begun.rest == ()


def test_a_record_counts_more_than_the_plan(route: PlannedRoute) -> None:
    # At P1 five minutes late and with half the load: P3 is five minutes late, too.
    visit = seen("o-P1", SIX + 400, SIX + 1000, kg=200)
    begun = freeze(route, SIX + 1010, PAPER, [visit])
    assert begun.stops[1].load_kg == 200
    assert begun.stops[1].load_l == 4_000
    assert (begun.site_id, begun.ready_s) == ("P3", SIX + 1800)
    assert begun.on_board == {"paper": (600, 12_000)}
    assert not begun.is_on_time


def test_without_news_a_late_vehicle_is_still_where_it_was(route: PlannedRoute) -> None:
    # By plan it would be at C1; an hour late at P1, it has not left there.
    visit = seen("o-P1", SIX + 3700)
    begun = freeze(route, SIX + 3800, PAPER, [visit])
    assert (begun.site_id, begun.ready_s) == ("P1", SIX + 4300)


def test_a_stop_seen_later_proves_the_ones_before(route: PlannedRoute) -> None:
    # P3 is recorded ahead of the plan, P1 is not: it was there nevertheless.
    visit = seen("o-P3", SIX + 800, SIX + 900)
    begun = freeze(route, SIX + 901, PAPER, [visit])
    assert [stop.site_id for stop in begun.stops] == ["D1", "P1", "P3", "C1"]
    assert begun.stops[1].departure_s == SIX + 700
    assert begun.stops[2].departure_s == SIX + 900


def test_a_crew_in_vain_brings_nothing(route: PlannedRoute) -> None:
    visit = seen("o-P1", SIX + 100, SIX + 160, outcome=VisitOutcome.FAILED)
    begun = freeze(route, SIX + 200, PAPER, [visit])
    assert begun.failed == ("o-P1",)
    assert [stop.site_id for stop in begun.stops] == ["D1", "P3"]
    # The way to P1 was driven all the same: 1 km and 2 km.
    assert begun.stops[1].distance_m == 3000
    assert begun.on_board == {"paper": (400, 8_000)}


def test_nobody_drives_to_a_shut_site(route: PlannedRoute) -> None:
    begun = freeze(route, SIX + 1550, PAPER, refused=Refused(site_ids={"C1"}))
    assert (begun.site_id, begun.ready_s) == ("P3", SIX + 1550)
    assert begun.rest[0].site_id == "C1"


def test_a_broken_vehicle_does_not_arrive(route: PlannedRoute) -> None:
    begun = freeze(route, SIX + 720, PAPER, is_down=True)
    assert begun.site_id == "P1"
    assert begun.on_board == {"paper": (400, 8_000)}


def test_records_of_later_are_not_known_yet(route: PlannedRoute) -> None:
    late = seen("o-P3", SIX + 5000, SIX + 5600)
    assert freeze(route, SIX + 300, PAPER, [late]) == freeze(route, SIX + 300, PAPER)
