"""No answer costs less than the bound: neither an engine's nor the best there is."""

from dataclasses import replace
from itertools import permutations
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.registry import ROUTING_ENGINES
from routing.options import SolveOptions, ignore_progress
from routing.vrp.bounds import lower_bound, lower_bound_fen
from routing.vrp.check import check_routing
from routing.vrp.costs import route_cost
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    SpeedProfile,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

PLACES = 5
PLACE = st.integers(0, PLACES - 1)


@st.composite
def tables(draw: st.DrawFn) -> TravelTable:
    """Draw ways at random: most break the triangle inequality, some are closed."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    ways = random.integers(0, 2000, (PLACES, PLACES)).astype(np.int32)
    np.fill_diagonal(ways, 0)
    if draw(st.booleans()):
        ways[random.random((PLACES, PLACES)) < 0.1] = -1
    seconds = np.where(ways < 0, -1, random.integers(0, 300, ways.shape))
    np.fill_diagonal(seconds, 0)
    return TravelTable(ways, seconds.astype(np.int32))


STOPS = st.builds(
    Stop,
    name=st.just("stop"),
    location=PLACE,
    load=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    commodity=st.sampled_from(["paper", "glass"]),
    service_s=st.integers(0, 60),
    required=st.booleans(),
    prize_fen=st.integers(0, 4000),
)
SITES = st.builds(
    UnloadSite,
    name=st.just("site"),
    location=PLACE,
    service_s=st.integers(0, 30),
    commodities=st.sampled_from([None, frozenset({"paper"}), frozenset({"glass"})]),
)
VEHICLES = st.builds(
    VehicleType,
    name=st.just("vehicle"),
    num_available=st.integers(0, 3),
    capacity=st.tuples(st.integers(4, 12), st.integers(5, 12)),
    start_depot=st.integers(0, 1),
    end_depot=st.integers(0, 1),
    shift=st.builds(TimeWindow, st.just(0), st.integers(500, 5000)),
    max_duration_s=st.sampled_from([None, 2000]),
    max_trips=st.none() | st.integers(0, 3),
    fixed_cost_fen=st.integers(0, 500),
    unit_distance_cost_fen_per_km=st.integers(0, 2000),
    unit_duration_cost_fen_per_h=st.integers(0, 9000),
    commodities=st.sampled_from([None, None, frozenset({"paper"})]),
    profile=st.sampled_from(["default", "bicycle"]),
)
SPEEDS = st.builds(
    lambda seed: SpeedProfile(
        (0, 400, 900),
        np.random.default_rng(seed).uniform(0.3, 2, (2, 3)),
        np.arange(PLACES) % 2,
    ),
    st.integers(0, 10**6),
)
PROBLEMS = st.builds(
    RoutingProblem,
    dimensions=st.just(("kg", "l")),
    tables=st.fixed_dictionaries({"default": tables(), "bicycle": tables()}),
    depots=st.tuples(
        st.builds(Depot, st.just("a"), PLACE), st.builds(Depot, st.just("b"), PLACE)
    ),
    unload_sites=st.lists(SITES, min_size=1, max_size=3).map(tuple),
    stops=st.lists(STOPS, min_size=1, max_size=7).map(tuple),
    vehicle_types=st.lists(VEHICLES, min_size=1, max_size=3).map(tuple),
    speed_profile=st.none() | SPEEDS,
)


@settings(max_examples=150, deadline=None)
@given(problem=PROBLEMS)
def test_no_answer_costs_less_than_the_bound(problem: RoutingProblem) -> None:
    insertion = next(e for e in ROUTING_ENGINES if e.name == "insertion")
    answer = insertion.solve(problem, SolveOptions(time_limit_s=1), ignore_progress)
    assert not check_routing(problem, answer).violations
    left_out = {entry.stop for entry in answer.unserved}
    lost_fen = sum(
        problem.stops[stop].prize_fen
        for stop in left_out
        if not problem.stops[stop].required
    )
    quick_fen = lower_bound(problem, left_out).total_fen
    bound_fen = lower_bound_fen(problem, left_out)
    assert 0 <= quick_fen <= bound_fen <= answer.cost_fen + lost_fen
    # What is left out for the sake of large problems only makes it weaker.
    with (
        patch("routing.vrp.bounds.MANY_LOCATIONS", 0),
        patch("routing.vrp.bounds_fleet.MANY_LOCATIONS", 0),
    ):
        assert 0 <= lower_bound(problem, left_out).total_fen <= quick_fen
        assert 0 <= lower_bound_fen(problem, left_out) <= answer.cost_fen + lost_fen


def least_cost_fen(problem: RoutingProblem) -> int:
    """Return the least cost of one vehicle that fetches every stop, by trying all.

    Its trips are cut greedily in every order of the stops, at every place where
    they may be cut, and end at the only site.
    """
    vehicle = problem.vehicle_types[0]
    table = problem.tables["default"]
    depot, site = problem.depots[0].location, problem.unload_sites[0]
    best_fen = 10**12
    for order in permutations(range(len(problem.stops))):
        for cuts in range(2 ** (len(order) - 1)):
            places, load, fits, unloadings = [depot], 0, True, 1
            for position, stop in enumerate(order):
                load += problem.stops[stop].load[0]
                fits &= load <= vehicle.capacity[0]
                places.append(problem.stops[stop].location)
                if position < len(order) - 1 and cuts >> position & 1:
                    places.append(site.location)
                    load, unloadings = 0, unloadings + 1
            if not fits:
                continue
            places += [site.location, depot]
            metres = int(table.distance_m[places[:-1], places[1:]].sum())
            seconds = int(table.duration_s[places[:-1], places[1:]].sum())
            seconds += unloadings * site.service_s
            seconds += sum(stop.service_s for stop in problem.stops)
            best_fen = min(
                best_fen, route_cost(problem, vehicle, metres, seconds).total_fen
            )
    return best_fen


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    stops=st.lists(
        st.builds(
            Stop,
            st.just("s"),
            PLACE,
            st.tuples(st.integers(1, 5)),
            st.just(""),
            st.integers(0, 50),
        ),
        min_size=1,
        max_size=4,
    ),
    per_km=st.integers(0, 3000),
    per_h=st.integers(0, 9000),
    fixed_fen=st.integers(0, 300),
)
def test_the_best_of_all_answers_costs_no_less(
    seed: int, stops: list[Stop], per_km: int, per_h: int, fixed_fen: int
) -> None:
    random = np.random.default_rng(seed)
    ways = random.integers(0, 2000, (PLACES, PLACES)).astype(np.int32)
    np.fill_diagonal(ways, 0)
    vehicle = VehicleType(
        "v",
        1,
        (5,),
        shift=TimeWindow(0, 10**6),
        fixed_cost_fen=fixed_fen,
        unit_distance_cost_fen_per_km=per_km,
        unit_duration_cost_fen_per_h=per_h,
    )
    problem = RoutingProblem(
        ("kg",),
        {"default": TravelTable(ways, ways[::-1, ::-1].copy())},
        (Depot("d", 0),),
        (UnloadSite("u", 1, 20),),
        tuple(stops),
        (vehicle,),
    )
    bound_fen = lower_bound_fen(problem)
    assert bound_fen <= least_cost_fen(problem)
    # Room for twice the load never costs more; work and ways never cost less.
    roomy = replace(problem, vehicle_types=(replace(vehicle, capacity=(10,)),))
    assert lower_bound(roomy).total_fen <= lower_bound(problem).total_fen <= bound_fen
