"""A routing problem as arrays, the form in which it is searched.

Nodes are numbered through: the stops, then the unloading sites, then the depots,
then the chargers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.vrp.compartments import holds_alone
from routing.vrp.costs import (
    CARBON_PARTS_PER_FEN,
    DISTANCE_PARTS,
    DURATION_PARTS,
    PARTS_PER_FEN,
)
from routing.vrp.pace import Pace, PaceTable
from routing.vrp.problem import (
    AccessRule,
    Depot,
    Stop,
    TravelTable,
    UnloadSite,
    VehicleType,
    work_s,
)
from routing.vrp.schedule import Leg
from routing.vrp.solution import VisitKind
from routing.vrp.traits import Floats, Ints, ProblemTraits
from routing.vrp.windows import (
    Windows,
    open_windows,
    place_windows,
    rules_by_type,
    workplaces,
)

if TYPE_CHECKING:
    from routing.vrp.parts import Charger

PARTS_PER_GRAM = PARTS_PER_FEN / CARBON_PARTS_PER_FEN
"""Parts of a fen for a metre at a gram per kilometre and a fen per tonne."""

CLOSED = 10**9
"""Stands for metres and seconds of a closed arc; above any valid sum."""

__all__ = ["CLOSED", "Floats", "Ints", "ProblemView"]


@dataclass(frozen=True)
class ProblemView(ProblemTraits):
    """Arrays over the nodes of a valid problem."""

    @cached_property
    def location(self) -> Ints:
        """Location per node."""
        places: tuple[Stop | UnloadSite | Depot | Charger, ...] = (
            *workplaces(self.problem),
            *self.problem.depots,
            *self.problem.chargers,
        )
        return np.array([place.location for place in places], dtype=np.int64)

    @cached_property
    def service_s(self) -> Ints:
        """Service seconds per node; at a site those of an empty vehicle."""
        seconds = [work_s(stop, stop.load) for stop in self.problem.stops]
        seconds += [site.service_s for site in self.problem.unload_sites]
        others = len(self.problem.depots) + len(self.problem.chargers)
        return np.array([*seconds, *[0] * others], dtype=np.int64)

    @cached_property
    def twin_type(self) -> tuple[int, ...]:
        """First vehicle type that is like each in all but its name."""
        numbers: dict[object, int] = {}
        answer: list[int] = []
        for column, vehicle in enumerate(self.problem.vehicle_types):
            bare = replace(vehicle, name="", num_available=1)
            fits = self.eligible[:, column].tobytes(), self.away[:, column].tobytes()
            key = (bare, self._rules[column], fits)
            answer.append(numbers.setdefault(key, column))
        return tuple(answer)

    def rules(self, vehicle_type: int) -> tuple[AccessRule, ...]:
        """Return the access rules that hold for a type."""
        return self._rules[vehicle_type]

    @cached_property
    def _rules(self) -> tuple[tuple[AccessRule, ...], ...]:
        return rules_by_type(self.problem)

    @cached_property
    def _windows(self) -> tuple[tuple[Windows, ...], ...]:
        """Windows per vehicle type and node; types without rules share theirs."""
        free = self.free_windows
        return tuple(
            open_windows(self.problem, free, rules) if rules else free
            for rules in self._rules
        )

    @cached_property
    def free_windows(self) -> tuple[Windows, ...]:
        """Windows per node, access rules left aside; a soft one never ends."""
        return place_windows(self.problem)

    @cached_property
    def _window_arrays(self) -> tuple[tuple[Ints, Ints], ...]:
        distinct = {id(windows): windows for windows in self._windows}
        arrays = {key: _as_arrays(windows) for key, windows in distinct.items()}
        return tuple(arrays[id(windows)] for windows in self._windows)

    def windows(self, vehicle_type: int) -> tuple[Windows, ...]:
        """Return the windows per node in which a type may start work.

        In order and disjoint, at least one each; ``NEVER`` where access rules
        leave none.
        """
        return self._windows[vehicle_type]

    def window_arrays(self, vehicle_type: int) -> tuple[Ints, Ints]:
        """Return starts and ends of the windows, each (nodes, most windows)."""
        return self._window_arrays[vehicle_type]

    @cached_property
    def accepted(self) -> NDArray[np.bool_]:
        """Whether a site accepts what a stop loads, shape (stops, sites)."""
        answer = np.ones((self.num_stops, self.num_sites), dtype=np.bool_)
        for column, site in enumerate(self.problem.unload_sites):
            if site.commodities is not None:
                answer[:, column] = [
                    stop.commodity in site.commodities for stop in self.problem.stops
                ]
        return answer | self.is_empty[:, None]

    @cached_property
    def able(self) -> NDArray[np.bool_]:
        """Whether a vehicle of a type can serve a stop, shape (stops, types)."""
        stops, types = self.problem.stops, self.problem.vehicle_types
        answer = np.zeros((len(stops), len(types)), dtype=np.bool_)
        for column, vehicle in enumerate(types):
            answer[:, column] = [
                vehicle.num_available > 0
                and vehicle.max_stops != 0
                and stop.skills <= vehicle.skills
                and (
                    vehicle.commodities is None or stop.commodity in vehicle.commodities
                )
                and (stop.vehicle_types is None or column in stop.vehicle_types)
                for stop in stops
            ]
            answer[:, column] &= (self.load <= self.capacity[column]).all(axis=1)
            if vehicle.max_load is not None:
                answer[:, column] &= (self.load <= vehicle.max_load).all(axis=1)
            if vehicle.compartments:
                answer[:, column] &= self._in_one_part(vehicle)
        return answer

    def _in_one_part(self, vehicle: VehicleType) -> NDArray[np.bool_]:
        """Whether a compartment of a vehicle can hold each stop's load alone."""
        names = sorted({stop.commodity for stop in self.problem.stops})
        rooms = {name: holds_alone(vehicle, name) for name in names}
        fits = [
            not any(stop.load)
            or any(
                all(a <= b for a, b in zip(stop.load, room, strict=True))
                for room in rooms[stop.commodity]
            )
            for stop in self.problem.stops
        ]
        return np.array(fits, dtype=np.bool_)

    @cached_property
    def eligible(self) -> NDArray[np.bool_]:
        """Where ``able``, whether access rules let the type in during its shift."""
        answer = self.able.copy()
        for column, vehicle in enumerate(self.problem.vehicle_types):
            if self._rules[column]:
                starts, ends = self.window_arrays(column)
                open_now = (starts <= vehicle.shift.end_s) & (
                    ends >= vehicle.shift.start_s
                )
                answer[:, column] &= open_now[: self.num_stops].any(axis=1)
        return answer

    @cached_property
    def detours(
        self,
    ) -> dict[tuple[int, int, int], list[tuple[int, Leg, int, Leg, int]]]:
        """Ways by chargers per vehicle type and pair of nodes, as far as asked for."""
        return {}

    @cached_property
    def relatives(self) -> "dict[frozenset[str], ProblemView]":
        """The same problem without some rules, as far as asked for."""
        return {}

    @cached_property
    def reach(self) -> list[bytes]:
        """Per stop, which vehicle types access rules let in, to tell stops apart."""
        rules = [rule.stops for rule in self.problem.access_rules]
        if not rules:
            return [b""] * self.num_stops
        ruled = np.array(
            [[stop in stops for stops in rules] for stop in range(self.num_stops)]
        )
        return [row.tobytes() for row in ruled]

    @cached_property
    def paces(self) -> PaceTable | None:
        """Speeds over the day; ``None`` where durations are those of the tables."""
        speeds = self.problem.speed_profile
        return None if speeds is None else PaceTable(speeds)

    @cached_property
    def zone(self) -> Ints:
        """Zone per node, of a problem with a speed profile."""
        speeds = self.problem.speed_profile
        zones = np.zeros(0) if speeds is None else speeds.zone
        return np.asarray(zones, dtype=np.int64)[self.location]

    @cached_property
    def _tables(self) -> dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]:
        return {name: _closed(table) for name, table in self.problem.tables.items()}

    def depot_nodes(self, vehicle_type: int) -> tuple[int, int]:
        """Return the nodes of the depots where a type starts and ends."""
        vehicle = self.problem.vehicle_types[vehicle_type]
        first = self.num_stops + self.num_sites
        return first + vehicle.start_depot, first + vehicle.end_depot

    def node(self, kind: VisitKind, index: int) -> int:
        """Return the node of a stop, an unloading site or a charger."""
        if kind is VisitKind.CHARGE:
            return self.first_charger + index
        return index if kind is VisitKind.STOP else self.num_stops + index

    def distance_m(
        self,
        vehicle_type: int,
        rows: Sequence[int] | Ints,
        columns: Sequence[int] | Ints,
    ) -> Ints:
        """Return metres between nodes; ``rows`` and ``columns`` broadcast."""
        return self._travel(vehicle_type, 0, rows, columns)

    def duration_s(
        self,
        vehicle_type: int,
        rows: Sequence[int] | Ints,
        columns: Sequence[int] | Ints,
    ) -> Ints:
        """Return seconds between nodes by the tables; rows and columns broadcast."""
        return self._travel(vehicle_type, 1, rows, columns)

    def leg_s(
        self, vehicle_type: int, rows: Ints, columns: Ints, departure_s: Ints
    ) -> Ints:
        """Return seconds of legs that depart at given moments; all broadcast.

        Those of ``routing.vrp.pace.leg_duration_s``, ``CLOSED`` where no way leads.
        """
        base_s = self.duration_s(vehicle_type, rows, columns)
        if self.paces is None:
            return base_s
        zones = self.zone[rows], self.zone[columns]
        answer = self.paces.durations_s(base_s, *zones, departure_s)
        return np.where(base_s >= CLOSED, CLOSED, answer)

    def paces_along(self, nodes: Sequence[int]) -> list[Pace] | None:
        """Return the pace of each leg along nodes; ``None`` as for ``paces``."""
        if self.paces is None:
            return None
        zones = self.zone[np.array(nodes)].tolist()
        return [self.paces.paces[a][b] for a, b in pairwise(zones)]

    def _travel(
        self,
        vehicle_type: int,
        which: int,
        rows: Sequence[int] | Ints,
        columns: Sequence[int] | Ints,
    ) -> Ints:
        profile = self.problem.vehicle_types[vehicle_type].profile
        table = self._tables[profile][which]
        places = self.location
        found = table[places[np.asarray(rows)], places[np.asarray(columns)]]
        return np.asarray(found, dtype=np.int64)

    def parts(self, vehicle_type: int, distance_m: Ints, duration_s: Ints) -> Floats:
        """Return running costs in eighteen-thousandths of a fen.

        A vehicle that costs nothing to run is priced at one part a metre, so
        that short ways are still preferred among equals.
        """
        vehicle = self.problem.vehicle_types[vehicle_type]
        per_m: float = DISTANCE_PARTS * vehicle.unit_distance_cost_fen_per_km
        carbon = self.problem.objective.carbon_price_fen_per_t
        if carbon:
            per_m += vehicle.emission_g_per_km * carbon * PARTS_PER_GRAM
        per_s = DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h
        if not per_m and not per_s:
            per_m = 1
        answer: Floats = per_m * distance_m.astype(np.float64) + per_s * duration_s
        return answer


def _as_arrays(windows: tuple[Windows, ...]) -> tuple[Ints, Ints]:
    most = max(map(len, windows), default=1)
    padded = [[*w, *[w[-1]] * (most - len(w))] for w in windows]
    array = np.array(padded, dtype=np.int64).reshape(len(padded), most, 2)
    return array[:, :, 0], array[:, :, 1]


def _closed(table: TravelTable) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Write ``CLOSED`` into both tables where either is unreachable."""
    closed = (table.distance_m < 0) | (table.duration_s < 0)
    if not closed.any():
        return table.distance_m, table.duration_s
    distance_m, duration_s = table.distance_m.copy(), table.duration_s.copy()
    distance_m[closed] = CLOSED
    duration_s[closed] = CLOSED
    return distance_m, duration_s
