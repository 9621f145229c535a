"""The cheapest place for a further stop, on a street where it can be seen."""

from dataclasses import replace

import pytest

from routing.decompose.incumbent import route_costs
from routing.engines.insertion import InsertionEngine
from routing.errors import InvalidSolutionError
from routing.options import SolveOptions, ignore_progress
from routing.vrp.assemble import timed_route
from routing.vrp.check import check_routing
from routing.vrp.offers import (
    StopOffer,
    applied,
    insert_stop,
    price_variants,
    with_stop,
)
from routing.vrp.parts import Objective
from routing.vrp.problem import (
    AccessRule,
    RoutingProblem,
    Stop,
    TimeWindow,
    VehicleType,
)
from routing.vrp.report import RoutingResult
from routing.vrp.restart import routes_from_solution
from routing.vrp.solution import Route, RoutingSolution, UnservedReason
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.engines.lns.lns_city import city, with_intake, with_lunch
from tests.unit.routing.vrp.hand_made import STOP, UNLOAD, depot, visit

EAST = Route(
    0,
    (
        depot(0),
        visit(STOP, 0, 100),
        visit(STOP, 1, 200),
        visit(UNLOAD, 0, 400),
        depot(400),
    ),
)
"""To 200 m and back."""


def driven(
    stop: Stop, *trucks: VehicleType, **changes: object
) -> tuple[RoutingProblem, RoutingSolution, int]:
    """Return a street, trucks of which the first drives east, and a further stop."""
    first = [replace(item, **changes) for item in at(100, 200)]
    problem = street([*first, stop], vehicles=trucks or [TRUCK])
    known = replace(problem, stops=problem.stops[:2])
    answer = RoutingSolution((EAST,), (), 400, "")
    assert not check_routing(known, answer).violations
    return with_stop(known, answer, problem.stops[2])


def offered(problem: RoutingProblem, answer: RoutingSolution, stop: int) -> StopOffer:
    (offer,) = price_variants(problem, answer, stop, [problem.stops[stop]])
    assert isinstance(offer, StopOffer)
    return offer


def test_a_stop_farther_on_adds_the_way_there_and_back() -> None:
    problem, answer, stop = driven(at(300)[0])
    offer = offered(problem, answer, stop)
    assert (offer.added_fen, offer.weight_fen, offer.route) == (200, 0, 0)
    assert offer.start_s == offer.changed.visits[offer.place].arrival_s == 300
    result = insert_stop(problem, answer, stop)
    assert isinstance(result, RoutingResult)
    assert (result.report.cost_fen, result.solution.unserved) == (600, ())


def test_variants_are_priced_by_their_windows() -> None:
    problem, answer, stop = driven(at(300)[0])

    def within(start_s: int, end_s: int) -> Stop:
        windows = (TimeWindow(start_s, end_s),)
        return replace(problem.stops[stop], time_windows=windows)

    # First of all, on the way, after both or on a trip of its own, not at all.
    variants = [within(300, 300), within(300, 310), within(0, 200)]
    found = price_variants(problem, answer, stop, variants)
    early, late, never = found
    assert isinstance(early, StopOffer)
    assert isinstance(late, StopOffer)
    assert (early.added_fen, late.added_fen) == (200, 200)
    assert (early.start_s, late.start_s) == (300, 300)
    assert never is UnservedReason.TIME_WINDOW


def test_promised_windows_of_others_are_kept() -> None:
    # East until 400 s: the other side has to wait for a trip of its own.
    promised = (TimeWindow(0, 250),)
    problem, answer, stop = driven(at(-100)[0], time_windows=promised)
    offer = offered(problem, answer, stop)
    assert (offer.added_fen, offer.start_s >= 500) == (200, True)
    # Due by then, it would make the truck late in the east.
    hurried = replace(problem.stops[stop], time_windows=(TimeWindow(0, 110),))
    found = price_variants(problem, answer, stop, [hurried])
    assert found == (UnservedReason.FLEET_FULL,)


