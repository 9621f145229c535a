"""Orders of visits made by hand, what they come to, and all that they break at once."""

from dataclasses import replace

import pytest

from routing.engines.insertion import InsertionEngine
from routing.errors import InvalidSolutionError
from routing.options import SolveOptions, ignore_progress
from routing.vrp.evaluate import Evaluation, VisitOrder, evaluate, order_of
from routing.vrp.parts import Break, Charger, Energy, PlannedVisit
from routing.vrp.problem import (
    UNREACHABLE,
    AccessRule,
    RoutingProblem,
    TimeWindow,
    TravelTable,
    UnloadSite,
)
from routing.vrp.solution import Unserved, UnservedReason, VisitKind
from routing.vrp.violations import Rule
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.engines.lns.lns_city import city, with_intake, with_lunch
from tests.unit.routing.vrp.hand_made import STOP, UNLOAD


def order(*visits: int | str, kind: int = 0) -> VisitOrder:
    """Return an order: stops by number, ``u`` for the first unloading site."""
    return VisitOrder(
        kind,
        tuple(
            PlannedVisit(UNLOAD, 0) if item == "u" else PlannedVisit(STOP, int(item))
            for item in visits
        ),
    )


def rules_of(found: Evaluation) -> list[tuple[Rule, int | None, int | None]]:
    return [(entry.rule, entry.route, entry.visit) for entry in found.violations]


def test_an_order_that_keeps_the_rules_is_timed() -> None:
    found = evaluate(street(at(100, 200)), [order(0, 1, "u")])
    assert found.violations == ()
    assert (found.report.cost_fen, found.solution.cost_fen) == (400, 400)
    assert [v.arrival_s for v in found.solution.routes[0].visits] == [
        0,
        100,
        200,
        400,
        400,
    ]


def test_all_that_is_broken_is_told_at_once() -> None:
    # 200 m first misses the window at 100 m; two loads in room for one, twice; 300 m
    # is fetched twice, and by a truck that is not there.
    stops = at(100, 200, 300)
    stops[0] = replace(stops[0], time_windows=(TimeWindow(0, 100),))
    problem = street(stops, vehicles=[replace(TRUCK, capacity=(1,))])
    found = evaluate(problem, [order(1, 0, "u"), order(2, 2, "u")])
    assert sorted(rules_of(found), key=str) == [
        (Rule.CAPACITY, 0, 2),
        (Rule.CAPACITY, 1, 2),
        (Rule.COVERAGE, None, None),
        (Rule.FLEET, None, None),
        (Rule.WINDOW, 0, 2),
    ]
    assert found.violations[0].text in found.report.violations
    assert found.report.cost_fen == 400 + 600


def test_what_can_be_in_time_is() -> None:
    # Too heavy, but in time for both windows: 100 m from 500 s on, 200 m by 650 s.
    stops = [replace(stop, load=(60,)) for stop in at(100, 200)]
    stops[0] = replace(stops[0], time_windows=(TimeWindow(500, 900),))
    stops[1] = replace(stops[1], time_windows=(TimeWindow(0, 650),))
    found = evaluate(street(stops), [order(0, 1, "u")])
    assert rules_of(found) == [(Rule.CAPACITY, 0, 2)]
    assert found.solution.routes[0].visits[0].departure_s == 400
    # The other way round only the first stop can be in time, and is.
    found = evaluate(street(stops), [order(1, 0, "u")])
    assert rules_of(found) == [(Rule.CAPACITY, 0, 2)]


