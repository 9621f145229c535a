"""Routing problems as VRPLIB files, in PyVRP's dialect.

What ``vrplib.read_vrplib`` makes of such a file is the same problem, in the
numbers of the file: the depots are its first places, then the stops. Skills,
commodities of vehicles and closed places become lists of the clients each vehicle
may serve and of the depots where it may reload; a depot whose vehicles work at
different hours becomes one depot per working time, and an unloading site one to
reload at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vrplib_fleet import endless_shift
from routing.vrp.formats.vrplib_home import is_closed, most_reloads, open_sites
from routing.vrp.formats.vrplib_refused import note_refused
from routing.vrp.problem import RoutingProblem, Stop, TimeWindow, VehicleType
from routing.vrp.windows import merged_windows


def write_vrplib(path: Path, problem: RoutingProblem) -> None:
    """Write a problem as a VRPLIB file named like it; see ``dump_vrplib``."""
    path.write_text(dump_vrplib(problem, path.stem), encoding="utf-8")


def dump_vrplib(problem: RoutingProblem, name: str) -> str:
    """Return a valid problem as the text of a VRPLIB file.

    Its numbers are whole; only prices per unit of distance may have three
    decimals. A comment per place says what it is in the problem.

    Raises
    ------
    FormatError
        If the problem uses what the format cannot say; all of it is named.
    """
    faults = Faults(f"{name} cannot be written as VRPLIB")
    note_refused(problem, faults)
    faults.raise_any()
    return "\n".join([*_lines(problem, _Places(problem), name), "EOF", ""])


def _lines(problem: RoutingProblem, places: "_Places", name: str) -> Iterator[str]:
    """Yield the lines of a file: other programs want all headers first."""
    columns = [*_client_columns(problem, places), *_fleet_columns(problem, places)]
    yield f"NAME : {''.join(c if c.isalnum() or c in '-_.' else '_' for c in name)}"
    yield f"TYPE : {'VRPTW' if places.windows else 'CVRP'}"
    yield f"DIMENSION : {len(places.locations)}"
    yield f"VEHICLES : {len(places.vehicles)}"
    yield "EDGE_WEIGHT_TYPE : EXPLICIT"
    yield "EDGE_WEIGHT_FORMAT : FULL_MATRIX"
    for column in columns:
        if column.is_uniform:
            yield f"{column.name} : {column.rows[0]}"
    yield from places.comments()
    yield "EDGE_WEIGHT_SECTION"
    for row in places.table:
        yield " ".join(map(str, row.tolist()))
    for column in columns:
        if not column.is_uniform:
            yield f"{column.name}_SECTION"
            yield from (f"{n} {row}".rstrip() for n, row in enumerate(column.rows, 1))
    yield "DEPOT_SECTION"
    yield from map(str, range(1, len(places.depots) + 1))
    yield "-1"


@dataclass(frozen=True, slots=True)
class _Column:
    """A header or a section: what each place or vehicle, in their order, has.

    Attributes
    ----------
    name
        Its name.
    rows
        A value, or several, per place or vehicle.
    as_header
        Whether one value may be said for all in a header.
    """

    name: str
    rows: Sequence[str]
    as_header: bool = False

    @property
    def is_uniform(self) -> bool:
        """Whether a header says it."""
        return self.as_header and len(set(self.rows)) == 1


class _Places:
    """The places of the file: depots, then stops; and its vehicles one by one.

    Attributes
    ----------
    locations
        Row of the travel tables of each place.
    depots
        Window of each depot.
    windows
        Window of each place; empty where none says anything.
    vehicles
        Vehicle type of each vehicle.
    """

    def __init__(self, problem: RoutingProblem) -> None:
        self._problem = problem
        self._names = [f"depot {depot.name}" for depot in problem.depots]
        self.locations = [depot.location for depot in problem.depots]
        self._homes = self._shared_out()
        self._sites = [self._reload(site) for site in range(len(problem.unload_sites))]
        count = len(self.locations)
        shifts = {
            place: problem.vehicle_types[kind].shift
            for kind, place in enumerate(self._homes)
        }
        self.locations += [stop.location for stop in problem.stops]
        self._names += [f"stop {stop.name}" for stop in problem.stops]
        self.vehicles = [
            kind
            for kind, vehicle in enumerate(problem.vehicle_types)
            for _ in range(vehicle.num_available)
        ]
        end_s = max((shift.end_s for shift in shifts.values()), default=0)
        always = TimeWindow(0, end_s)
        self.depots = [shifts.get(place, always) for place in range(count)]
        self.windows = self._needed_windows(always)

    @property
    def table(self) -> NDArray[np.int32]:
        """Ways between all places."""
        problem = self._problem
        used = [vehicle.profile for vehicle in problem.vehicle_types]
        profile = used[0] if used else next(iter(problem.tables))
        rows = np.array(self.locations, dtype=np.int64)
        return problem.tables[profile].distance_m[np.ix_(rows, rows)]

    def home(self, kind: int) -> int:
        """Return the number in the file of a vehicle type's depot."""
        return self._homes[kind] + 1

    def client(self, stop: int) -> int:
        """Return the number in the file of a stop."""
        return len(self.depots) + stop + 1

    def reloads(self, kind: int) -> list[int]:
        """Return the numbers in the file of the depots a vehicle type reloads at."""
        if most_reloads(self._problem, kind) == 0:
            return []
        return sorted(self._sites[s] + 1 for s in open_sites(self._problem, kind))

    def comments(self) -> Iterator[str]:
        """Yield what each place is, if anybody wants to know."""
        for number, name in enumerate(self._names, start=1):
            # A colon, or a word that ends a section, means something to readers.
            yield f"# {number} {' '.join(name.replace(':', ' ').split())}"

    def _shared_out(self) -> list[int]:
        """Return each vehicle type's depot, one for each working time."""
        homes: dict[tuple[int, TimeWindow], int] = {}
        for vehicle in self._problem.vehicle_types:
            depot, shift = vehicle.start_depot, vehicle.shift
            if (depot, shift) in homes:
                continue
            is_new = all(depot != other for other, _ in homes)
            homes[depot, shift] = depot if is_new else len(self.locations)
            if not is_new:
                hours = f"{shift.start_s} to {shift.end_s} s"
                self._add(self.locations[depot], f"{self._names[depot]}, {hours}")
        return [homes[v.start_depot, v.shift] for v in self._problem.vehicle_types]

    def _reload(self, site: int) -> int:
        """Return the depot that is an unloading site: the first in its place."""
        there = self._problem.unload_sites[site]
        if there.location not in self.locations:
            self._add(there.location, f"unloading site {there.name}")
        return self.locations.index(there.location)

    def _add(self, location: int, name: str) -> None:
        self.locations.append(location)
        self._names.append(name)

    def _needed_windows(self, always: TimeWindow) -> list[TimeWindow]:
        """Return a window per place, or none if a file without them says the same."""
        stops = self._problem.stops
        shifts = {self.depots[place] for place in self._homes}
        services_s = sum(stop.service_s for stop in stops)
        release_s = max((stop.release_s for stop in stops), default=0)
        endless = endless_shift(self.table, services_s, release_s)
        if shifts <= {endless} and not any(stop.time_windows for stop in stops):
            return []
        return [*self.depots, *(_window(stop, always) for stop in stops)]


