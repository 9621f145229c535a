"""Reads periodic instances with intermediate facilities (GeoJSON) as they are.

Source: https://github.com/iolab-uniud/pvrpif-instances
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults import FormatError

DEPOT, CUSTOMER, FACILITY = "depot", "customer", "intermediateFacility"


@dataclass(frozen=True, slots=True)
class PvrpifPlace:
    """A depot, customer or facility; minutes of service, demand per visit."""

    id: int
    kind: str
    frequency: int
    demand: float
    service_min: float


@dataclass(frozen=True, slots=True)
class PvrpifFile:
    """An instance.

    Attributes
    ----------
    days
        Length of the horizon.
    vehicles
        Routes there can be on a day.
    max_duration_min
        Longest route, travel and service.
    capacity
        Most a vehicle holds between unloadings.
    places
        In the order of the rows of ``minutes``.
    minutes
        Minutes of travel from row to column.
    """

    name: str
    days: int
    vehicles: int
    max_duration_min: float
    capacity: float
    places: Sequence[PvrpifPlace]
    minutes: Sequence[Sequence[float]]


def is_pvrpif(data: Any) -> bool:
    """Whether parsed JSON has the parts of such an instance."""
    return (
        isinstance(data, dict)
        and {"info", "features", "duration"} <= set(data)
        and isinstance(data["info"], dict)
        and "planningHorizon" in data["info"]
    )


def read_pvrpif(path: Path) -> PvrpifFile:
    """Read an instance.

    Raises
    ------
    FormatError
        If a part is missing or a customer cannot be visited so often.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        info = data["info"]
        places = [_place(feature["properties"]) for feature in data["features"]]
        problem = PvrpifFile(
            name=path.stem,
            days=int(info["planningHorizon"]),
            vehicles=int(info["numVehicles"]),
            max_duration_min=float(info["maxDuration"]),
            capacity=float(info["maxCapacity"]),
            places=places,
            minutes=data["duration"],
        )
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path.name}: not a periodic instance: {error!r}."
        raise FormatError(msg) from error
    if [place.kind for place in places].count(DEPOT) != 1:
        msg = f"{path.name}: needs exactly one depot."
        raise FormatError(msg)
    if len(problem.minutes) != len(places):
        msg = f"{path.name}: the table of durations needs a row per feature."
        raise FormatError(msg)
    return problem


def _place(properties: dict[str, Any]) -> PvrpifPlace:
    return PvrpifPlace(
        id=int(properties["id"]),
        kind=str(properties["type"]),
        frequency=int(properties["frequency"]),
        demand=float(properties["demand"]),
        service_min=float(properties["service"]),
    )


def day_patterns(days: int, frequency: int) -> tuple[tuple[int, ...], ...]:
    """Return the sets of equally spaced days on which a customer may be visited.

    Frequency 2 in 6 days: 0 and 3, 1 and 4, or 2 and 5.

    Raises
    ------
    FormatError
        If the horizon cannot be divided so.
    """
    if frequency < 1 or days % frequency:
        msg = f"frequency {frequency} does not divide a horizon of {days} days."
        raise FormatError(msg)
    step = days // frequency
    return tuple(tuple(range(first, days, step)) for first in range(step))
