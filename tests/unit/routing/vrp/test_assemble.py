"""An order of visits that breaks a limit keeps what it can, and loses no stop."""

from dataclasses import replace

from routing.vrp.assemble import route_from_nodes, salvaged_route
from routing.vrp.openroute import Trip
from routing.vrp.problem import TimeWindow
from routing.vrp.start import complete
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, closed, speeds, street

EARLY = (TimeWindow(0, 150),)
SITE = 3
"""Node of the unloading site, after three stops."""


def a_view() -> ProblemView:
    """Return stops at 100 m, 200 m and, by 150 s, at 50 m."""
    stops = [*at(100, 200), replace(at(50)[0], time_windows=EARLY)]
    return ProblemView(street(stops))


def test_an_order_that_fits_is_kept_whole() -> None:
    route = salvaged_route(a_view(), 0, [2, 0, 1, SITE])
    assert route is not None
    assert route.trips == [Trip([2, 0, 1], SITE)]


def test_a_stop_that_is_reached_too_late_is_left_out() -> None:
    view, nodes = a_view(), [0, 1, 2, SITE]
    assert route_from_nodes(view, 0, nodes) is None
    route = salvaged_route(view, 0, nodes)
    assert route is not None
    assert route.trips == [Trip([0, 1], SITE)]


def test_a_trip_of_which_nothing_fits_is_left_out() -> None:
    route = salvaged_route(a_view(), 0, [0, 1, SITE, 2, SITE])
    assert route is not None
    assert route.trips == [Trip([0, 1], SITE)]


def test_the_first_that_fits_opens_the_trip() -> None:
    view = ProblemView(
        replace(a_view().problem, access_rules=(closed(stops=[0]),)),
    )
    route = salvaged_route(view, 0, [0, 1, SITE])
    assert route is not None
    assert route.trips == [Trip([1], SITE)]


def test_nothing_fits() -> None:
    view = ProblemView(street(at(100), vehicles=[replace(TRUCK, max_trips=0)]))
    assert salvaged_route(view, 0, [0, 1]) is None


def test_a_closed_place_is_no_way_to_go_on_from_at_any_speed() -> None:
    problem = speeds(street(at(100)), (0,), (1.5,))
    view = ProblemView(replace(problem, access_rules=(closed(stops=[0]),)))
    assert route_from_nodes(view, 0, [0, 1]) is None
    free = ProblemView(replace(street(at(100)), access_rules=(closed(),)))
    assert route_from_nodes(free, 0, [0, 1]) is not None


def test_what_was_left_out_is_put_in_where_it_fits() -> None:
    view = a_view()
    route = salvaged_route(view, 0, [0, 1, 2, SITE])
    assert route is not None
    routes = [route]
    complete(view, routes)
    assert [sorted(route.stops) for route in routes] == [[0, 1, 2]]


def test_what_fits_in_no_route_gets_another_vehicle() -> None:
    # Slow after 1,000 s: each vehicle is home in time from one place only.
    problem = street(at(500, -400), vehicles=[replace(TRUCK, num_available=2)])
    view = ProblemView(speeds(problem, (0, 1000), (1, 0.1)))
    route = salvaged_route(view, 0, [0, 1, 2])
    assert route is not None
    routes = [route]
    assert route.stops == [0]
    complete(view, routes)
    assert [route.stops for route in routes] == [[0], [1]]


def test_what_was_left_out_goes_where_it_is_cheapest() -> None:
    # On the way of the second vehicle it costs nothing.
    trucks = [replace(TRUCK, num_available=2)]
    view = ProblemView(street(at(-300, 300, 200), vehicles=trucks))
    routes = [route_from_nodes(view, 0, [stop, SITE]) for stop in (0, 1)]
    kept = [route for route in routes if route is not None]
    complete(view, kept)
    assert [sorted(route.stops) for route in kept] == [[0], [1, 2]]
