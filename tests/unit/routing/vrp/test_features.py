"""What a problem uses is seen; the instances' names say what they are for."""

import pytest

from routing.vrp.features import RoutingFeature, features_of
from tests.engines.routing_instances import INSTANCES, street

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


def test_every_feature_is_recognised_once_at_least() -> None:
    assert set().union(*EXPECTED.values()) == set(RoutingFeature)


def test_an_empty_problem_uses_nothing() -> None:
    assert features_of(street([])) == frozenset()
