"""VROOM inputs: those of its documentation, written anew, and one per feature."""

import json
from typing import Any

import numpy as np

from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vroom_input import read_vroom
from routing.vrp.formats.vroom_problem import VroomMatrix, VroomProblem

DEPOT = [2.35044, 48.71764]


def _vehicle(number: int, skill: int, pause: list[int]) -> dict[str, Any]:
    return {
        "id": number,
        "start": DEPOT,
        "end": DEPOT,
        "capacity": [4],
        "skills": [skill, 14],
        "time_window": [28800, 43200],
        "breaks": [{"id": number, "service": 300, "time_windows": [pause]}],
    }


def _job(number: int, lon: float, lat: float, **more: Any) -> dict[str, Any]:
    return {"id": number, "service": 300, "location": [lon, lat], **more}


SHIPMENT_EXAMPLE: dict[str, Any] = {
    "vehicles": [
        _vehicle(1, 1, [32400, 34200]),
        _vehicle(2, 2, [34200, 36000]),
    ],
    "jobs": [
        _job(
            1, 1.98935, 48.701, delivery=[1], skills=[1], time_windows=[[32400, 36000]]
        ),
        _job(2, 2.03655, 48.61128, pickup=[1], skills=[1]),
        _job(5, 2.28325, 48.5958, delivery=[1], skills=[14]),
        _job(6, 2.89357, 48.90736, delivery=[1], skills=[14]),
    ],
    "shipments": [
        {
            "amount": [1],
            "skills": [2],
            "pickup": _job(4, 2.41808, 49.22619),
            "delivery": _job(3, 2.39719, 49.07611),
        }
    ],
}
"""Two vehicles, four jobs and a shipment, with breaks and places on the globe."""

DURATIONS = [
    [0, 2104, 197, 1299],
    [2103, 0, 2255, 3152],
    [197, 2256, 0, 1102],
    [1299, 3153, 1102, 0],
]

MATRIX_EXAMPLE: dict[str, Any] = {
    "vehicles": [{"id": 0, "start_index": 0, "end_index": 3}],
    "jobs": [
        {"id": 1414, "location_index": 1},
        {"id": 1515, "location_index": 2},
    ],
    "matrices": {"car": {"durations": DURATIONS}},
}
"""One vehicle from row 0 to row 3 by way of two jobs: best is 0, 1, 2, 3."""

OLD_MATRIX_EXAMPLE = {k: v for k, v in MATRIX_EXAMPLE.items() if k != "matrices"} | {
    "matrix": DURATIONS
}
"""The same, as older versions of VROOM have it."""

_WINDOW = [1600416000, 1600423200]
STEPS_EXAMPLE: dict[str, Any] = {
    "vehicles": [
        {
            "id": number,
            "start": DEPOT,
            "end": DEPOT,
            "capacity": [4],
            "time_window": [1600416000, 1600426800],
            "steps": [
                {"type": "start"},
                *({"type": "job", "id": job} for job in jobs),
                {"type": "end"},
            ],
        }
        for number, jobs in ((1, (1, 2, 5)), (2, (6, 4, 3)))
    ],
    "jobs": [
        _job(1, 1.98935, 48.701, delivery=[2]),
        _job(2, 2.03655, 48.61128, delivery=[2]),
        _job(3, 2.39719, 49.07611, delivery=[1], time_windows=[_WINDOW]),
        _job(4, 2.41808, 49.22619, delivery=[1], time_windows=[_WINDOW]),
        _job(5, 2.28325, 48.5958, delivery=[3]),
        _job(6, 2.89357, 48.90736, delivery=[1], time_windows=[_WINDOW]),
    ],
}
"""Timestamps, and a plan of steps that does not fit the vehicles."""

EXAMPLES = {
    "shipment": SHIPMENT_EXAMPLE,
    "matrix": MATRIX_EXAMPLE,
    "old matrix": OLD_MATRIX_EXAMPLE,
    "steps": STEPS_EXAMPLE,
}

STREET_S = [[abs(a - b) for b in (0, 100, 300, 600)] for a in (0, 100, 300, 600)]
"""A street with places at 0, 100, 300 and 600 seconds."""


def by_air(places: Any, profile: str) -> VroomMatrix:
    """Travel in a flat world: a degree is 100 km, driven at 60 km/h."""
    del profile
    points = np.array(places, dtype=float)
    away = np.abs(points[:, None] - points[None, :]).sum(axis=2)
    metres = np.rint(100_000 * away).astype(np.int64)
    return VroomMatrix(np.rint(metres / (60 / 3.6)).astype(np.int64), metres)


def street(**changes: Any) -> dict[str, Any]:
    """One vehicle at place 0 and a job at each other place of the street."""
    return {
        "vehicles": [{"id": 1, "start_index": 0, "end_index": 0}],
        "jobs": [{"id": n, "location_index": n} for n in (1, 2, 3)],
        "matrices": {
            "car": {
                "durations": STREET_S,
                "distances": [[10 * s for s in row] for row in STREET_S],
            }
        },
    } | changes


def vehicle(**changes: Any) -> list[dict[str, Any]]:
    return [{"id": 1, "start_index": 0, "end_index": 0} | changes]


def read(value: dict[str, Any]) -> VroomProblem:
    copy = json.loads(json.dumps(value))
    return read_vroom(copy, Faults("input"), by_air)
