"""Loads, times by load, prices and places on one route: one violation per rule."""

from dataclasses import replace

import pytest

from routing.vrp.parts import Compartment, Objective, Overtime
from routing.vrp.problem import RoutingProblem, Stop, TimeWindow, UnloadSite
from routing.vrp.report import RoutingReport
from routing.vrp.solution import Route, UnservedReason
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.vrp.hand_made import (
    STOP,
    UNLOAD,
    checked,
    depot,
    only_fault,
    visit,
)

VISITS = (
    depot(0),
    visit(STOP, 0, 100),
    visit(STOP, 1, 200),
    visit(UNLOAD, 0, 400),
    depot(400),
)

STOPS = (Stop("a", 100, (3,), "paper"), Stop("b", 200, (4,), "glass"))


def report_on(
    stop: dict[str, object] | None = None,
    problem: dict[str, object] | None = None,
    **truck: object,
) -> RoutingReport:
    """Return the report on ``VISITS`` with the second stop or the truck changed."""
    stops = [STOPS[0], replace(STOPS[1], **(stop or {}))]
    made = street(stops, vehicles=[replace(TRUCK, **truck)])
    return checked(replace(made, **(problem or {})), VISITS)


PAIR = {"incompatible": frozenset({frozenset({"paper", "glass"})})}
PAPER, GLASS = frozenset({"paper"}), frozenset({"glass"})

KEPT = {
    "all loads of a day": {"max_load": (7,)},
    "all stops of a day": {"max_stops": 2},
    "one part for each": {"compartments": (Compartment((4,)), Compartment((3,)))},
    "both in one part": {"compartments": (Compartment((7,)),)},
    "apart": {
        "problem": PAIR,
        "compartments": (Compartment((3,), PAPER), Compartment((4,))),
    },
    "not with another": {"problem": {"incompatible": frozenset({PAPER | {"tin"}})}},
    "allowed": {"stop": {"vehicle_types": frozenset({0})}},
    "second": {"stop": {"rank": 1}},
    "last": {"stop": {"rank": -1}},
    "released at once": {"stop": {"release_s": 0}},
}


@pytest.mark.parametrize("name", KEPT)
def test_rules_that_are_kept(name: str) -> None:
    assert report_on(**KEPT[name]).violations == ()


BROKEN = [
    ({"max_load": (6,)}, "routes[0]: picks up 7 kg, at most 6"),
    ({"max_stops": 1}, "routes[0]: visits stops: 2, at most 1"),
    (
        {"compartments": (Compartment((3,)), Compartment((3,)))},
        "routes[0].visits[3]: no way to divide 'glass' (4,), 'paper' (3,) over "
        "its compartments",
    ),
    (
        {"compartments": (Compartment((9,), PAPER),)},
        "routes[0].visits[3]: no way to divide 'glass' (4,), 'paper' (3,) over "
        "its compartments",
    ),
    (
        {"problem": PAIR, "compartments": (Compartment((9,)),)},
        "routes[0].visits[3]: no way to divide 'glass' (4,), 'paper' (3,) over "
        "its compartments",
    ),
    (
        {"problem": PAIR},
        "routes[0].visits[3]: 'glass' may not travel with 'paper'",
    ),
    (
        {"stop": {"vehicle_types": frozenset()}},
        "routes[0].visits[2]: vehicle type 0 may not serve it, only []",
    ),
    (
        {"stop": {"rank": 0}},
        "routes[0]: visits b as stop 1 of 2, must be 0",
    ),
    (
        {"stop": {"rank": -2}},
        "routes[0]: visits b as stop 1 of 2, must be -2",
    ),
    (
        {"stop": {"release_s": 1}},
        "routes[0].visits[2]: is released at 1, its trip left at 0",
    ),
    (
        {"stop": {"service_s_per_1000": 1}},
        "routes[0].visits[2]: leaves at 200, must be 201",
    ),
    (
        {"stop": {"time_windows": (TimeWindow(201, 300),), "late_cost_fen_per_min": 1}},
        "routes[0].visits[2]: starts at 200, outside its windows",
    ),
]


@pytest.mark.parametrize(("change", "message"), BROKEN)
def test_rule_that_is_broken(change: dict[str, object], message: str) -> None:
    assert report_on(**change).violations[0] == message


def test_a_trip_may_be_brought_home() -> None:
    stops = [replace(stop, commodity="") for stop in STOPS]
    problem = street(stops, vehicles=[replace(TRUCK, returns_empty=False)])
    visits = [*VISITS[:3], depot(400)]
    report = checked(problem, visits)
    assert (report.violations, report.unloadings) == ((), 0)
    (trip,) = report.routes[0].trips
    assert (trip.unload_site, trip.load, trip.distance_m) == (None, (7,), 400)


def test_a_trip_brought_home_fits_its_body_as_well() -> None:
    truck = replace(TRUCK, returns_empty=False)
    problem = replace(street(STOPS, vehicles=[truck]), **PAIR)
    report = checked(problem, [*VISITS[:3], depot(400)])
    assert only_fault(report) == "routes[0]: 'glass' may not travel with 'paper'"


def test_incompatible_loads_may_travel_one_after_the_other() -> None:
    visits = [depot(0), visit(STOP, 0, 100), visit(UNLOAD, 0, 200)]
    visits += [visit(STOP, 1, 400), visit(UNLOAD, 0, 600), depot(600)]
    problem = replace(street(STOPS), **PAIR)
    assert checked(problem, visits).violations == ()


