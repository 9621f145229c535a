"""Reads VROOM's input format."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from routing.vrp.formats.faults import Faults
from routing.vrp.formats.text import check_shape
from routing.vrp.formats.vroom_problem import (
    Coordinates,
    Table,
    VroomBreak,
    VroomCosts,
    VroomMatrix,
    VroomProblem,
    VroomTask,
    VroomVehicle,
    Window,
)
from routing.vrp.formats.vroom_steps import read_steps, step_notes
from routing.vrp.problem import DAY_S

SCHEMA_FILE = Path(__file__).with_name("vroom.schema.json")
DEFAULT_PROFILE = "car"

LONGEST_PLAN_S = 10**7
"""Moments beyond it (four months) are timestamps, not counted from a plan's start."""

type TravelProvider = Callable[[Sequence[Coordinates], str], VroomMatrix]
"""Answers the travel between places for a profile."""


def read_vroom(
    value: Any, faults: Faults, travel: TravelProvider | None = None
) -> VroomProblem:
    """Return the problem of a JSON value in VROOM's input format.

    Parameters
    ----------
    value
        The parsed file.
    faults
        What was found before.
    travel
        Answers travel between coordinates where the file has no matrices;
        without it such a file is refused.

    Raises
    ------
    FormatError
        If the value is not as the format asks; every fault is named.
    """
    check_shape(_without_matrices(value), vroom_schema(), faults)
    faults.raise_any()
    reader = _Reader(value, faults)
    problem = reader.problem(travel)
    faults.raise_any()
    return problem


@cache
def vroom_schema() -> dict[str, Any]:
    """Return the JSON Schema of what is read."""
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return schema


def _without_matrices(value: Any) -> Any:
    """Return a value with its tables emptied: numpy looks at those."""
    if not isinstance(value, dict):
        return value
    slim = dict(value)
    if isinstance(slim.get("matrix"), list):
        slim["matrix"] = []
    if isinstance(slim.get("matrices"), dict):
        slim["matrices"] = {
            profile: {k: [] if isinstance(v, list) else v for k, v in tables.items()}
            if isinstance(tables, dict)
            else tables
            for profile, tables in slim["matrices"].items()
        }
    return slim


