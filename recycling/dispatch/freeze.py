"""What is done and under way at a moment of the day, vehicle by vehicle.

Where crews recorded visits, these count; elsewhere the plan, as late as the last
record showed it to be. The leg a vehicle drives is finished: it can be sent
elsewhere from where that leads.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from recycling.domain.plans import PAUSES, PlannedRoute, PlannedStop, StopKind
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.domain.units import S_PER_DAY


@dataclass(frozen=True, slots=True)
class Begun:
    """A vehicle's day as far as it is decided.

    Attributes
    ----------
    vehicle_id
        The vehicle.
    stops
        What is done or under way, with the times and loads known best; empty when it
        has not left its depot.
    site_id, ready_s
        Where it can be sent elsewhere, and from when on.
    on_board
        Kilograms and litres it then carries, by material.
    rest
        What it was to do after that.
    failed
        Orders its crew could not collect.
    is_on_time
        Whether the rest can be driven at its planned times.
    """

    vehicle_id: str
    stops: tuple[PlannedStop, ...]
    site_id: str
    ready_s: int
    on_board: Mapping[str, tuple[int, int]]
    rest: tuple[PlannedStop, ...]
    failed: tuple[str, ...] = ()
    is_on_time: bool = True

    @property
    def is_out(self) -> bool:
        """Whether it has left its depot."""
        return bool(self.stops)

    @property
    def left_s(self) -> int:
        """When it left its depot, or may leave it."""
        return self.stops[0].departure_s if self.stops else self.ready_s

    @property
    def breaks(self) -> int:
        """Breaks its driver has had."""
        return sum(stop.kind is StopKind.BREAK for stop in self.stops)

    def driven_s(self, rest_s: int) -> int:
        """Seconds driven since the last pause of at least some length."""
        driven_s, before_s = 0, self.left_s
        for stop in self.stops[1:]:
            driven_s += stop.arrival_s - before_s
            waited_s = stop.start_s - stop.arrival_s
            is_pause = stop.kind in PAUSES or stop.kind is StopKind.CHARGE
            paused_s = stop.departure_s - stop.arrival_s if is_pause else waited_s
            if paused_s >= rest_s:
                driven_s = 0
            before_s = stop.departure_s
        return driven_s


@dataclass(frozen=True, slots=True)
class Refused:
    """What nobody drives to any more: orders that are gone, sites that are shut."""

    order_ids: Collection[str] = ()
    site_ids: Collection[str] = ()

    def bars(self, stop: PlannedStop) -> bool:
        """Whether a stop is one of them; a vehicle always may go home."""
        if stop.kind is StopKind.DEPOT:
            return False
        return stop.order_id in self.order_ids or stop.site_id in self.site_ids


def freeze(
    route: PlannedRoute,
    at_s: int,
    materials: Mapping[str, str],
    visits: Sequence[Visit] = (),
    refused: Refused | None = None,
    *,
    is_down: bool = False,
) -> Begun:
    """Tell what of a route is decided at a moment.

    Parameters
    ----------
    route
        The route as planned.
    at_s
        Seconds after midnight.
    materials
        Material of each order.
    visits
        What its crew recorded.
    refused
        Stops that a vehicle on its way to them does not go to.
    is_down
        Whether it stands still: the leg it drives is not finished.
    """
    known = {visit.order_id: visit for visit in visits}
    walk = _Walk(at_s, known, refused or Refused(), is_down=is_down)
    done = walk.done(route.stops)
    rest = route.stops[walk.number :]
    if not done:
        return Begun(
            route.vehicle_id,
            (),
            route.stops[0].site_id,
            at_s,
            {},
            rest,
            is_on_time=route.stops[0].departure_s >= at_s,
        )
    planned = route.stops[walk.number - 1]
    site_id, left_s = walk.here
    is_home = walk.number == len(route.stops)
    # Who is back or turns around can do nothing before this moment.
    ready_s = max(left_s, at_s) if is_home or walk.is_turned else left_s
    return Begun(
        route.vehicle_id,
        tuple(done),
        site_id,
        ready_s,
        carried(done, materials),
        rest,
        tuple(walk.failed),
        is_on_time=(
            (left_s if is_home else ready_s) == planned.departure_s and not walk.failed
        ),
    )


class _Walk:
    """Goes along a route up to where it is decided."""

    def __init__(
        self,
        at_s: int,
        visits: dict[str, Visit],
        refused: Refused,
        *,
        is_down: bool,
    ) -> None:
        self.at_s, self.visits, self.refused = at_s, visits, refused
        self.is_down = is_down
        self.number = 0
        self.late_s = 0
        self.is_turned = False
        self.here = ("", at_s)
        self.failed: list[str] = []

    def done(self, stops: Sequence[PlannedStop]) -> list[PlannedStop]:
        """Return the stops that are done or under way, as far as they are known."""
        recorded = self._recorded(stops)
        done: list[PlannedStop] = []
        lost_m = 0
        for number, stop in enumerate(stops):
            known = self._known(stop, recorded, number)
            is_past = any(later >= number for later in recorded)
            if not is_past and not self._is_begun(known, done):
                break
            self.number = number + 1
            self.here = known.site_id, known.departure_s
            if recorded.get(number, (0, 0, False))[2]:
                # Its crew was there in vain: the way counts to the next stop.
                self.failed.append(stop.order_id)
                lost_m += stop.distance_m
                continue
            done.append(replace(known, distance_m=known.distance_m + lost_m))
            lost_m = 0
        return list(_with_loads(done))

    def _is_begun(self, stop: PlannedStop, done: Sequence[PlannedStop]) -> bool:
        """Whether a vehicle is at a stop, or on its way there for good."""
        if not done:
            return stop.departure_s < self.at_s
        last = done[-1]
        if stop.kind in PAUSES and stop.arrival_s == last.departure_s:
            # A pause where the work was done belongs to it.
            return True
        # Who leaves at this very moment may still go elsewhere.
        if last.departure_s >= self.at_s:
            return False
        is_left = self.is_down or self.refused.bars(stop)
        if stop.kind is StopKind.DEPOT or is_left:
            self.is_turned = stop.arrival_s > self.at_s
            return not self.is_turned
        return True

    def _recorded(
        self, stops: Sequence[PlannedStop]
    ) -> dict[int, tuple[int, int, bool]]:
        """Return arrival, departure and failure of the stops that have a record."""
        found = {}
        for number, stop in enumerate(stops):
            visit = self.visits.get(stop.order_id) if stop.order_id else None
            if visit is None:
                continue
            day = visit.day
            work_s = stop.departure_s - stop.arrival_s
            came_s = _seconds(visit.arrived_at, day)
            left_s = _seconds(visit.departed_at, day)
            if came_s is None:
                came_s = stop.arrival_s if left_s is None else left_s - work_s
            if left_s is None:
                left_s = came_s + work_s
            is_failed = visit.outcome is VisitOutcome.FAILED
            if min(came_s, left_s) <= self.at_s:
                found[number] = came_s, left_s, is_failed
        return found

    def _known(
        self,
        stop: PlannedStop,
        recorded: Mapping[int, tuple[int, int, bool]],
        number: int,
    ) -> PlannedStop:
        """Return a stop with the times and the load known best."""
        if number in recorded:
            came_s, left_s, _ = recorded[number]
            self.late_s = max(0, left_s - stop.departure_s)
            start_s = min(max(came_s, stop.start_s), left_s)
            known = replace(stop, arrival_s=came_s, start_s=start_s, departure_s=left_s)
            return _as_collected(known, self.visits[stop.order_id])
        arrival_s = stop.arrival_s + self.late_s
        start_s = max(stop.start_s, arrival_s)
        self.late_s = start_s - stop.start_s
        departure_s = stop.departure_s + self.late_s
        # Whoever was seen later at another place had left this one.
        cap = min((r[0] for n, r in recorded.items() if n > number), default=None)
        if cap is not None:
            arrival_s, start_s = min(arrival_s, cap), min(start_s, cap)
            departure_s = min(departure_s, cap)
        return replace(
            stop, arrival_s=arrival_s, start_s=start_s, departure_s=departure_s
        )


def _seconds(moment: datetime | None, day: date) -> int | None:
    """Return seconds after midnight of a day."""
    if moment is None:
        return None
    days = (moment.date() - day).days
    clock_s = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return days * S_PER_DAY + clock_s


def _as_collected(stop: PlannedStop, visit: Visit) -> PlannedStop:
    """Return a stop with what was collected; where nothing was said, as planned."""
    is_said = visit.collected_kg > 0 or visit.outcome is VisitOutcome.PARTIAL
    if not is_said or not stop.load_kg:
        return stop
    litres = stop.load_l * visit.collected_kg // stop.load_kg
    return replace(stop, load_kg=visit.collected_kg, load_l=litres)


def _with_loads(stops: Sequence[PlannedStop]) -> Iterator[PlannedStop]:
    """Yield stops; what is unloaded is what was collected."""
    load_kg = load_l = 0
    for stop in stops:
        if stop.kind is StopKind.UNLOAD:
            yield replace(stop, load_kg=-load_kg, load_l=-load_l)
            load_kg = load_l = 0
        else:
            yield stop
            load_kg, load_l = load_kg + stop.load_kg, load_l + stop.load_l


def carried(
    stops: Sequence[PlannedStop], materials: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """Return what is on board after some stops, by material."""
    held: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for stop in stops:
        if stop.kind is StopKind.UNLOAD:
            held.clear()
        elif stop.kind is StopKind.PICKUP and (stop.load_kg or stop.load_l):
            material = materials[stop.order_id]
            kg, litres = held[material]
            held[material] = kg + stop.load_kg, litres + stop.load_l
    return dict(held)
