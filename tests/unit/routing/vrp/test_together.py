"""Proofs that stops cannot be served together, against answers that serve them."""

from dataclasses import replace

import pytest

from routing.vrp.bounds import is_too_much
from routing.vrp.problem import (
    RoutingProblem,
    Stop,
    TimeWindow,
    UnloadSite,
    VehicleType,
)
from routing.vrp.together import cannot_be_together
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street


def refuted(
    stops: list[Stop],
    *trucks: VehicleType,
    sites: tuple[UnloadSite, ...] = (UnloadSite("site", 0),),
) -> bool:
    problem = street(stops, sites, trucks or [TRUCK])
    return cannot_be_together(ProblemView(problem), range(len(stops)))


def due(stop: Stop, start_s: int, end_s: int) -> Stop:
    return replace(stop, time_windows=(TimeWindow(start_s, end_s),))


def test_windows_far_apart() -> None:
    # 300 m from 100 m, left at 100 s, to -200 m: in time at 400 s, not at 399 s, nor
    # the other way round.
    east = due(at(100)[0], 100, 100)
    assert not refuted([east, due(at(-200)[0], 0, 400)])
    late = [east, due(at(-200)[0], 0, 399)]
    assert refuted(late)
    assert not refuted(late, replace(TRUCK, num_available=2))
    assert not refuted(late, TRUCK, replace(TRUCK, name="second", max_trips=1))


def test_an_unloading_between_takes_its_way() -> None:
    # Room for one: out, back, out and back again is 800 m; the shift has 799 s.
    stops = at(200, 200)
    small = replace(TRUCK, capacity=(1,), shift=TimeWindow(0, 800))
    assert not refuted(stops, small)
    assert refuted(stops, replace(small, shift=TimeWindow(0, 799)))
    assert not refuted(stops, replace(small, shift=TimeWindow(0, 799), num_available=2))
    # A site beside the stops spares the way; it must accept what is fetched.
    shift = TimeWindow(0, 400)
    near = (UnloadSite("near", 200),)
    assert not refuted(stops, replace(small, shift=shift), sites=near)
    closed = (UnloadSite("near", 200, commodities=frozenset({"x"})),)
    assert refuted(stops, replace(small, shift=shift), sites=closed)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"max_stops": 1}, True),
        ({"max_stops": 2}, False),
        ({"max_load": (1,)}, True),
        ({"max_trips": 0}, True),
        ({"max_trips": 0, "returns_empty": False}, False),
    ],
)
def test_limits_of_a_day(limits: dict[str, object], expected: bool) -> None:
    assert refuted(at(100, 200), replace(TRUCK, **limits)) is expected


def test_a_release_is_waited_for() -> None:
    stops = [replace(at(100)[0], release_s=500), due(at(50)[0], 0, 400)]
    truck = replace(TRUCK, shift=TimeWindow(0, 600))
    assert not refuted(stops, truck)
    assert refuted(stops, replace(TRUCK, shift=TimeWindow(0, 599)))


def test_nothing_is_said_of_many_stops() -> None:
    stops = [due(stop, 0, 10) for stop in at(*range(100, 900, 100))]
    assert not refuted(stops)
    assert refuted(stops[:7])


def too_much(stops: list[Stop], **truck: object) -> bool:
    problem: RoutingProblem = street(stops, vehicles=[replace(TRUCK, **truck)])
    return is_too_much(problem)


def test_loads_and_hours_of_all_vehicles() -> None:
    stops = [replace(stop, load=(60,), service_s=100) for stop in at(100, 200, 300)]
    assert not too_much(stops)
    assert too_much(stops, max_trips=1)
    assert not too_much(stops, max_trips=2)
    # 300 s of work, and 600 m at the least.
    assert too_much(stops, shift=TimeWindow(0, 299))
    assert too_much(stops, max_stops=2)
    assert too_much(stops, num_available=0)
    optional = [replace(stop, required=False) for stop in stops]
    assert not too_much(optional, num_available=0)
    assert too_much([replace(stops[0], skills=frozenset({"crane"}))])