def test_a_trip_after_an_unloading_may_serve_what_is_released_then() -> None:
    visits = [depot(0), visit(STOP, 0, 100), visit(UNLOAD, 0, 200)]
    visits += [visit(STOP, 1, 400), visit(UNLOAD, 0, 600), depot(600)]
    first, second = STOPS
    for release_s, count in ((200, 0), (201, 1)):
        problem = street([first, replace(second, release_s=release_s)])
        assert len(checked(problem, visits).violations) == count


def test_work_by_load_is_rounded_up() -> None:
    # 3 kg at 500 s a tonne are 1.5 s, unloading 7 kg at 1,000 s a tonne is 7 s.
    stops = [replace(STOPS[0], service_s=5, service_s_per_1000=500), STOPS[1]]
    problem = street(stops, [UnloadSite("site", 0, 10, 1000)])
    visits = [depot(0), visit(STOP, 0, 100, 100, 107), visit(STOP, 1, 207)]
    visits += [visit(UNLOAD, 0, 407, 407, 424), depot(424)]
    report = checked(problem, visits)
    assert (report.violations, report.service_s) == ((), 24)


def test_lateness_is_counted_from_the_window_before() -> None:
    windows = (TimeWindow(300, 900), TimeWindow(50, 110), TimeWindow(0, 20))
    late = {"time_windows": windows, "late_cost_fen_per_min": 7}
    report = report_on(stop=late)
    # 90 s after 110 s, at 7 fen a minute: 10.5 fen, rounded up with 400 fen of way.
    assert (report.violations, report.lateness_s) == ((), 90)
    assert report.routes[0].cost.lateness_fen == 11
    assert report.cost_fen == 411
    hard = report_on(stop={"time_windows": windows})
    assert "starts at 200, outside its windows" in hard.violations[0]
    within = report_on(stop={**late, "time_windows": (TimeWindow(0, 200),)})
    assert (within.lateness_s, within.cost_fen) == (0, 400)


def test_overtime_and_carbon_are_paid() -> None:
    report = report_on(
        problem={"objective": Objective(carbon_price_fen_per_t=10**6)},
        overtime=Overtime(regular_s=310, unit_cost_fen_per_h=200),
        emission_g_per_km=1250,
        fixed_cost_fen=13,
        unit_duration_cost_fen_per_h=900,
    )
    # 90 s at 200 fen an hour are 5; 400 m at 1,250 g/km are 500 g, 500 fen.
    (route,) = report.routes
    assert (report.overtime_s, report.emission_g) == (90, 500)
    assert (route.cost.fixed_fen, route.cost.distance_fen) == (13, 400)
    assert (route.cost.duration_fen, route.cost.overtime_fen) == (100, 5)
    assert (route.cost.lateness_fen, route.cost.carbon_fen) == (0, 500)
    assert report.cost_fen == 1018
    assert report_on(overtime=Overtime(400, 10**6)).overtime_s == 0


def test_weights_are_counted_beside_the_cost() -> None:
    weights = Objective(balance_fen_per_h=3600, compactness_fen_per_km=2000)
    problem = street([*STOPS, *at(-50)], vehicles=[replace(TRUCK, num_available=2)])
    problem = replace(problem, objective=weights)
    west = [depot(0), visit(STOP, 2, 50), visit(UNLOAD, 0, 100), depot(100)]
    report = checked(problem, VISITS, west)
    # 400 s against 100 s; 100 m from either stop to the other as the centre.
    assert (report.balance_s, report.compactness_m) == (300, 100)
    assert (report.weights_fen, report.cost_fen) == (500, 500)
    assert report.objective == (0, 1000)


def test_visits_away_from_home_are_counted_beside_the_cost() -> None:
    stops = [replace(stop, home=home) for stop, home in zip(STOPS, (0, 1), strict=True)]
    problem = street(stops, vehicles=[TRUCK, replace(TRUCK, num_available=2)])
    problem = replace(problem, objective=Objective(reassign_fen=70))
    report = checked(problem, VISITS)
    assert report.violations == ()
    assert (report.reassigned, report.weights_fen, report.cost_fen) == (1, 70, 400)
    assert checked(problem, Route(1, VISITS)).reassigned == 1
    homeless = tuple(replace(stop, home=None) for stop in problem.stops)
    assert checked(replace(problem, stops=homeless), VISITS).weights_fen == 0


def test_prizes_lost_are_counted_beside_the_cost() -> None:
    optional = replace(at(50)[0], required=False, prize_fen=77)
    problem = street([*STOPS, optional])
    left_out = [(2, UnservedReason.NOT_WORTH_THE_COST)]
    report = checked(problem, VISITS, unserved=left_out)
    assert (report.lost_prize_fen, report.objective) == (77, (0, 477))


def a_route_of(problem: RoutingProblem, **changes: object) -> RoutingReport:
    visits = list(VISITS)
    visits[1] = replace(visits[1], **changes)
    return checked(problem, Route(0, tuple(visits)))


@pytest.mark.parametrize("moment_s", [float("nan"), 100.0, -1, None])
def test_times_are_whole_numbers(moment_s: object) -> None:
    fault = a_route_of(street(STOPS), arrival_s=moment_s).violations[0]
    assert fault == (
        f"routes[0]: visits[1] has arrival_s {moment_s}, must be a whole number >= 0"
    )
