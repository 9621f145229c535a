"""Savings on streets, by hand."""

from dataclasses import replace

from routing.engines.savings import savings_routes
from routing.vrp.problem import Stop, UnloadSite
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street

LOADED = replace(TRUCK, num_available=4, returns_empty=False, capacity=(2,))


def test_far_stops_ride_together() -> None:
    view = ProblemView(street(at(100, 400, -300, -200), vehicles=[LOADED]))
    routes = {frozenset(route) for route in savings_routes(view)}
    assert routes == {frozenset({0, 1}), frozenset({2, 3})}


def test_limits_are_kept() -> None:
    short = replace(LOADED, capacity=(9,), max_distance_m=900)
    view = ProblemView(street(at(100, 400, -300), vehicles=[short]))
    routes = {frozenset(route) for route in savings_routes(view)}
    assert routes == {frozenset({0, 1}), frozenset({2})}


def test_the_last_unloading_is_part_of_a_route() -> None:
    sites = [UnloadSite("far", 900), UnloadSite("near", 450)]
    truck = replace(LOADED, returns_empty=True)
    view = ProblemView(street([Stop("a", 400, (1,))], sites, [truck]))
    assert savings_routes(view) == [[0, view.num_stops + 1]]


def test_a_single_stop_and_none() -> None:
    assert savings_routes(ProblemView(street(at(100), vehicles=[LOADED]))) == [[0]]
    assert savings_routes(ProblemView(street([], vehicles=[LOADED]))) == []
