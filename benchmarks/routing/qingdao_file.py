"""Reads the collection sites of Qingdao's West Coast as the routing problem has them.

Great-circle metres times 1.3, 12.5 m/s; loads, windows, service times and vehicles
as in the files (see ``benchmarks.real.qingdao`` for the source); unloading takes no
time of its own, for the source states none.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults import FormatError

FILES = (
    "WasteCollectionSites.json",
    "Depots.json",
    "DisposalFacilities.json",
    "VehicleData_100.json",
)
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

DETOUR = 1.3
SPEED_M_PER_S = 12.5
SHIFT_S = 8 * 3600
CAPACITY_UNIT = 100
"""``maxCapacity`` counts in hundreds of the unit of the loads."""


@dataclass(frozen=True, slots=True)
class QingdaoPlace:
    """A place; degrees, seconds after midnight."""

    id: str
    lon: float
    lat: float
    load: int = 0
    service_s: int = 0
    window: tuple[int, int] = (0, 24 * 3600)

    def metres(self, other: "QingdaoPlace") -> float:
        """Metres of road to another place, as the problem defines them."""
        lat1, lat2 = math.radians(self.lat), math.radians(other.lat)
        lon = math.radians(self.lon - other.lon)
        chord = (
            math.sin((lat1 - lat2) / 2) ** 2
            + math.cos(lat1) * math.cos(lat2) * math.sin(lon / 2) ** 2
        )
        return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord))) * DETOUR


@dataclass(frozen=True, slots=True)
class QingdaoFile:
    """Sites, depots, facilities, and one home and capacity per vehicle.

    Attributes
    ----------
    homes
        Position of each vehicle's depot.
    """

    sites: Sequence[QingdaoPlace]
    depots: Sequence[QingdaoPlace]
    facilities: Sequence[QingdaoPlace]
    homes: Sequence[int]
    capacities: Sequence[int]


def is_qingdao(folder: Path) -> bool:
    """Whether a folder has the four files."""
    return all((folder / name).is_file() for name in FILES)


def read_qingdao(folder: Path) -> QingdaoFile:
    """Read the four files.

    Raises
    ------
    FormatError
        If one of them is missing or not as published.
    """
    try:
        sites, depots, facilities, vehicles = (
            _records(folder / name) for name in FILES
        )
        places = [_place(record) for record in depots]
        home = {place.id: position for position, place in enumerate(places)}
        return QingdaoFile(
            sites=[_site(record) for record in sites],
            depots=places,
            facilities=[_place(record) for record in facilities],
            homes=[home[vehicle["stopId"]] for vehicle in vehicles],
            capacities=[
                int(vehicle["maxCapacity"]) * CAPACITY_UNIT for vehicle in vehicles
            ],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{folder}: not the folder of the Qingdao sites: {error!r}."
        raise FormatError(msg) from error


def _records(path: Path) -> list[dict[str, Any]]:
    (records,) = json.loads(path.read_text(encoding="utf-8-sig")).values()
    return list(records)


def _place(record: dict[str, Any]) -> QingdaoPlace:
    return QingdaoPlace(str(record["id"]), record["lng"] / 1e6, record["lat"] / 1e6)


def _site(record: dict[str, Any]) -> QingdaoPlace:
    place = _place(record)
    ((opens, closes),) = record["workTimes"]
    return QingdaoPlace(
        id=place.id,
        lon=place.lon,
        lat=place.lat,
        load=int(record["capacity"]),
        service_s=int(record["stopLength"]),
        window=(_clock_s(opens), _clock_s(closes)),
    )


def _clock_s(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60
