"""The search of an eased problem, and its answer with all rules again."""

from dataclasses import replace

import numpy as np
import pytest

from routing.decompose.eased import EASED_STOPS, Eased, eased_engine
from routing.decompose.reserves import Reserves
from routing.decompose.watch import Watch
from routing.engines.registry import ROUTING_ENGINES, named
from routing.options import SolveOptions, ignore_progress
from routing.solve import solve_routing
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.parts import Charger, DrivingRest, Energy
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

STOPS = EASED_STOPS + 8


def crowded(docks: int = 1) -> RoutingProblem:
    """Place stops around a depot beside which every load must be left, at few docks."""
    random = np.random.default_rng(1)
    places = random.integers(0, 4000, (STOPS + 3, 2))
    metres = np.abs(places[:, None] - places[None]).sum(axis=2).astype(np.int32)
    truck = VehicleType(
        "truck",
        8,
        (10,),
        shift=TimeWindow(0, 20_000),
        fixed_cost_fen=100,
        unit_distance_cost_fen_per_km=100,
        energy=Energy(30_000, 1000, 0, 60_000),
        driving_rest=DrivingRest(6_000, 600),
    )
    stops = tuple(
        Stop(f"s{number}", number + 3, (2,), service_s=60) for number in range(STOPS)
    )
    return RoutingProblem(
        dimensions=("kg",),
        tables={"default": TravelTable(metres, metres // 10)},
        depots=(Depot("depot", 0),),
        unload_sites=(UnloadSite("near", 1, service_s=600, docks=docks),),
        stops=stops,
        vehicle_types=(truck,),
        chargers=(Charger("plug", 2, 60_000),),
    )


def test_what_is_left_out_is_left_out_and_margins_are_work() -> None:
    problem = crowded()
    eased = Reserves(problem, np.array([90.4]), np.array([500.0])).eased()
    assert eased.vehicle_types[0].shift == TimeWindow(0, 19_500)
    assert (
        features_of(eased)
        & {
            RoutingFeature.DOCKS,
            RoutingFeature.ENERGY,
            RoutingFeature.DRIVING_REST,
        }
        == set()
    )
    assert eased.unload_sites[0].service_s == 690
    assert eased.stops == crowded().stops


@pytest.mark.parametrize(
    ("engine", "stops", "expected"),
    [("auto", STOPS, "lns"), ("auto", EASED_STOPS, None), ("ortools", STOPS, None)],
)
def test_it_is_for_large_problems_nobody_named_an_engine_for(
    engine: str, stops: int, expected: str | None
) -> None:
    problem = replace(crowded(), stops=crowded().stops[:stops])
    options = SolveOptions(engine=engine)
    chosen = eased_engine(problem, features_of(problem), options)
    assert (chosen.name if chosen else None) == expected


def test_a_problem_that_engines_cover_is_searched_whole() -> None:
    plain = Reserves.first(crowded()).eased()
    assert eased_engine(plain, features_of(plain), SolveOptions()) is None


def test_the_answer_keeps_the_rules_left_out() -> None:
    problem = crowded()
    result = solve_routing(problem, SolveOptions(time_limit_s=1.0))
    assert check_routing(problem, result.solution).violations == ()
    assert result.solution.engine == "lns"
    assert result.solution.unserved == ()


def test_a_start_is_never_lost() -> None:
    problem = crowded(docks=2)
    first = solve_routing(problem, SolveOptions(time_limit_s=1.0)).solution
    watch = Watch(SolveOptions(time_limit_s=0.5), ignore_progress)
    again = Eased(problem, named(ROUTING_ENGINES, "lns"), watch).run(first)
    assert objective(problem, again) <= objective(problem, first)
