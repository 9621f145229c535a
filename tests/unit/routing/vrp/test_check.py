"""One planted violation per rule of the check."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from routing.vrp.check import check_routing
from routing.vrp.problem import RoutingProblem, Stop, TimeWindow, UnloadSite
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from tests.engines.routing_instances import TRUCK, closed, speeds, street

DEPOT, STOP, UNLOAD = VisitKind.DEPOT, VisitKind.STOP, VisitKind.UNLOAD


def a_problem() -> RoutingProblem:
    """Return two stops at 100 m and 200 m, 10 s each, a site at 0, 20 s."""
    stops = [
        Stop("a", 100, (3, 5), "paper", 10, time_windows=(TimeWindow(0, 400),)),
        Stop("b", 200, (4, 6), "glass", 10, skills=frozenset({"crane"})),
        Stop("c", 300, (1, 1), "glass", required=False),
    ]
    site = UnloadSite("site", 0, 20, time_windows=(TimeWindow(0, 900),))
    truck = replace(
        TRUCK,
        capacity=(10, 20),
        fixed_cost_fen=500,
        unit_duration_cost_fen_per_h=3600,
        skills=frozenset({"crane"}),
        commodities=frozenset({"paper", "glass"}),
        max_duration_s=2000,
        max_distance_m=1000,
        max_trips=2,
    )
    return street(stops, [site], [truck], dimensions=("kg", "l"))


VISITS = (
    Visit(DEPOT, 0, 50, 50, 50),
    Visit(STOP, 0, 150, 180, 190),
    Visit(STOP, 1, 290, 290, 300),
    Visit(UNLOAD, 0, 500, 500, 520),
    Visit(DEPOT, 0, 520, 520, 520),
)
LEFT_OUT = (Unserved(2, UnservedReason.NOT_WORTH_THE_COST),)


def an_answer(*visits: Visit, cost_fen: int = 1370) -> RoutingSolution:
    route = Route(0, visits or VISITS)
    return RoutingSolution((route,), LEFT_OUT, cost_fen, "by hand")


def but(position: int, **changes: object) -> RoutingSolution:
    """Return the answer with one visit changed."""
    visits = list(VISITS)
    visits[position] = replace(visits[position], **changes)
    return an_answer(*visits)


def with_truck(**changes: object) -> RoutingProblem:
    problem = a_problem()
    truck = replace(problem.vehicle_types[0], **changes)
    return replace(problem, vehicle_types=(truck,))


def with_stop(index: int, **changes: object) -> RoutingProblem:
    problem = a_problem()
    stops = list(problem.stops)
    stops[index] = replace(stops[index], **changes)
    return replace(problem, stops=tuple(stops))


def with_site(**changes: object) -> RoutingProblem:
    problem = a_problem()
    sites = (replace(problem.unload_sites[0], **changes),)
    return replace(problem, unload_sites=sites)


def with_rule(start_s: int, end_s: int, **places: object) -> RoutingProblem:
    rule = replace(closed(start_s, end_s), name="market", **places)
    return replace(a_problem(), access_rules=(rule,))


def with_rush_hour() -> RoutingProblem:
    return speeds(a_problem(), (0, 100), (0.5, 1))


def with_closed_arc() -> RoutingProblem:
    problem = a_problem()
    stop, other = problem.stops[0].location, problem.stops[1].location
    problem.tables["default"].distance_m[stop, other] = -1
    return problem


def test_figures_of_a_valid_answer() -> None:
    report = check_routing(a_problem(), an_answer())
    assert report.violations == ()
    (route,) = report.routes
    assert (route.distance_m, route.driving_s) == (400, 400)
    assert (route.service_s, route.waiting_s, route.duration_s) == (40, 30, 470)
    # 500 fixed + 400 m at 1 fen + 470 s at 1 fen.
    assert route.cost_fen == report.cost_fen == 1370
    # 3 kg over 100 m from a, then 7 kg over 200 m.
    assert route.load_distance == report.load_distance == (1700, 2700)
    (trip,) = route.trips
    assert (trip.stops, trip.unload_site, trip.load) == (2, 0, (7, 11))
    assert trip.load_by_commodity == {"paper": (3, 5), "glass": (4, 6)}
    assert (trip.distance_m, route.unloadings, report.unloadings) == (400, 1, 1)
    sums = (report.distance_m, report.duration_s, report.driving_s)
    assert sums == (400, 470, 400)
    assert (report.service_s, report.waiting_s) == (40, 30)


type Case = tuple[str, Callable[[], RoutingProblem], RoutingSolution]

CASES: list[Case] = [
    ("arrives at 151, must be 150", a_problem, but(1, arrival_s=151)),
    ("starts before it arrives", a_problem, but(1, start_s=140, departure_s=150)),
    ("leaves at 191, must be 190", a_problem, but(1, departure_s=191)),
    (
        "outside its windows",
        lambda: with_stop(0, time_windows=(TimeWindow(0, 170),)),
        an_answer(),
    ),
    (
        "outside its windows",
        lambda: with_site(time_windows=(TimeWindow(0, 499),)),
        an_answer(),
    ),
    ("carries 7 kg, holds 6", lambda: with_truck(capacity=(6, 20)), an_answer()),
    ("carries 11 l, holds 10", lambda: with_truck(capacity=(10, 10)), an_answer()),
    (
        "site does not accept 'glass'",
        lambda: with_site(commodities=frozenset({"paper"})),
        an_answer(),
    ),
    (
        "may not carry 'glass'",
        lambda: with_truck(commodities=frozenset({"paper"})),
        an_answer(),
    ),
    ("lacks crane", lambda: with_truck(skills=frozenset()), an_answer()),
    (
        "returns with (7, 11) on board",
        a_problem,
        an_answer(*VISITS[:3], Visit(DEPOT, 0, 500, 500, 500)),
    ),
    ("before the shift", lambda: with_truck(shift=TimeWindow(51, 600)), an_answer()),
    ("after the shift", lambda: with_truck(shift=TimeWindow(0, 519)), an_answer()),
    ("takes s: 470, at most 469", lambda: with_truck(max_duration_s=469), an_answer()),
    ("drives m: 400, at most 399", lambda: with_truck(max_distance_m=399), an_answer()),
    ("unloads: 1, at most 0", lambda: with_truck(max_trips=0), an_answer()),
    ("only 0 available", lambda: with_truck(num_available=0), an_answer()),
    (
        "is there from 180 to 190, market closes it from 189 to 300",
        lambda: with_rule(189, 300, stops=frozenset({0})),
        an_answer(),
    ),
    (
        "market closes it from 0 to 501",
        lambda: with_rule(0, 501, unload_sites=frozenset({0})),
        an_answer(),
    ),
    ("arrives at 150, must be 175", with_rush_hour, an_answer()),
    ("no way leads here", with_closed_arc, an_answer()),
    ("stays at its depot", a_problem, but(0, arrival_s=40)),
    ("is at depot 1, its vehicle's is 0", a_problem, but(4, index=1)),
    (
        "there is no vehicle type 1",
        a_problem,
        replace(an_answer(), routes=(Route(1, VISITS),)),
    ),
    ("there is no stop 9", a_problem, but(1, index=9)),
    ("there is no unload 1", a_problem, but(3, index=1)),
    ("must begin and end at a depot", a_problem, an_answer(*VISITS[:-1])),
    ("visits a depot on the way", a_problem, but(2, kind=DEPOT, index=0)),
    ("visits no stop", a_problem, an_answer(VISITS[0], replace(VISITS[0], kind=DEPOT))),
    ("(a): served 2 times", a_problem, but(2, index=0)),
    ("(b): served 0 times and unserved 0", a_problem, but(2, index=0)),
    (
        "(a): served 1 times and unserved 1",
        a_problem,
        replace(
            an_answer(),
            unserved=(*LEFT_OUT, Unserved(0, UnservedReason.FLEET_FULL)),
        ),
    ),
    (
        "unserved: there is no stop 7",
        a_problem,
        replace(
            an_answer(),
            unserved=(*LEFT_OUT, Unserved(7, UnservedReason.FLEET_FULL)),
        ),
    ),
    ("the routes cost 1370, not 1369", a_problem, an_answer(cost_fen=1369)),
]


@pytest.mark.parametrize(("message", "problem", "answer"), CASES)
def test_violation_is_found(
    message: str, problem: Callable[[], RoutingProblem], answer: RoutingSolution
) -> None:
    violations = check_routing(problem(), answer).violations
    assert any(message in violation for violation in violations), violations


OPEN = {
    "over when it closes": with_rule(190, 300, stops=frozenset({0})),
    "begins when it opens": with_rule(150, 180, stops=frozenset({0})),
    "another stop": with_rule(0, 900, stops=frozenset({2})),
    "a site of that number": with_rule(0, 300, unload_sites=frozenset({0})),
    "another vehicle": with_rule(
        0, 900, stops=frozenset({0}), vehicle_types=frozenset()
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_access_rules_that_are_kept(name: str) -> None:
    assert check_routing(OPEN[name], an_answer()).violations == ()


def test_all_violations_are_collected() -> None:
    problem = with_truck(max_trips=0, max_distance_m=1, max_duration_s=1)
    assert len(check_routing(problem, an_answer(cost_fen=0)).violations) == 4


def test_empty_answer_of_an_empty_problem() -> None:
    problem = replace(a_problem(), stops=())
    report = check_routing(problem, RoutingSolution((), (), 0, "by hand"))
    assert (report.violations, report.cost_fen, report.load_distance) == ((), 0, ())
