"""Days, patterns and copies, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from routing.errors import InvalidProblemError
from routing.vrp.check import check_routing
from routing.vrp.parts import Charger, Choice, Energy, PlannedVisit
from routing.vrp.periodic import (
    Copy,
    PeriodicDay,
    PeriodicProblem,
    PeriodicSolution,
    PeriodicStop,
    day_problem,
    equally_spaced,
    validate_periodic,
    visit_on,
)
from routing.vrp.periodic_expand import days_of, expand, joined
from routing.vrp.problem import (
    AccessRule,
    Depot,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)

DOCK = UnloadSite("dock", 0, docks=1)
FIELD = UnloadSite("field", 2)
TRUCK = VehicleType(
    "truck", 1, (10,), shift=TimeWindow(0, 1000), unit_distance_cost_fen_per_km=1000
)


def two_days(*stops: PeriodicStop) -> PeriodicProblem:
    """Return a street of three places, 100 m apart, on two days.

    The second day has a van before the truck.
    """
    places = np.arange(3) * 100
    metres = np.abs(places[:, None] - places).astype(np.int32)
    van = replace(TRUCK, name="van", capacity=(4,))
    return PeriodicProblem(
        dimensions=("kg",),
        tables={"default": TravelTable(metres, metres)},
        depots=(Depot("depot", 0),),
        days=(
            PeriodicDay((TRUCK,), (DOCK, FIELD)),
            PeriodicDay((van, TRUCK), (DOCK, FIELD)),
        ),
        stops=stops,
    )


EITHER = PeriodicStop(Stop("either", 1, (3,)), ((0,), (1,)))
BOTH = PeriodicStop(Stop("both", 2, (2,)), ((0, 1),))


@pytest.mark.parametrize(
    ("horizon", "visits", "patterns"),
    [
        (4, 1, ((0,), (1,), (2,), (3,))),
        (4, 2, ((0, 2), (1, 3))),
        (6, 2, ((0, 3), (1, 4), (2, 5))),
        (6, 3, ((0, 2, 4), (1, 3, 5))),
        (3, 3, ((0, 1, 2),)),
        (5, 2, ((0, 2), (0, 3), (1, 3), (1, 4), (2, 4))),
    ],
)
def test_patterns_at_even_distances(
    horizon: int, visits: int, patterns: tuple[tuple[int, ...], ...]
) -> None:
    assert equally_spaced(horizon, visits) == patterns


@pytest.mark.parametrize("visits", [0, 5, -1])
def test_no_more_visits_than_days(visits: int) -> None:
    with pytest.raises(ValueError, match="must be from 1 to 4"):
        equally_spaced(4, visits)


def test_loads_gather_over_the_days_between_visits() -> None:
    # Of seven days, two pass before day 2 and five, over the weekend, before day 0.
    bin_ = PeriodicStop(Stop("bin", 1, (1,)), ((0, 2), (3,)), gathers=(10,))
    problem = replace(two_days(bin_), days=two_days().days[:1] * 7)
    assert visit_on(problem, Copy(0, 0, 2)).load == (21,)
    assert visit_on(problem, Copy(0, 0, 0)).load == (51,)
    assert visit_on(problem, Copy(0, 1, 3)).load == (71,)


def test_each_day_has_its_vehicles_copies_and_choices() -> None:
    expanded = expand(two_days(EITHER, BOTH))
    problem = expanded.problem
    assert expanded.types == ((0, 0), (1, 0), (1, 1))
    assert expanded.copies == (
        Copy(0, 0, 0), Copy(0, 1, 1), Copy(1, 0, 0), Copy(1, 0, 1)
    )  # fmt: skip
    days = [frozenset({0}), frozenset({1, 2})] * 2
    assert [stop.vehicle_types for stop in problem.stops] == days
    # A stop with one pattern is no choice: what one day cannot do, the other may.
    assert problem.choices == (Choice(((0,), (1,))),)


def test_sites_with_docks_are_each_day_s_own() -> None:
    expanded = expand(two_days(EITHER))
    assert expanded.sites == (((0, 0),), ((0, 1), (1, 1)), ((1, 0),))
    rules = {(r.vehicle_types, r.unload_sites) for r in expanded.problem.access_rules}
    assert rules == {
        (frozenset({1, 2}), frozenset({0})),
        (frozenset({0}), frozenset({2})),
    }
    assert all(r.closed == TimeWindow(0, 1001) for r in expanded.problem.access_rules)


def test_chargers_are_each_day_s_own() -> None:
    plugs = (Charger("plug", 0, 3600), Charger("fast", 1, 7200))
    rule = AccessRule("noon", frozenset({1}), chargers=frozenset({0}))
    problem = replace(two_days(EITHER, BOTH), chargers=plugs)
    second = replace(problem.days[1], access_rules=(rule,))
    problem = replace(problem, days=(problem.days[0], second))
    expanded = expand(problem)
    assert expanded.problem.chargers == plugs * 2
    rules = {(r.vehicle_types, r.chargers) for r in expanded.problem.access_rules}
    assert rules == {
        (frozenset({1, 2}), frozenset({0, 1})),
        (frozenset({0}), frozenset({2, 3})),
        (frozenset({2}), frozenset({2})),
    }
    (kept,) = day_problem(problem, 1, [0, 0]).problem.access_rules
    assert kept == rule


def test_vehicles_of_several_days_use_a_plug_at_the_same_time() -> None:
    electric = replace(TRUCK, energy=Energy(500, 1000, 0, 3600))
    day = PeriodicDay((electric,), (FIELD,))
    problem = replace(
        two_days(BOTH), days=(day, day), chargers=(Charger("plug", 1, 3600),)
    )
    expanded = expand(problem)
    assert [charger.name for charger in expanded.problem.chargers] == ["plug", "plug"]
    visits = [
        Visit(DEPOT, 0, 0, 0, 0),
        Visit(STOP, 0, 200, 200, 200),
        Visit(UNLOAD, 0, 200, 200, 200),
        Visit(VisitKind.CHARGE, 0, 300, 300, 310),
        Visit(DEPOT, 0, 410, 410, 410),
    ]
    days = PeriodicSolution(
        (0,), (RoutingSolution((Route(0, tuple(visits)),), (), 400, "hand"),) * 2
    )
    answer = joined(expanded, days)
    assert [route.visits[3].index for route in answer.routes] == [0, 1]
    report = check_routing(expanded.problem, replace(answer, cost_fen=800))
    assert report.violations == ()
    assert days_of(expanded, answer).days[1].routes == days.days[1].routes


def test_rules_and_locks_hold_on_their_day() -> None:
    rule = AccessRule("noon", frozenset({1}), frozenset({0}), frozenset({1}))
    problem = two_days(
        EITHER, replace(BOTH, stop=replace(BOTH.stop, vehicle_types=frozenset({0})))
    )
    second = replace(problem.days[1], access_rules=(rule,))
    problem = replace(problem, days=(problem.days[0], second))
    expanded = expand(problem)
    assert expanded.problem.access_rules[-1] == replace(
        rule, vehicle_types=frozenset({2}), stops=frozenset({1})
    )
    assert expanded.problem.stops[3].vehicle_types == frozenset({1})
    # Nobody visits the first stop on the second day: the rule keeps its site.
    (kept,) = day_problem(problem, 1, [0, 0]).problem.access_rules
    assert (kept.stops, kept.unload_sites) == (frozenset(), frozenset({1}))


def tour(kind: int, *visits: tuple[VisitKind, int, int]) -> Route:
    """Return a route: kind of visit, position, and second, without work."""
    return Route(kind, tuple(Visit(k, i, at, at, at) for k, i, at in visits))


DEPOT, STOP, UNLOAD = VisitKind.DEPOT, VisitKind.STOP, VisitKind.UNLOAD
FIRST = tour(0, (DEPOT, 0, 0), (STOP, 2, 200), (UNLOAD, 1, 200), (DEPOT, 0, 400))
SECOND = tour(
    2, (DEPOT, 0, 0), (STOP, 1, 100), (STOP, 3, 200), (UNLOAD, 2, 400), (DEPOT, 0, 400)
)
ANSWER = RoutingSolution(
    (FIRST, SECOND), (Unserved(0, UnservedReason.NOT_CHOSEN),), 800, "hand"
)


def test_an_answer_falls_apart_into_days_and_joins_again() -> None:
    expanded = expand(two_days(EITHER, BOTH))
    assert check_routing(expanded.problem, ANSWER).violations == ()
    days = days_of(expanded, ANSWER)
    assert days.patterns == (1, 0)
    assert [day.cost_fen for day in days.days] == [400, 400]
    assert days.unserved == ()
    first, second = days.days
    assert first.routes == (
        tour(0, (DEPOT, 0, 0), (STOP, 0, 200), (UNLOAD, 1, 200), (DEPOT, 0, 400)),
    )
    assert second.routes == (
        tour(
            1, (DEPOT, 0, 0), (STOP, 0, 100), (STOP, 1, 200), (UNLOAD, 0, 400),
            (DEPOT, 0, 400),
        ),
    )  # fmt: skip
    for number, day in enumerate(days.days):
        built = day_problem(expanded.periodic, number, days.patterns)
        assert check_routing(built.problem, day).violations == ()
    assert joined(expanded, days) == ANSWER


def test_what_is_left_out_stays_with_its_day_or_without_pattern() -> None:
    expanded = expand(two_days(EITHER, BOTH))
    full, unchosen = UnservedReason.FLEET_FULL, UnservedReason.NOT_CHOSEN
    left = (Unserved(3, full), Unserved(0, full), Unserved(1, unchosen))
    answer = RoutingSolution((FIRST,), left, 400, "hand")
    assert check_routing(expanded.problem, answer).violations == ()
    days = days_of(expanded, answer)
    assert days.patterns == (None, 0)
    assert days.unserved == (Unserved(0, full),)
    assert [day.unserved for day in days.days] == [(), (Unserved(0, full),)]
    assert joined(expanded, days) == answer


def test_cost_of_a_horizon_is_that_of_its_days() -> None:
    days = (replace(ANSWER, cost_fen=3), replace(ANSWER, cost_fen=4))
    assert PeriodicSolution((), days).cost_fen == 7


@pytest.mark.parametrize(
    ("stop", "fault"),
    [
        (replace(EITHER, patterns=()), "patterns: must be one at least"),
        (replace(EITHER, patterns=((),)), r"must be days in order, got \(\)"),
        (replace(EITHER, patterns=((1, 0),)), "must be days in order"),
        (replace(EITHER, patterns=((0, 2),)), "must be below 2"),
        (replace(EITHER, patterns=((-1, 0),)), "must be below 2"),
        (replace(EITHER, gathers=(1, 2)), "gathers: needs 1 amounts, got 2"),
    ],
)
def test_stops_that_contradict_the_horizon(stop: PeriodicStop, fault: str) -> None:
    with pytest.raises(InvalidProblemError, match=fault):
        expand(two_days(BOTH, stop))


def test_a_horizon_has_days_and_promises_nothing() -> None:
    with pytest.raises(InvalidProblemError, match="days: must be one at least"):
        validate_periodic(replace(two_days(), days=()))
    promised = replace(TRUCK, prefix=(PlannedVisit(VisitKind.UNLOAD, 0),))
    day = PeriodicDay((promised,), (DOCK,))
    with pytest.raises(InvalidProblemError, match="truck must not have a prefix"):
        validate_periodic(replace(two_days(), days=(day,)))


def test_a_home_is_the_vehicle_of_each_day() -> None:
    stop = replace(EITHER, stop=replace(EITHER.stop, home=0))
    expanded = expand(two_days(stop))
    homes = [entry.home for entry in expanded.problem.stops]
    assert [expanded.types[home] for home in homes if home is not None] == [
        (copy.day, 0) for copy in expanded.copies
    ]
    assert len(homes) == 2