def _window(stop: Stop, always: TimeWindow) -> TimeWindow:
    merged = merged_windows(stop.time_windows)
    return TimeWindow(*merged[0]) if merged and stop.time_windows else always


def _client_columns(problem: RoutingProblem, places: _Places) -> Iterator[_Column]:
    """Yield what is said of stops; of depots it is nothing."""
    in_choice = {
        stop
        for choice in problem.choices
        for group in choice.alternatives
        for stop in group
    }
    nothing = [0] * len(places.depots)
    for name, values in (
        ("DEMAND", [stop.load[0] if stop.load else 0 for stop in problem.stops]),
        ("SERVICE_TIME", [stop.service_s for stop in problem.stops]),
        ("RELEASE_TIME", [stop.release_s for stop in problem.stops]),
        ("PRIZE", [0 if s.required else s.prize_fen for s in problem.stops]),
    ):
        if any(values) or name == "DEMAND":
            yield _Column(name, [str(value) for value in [*nothing, *values]])
    if places.windows:
        rows = [f"{window.start_s} {window.end_s}" for window in places.windows]
        yield _Column("TIME_WINDOW", rows)
    if in_choice:
        groups = [
            [places.client(stop) for group in choice.alternatives for stop in group]
            for choice in problem.choices
        ]
        yield _Column("MUTUALLY_EXCLUSIVE_GROUP", _lists(groups))


