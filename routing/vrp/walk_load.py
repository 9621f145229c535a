"""What a vehicle has on board along its route, trip by trip."""

from routing.vrp.compartments import body_fault
from routing.vrp.problem import RoutingProblem, Stop, UnloadSite, VehicleType
from routing.vrp.report import TripReport
from routing.vrp.walk_notes import Notes


class Hold:
    """The load of one vehicle on its way.

    Attributes
    ----------
    load
        On board, one amount per dimension.
    trips
        The trips that have ended.
    stops
        Number of stops visited so far.
    """

    def __init__(
        self, problem: RoutingProblem, vehicle: VehicleType, notes: Notes
    ) -> None:
        self._problem, self._vehicle, self._notes = problem, vehicle, notes
        self.trips: list[TripReport] = []
        self.stops = 0
        self._picked_up = self._nothing
        self._begin_trip(0)
        for carried in vehicle.on_board:
            self._take(carried.commodity, carried.load)

    @property
    def _nothing(self) -> tuple[int, ...]:
        return (0,) * len(self._problem.dimensions)

    def _begin_trip(self, distance_m: int) -> None:
        self.load = self._nothing
        self._by_commodity: dict[str, tuple[int, ...]] = {}
        self._trip_stops = 0
        self._begin_m = distance_m
        self._left_s: int | None = None

    def leave(self, clock_s: int) -> None:
        """Note when the vehicle drives off; the first time in a trip is its start."""
        if self._left_s is None:
            self._left_s = clock_s

    def pick_up(self, stop: Stop, load: tuple[int, ...], position: int) -> None:
        """Take what a stop gives, the whole or a part."""
        self.stops += 1
        self._trip_stops += 1
        allowed = self._vehicle.commodities
        if allowed is not None and stop.commodity not in allowed:
            message = f"the vehicle may not carry {stop.commodity!r}"
            self._notes.add(message, position)
        if self._left_s is not None and self._left_s < stop.release_s:
            self._notes.add(
                f"is released at {stop.release_s}, its trip left at {self._left_s}",
                position,
            )
        if not any(load):
            return
        self._picked_up = _sum(self._picked_up, load)
        self._take(stop.commodity, load)
        names = zip(
            self._problem.dimensions, self.load, self._vehicle.capacity, strict=True
        )
        for name, amount, limit in names:
            if amount > limit:
                self._notes.add(f"carries {amount} {name}, holds {limit}", position)

    def _take(self, commodity: str, load: tuple[int, ...]) -> None:
        if any(load):
            self.load = _sum(self.load, load)
            held = self._by_commodity.get(commodity, self._nothing)
            self._by_commodity[commodity] = _sum(held, load)

    def unload(
        self, index: int, site: UnloadSite, position: int, distance_m: int
    ) -> None:
        """Leave everything at a site."""
        if site.commodities is not None:
            for commodity in sorted(self._by_commodity.keys() - site.commodities):
                message = f"{site.name} does not accept {commodity!r}"
                self._notes.add(message, position)
        self._end_trip(index, distance_m, position)

    def come_home(self, distance_m: int) -> None:
        """End at the depot, where a vehicle may have to be empty."""
        if any(self.load) and self._vehicle.returns_empty:
            self._notes.add(f"returns with {self.load} on board")
        if self._trip_stops or any(self.load):
            self._end_trip(None, distance_m, None)
        limits = self._vehicle.max_load
        if limits is None:
            return
        names = zip(self._problem.dimensions, self._picked_up, limits, strict=True)
        for name, amount, limit in names:
            if amount > limit:
                self._notes.add(f"picks up {amount} {name}, at most {limit}")

    def _end_trip(
        self, site: int | None, distance_m: int, position: int | None
    ) -> None:
        fault = body_fault(self._problem, self._vehicle, self._by_commodity)
        if fault:
            self._notes.add(fault, position)
        self.trips.append(
            TripReport(
                stops=self._trip_stops,
                unload_site=site,
                load=self.load,
                load_by_commodity=self._by_commodity,
                distance_m=distance_m - self._begin_m,
            )
        )
        self._begin_trip(distance_m)


def _sum(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(first, second, strict=True))
