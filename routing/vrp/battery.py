"""Energy of an electric vehicle in whole numbers: exact, as the check counts.

The unit is a nine-millionth of a watt-hour: a metre at 1 Wh/km and 1 kg at 1 Wh
per km and tonne use whole numbers of it, and so does a second at 1 W.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.vrp.costs import DISTANCE_PARTS
from routing.vrp.parts import Energy
from routing.vrp.schedule import Leg
from routing.vrp.view import CLOSED, ProblemView
from routing.vrp.windows import ALWAYS, Windows, opens_in, without

PER_WH = 9_000_000
PER_WATT_SECOND = PER_WH // 3600
PER_METRE = PER_WH // 1_000_000

NEAREST = 3
"""Chargers tried on each way, the least detours first."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to or from a charger: what ``Task`` tells of a way to a visit."""

    leg: Leg
    metres: int
    load: int


type Detour = tuple[int, Way, Way]
"""A charger's node, and the ways to it and on from it."""


@dataclass(frozen=True)
class Battery:
    """The battery of a vehicle type."""

    view: ProblemView
    vehicle_type: int
    energy: Energy

    @classmethod
    def of(cls, view: ProblemView, vehicle_type: int) -> "Battery | None":
        """Return a type's battery; ``None`` where range is no matter."""
        energy = view.problem.vehicle_types[vehicle_type].energy
        return None if energy is None else cls(view, vehicle_type, energy)

    @property
    def usable(self) -> int:
        """Energy between full and empty."""
        return PER_WH * self.energy.usable_wh

    @property
    def missing(self) -> int:
        """Energy between full and what is left when a route begins."""
        return self.usable - PER_WH * self.energy.start_wh

    def need(self, metres: int, load: int) -> int:
        """Return the energy of a way with a load of the first dimension."""
        energy = self.energy
        per_m = 1000 * energy.consumption_wh_per_km
        per_m += load * energy.load_consumption_wh_per_km_per_1000
        return PER_METRE * metres * per_m

    def gain(self, power_w: int, seconds: int) -> int:
        """Return the energy charged at a place of some power."""
        power_w = min(power_w, self.energy.charge_power_w)
        return PER_WATT_SECOND * power_w * seconds

    def charging_s(self, charger: int, gain: int) -> int:
        """Return the seconds that charging takes, rounded up."""
        power_w = self.view.problem.chargers[charger].power_w
        return -(-gain // self.gain(power_w, 1))

    def windows(self, node: int, seconds: int) -> Windows:
        """Return when charging that takes some seconds may start at a charger."""
        windows = ALWAYS
        for rule in self.view.rules(self.vehicle_type):
            if node - self.view.first_charger in rule.chargers:
                windows = without(windows, rule.closed, seconds)
        return windows

    def detours(self, before: int, after: int, load: int) -> list[Detour]:
        """Return the chargers least off the way between two nodes, and the ways."""
        key = self.vehicle_type, before, after
        known = self.view.detours
        if key not in known:
            known[key] = [
                (node, *self._way(before, node), *self._way(node, after))
                for node in self._nearest(before, after)
            ]
        return [
            (node, Way(there, there_m, load), Way(onwards, onwards_m, load))
            for node, there, there_m, onwards, onwards_m in known[key]
        ]

    def _nearest(self, before: int, after: int) -> list[int]:
        nodes = self._nodes
        if not nodes.size:
            return []
        kind = self.vehicle_type
        there = self.view.duration_s(kind, np.array([before]), nodes)
        detour = there + self.view.duration_s(kind, nodes, np.array([after]))
        order = np.argsort(detour, kind="stable")[:NEAREST]
        chosen: list[int] = nodes[order[detour[order] < CLOSED]].tolist()
        return chosen

    @cached_property
    def _nodes(self) -> "np.typing.NDArray[np.int64]":
        first, most_w = self.view.first_charger, self.energy.charge_power_w
        windows = self.view.windows(self.vehicle_type)
        shift = self.view.problem.vehicle_types[self.vehicle_type].shift
        useful = [
            first + index
            for index, charger in enumerate(self.view.problem.chargers)
            if min(charger.power_w, most_w) > 0
            and opens_in(windows[first + index], shift)
        ]
        return np.array(useful, dtype=np.int64)

    def _way(self, origin: int, destination: int) -> tuple[Leg, int]:
        """Return the way between two nodes, and its metres."""
        pair, kind = [origin, destination], self.vehicle_type
        seconds = int(self.view.duration_s(kind, pair[:1], pair[1:])[0])
        metres = int(self.view.distance_m(kind, pair[:1], pair[1:])[0])
        paces = self.view.paces_along(pair)
        return Leg(seconds, pace=paces[0] if paces else None), metres

    def detour_parts(self, metres: int) -> int:
        """Return the cost of some more metres in parts."""
        vehicle = self.view.problem.vehicle_types[self.vehicle_type]
        return DISTANCE_PARTS * vehicle.unit_distance_cost_fen_per_km * metres