def _fleet_columns(problem: RoutingProblem, places: _Places) -> Iterator[_Column]:
    """Yield what is said of vehicles; what none of them has is left out."""
    types = problem.vehicle_types if places.vehicles else ()
    kinds = range(len(types))
    for name, values, default in (
        ("CAPACITY", [v.capacity[0] if v.capacity else 0 for v in types], None),
        ("VEHICLES_FIXED_COST", [v.fixed_cost_fen for v in types], 0),
        ("VEHICLES_MAX_DISTANCE", _bounds(types, "max_distance_m"), None),
        ("VEHICLES_MAX_DURATION", _bounds(types, "max_duration_s"), None),
        ("VEHICLES_MAX_RELOADS", _reload_bounds(problem, places, kinds), None),
    ):
        if any(value != default for value in values):
            rows = [str(values[kind]) for kind in places.vehicles]
            yield _Column(name, rows, as_header=True)
    costs = [_decimal(v.unit_distance_cost_fen_per_km) for v in types]
    if any(cost != "1" for cost in costs):
        rows = [costs[kind] for kind in places.vehicles]
        yield _Column("VEHICLES_UNIT_DISTANCE_COST", rows, as_header=True)
    for name, lists, usual in (
        ("VEHICLES_DEPOT", [[places.home(kind)] for kind in kinds], [1]),
        ("VEHICLES_RELOAD_DEPOT", [places.reloads(kind) for kind in kinds], []),
        (
            "VEHICLES_ALLOWED_CLIENTS",
            [_clients(problem, places, kind) for kind in kinds],
            [places.client(stop) for stop in range(len(problem.stops))],
        ),
    ):
        if any(numbers != usual for numbers in lists):
            yield _Column(name, _lists(lists[kind] for kind in places.vehicles))


def _bounds(types: Iterable[VehicleType], limit: str) -> list[int | None]:
    """Return a limit per vehicle type; if some have none, the length of the shift.

    In seconds and in metres alike, which are the same here: nobody drives farther.
    """
    given: list[int | None] = [getattr(vehicle, limit) for vehicle in types]
    if all(value is None for value in given):
        return given
    return [
        vehicle.shift.end_s - vehicle.shift.start_s if value is None else value
        for vehicle, value in zip(types, given, strict=True)
    ]


def _reload_bounds(
    problem: RoutingProblem, places: _Places, kinds: range
) -> list[int | None]:
    """Return the most reloads per vehicle type; no more than stops where endless."""
    given = [
        most_reloads(problem, kind) if places.reloads(kind) else None for kind in kinds
    ]
    if all(value is None for value in given):
        return [None] * len(kinds)
    return [len(problem.stops) if value is None else value for value in given]


def _clients(problem: RoutingProblem, places: _Places, kind: int) -> list[int]:
    """Return the numbers in the file of the stops a vehicle type may serve."""
    vehicle = problem.vehicle_types[kind]
    closed = {
        stop
        for rule in problem.access_rules
        if kind in rule.vehicle_types and is_closed(rule, vehicle)
        for stop in rule.stops
    }
    return [
        places.client(index)
        for index, stop in enumerate(problem.stops)
        if index not in closed
        and stop.skills <= vehicle.skills
        and (stop.vehicle_types is None or kind in stop.vehicle_types)
        and (vehicle.commodities is None or stop.commodity in vehicle.commodities)
    ]


def _lists(lists: Iterable[Sequence[int]]) -> list[str]:
    return [" ".join(map(str, numbers)) for numbers in lists]


def _decimal(fen_per_km: int) -> str:
    """Return the price of a unit of distance, of which 1,000 are a kilometre."""
    whole, rest = divmod(fen_per_km, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