class _Reader:
    """Turns a value of the right shape into a problem."""

    def __init__(self, value: Mapping[str, Any], faults: Faults) -> None:
        self.value = value
        self.faults = faults
        self.matrices = self._matrices()
        self.places: dict[Coordinates, int] = {}
        self.dimensions = max((len(amount) for amount in self._amounts()), default=0)

    def problem(self, travel: TravelProvider | None) -> VroomProblem:
        self._check_unique()
        vehicles = tuple(self._vehicles())
        tasks = tuple(self._tasks())
        if not self.matrices:
            self._ask_travel(travel, vehicles)
        self._check_profiles(vehicles)
        origin_s = _origin_s(tasks, vehicles)
        return VroomProblem(
            tasks=tuple(_shifted(task, origin_s) for task in tasks),
            vehicles=tuple(_vehicle_shifted(v, origin_s) for v in vehicles),
            matrices=self.matrices,
            origin_s=origin_s,
            dimensions=self.dimensions,
            steps=read_steps(self.value["vehicles"], tasks, self.faults),
            notes=tuple(step_notes(self.value["vehicles"])),
        )

    def _matrices(self) -> dict[str, VroomMatrix]:
        given = dict(self.value.get("matrices", {}))
        if "matrix" in self.value:
            given.setdefault(DEFAULT_PROFILE, {})["durations"] = self.value["matrix"]
        found = {}
        for profile, tables in given.items():
            arrays = {
                name: self._array(f"$.matrices.{profile}.{name}", rows)
                for name, rows in tables.items()
            }
            if "durations" not in arrays:
                way = "give the travel times of this profile"
                place = f"$.matrices.{profile}.durations"
                self.faults.add(place, "is missing", way=way)
                continue
            found[profile] = VroomMatrix(**arrays)
        shapes = {t.shape for m in found.values() for t in _tables(m)}
        if len(shapes) > 1:
            sizes = sorted(shape[0] for shape in shapes)
            self.faults.add("$.matrices", "must all be of one size", sizes)
        return found

    def _array(self, place: str, rows: Sequence[Any]) -> Table:
        for number, row in enumerate(rows):
            if not isinstance(row, list) or len(row) != len(rows):
                rule = f"must be a list of {len(rows)} numbers, as there are rows"
                self.faults.add(f"{place}[{number}]", rule)
            elif any(type(entry) is not int or entry < 0 for entry in row):
                self.faults.add(f"{place}[{number}]", "must be whole numbers >= 0")
        if self.faults.found:
            return np.zeros((0, 0), dtype=np.int64)
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(rows))

    def _ask_travel(
        self, travel: TravelProvider | None, vehicles: Sequence[VroomVehicle]
    ) -> None:
        if travel is None:
            way = "give $.matrices with location_index, start_index and end_index"
            self.faults.add("$", "has coordinates and no travel times", way=way)
        elif not self.faults.found:
            places = list(self.places)
            for profile in sorted({vehicle.profile for vehicle in vehicles}):
                self.matrices[profile] = travel(places, profile)

    def _location(
        self, entry: Mapping[str, Any], name: str, place: str
    ) -> tuple[int | None, Coordinates | None]:
        """Return the row of a location, by its index or its coordinates."""
        index = "location_index" if name == "location" else f"{name}_index"
        given = entry.get(name)
        where = None if given is None else (float(given[0]), float(given[1]))
        if where is not None and not (abs(where[0]) <= 180 and abs(where[1]) <= 90):
            rule = "must be longitude and latitude in degrees"
            self.faults.add(f"{place}.{name}", rule, given)
        if not self.matrices:
            if where is None and index in entry:
                way = "add $.matrices, or coordinates"
                self.faults.add(f"{place}.{index}", "needs matrices", way=way)
            return (None if where is None else self._row(where)), where
        row = entry.get(index)
        size = len(next(iter(self.matrices.values())).durations)
        if row is None and where is not None:
            way = f"say which row of $.matrices it is with {index}"
            self.faults.add(f"{place}.{index}", "is missing", way=way)
        elif row is not None and row >= size:
            rule = f"must be a row of the matrices, below {size}"
            self.faults.add(f"{place}.{index}", rule, row)
        return row, where

    def _row(self, where: Coordinates) -> int:
        return self.places.setdefault(where, len(self.places))

    def _vehicles(self) -> Iterator[VroomVehicle]:
        for number, entry in enumerate(self.value["vehicles"]):
            place = f"$.vehicles[{number}]"
            start, start_place = self._location(entry, "start", place)
            end, end_place = self._location(entry, "end", place)
            if start is None and end is None:
                way = "give at least one of them"
                self.faults.add(place, "has neither start nor end", way=way)
            yield VroomVehicle(
                key=entry["id"],
                profile=entry.get("profile", DEFAULT_PROFILE),
                description=entry.get("description"),
                start=start,
                end=end,
                start_place=start_place,
                end_place=end_place,
                capacity=self._capacity(entry, place),
                costs=VroomCosts(**entry.get("costs", {})),
                skills=frozenset(entry.get("skills", ())),
                type=entry.get("type", ""),
                window=self._window(entry.get("time_window"), f"{place}.time_window"),
                breaks=tuple(self._breaks(entry, place)),
                speed_factor=float(entry.get("speed_factor", 1)),
                max_tasks=entry.get("max_tasks"),
                max_travel_s=entry.get("max_travel_time"),
                max_distance_m=entry.get("max_distance"),
            )

    def _capacity(self, entry: Mapping[str, Any], place: str) -> tuple[int, ...]:
        if self.dimensions and not entry.get("capacity"):
            rule = f"needs {self.dimensions} numbers, as other amounts have"
            self.faults.add(f"{place}.capacity", rule, way="add it")
        return self._amount(entry, "capacity", place) or (0,) * self.dimensions

    def _breaks(self, entry: Mapping[str, Any], place: str) -> Iterator[VroomBreak]:
        for number, pause in enumerate(entry.get("breaks", ())):
            here = f"{place}.breaks[{number}]"
            yield VroomBreak(
                key=pause["id"],
                windows=self._windows(pause, here),
                service_s=pause.get("service", 0),
                description=pause.get("description"),
                max_load=self._amount(pause, "max_load", here),
            )

    def _tasks(self) -> Iterator[VroomTask]:
        for number, job in enumerate(self.value.get("jobs", ())):
            place = f"$.jobs[{number}]"
            # The old name of what is delivered.
            old = {"delivery": job["amount"]} if "amount" in job else {}
            yield self._task("job", old | job, job, place, None)
        for number, shipment in enumerate(self.value.get("shipments", ())):
            for kind, amount in (("pickup", "pickup"), ("delivery", "delivery")):
                place = f"$.shipments[{number}].{kind}"
                step = shipment[kind]
                amounts = {amount: shipment.get("amount", [])}
                yield self._task(kind, step | amounts, shipment, place, number)

    def _task(
        self,
        kind: str,
        entry: Mapping[str, Any],
        shared: Mapping[str, Any],
        place: str,
        shipment: int | None,
    ) -> VroomTask:
        location, where = self._location(entry, "location", place)
        if location is None:
            name = "location_index" if self.matrices else "location"
            self.faults.add(f"{place}.{name}", "is missing", way="add it")
        zero = (0,) * self.dimensions
        return VroomTask(
            kind=kind,
            key=entry["id"],
            location=location or 0,
            place=where,
            windows=self._windows(entry, place),
            setup_s=entry.get("setup", 0),
            service_s=entry.get("service", 0),
            setup_by_type=entry.get("setup_per_type", {}),
            service_by_type=entry.get("service_per_type", {}),
            delivery=self._amount(entry, "delivery", place) or zero,
            pickup=self._amount(entry, "pickup", place) or zero,
            skills=frozenset(shared.get("skills", ())),
            priority=shared.get("priority", 0),
            shipment=shipment,
            description=entry.get("description"),
        )

    def _amount(
        self, entry: Mapping[str, Any], name: str, place: str
    ) -> tuple[int, ...] | None:
        given = entry.get(name)
        if not given:
            return None
        if len(given) != self.dimensions:
            rule = f"must have {self.dimensions} numbers, as other amounts do"
            self.faults.add(f"{place}.{name}", rule, given)
            return None
        return tuple(given)

    def _amounts(self) -> Iterator[Sequence[int]]:
        for vehicle in self.value["vehicles"]:
            yield vehicle.get("capacity", ())
            yield from (p.get("max_load", ()) for p in vehicle.get("breaks", ()))
        for job in self.value.get("jobs", ()):
            for name in ("delivery", "pickup", "amount"):
                yield job.get(name, ())
        for shipment in self.value.get("shipments", ()):
            yield shipment.get("amount", ())

    def _windows(self, entry: Mapping[str, Any], place: str) -> tuple[Window, ...]:
        windows = []
        for number, given in enumerate(entry.get("time_windows", ())):
            window = self._window(given, f"{place}.time_windows[{number}]")
            windows += [] if window is None else [window]
        if any(a[1] >= b[0] for a, b in pairwise(windows)):
            rule = "must be in order and apart from each other"
            self.faults.add(f"{place}.time_windows", rule)
        return tuple(windows)

    def _window(self, given: Sequence[int] | None, place: str) -> Window | None:
        if given is None:
            return None
        if given[1] < given[0]:
            self.faults.add(place, "must end after it starts", given)
        return given[0], given[1]

    def _check_unique(self) -> None:
        lists: dict[str, list[int]] = {
            "vehicles": [v["id"] for v in self.value["vehicles"]],
            "jobs": [j["id"] for j in self.value.get("jobs", ())],
        }
        for kind in ("pickup", "delivery"):
            ends = [s[kind]["id"] for s in self.value.get("shipments", ())]
            lists[f"shipments, {kind}"] = ends
        for name, keys in lists.items():
            twice = sorted(key for key, count in Counter(keys).items() if count > 1)
            if twice:
                self.faults.add(f"$.{name}", "must have ids of their own", twice)

    def _check_profiles(self, vehicles: Sequence[VroomVehicle]) -> None:
        for number, vehicle in enumerate(vehicles):
            matrix = self.matrices.get(vehicle.profile)
            place = f"$.vehicles[{number}]"
            if matrix is None and self.matrices:
                known = ", ".join(sorted(self.matrices))
                rule = f"must be one of the matrices: {known}"
                self.faults.add(f"{place}.profile", rule, vehicle.profile)
            elif matrix is not None and matrix.distances is None:
                asks = vehicle.costs.per_km, vehicle.max_distance_m
                if any(ask is not None and ask > 0 for ask in asks):
                    way = f"add $.matrices.{vehicle.profile}.distances"
                    self.faults.add(place, "asks for distances", way=way)


