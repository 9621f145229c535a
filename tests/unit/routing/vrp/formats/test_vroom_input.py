"""What is read of VROOM's input, and what is refused."""

import json
from typing import Any

import pytest

from routing.errors import FormatError
from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vroom_input import read_vroom
from tests.unit.routing.vrp.formats.vroom_cases import (
    DEPOT,
    EXAMPLES,
    MATRIX_EXAMPLE,
    OLD_MATRIX_EXAMPLE,
    SHIPMENT_EXAMPLE,
    STEPS_EXAMPLE,
    by_air,
    read,
    street,
    vehicle,
)


def faults_of(value: object) -> tuple[str, ...]:
    with pytest.raises(FormatError) as caught:
        read_vroom(json.loads(json.dumps(value)), Faults("input"), by_air)
    return caught.value.faults


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_read(name: str) -> None:
    problem = read(EXAMPLES[name])
    value: Any = EXAMPLES[name]
    shipments = len(value.get("shipments", ()))
    assert len(problem.vehicles) == len(value["vehicles"])
    assert len(problem.tasks) == len(value["jobs"]) + 2 * shipments


def test_a_shipment_becomes_two_tasks() -> None:
    problem = read(SHIPMENT_EXAMPLE)
    pickup, delivery = problem.tasks[-2:]
    assert (pickup.kind, pickup.key, pickup.pickup) == ("pickup", 4, (1,))
    assert (delivery.kind, delivery.key, delivery.delivery) == ("delivery", 3, (1,))
    assert pickup.shipment == delivery.shipment == 0
    assert pickup.skills == frozenset([2])


def test_places_that_are_equal_share_a_row() -> None:
    problem = read(SHIPMENT_EXAMPLE)
    assert {v.start for v in problem.vehicles} == {0}
    assert problem.size == 1 + 4 + 2


def test_the_old_matrix_is_that_of_cars() -> None:
    old, new = read(OLD_MATRIX_EXAMPLE), read(MATRIX_EXAMPLE)
    assert (old.matrices["car"].durations == new.matrices["car"].durations).all()


def test_timestamps_are_counted_from_a_day_before() -> None:
    problem = read(STEPS_EXAMPLE)
    assert problem.origin_s == 1600416000 - 86400
    assert problem.vehicles[0].window == (86400, 86400 + 10800)
    assert problem.steps == ((0, 1, 4), (5, 3, 2))


def test_defaults() -> None:
    problem = read(street())
    (only,) = problem.vehicles
    assert (only.costs.per_hour, only.costs.fixed, only.costs.per_km) == (3600, 0, 0)
    assert (only.profile, only.speed_factor, only.window) == ("car", 1.0, None)
    assert problem.dimensions == 0
    assert problem.tasks[0].windows == ()


def test_work_by_type_of_vehicle() -> None:
    jobs = [
        {
            "id": 1,
            "location_index": 1,
            "service": 5,
            "setup": 7,
            "service_per_type": {"van": 3},
            "setup_per_type": {"van": 2},
        }
    ]
    task = read(street(jobs=jobs)).tasks[0]
    assert (task.service("van"), task.service("")) == (3, 5)
    assert (task.setup("van"), task.setup("")) == (2, 7)


def job(**changes: Any) -> dict[str, Any]:
    return street(jobs=[{"id": 1, "location_index": 1} | changes])


def with_matrix(**tables: Any) -> dict[str, Any]:
    return street(matrices={"car": tables})


SQUARE = [[0, 1], [1, 0]]
FAULTS: list[tuple[object, str]] = [
    ([], "$: must be an object"),
    ({"jobs": []}, "$.vehicles: is missing"),
    (street(vehicles=[]), "$.vehicles: has too few entries"),
    (job(servce=3), "$.jobs[0].servce: is not a known field; did you mean 'service'?"),
    (job(service=-3), "$.jobs[0].service: must be >= 0, got -3"),
    (job(priority=101), "$.jobs[0].priority: must be <= 100"),
    (job(time_windows=[[3]]), "$.jobs[0].time_windows[0]: has too few entries"),
    (job(time_windows=[[5, 3]]), "must end after it starts, got [5, 3]"),
    (job(time_windows=[[5, 9], [7, 12]]), "must be in order and apart"),
    (job(location_index=4), "$.jobs[0].location_index: must be a row of the matrices"),
    (street(jobs=[{"id": 1}]), "$.jobs[0].location_index: is missing"),
    (street(jobs=[{"id": 1, "location": DEPOT}]), "say which row of $.matrices it is"),
    (job(delivery=[1]), "$.vehicles[0].capacity: needs 1 numbers"),
    (
        street(
            vehicles=vehicle(capacity=[4, 4]),
            jobs=[{"id": 1, "location_index": 1, "delivery": [1]}],
        ),
        "$.jobs[0].delivery: must have 2 numbers",
    ),
    (street(jobs=[{"id": 1, "location_index": 1}] * 2), "must have ids of their own"),
    (street(vehicles=[{"id": 1}]), "has neither start nor end"),
    (street(vehicles=vehicle(profile="truck")), "must be one of the matrices: car"),
    (street(vehicles=vehicle(speed_factor=0)), "speed_factor: must be > 0"),
    (
        street(vehicles=vehicle(capacity=[9], breaks=[{"id": 1, "max_load": [1, 2]}])),
        "$.vehicles[0].capacity: must have 2 numbers",
    ),
    (with_matrix(distances=SQUARE), "$.matrices.car.durations: is missing"),
    (with_matrix(durations=[[0, 1]]), "durations[0]: must be a list of 1 numbers"),
    (with_matrix(durations=[[0.5]]), "durations[0]: must be whole numbers >= 0"),
    (
        street(
            matrices={"car": {"durations": SQUARE}, "truck": {"durations": [[0]]}},
            jobs=[],
        ),
        "$.matrices: must all be of one size, got [1, 2]",
    ),
    (
        MATRIX_EXAMPLE
        | {"vehicles": [{"id": 0, "start_index": 0, "costs": {"per_km": 5}}]},
        "asks for distances; add $.matrices.car.distances",
    ),
    (
        {"vehicles": [{"id": 1, "start": [200, 0]}]},
        "$.vehicles[0].start: must be longitude and latitude",
    ),
    ({"vehicles": [{"id": 1, "start_index": 0}]}, "start_index: needs matrices"),
]


@pytest.mark.parametrize(("value", "message"), FAULTS)
def test_a_fault(value: object, message: str) -> None:
    faults = faults_of(value)
    assert any(message in fault for fault in faults), faults


def test_coordinates_need_somebody_who_knows_the_way() -> None:
    with pytest.raises(FormatError, match="has coordinates and no travel times"):
        read_vroom(SHIPMENT_EXAMPLE, Faults("input"))