def test_an_idle_vehicle_is_opened_where_that_is_cheaper() -> None:
    spare = replace(TRUCK, name="spare", fixed_cost_fen=50)
    small = replace(TRUCK, max_stops=2)
    problem, answer, stop = driven(at(-100)[0], small, spare)
    offer = offered(problem, answer, stop)
    assert (offer.added_fen, offer.route, offer.changed.vehicle_type) == (250, None, 1)
    result = insert_stop(problem, answer, stop)
    assert isinstance(result, RoutingResult)
    assert result.solution.routes[0] == EAST
    assert result.report.cost_fen == 650


def test_home_is_worth_a_detour() -> None:
    second = replace(TRUCK, name="second")
    far = replace(at(300)[0], home=1)
    problem, answer, stop = driven(far, TRUCK, second)
    for price_fen, kind, added_fen in ((300, 0, 200), (500, 1, 600)):
        priced = replace(problem, objective=Objective(reassign_fen=price_fen))
        offer = offered(priced, answer, stop)
        assert (offer.changed.vehicle_type, offer.added_fen) == (kind, added_fen)
        assert offer.weight_fen == (price_fen if kind == 0 else 0)


def test_reasons_are_told() -> None:
    heavy = replace(at(300)[0], load=(101,))
    problem, answer, stop = driven(heavy)
    assert insert_stop(problem, answer, stop) is UnservedReason.TOO_LARGE
    crane = replace(at(300)[0], skills=frozenset({"crane"}))
    problem, answer, stop = driven(crane)
    assert insert_stop(problem, answer, stop) is UnservedReason.SKILLS


def test_an_answer_that_breaks_rules_takes_no_stop() -> None:
    problem, answer, stop = driven(at(300)[0])
    with pytest.raises(InvalidSolutionError):
        insert_stop(problem, replace(answer, cost_fen=1), stop)


def least_added_fen(problem: RoutingProblem, answer: RoutingSolution, stop: int) -> int:
    """Return the least a stop adds at any place of any trip, each timed in full."""
    view, found = ProblemView(problem), []
    costs = route_costs(problem, answer.routes)
    opened = routes_from_solution(view, answer)
    for route, cost_fen in zip(opened, costs, strict=True):
        for trip in route.trips:
            for place in range(len(trip.stops) + 1):
                trip.stops.insert(place, stop)
                day = route.day() if route.refresh() else None
                if day is not None:
                    found.append(timed_route(route, day)[1] - cost_fen)
                del trip.stops[place]
    return min(found, default=10**9)


@pytest.mark.parametrize(
    "problem",
    [city(1), city(2), with_lunch(city(3)), with_intake(city(4), 120)],
    ids=["plain", "other", "lunch", "intake"],
)
def test_an_offer_is_what_the_check_finds(problem: RoutingProblem) -> None:
    answer = InsertionEngine().solve(problem, SolveOptions(), ignore_progress)
    for place in range(0, 40, 8):
        further = replace(problem.stops[place], time_windows=())
        wider, before, stop = with_stop(problem, answer, further)
        variants = [further, replace(further, time_windows=(TimeWindow(0, 6000),))]
        free, bound = price_variants(wider, before, stop, variants)
        assert isinstance(free, StopOffer)
        after = applied(before, free)
        assert not check_routing(wider, after).violations
        kept = [r for n, r in enumerate(answer.routes) if n != free.route]
        assert [route for route in after.routes if route != free.changed] == kept
        if isinstance(bound, StopOffer):
            assert bound.added_fen >= free.added_fen
            assert bound.start_s <= 6000
        if not any(site.intake for site in problem.unload_sites):
            assert free.added_fen <= least_added_fen(wider, before, stop)


def test_what_is_closed_at_a_stop_is_closed_to_its_variants() -> None:
    # Nobody may be at the third stop before second 1,000; priced without the rule,
    # a place on the way at second 150 was offered and refused when it was taken.
    problem, answer, stop = driven(*at(150))
    closed = AccessRule(
        "day", frozenset({0}), frozenset({stop}), closed=TimeWindow(0, 1_000)
    )
    ruled = replace(problem, access_rules=(closed,))
    offer = offered(ruled, answer, stop)
    assert offer.start_s >= 1_000
    taken = applied(answer, offer)
    assert not check_routing(ruled, taken).violations
    always = replace(closed, closed=TimeWindow(0, 10**6))
    (none,) = price_variants(
        replace(problem, access_rules=(always,)), answer, stop, [problem.stops[stop]]
    )
    assert none is UnservedReason.ACCESS