LATE = TimeWindow(0, 50)
SHORT = replace(TRUCK, shift=TimeWindow(0, 300), max_duration_s=350)
BROKEN = {
    "late": (street([replace(at(100)[0], time_windows=(LATE,))]), {Rule.WINDOW}),
    "long day": (
        street(at(200), vehicles=[SHORT]),
        {Rule.SHIFT, Rule.MAX_DURATION},
    ),
    "skills": (
        street([replace(at(100)[0], skills=frozenset({"crane"}))]),
        {Rule.SKILLS},
    ),
    "not allowed": (
        street([replace(at(100)[0], vehicle_types=frozenset())]),
        {Rule.ALLOWED_VEHICLES},
    ),
    "rank": (street([replace(at(100)[0], rank=1)]), {Rule.RANK}),
    "closed site": (
        street(at(100), [UnloadSite("site", 0, time_windows=(LATE,))]),
        {Rule.WINDOW},
    ),
    "not accepted": (
        street(at(100), [UnloadSite("site", 0, commodities=frozenset({"x"}))]),
        {Rule.COMMODITY},
    ),
    "intake": (street(at(100), [UnloadSite("site", 0, intake=(0,))]), {Rule.INTAKE}),
    "break": (
        street(at(100), vehicles=[replace(TRUCK, breaks=(Break(0, 0, 9),))]),
        set(),
    ),
    "access": (
        replace(
            street(at(100)),
            access_rules=(
                AccessRule(
                    "all day",
                    frozenset([0]),
                    stops=frozenset([0]),
                    closed=TimeWindow(0, 9000),
                ),
            ),
        ),
        {Rule.ACCESS},
    ),
    "range": (
        street(at(100), vehicles=[replace(TRUCK, energy=Energy(9, 1000, 0, 0))]),
        {Rule.ENERGY},
    ),
    "limits": (
        street(
            at(100),
            vehicles=[replace(TRUCK, max_stops=0, max_trips=0, max_load=(0,))],
        ),
        {Rule.MAX_STOPS, Rule.MAX_TRIPS, Rule.MAX_LOAD},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_is_named(name: str) -> None:
    problem, rules = BROKEN[name]
    found = evaluate(problem, [order(0, "u")])
    assert {entry.rule for entry in found.violations} == rules


def test_a_closed_way_is_told() -> None:
    problem = street(at(100))
    way = problem.tables["default"].distance_m.copy()
    way[0, 1] = UNREACHABLE
    problem = replace(problem, tables={"default": TravelTable(way, way)})
    found = evaluate(problem, [order(0, "u")])
    assert {entry.rule for entry in found.violations} == {Rule.UNREACHABLE}


def test_charging_comes_with_the_times() -> None:
    truck = replace(TRUCK, energy=Energy(150, 1000, 0, 3600))
    problem = street(at(100), vehicles=[truck])
    plug = Charger("plug", problem.stops[0].location, 3600)
    found = evaluate(replace(problem, chargers=(plug,)), [order(0, "u")])
    assert found.violations == ()
    kinds = [visit.kind for visit in found.solution.routes[0].visits]
    assert VisitKind.CHARGE in kinds


def test_reasons_known_are_kept() -> None:
    stops = at(100, 200, 300)
    stops[1] = replace(stops[1], required=False)
    dear = Unserved(1, UnservedReason.NOT_WORTH_THE_COST)
    found = evaluate(street(stops), [order(0, "u")], [dear])
    assert found.solution.unserved == (dear, Unserved(2, UnservedReason.FLEET_FULL))
    assert found.violations == ()
    assert found.report.omission_weight == 1


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidSolutionError) as caught:
        evaluate(street(at(100)), [order(1, "u"), order(0, kind=2)])
    assert caught.value.faults == (
        "routes[0].visits[0].index: must be a position below 1, got 1",
        "routes[1].vehicle_type: must be a position below 1, got 2",
    )


@pytest.mark.parametrize(
    "problem",
    [city(1), with_lunch(city(3)), with_intake(city(4), 120)],
    ids=["plain", "lunch", "intake"],
)
def test_an_answer_comes_to_what_it_came_to(problem: RoutingProblem) -> None:
    answer = InsertionEngine().solve(problem, SolveOptions(), ignore_progress)
    orders = [order_of(route) for route in answer.routes]
    again = evaluate(problem, orders, answer.unserved)
    assert again.violations == ()
    assert again.solution.cost_fen == answer.cost_fen
    assert again.solution.unserved == answer.unserved
    # Half of the routes as they are, one turned round, which breaks some windows.
    turned = replace(orders[-1], visits=orders[-1].visits[::-1])
    mixed = evaluate(problem, [*answer.routes[:-1], turned], answer.unserved)
    assert mixed.solution.routes[:-1] == answer.routes[:-1]
    assert {entry.route for entry in mixed.violations} <= {len(orders) - 1, None}