def _tables(matrix: VroomMatrix) -> list[Table]:
    given = (matrix.durations, matrix.distances, matrix.costs)
    return [table for table in given if table is not None]


def _origin_s(tasks: Sequence[VroomTask], vehicles: Sequence[VroomVehicle]) -> int:
    """Return a day before the earliest moment named, so that timestamps are small."""
    starts = [w[0] for task in tasks for w in task.windows]
    starts += [v.window[0] for v in vehicles if v.window is not None]
    starts += [w[0] for v in vehicles for b in v.breaks for w in b.windows]
    first = min(starts, default=0)
    return first - DAY_S if first > LONGEST_PLAN_S else 0


def _shifted(task: VroomTask, origin_s: int) -> VroomTask:
    return replace(task, windows=_moved(task.windows, origin_s))


def _vehicle_shifted(vehicle: VroomVehicle, origin_s: int) -> VroomVehicle:
    window = None if vehicle.window is None else _moved((vehicle.window,), origin_s)[0]
    breaks = tuple(
        replace(pause, windows=_moved(pause.windows, origin_s))
        for pause in vehicle.breaks
    )
    return replace(vehicle, window=window, breaks=breaks)


def _moved(windows: tuple[Window, ...], origin_s: int) -> tuple[Window, ...]:
    return tuple((start - origin_s, end - origin_s) for start, end in windows)
