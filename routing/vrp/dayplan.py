"""What a vehicle does when, with pauses, charging, soft windows and queues.

One order of visits is walked with labels: ways to have come so far that differ
in the time, the breaks taken, the driving since the last rest, the energy used
and the lateness. A label goes when another is better in all of them. What is
added to a plain day at each visit: a break or a rest at the place before or at
the next one, a detour to a charger before driving on, a late start or waiting
for the next window.

Lateness is a price like any other: of all labels that are home the one whose
lateness, detours, time and overtime cost least is taken, so that a visit is
made later only where that pays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from routing.vrp.battery import Battery, Way
from routing.vrp.costs import DURATION_PARTS, overtime_s
from routing.vrp.labels import DayPlan, Label, Task, Timed, lateness_s
from routing.vrp.problem import VehicleType
from routing.vrp.queueing import Shared
from routing.vrp.schedule import earliest_start
from routing.vrp.solution import VisitKind
from routing.vrp.view import ProblemView

MOST_LABELS = 24


@dataclass(frozen=True)
class DayPlanner:
    """Plans the day of a vehicle along an order of visits.

    Attributes
    ----------
    tasks
        The visits in order, the way home last.
    earliest_s
        Earliest departure: the shift, and the release of the first trip's stops.
    shared
        What other routes leave of docks and plugs; ``None`` for all of it.
    """

    view: ProblemView
    vehicle_type: int
    tasks: tuple[Task, ...]
    earliest_s: int = 0
    shared: Shared | None = None

    @cached_property
    def vehicle(self) -> VehicleType:
        """Vehicle type of the route."""
        return self.view.problem.vehicle_types[self.vehicle_type]

    @cached_property
    def _battery(self) -> Battery | None:
        return Battery.of(self.view, self.vehicle_type)

    @cached_property
    def _needs(self) -> tuple[int, ...]:
        """Energy from before each task to the end of the day."""
        needs = [0]
        for task in reversed(self.tasks):
            way = self._battery.need(task.metres, task.load) if self._battery else 0
            needs.append(needs[-1] + way)
        return tuple(reversed(needs))

    def plan_from(self, departure_s: int) -> DayPlan | None:
        """Return the cheapest day found that leaves at a moment."""
        breaks = self.vehicle.breaks
        passed = 0
        while passed < len(breaks) and breaks[passed].latest_s <= departure_s:
            passed += 1
        missing = 0 if self._battery is None else self._battery.missing
        labels = [Label(departure_s, passed, used=missing)]
        for position in range(len(self.tasks)):
            found = [
                after for label in labels for after in self._advance(label, position)
            ]
            labels = self._best_labels(found)
            if not labels:
                return None
        plans = [self._closed(departure_s, label) for label in labels]
        ready = [plan for plan in plans if plan is not None]
        return min(ready, key=self.rank, default=None)

    def rank(self, plan: DayPlan) -> tuple[bool, int, int, int]:
        """Return what makes a day better: the limit, cost, duration, an early end."""
        longest_s = self.vehicle.max_duration_s
        over = longest_s is not None and plan.duration_s > longest_s
        return over, plan.cost_parts, plan.duration_s, plan.end_s

    def _closed(self, departure_s: int, label: Label) -> DayPlan | None:
        """Return the plan of a label that is home; ``None`` if a break is due."""
        end_s, vehicle = label.clock_s, self.vehicle
        due = any(item.latest_s < end_s for item in vehicle.breaks[label.taken :])
        if due or end_s > vehicle.shift.end_s:
            return None
        visits: list[Timed] = []
        trail = label.trail
        while trail is not None:
            visits.append(trail[0])
            trail = trail[1]
        duration_s = end_s - departure_s
        parts = time_parts(vehicle, duration_s)
        extra = label.parts
        return DayPlan(departure_s, end_s, tuple(visits[::-1]), extra, extra + parts)

    def _best_labels(self, labels: list[Label]) -> list[Label]:
        breaks = self.vehicle.breaks
        labels.sort(key=lambda item: (item.clock_s, item.parts, -item.taken))
        kept: list[Label] = []
        for label in labels:
            if (
                label.taken < len(breaks)
                and label.clock_s > breaks[label.taken].latest_s
            ):
                continue
            if not any(other.covers(label) for other in kept):
                kept.append(label)
                if len(kept) == MOST_LABELS:
                    break
        return kept

    def _advance(self, label: Label, position: int) -> Iterator[Label]:
        task = self.tasks[position]
        for arrived in self._arrivals(label, position):
            if task.kind is VisitKind.DEPOT:
                yield arrived
                continue
            worked = list(self._worked(arrived, task))
            yield from worked
            if worked and self._may_pause_later(arrived, worked[0], position):
                continue
            for ready in self._pauses_there(arrived, task):
                yield from self._worked(ready, task)

    def _may_pause_later(self, arrived: Label, worked: Label, position: int) -> bool:
        """Whether a pause after the work is as good as one before it.

        That is so where the work is done at once, and before a break may begin:
        whoever waits for the break here is no earlier anywhere. Only what has a
        price, or more driving without a rest, may be better later.
        """
        breaks, rule = self.vehicle.breaks, self.vehicle.driving_rest
        task = self.tasks[position]
        service_s = task.leg.service_s
        if task.late_parts or worked.clock_s - service_s > arrived.clock_s:
            return False
        if arrived.taken == len(breaks):
            # Without waiting no rest is worth taking before the work either.
            return True
        if worked.clock_s > breaks[arrived.taken].earliest_s:
            return False
        if rule is None:
            return True
        onwards = self.tasks[position + 1].leg
        way_s = onwards.arrival_s(worked.clock_s) - worked.clock_s
        return worked.driven_s + way_s <= rule.max_driving_s

    def _arrivals(self, label: Label, position: int) -> Iterator[Label]:
        """Yield labels on arrival at a visit: straight, after a pause, charged."""
        task = self.tasks[position]
        straight = self._driven(label, task)
        if straight is not None:
            yield straight
        if not position:
            if label.used:
                yield from self._charged(label, position)
            return
        for rested in self._pauses_before(label, task):
            arrived = self._driven(rested, task)
            if arrived is not None:
                yield arrived
        yield from self._charged(label, position)

    def _driven(self, label: Label, way: Task | Way) -> Label | None:
        arrival_s = way.leg.arrival_s(label.clock_s)
        driven_s = 0
        if self.vehicle.driving_rest is not None:
            driven_s = label.driven_s + arrival_s - label.clock_s
            if driven_s > self.vehicle.driving_rest.max_driving_s:
                return None
        used = 0
        if self._battery is not None:
            used = label.used + self._battery.need(way.metres, way.load)
            if used > self._battery.usable:
                return None
        return Label(arrival_s, label.taken, driven_s, used, label.parts, label.trail)

    def _pauses_before(self, label: Label, task: Task) -> Iterator[Label]:
        """Yield the pauses worth taking before driving on."""
        arrival_s = task.leg.arrival_s(label.clock_s)
        breaks, rule = self.vehicle.breaks, self.vehicle.driving_rest
        if label.taken < len(breaks):
            item = breaks[label.taken]
            # Before its time a break is better taken at the next place.
            at_home = task.kind is VisitKind.DEPOT
            if arrival_s > item.earliest_s or at_home:
                yield from self._break(label)
        if rule is not None and label.driven_s > 0:
            way_s = arrival_s - label.clock_s
            if label.driven_s + way_s > rule.max_driving_s:
                yield self._rest(label)

    def _pauses_there(self, label: Label, task: Task) -> Iterator[Label]:
        """Yield the pauses worth taking on arrival, before the work."""
        yield from self._break(label)
        rule = self.vehicle.driving_rest
        if rule is not None and label.driven_s > 0:
            start_s = earliest_start(task.leg.windows, label.clock_s)
            if start_s is not None and 0 < start_s - label.clock_s < rule.rest_s:
                yield self._rest(label)

    def _break(self, label: Label) -> Iterator[Label]:
        breaks = self.vehicle.breaks
        if label.taken == len(breaks):
            return
        item = breaks[label.taken]
        start_s = max(label.clock_s, item.earliest_s)
        if start_s > item.latest_s:
            return
        end_s = start_s + item.duration_s
        waited_s = start_s - label.clock_s
        visit = (VisitKind.BREAK, label.taken, label.clock_s, start_s, end_s)
        yield Label(
            end_s,
            label.taken + 1,
            self._since_rest(label, max(waited_s, item.duration_s)),
            label.used,
            label.parts,
            (visit, label.trail),
        )

    def _rest(self, label: Label) -> Label:
        rule = self.vehicle.driving_rest
        end_s = label.clock_s + (0 if rule is None else rule.rest_s)
        visit = (VisitKind.REST, 0, label.clock_s, label.clock_s, end_s)
        return replace(label, clock_s=end_s, driven_s=0, trail=(visit, label.trail))

    def _since_rest(self, label: Label, pause_s: int) -> int:
        """Return the driving since the last rest, after a pause."""
        rule = self.vehicle.driving_rest
        return label.driven_s if rule is None or pause_s < rule.rest_s else 0

    def _worked(self, label: Label, task: Task) -> Iterator[Label]:
        """Yield labels after the work: started at once, or in a later window."""
        for start_s in self._starts(label, task):
            end_s = start_s + task.leg.service_s
            visit = (task.kind, task.index, label.clock_s, start_s, end_s)
            used = label.used
            if self._battery is not None and task.power_w:
                gain = self._battery.gain(task.power_w, task.leg.service_s)
                used = max(0, used - gain)
            late_s = lateness_s(task.due, start_s) if task.late_parts else 0
            yield Label(
                end_s,
                label.taken,
                self._since_rest(label, start_s - label.clock_s),
                used,
                label.parts + task.late_parts * late_s,
                (visit, label.trail),
            )

    def _starts(self, label: Label, task: Task) -> Iterator[int]:
        first_s = max(label.clock_s, task.not_before_s)
        start_s = self._free_start(task, first_s)
        if start_s is None:
            return
        yield start_s
        if not task.late_parts:
            return
        later = (begin_s for begin_s, _ in task.due if begin_s > start_s)
        next_s = next(later, None)
        if next_s is not None and lateness_s(task.due, start_s):
            waited_s = self._free_start(task, next_s)
            if waited_s is not None:
                yield waited_s

    def _free_start(self, task: Task, from_s: int) -> int | None:
        leg = task.leg
        if self.shared is None:
            return earliest_start(leg.windows, from_s)
        return self.shared.start_s(task.node, leg.windows, from_s, leg.service_s)

    def _charged(self, label: Label, position: int) -> Iterator[Label]:
        """Yield labels at the next visit that have charged on the way to it."""
        battery, task = self._battery, self.tasks[position]
        if battery is None or label.used + self._needs[position] <= battery.usable:
            return
        ways = battery.detours(task.before, task.node, task.load)
        for charger, there, onwards in ways:
            arrived = self._driven(label, there)
            if arrived is None:
                continue
            need = battery.need(onwards.metres, task.load) + self._needs[position + 1]
            enough = min(arrived.used, max(0, arrived.used + need - battery.usable))
            detour_m = there.metres + onwards.metres - task.metres
            for gain in sorted({enough, arrived.used} - {0}):
                after = self._plugged(arrived, charger, gain)
                at_visit = None if after is None else self._driven(after, onwards)
                if at_visit is not None:
                    parts = at_visit.parts + battery.detour_parts(detour_m)
                    yield replace(at_visit, parts=parts)

    def _plugged(self, label: Label, charger: int, gain: int) -> Label | None:
        battery = self._battery
        if battery is None:
            return None
        index = charger - self.view.first_charger
        seconds = battery.charging_s(index, gain)
        windows = battery.windows(charger, seconds)
        start_s = earliest_start(windows, label.clock_s)
        if self.shared is not None:
            start_s = self.shared.start_s(charger, windows, label.clock_s, seconds)
        if start_s is None:
            return None
        end_s = start_s + seconds
        pause_s = max(seconds, start_s - label.clock_s)
        visit = (VisitKind.CHARGE, index, label.clock_s, start_s, end_s)
        return Label(
            end_s,
            label.taken,
            self._since_rest(label, pause_s),
            label.used - gain,
            label.parts,
            (visit, label.trail),
        )


def time_parts(vehicle: VehicleType, duration_s: int) -> int:
    """Return the cost of a day's time in parts, overtime included."""
    parts = DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h * duration_s
    if vehicle.overtime is not None:
        price = vehicle.overtime.unit_cost_fen_per_h
        parts += DURATION_PARTS * price * overtime_s(vehicle, duration_s)
    return parts
