"""What a driver and a battery may do along a route."""

from routing.vrp.costs import rounded
from routing.vrp.parts import DrivingRest, Energy
from routing.vrp.problem import VehicleType
from routing.vrp.solution import Visit
from routing.vrp.walk_notes import Notes

WH = 9_000_000
"""Units of a watt-hour: the least common multiple of the 1,000,000 of a metre at
watt-hours per kilometre and 1,000 units, and the 3,600 of a watt-second."""

_LEG_UNITS = WH // 1_000_000
_CHARGE_UNITS = WH // 3600


class Driver:
    """Driving since the last rest; rests are pauses in one piece."""

    def __init__(self, rule: DrivingRest | None, notes: Notes) -> None:
        self._rule, self._notes = rule, notes
        self._driving_s = self._pause_s = 0

    def drive(self, seconds: int, position: int) -> None:
        """Add a leg."""
        if self._rule is None or not seconds:
            return
        self._pause_s = 0
        self._driving_s += seconds
        limit_s = self._rule.max_driving_s
        if self._driving_s > limit_s:
            message = f"drives {self._driving_s} s without a rest, at most {limit_s}"
            self._notes.add(message, position)
            self._driving_s = 0

    def pause(self, seconds: int) -> None:
        """Add waiting, a break, a rest or charging."""
        self._pause_s += seconds
        if self._rule is not None and self._pause_s >= self._rule.rest_s:
            self._driving_s = 0

    def work(self, seconds: int) -> None:
        """Add work, which ends a pause."""
        if seconds:
            self._pause_s = 0


class Battery:
    """Energy left along a route, in exact units of 1 / 9,000,000 Wh."""

    def __init__(self, energy: Energy, notes: Notes) -> None:
        self._energy, self._notes = energy, notes
        self._full, self._left = energy.usable_wh * WH, energy.start_wh * WH
        self._used = 0

    @property
    def used_wh(self) -> int:
        """Watt-hours used so far, rounded halves up."""
        return rounded(self._used, WH)

    def drive(self, distance_m: int, amount: int, position: int) -> None:
        """Use what a leg takes with an amount of the first dimension on board."""
        energy = self._energy
        per_m = 1000 * energy.consumption_wh_per_km
        per_m += amount * energy.load_consumption_wh_per_km_per_1000
        need = _LEG_UNITS * distance_m * per_m
        self._used += need
        if need > self._left:
            needed, left = -(-need // WH), self._left // WH
            message = f"needs {needed} Wh for the way, has {left} Wh left"
            self._notes.add(message, position)
        self._left = max(0, self._left - need)

    def charge(self, power_w: int, seconds: int) -> None:
        """Take what a plug gives, within what the vehicle can take."""
        power_w = min(power_w, self._energy.charge_power_w)
        gained = _CHARGE_UNITS * power_w * max(0, seconds)
        self._left = min(self._full, self._left + gained)


def check_break(
    vehicle: VehicleType, visit: Visit, position: int, notes: Notes
) -> None:
    """Check when a break begins and how long it lasts."""
    rule = vehicle.breaks[visit.index]
    if not rule.earliest_s <= visit.start_s <= rule.latest_s:
        times = f"from {rule.earliest_s} to {rule.latest_s}"
        notes.add(f"starts at {visit.start_s}, must be {times}", position)
    expected_s = visit.start_s + rule.duration_s
    if visit.departure_s != expected_s:
        message = f"leaves at {visit.departure_s}, must be {expected_s}"
        notes.add(message, position)


def check_breaks_taken(
    vehicle: VehicleType, taken: list[int], departure_s: int, end_s: int, notes: Notes
) -> None:
    """Check that each break due is taken, and none more than once."""
    for index, rule in enumerate(vehicle.breaks):
        times = taken.count(index)
        if times > 1:
            notes.add(f"takes break {index} {times} times, must be once")
        if not times and departure_s < rule.latest_s < end_s:
            notes.add(f"is on its way after {rule.latest_s} without break {index}")
