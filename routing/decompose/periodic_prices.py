"""What joining or leaving the routes of a day costs, as an estimate."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.vrp.periodic import DayProblem
from routing.vrp.problem import VehicleType
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind

M_PER_KM = 1000
S_PER_H = 3600

type Floats = NDArray[np.float64]
type Places = NDArray[np.intp]


class DayPrices:
    """Estimates for one day's routes.

    Ways count at the distance and duration cost of the route's vehicle, by the
    tables; loads and windows are left to the engine.
    """

    def __init__(self, built: DayProblem, solution: RoutingSolution) -> None:
        self.problem = built.problem
        self.routes = [
            (self.problem.vehicle_types[route.vehicle_type], self._places(route))
            for route in solution.routes
        ]
        self.seat = {
            built.stops[visit.index]: (number, place)
            for number, route in enumerate(solution.routes)
            for place, visit in enumerate(_worked(route))
            if visit.kind is VisitKind.STOP
        }

    def runs(self, longest: int) -> Iterator[tuple[int, ...]]:
        """Yield periodic stops that follow each other on a route, two at least."""
        by_seat = {seat: stop for stop, seat in self.seat.items()}
        for number, place in sorted(by_seat):
            run = [by_seat[number, place]]
            for following in range(place + 1, place + longest):
                if (number, following) not in by_seat:
                    break
                run.append(by_seat[number, following])
                yield tuple(run)

    def joining_fen(self, locations: Sequence[int]) -> float:
        """Return the least price of visiting locations in order.

        The least detour of a route that visits them one after another, or what a
        new route costs.
        """
        run = np.array(locations, dtype=np.intp)
        first, last = run[:1], run[-1:]
        alone = (self._alone_fen(kind, run) for kind in self._types())
        best_fen = min(alone, default=np.inf)
        for vehicle, places in self.routes:
            before, after = places[:-1], places[1:]
            detours = self._ways_fen(vehicle, before, first)
            detours = detours + self._ways_fen(vehicle, last, after)
            # A closed way stays closed: nothing is taken off infinity.
            known = self._ways_fen(vehicle, before, after)
            detours -= np.where(np.isfinite(known), known, 0.0)
            inside_fen = float(self._ways_fen(vehicle, run[:-1], run[1:]).sum())
            best_fen = min(best_fen, float(detours.min(initial=np.inf)) + inside_fen)
        return best_fen

    def leaving_fen(self, stops: Sequence[int]) -> float:
        """Return what a route saves without periodic stops in a row.

        Where they are not in a row, what each saves alone, and 0 where the first
        is not there.
        """
        seats = [self.seat.get(stop) for stop in stops]
        first = seats[0]
        if first is None:
            return 0.0
        number, place = first
        if seats != [(number, place + ahead) for ahead in range(len(stops))]:
            return sum(self.leaving_fen((stop,)) for stop in stops)
        vehicle, places = self.routes[number]
        row = places[place - 1 : place + len(stops) + 1]
        saved_fen = float(self._ways_fen(vehicle, row[:-1], row[1:]).sum())
        direct_fen = float(self._ways_fen(vehicle, row[:1], row[-1:])[0])
        return saved_fen - (direct_fen if np.isfinite(direct_fen) else 0.0)

    def _types(self) -> list[VehicleType]:
        return [kind for kind in self.problem.vehicle_types if kind.num_available]

    def _alone_fen(self, vehicle: VehicleType, run: Places) -> float:
        start, end = (
            np.array([self.problem.depots[depot].location])
            for depot in (vehicle.start_depot, vehicle.end_depot)
        )
        sites = np.array(
            [site.location for site in self.problem.unload_sites], dtype=np.intp
        )
        if not vehicle.returns_empty:
            sites = end
        back = self._ways_fen(vehicle, run[-1:], sites)
        back = back + self._ways_fen(vehicle, sites, end)
        out_fen = float(self._ways_fen(vehicle, start, run[:1])[0])
        out_fen += float(self._ways_fen(vehicle, run[:-1], run[1:]).sum())
        return vehicle.fixed_cost_fen + out_fen + float(back.min(initial=np.inf))

    def _ways_fen(self, vehicle: VehicleType, origin: Places, end: Places) -> Floats:
        """Return what ways cost, infinite where closed; both broadcast."""
        table = self.problem.tables[vehicle.profile]
        metres, seconds = table.distance_m[origin, end], table.duration_s[origin, end]
        per_m = vehicle.unit_distance_cost_fen_per_km / M_PER_KM
        per_s = vehicle.unit_duration_cost_fen_per_h / S_PER_H
        fen = np.asarray(metres * per_m + seconds * per_s, dtype=np.float64)
        return np.where((metres < 0) | (seconds < 0), np.inf, fen)

    def _places(self, route: Route) -> Places:
        problem = self.problem
        places = {
            VisitKind.DEPOT: [depot.location for depot in problem.depots],
            VisitKind.STOP: [stop.location for stop in problem.stops],
            VisitKind.UNLOAD: [site.location for site in problem.unload_sites],
            VisitKind.CHARGE: [charger.location for charger in problem.chargers],
        }
        locations = [places[visit.kind][visit.index] for visit in _worked(route)]
        return np.array(locations, dtype=np.intp)


def _worked(route: Route) -> list[Visit]:
    """Return the visits that have a place: all but pauses."""
    pauses = {VisitKind.BREAK, VisitKind.REST}
    return [visit for visit in route.visits if visit.kind not in pauses]
