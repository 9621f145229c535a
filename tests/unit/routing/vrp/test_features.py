"""What a problem uses is seen; the instances' names say what they are for."""

from dataclasses import replace

import pytest

from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.parts import (
    Break,
    Carried,
    Choice,
    Compartment,
    DrivingRest,
    Energy,
    Objective,
    Overtime,
    PlannedVisit,
)
from routing.vrp.problem import RoutingProblem, TimeWindow
from routing.vrp.solution import VisitKind
from tests.engines.routing_instances import INSTANCES, TRUCK, at, street

F = RoutingFeature

EXPECTED = {
    "one trip": {F.UNLOADING},
    "two dimensions": {F.UNLOADING, F.SEVERAL_DIMENSIONS},
    "time windows": {F.UNLOADING, F.TIME_WINDOWS},
    "two windows": {
        F.UNLOADING,
        F.TIME_WINDOWS,
        F.MULTIPLE_WINDOWS,
        F.DURATION_COST,
    },
    "unload windows": {F.UNLOADING, F.UNLOAD_WINDOWS},
    "commodities": {F.UNLOADING, F.COMMODITIES},
    "vehicle commodities": {
        F.UNLOADING,
        F.VEHICLE_COMMODITIES,
        F.HETEROGENEOUS_FLEET,
    },
    "different end depot": {F.UNLOADING, F.DIFFERENT_END_DEPOT},
    "optional stops": {F.UNLOADING, F.OPTIONAL_STOPS},
    "skills": {F.UNLOADING, F.SKILLS, F.HETEROGENEOUS_FLEET},
    "mixed fleet": {F.UNLOADING, F.HETEROGENEOUS_FLEET, F.MAX_TRIPS},
    "maximum duration": {F.UNLOADING, F.MAX_DURATION},
    "maximum distance": {F.UNLOADING, F.MAX_DISTANCE},
    "one-way ring": {F.UNLOADING, F.ASYMMETRIC_TRAVEL},
    "no way back": {F.UNLOADING, F.ASYMMETRIC_TRAVEL, F.UNREACHABLE_ARCS},
    "two profiles": {F.UNLOADING, F.HETEROGENEOUS_FLEET, F.SEVERAL_PROFILES},
    "nothing to unload": set(),
    "closed at noon": {F.UNLOADING, F.ACCESS_RULES},
    "rush hour": {F.UNLOADING, F.TIME_DEPENDENT, F.DURATION_COST},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_features_of_an_instance(name: str) -> None:
    (instance,) = (item for item in INSTANCES if item.name == name)
    assert features_of(instance.problem) == EXPECTED[name]


def with_stop(**changes: object) -> RoutingProblem:
    return street([replace(at(100)[0], **changes)])


def with_site(**changes: object) -> RoutingProblem:
    problem = street(at(100))
    return replace(problem, unload_sites=(replace(problem.unload_sites[0], **changes),))


def with_truck(**changes: object) -> RoutingProblem:
    return street(at(100), vehicles=[replace(TRUCK, **changes)])


def with_objective(**prices: int) -> RoutingProblem:
    problem = with_truck(emission_g_per_km=1000)
    return replace(problem, objective=Objective(**prices))


SOFT = {"time_windows": (TimeWindow(0, 9),), "late_cost_fen_per_min": 0}
APART = frozenset({frozenset({"a", "b"})})

ADDED = [
    (F.LOADED_RETURN, with_truck(returns_empty=False)),
    (F.LOAD_SERVICE, with_stop(service_s_per_1000=1)),
    (F.LOAD_SERVICE, with_site(service_s_per_1000=1)),
    (F.DOCKS, with_site(docks=1)),
    (F.INTAKE, with_site(intake=(9,))),
    (F.RELEASE, with_stop(release_s=1)),
    (F.PRIORITY, with_stop(priority=1)),
    (F.ALLOWED_VEHICLES, with_stop(vehicle_types=frozenset())),
    (F.RANK, with_stop(rank=0)),
    (F.OVERTIME, with_truck(overtime=Overtime(0, 1))),
    (F.MAX_STOPS, with_truck(max_stops=0)),
    (F.MAX_LOAD, with_truck(max_load=(0,))),
    (F.BREAKS, with_truck(breaks=(Break(0, 0, 0),))),
    (F.DRIVING_REST, with_truck(driving_rest=DrivingRest(1, 1))),
    (F.COMPARTMENTS, with_truck(compartments=(Compartment((1,)),))),
    (F.INCOMPATIBLE, replace(street(at(100)), incompatible=APART)),
    (F.ENERGY, with_truck(energy=Energy(1, 1, 1, 1))),
    (F.ON_BOARD, with_truck(on_board=(Carried("", (1,)),))),
    (F.PREFIX, with_truck(prefix=(PlannedVisit(VisitKind.STOP, 0),))),
    (F.CARBON, with_objective(carbon_price_fen_per_t=1)),
    (F.BALANCE, with_objective(balance_fen_per_h=1)),
    (F.COMPACTNESS, with_objective(compactness_fen_per_km=1)),
    (F.REASSIGN, replace(with_stop(home=0), objective=Objective(reassign_fen=1))),
    (F.CHOICES, replace(street(at(100)), choices=(Choice(((0,),)),))),
]


@pytest.mark.parametrize(
    ("feature", "problem"), ADDED, ids=lambda item: getattr(item, "value", "")
)
def test_a_field_uses_its_feature(feature: F, problem: RoutingProblem) -> None:
    assert features_of(problem) == {F.UNLOADING, feature}


def test_soft_windows_are_windows() -> None:
    expected = {F.UNLOADING, F.TIME_WINDOWS, F.SOFT_WINDOWS}
    assert features_of(with_stop(**SOFT)) == expected
    assert features_of(with_stop(late_cost_fen_per_min=5)) == {F.UNLOADING}


NEUTRAL = {
    "nothing on board": with_truck(on_board=(Carried("", (0,)),)),
    "carbon that nobody emits": replace(
        street(at(100)), objective=Objective(carbon_price_fen_per_t=1)
    ),
    "a home that costs nothing to leave": with_stop(home=0),
    "a price without homes": with_objective(reassign_fen=1),
    "priority of an optional stop": with_stop(priority=1, required=False),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_what_changes_nothing_is_no_feature(name: str) -> None:
    assert features_of(NEUTRAL[name]) <= {F.UNLOADING, F.OPTIONAL_STOPS}


def test_loads_that_are_brought_home_need_no_unloading() -> None:
    brings = replace(TRUCK, returns_empty=False)
    alone = street(at(100), sites=[], vehicles=[brings])
    assert features_of(alone) == {F.LOADED_RETURN}
    once = street(at(100), vehicles=[replace(brings, max_trips=0)])
    assert features_of(once) == {F.LOADED_RETURN, F.MAX_TRIPS}
    often = street(at(100), vehicles=[brings])
    assert features_of(often) == {F.LOADED_RETURN, F.UNLOADING}


def test_loads_on_board_and_decided_unloadings_need_unloading() -> None:
    empty = [replace(stop, load=(0,)) for stop in at(100)]
    loaded = replace(TRUCK, on_board=(Carried("", (1,)),))
    assert features_of(street(empty, vehicles=[loaded])) == {F.UNLOADING, F.ON_BOARD}
    promised = replace(TRUCK, prefix=(PlannedVisit(VisitKind.UNLOAD, 0),))
    assert features_of(street(empty, vehicles=[promised])) == {F.UNLOADING, F.PREFIX}


def test_every_feature_is_recognised_once_at_least() -> None:
    expected = set().union(*EXPECTED.values(), {feature for feature, _ in ADDED})
    assert expected | {F.SOFT_WINDOWS} == set(RoutingFeature)


def test_an_empty_problem_uses_nothing() -> None:
    assert features_of(street([])) == frozenset()
