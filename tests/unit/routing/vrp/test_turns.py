"""Docks given to who comes first, over all routes at a time."""

from typing import Any

import pytest

from routing.vrp.dayplan import DayPlanner
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.problem import TimeWindow, UnloadSite
from routing.vrp.tasks import planner_along
from routing.vrp.turns import stays_in_turns
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street


def view_of(docks: int | None, *metres: int, shift_s: int = 10_000) -> ProblemView:
    """Place stops on a street whose site stands at the depot; unloading takes 100 s."""
    site = UnloadSite("site", 0, service_s=100, docks=docks)
    truck = TRUCK.__class__(
        **{
            **{name: getattr(TRUCK, name) for name in TRUCK.__slots__},
            "num_available": len(metres),
            "shift": TimeWindow(0, shift_s),
        }
    )
    return ProblemView(street(at(*metres), [site], [truck]))


def route(view: ProblemView, *trips: list[int]) -> OpenRoute:
    made = OpenRoute(view, 0)
    made.trips = [Trip(stops, view.num_stops) for stops in trips]
    made.refresh()
    return made


def test_who_comes_first_is_served_first() -> None:
    # Back from 200 m and 100 m after 400 s and 200 s; the third at 600 s.
    view = view_of(1, 200, 100, 300)
    routes = [route(view, [stop]) for stop in range(3)]
    stays = stays_in_turns(view, routes)
    node = view.num_stops
    assert stays == [[(node, 400, 500)], [(node, 200, 300)], [(node, 600, 700)]]


def test_second_trips_take_turns_with_first_ones() -> None:
    # One returns at 200, 600 (after 100 s at the dock and 300 s); the other at 250.
    view = view_of(1, 100, 150, 125)
    first, second = stays_in_turns(view, [route(view, [0], [1]), route(view, [2])])
    node = view.num_stops
    assert first == [(node, 200, 300), (node, 600, 700)]
    assert second == [(node, 300, 400)]


def test_two_docks_serve_two() -> None:
    view = view_of(2, 100, 100, 100)
    stays = stays_in_turns(view, [route(view, [stop]) for stop in range(3)])
    begins = sorted(stay[1] for own in stays if own for stay in own)
    assert begins == [200, 200, 300]


def test_a_long_queue_takes_a_plan_for_each_of_its_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # 40 vehicles are back at 200 s and queue for one dock: up to 4,000 s.
    view = view_of(1, *[100] * 40)
    routes = [route(view, [stop]) for stop in range(40)]
    plans: list[object] = []

    def counted(*inputs: Any) -> DayPlanner:
        plans.append(inputs)
        return planner_along(*inputs)

    monkeypatch.setattr("routing.vrp.turns.planner_along", counted)
    stays = stays_in_turns(view, routes)
    begins = [own[0][1] for own in stays if own]
    assert begins == [200 + 100 * place for place in range(40)]
    assert len(plans) <= 2 * len(routes)


def test_who_cannot_wait_has_no_stays() -> None:
    # Home by 350 s: one dock serves one of the two that arrive at 200 s.
    view = view_of(1, 100, 100, shift_s=350)
    stays = stays_in_turns(view, [route(view, [0]), route(view, [1])])
    assert sorted(own is None for own in stays) == [False, True]
