"""Where further stops fit into the routes of an answer, and what that costs in full."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from routing.vrp.assemble import timed_route
from routing.vrp.committed import trips_along
from routing.vrp.costs import DURATION_PARTS, PARTS_PER_FEN, rounded
from routing.vrp.features import is_committed
from routing.vrp.insertion import (
    Insertion,
    fitting,
    insert,
    insertion_costs,
    open_trip,
    places_of,
    trip_costs,
)
from routing.vrp.loads import brought_to
from routing.vrp.openroute import OpenRoute
from routing.vrp.queueing import Ledger, stays_of
from routing.vrp.restart import ORDERED
from routing.vrp.solution import Route, RoutingSolution
from routing.vrp.view import Floats, Ints, ProblemView
from routing.vrp.walk import walk_route

MOST_TIMED = 20
"""Places timed in full for one stop, once one of them will do."""

MOST_TRIED = 120
"""Places timed in full for one stop, as long as none will do."""

OWN_TRIP = -1
"""Stands for a further trip of a route."""

type _Places = list[tuple[float, int, int, int]]
"""What a place adds in parts at the least, number of the route, trip, place in it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stop where it costs least: see ``routing.vrp.offers.StopOffer``."""

    added_fen: int
    weight_fen: int
    route: int | None
    changed: Route


@dataclass(frozen=True, slots=True)
class _Known:
    """A route of the answer, open for more, or one of a vehicle that stands idle.

    Attributes
    ----------
    number
        Its position in the answer; ``None`` for an idle vehicle.
    route
        The route.
    cost_fen
        What it costs now.
    spare_parts
        What it may add less than a place tells: its waiting, which a further visit
        may use.
    """

    number: int | None
    route: OpenRoute
    cost_fen: int = 0
    spare_parts: float = 0.0


@dataclass
class Desk:
    """The routes of an answer, and what each leaves to others of what all share.

    Attributes
    ----------
    view
        The problem, with the further stops.
    solution
        An answer without them.
    """

    view: ProblemView
    solution: RoutingSolution
    _ledger: Ledger = field(init=False)
    _known: list[_Known] = field(init=False)

    def __post_init__(self) -> None:
        """Open the routes."""
        self._ledger = Ledger(self.view)
        nodes = [self._booked(*entry) for entry in enumerate(self.solution.routes)]
        self._known = [*self._opened(nodes), *self._idle()]

    def cheapest(self, stops: Ints) -> list[Found | None]:
        """Return the cheapest way to add each of some stops by itself, if any."""
        places: list[_Places] = [[] for _ in stops]
        row_of = {stop: row for row, stop in enumerate(stops.tolist())}
        for number in range(len(self._known)):
            for stop, place in self._places(number, stops):
                places[row_of[stop]].append(place)
        return [
            self._best(stop, sorted(found))
            for stop, found in zip(stops.tolist(), places, strict=True)
        ]

    def _booked(self, number: int, route: Route) -> list[int]:
        """Hold what a route uses of what all share; return its nodes."""
        view = self.view
        nodes = [view.node(v.kind, v.index) for v in route.visits if v.kind in ORDERED]
        if view.shares:
            times = (
                (v.kind, v.index, v.arrival_s, v.start_s, v.departure_s)
                for v in route.visits
            )
            brought = brought_to(view, route.vehicle_type, nodes)
            self._ledger.book(number, stays_of(view, times), brought)
        return nodes

    def _route(self, kind: int, number: int) -> OpenRoute:
        """Return an empty route that sees what the others leave."""
        route = OpenRoute(self.view, kind)
        if self.view.shares:
            route.shared = self._ledger.others(number)
        return route

    def _opened(self, nodes: list[list[int]]) -> Iterator[_Known]:
        """Yield the routes that can take more: not those that fetch parts of loads."""
        for number, given in enumerate(self.solution.routes):
            if any(visit.load is not None for visit in given.visits):
                continue
            route = self._route(given.vehicle_type, number)
            route.trips = trips_along(self.view, nodes[number])
            report = walk_route(self.view.problem, given, "").report
            if report is not None and route.refresh():
                price = DURATION_PARTS * route.vehicle.unit_duration_cost_fen_per_h
                waiting_parts = float(price * report.waiting_s)
                yield _Known(number, route, report.cost_fen, waiting_parts)

    def _idle(self) -> Iterator[_Known]:
        """Yield a route for an idle vehicle of each kind."""
        used = Counter(route.vehicle_type for route in self.solution.routes)
        seen: set[int] = set()
        for kind, vehicle in enumerate(self.view.problem.vehicle_types):
            is_idle = used[kind] < vehicle.num_available and not is_committed(vehicle)
            if is_idle and self.view.twin_type[kind] not in seen:
                seen.add(self.view.twin_type[kind])
                yield _Known(None, self._route(kind, -1))

    def _places(
        self, number: int, stops: Ints
    ) -> Iterator[tuple[int, tuple[float, int, int, int]]]:
        """Yield each stop that may join a route with each place it may have there."""
        known = self._known[number]
        route, spare = known.route, known.spare_parts
        for trip in range(len(route.trips)):
            fits = fitting(route, trip, stops)
            if not fits.size:
                continue
            places = places_of(route, trip)
            added, feasible = insertion_costs(route, trip, fits, places)
            for row, column in np.argwhere(feasible).tolist():
                place = (
                    float(added[row, column]) - spare,
                    number,
                    trip,
                    places[column],
                )
                yield int(fits[row]), place
        fits = stops[self.view.eligible[stops, route.vehicle_type]]
        vehicle = route.vehicle
        if not fits.size or (
            vehicle.max_stops is not None and len(route.stops) >= vehicle.max_stops
        ):
            return
        added = self._own_trip(route, fits) - spare
        if known.number is None:
            added = added + PARTS_PER_FEN * float(vehicle.fixed_cost_fen)
        for row in np.flatnonzero(np.isfinite(added)).tolist():
            yield int(fits[row]), (float(added[row]), number, OWN_TRIP, 0)

    def _own_trip(self, route: OpenRoute, stops: Ints) -> Floats:
        """Return what a further trip to each stop adds, in parts; inf if impossible."""
        home = np.array([route.nodes[-2]]), np.array([route.nodes[-1]])
        added = trip_costs(route, stops).min(axis=1) - route.travel(*home)[2]
        answer: Floats = added + self.view.away[stops, route.vehicle_type]
        return answer

    def _best(self, stop: int, places: _Places) -> Found | None:
        """Time places in full, the cheapest first, until none can be cheaper."""
        best: Found | None = None
        for tried, (least, number, trip, place) in enumerate(places):
            if best is not None:
                reached = PARTS_PER_FEN * (best.added_fen + best.weight_fen)
                if least >= reached or tried >= MOST_TIMED:
                    break
            if tried >= MOST_TRIED:
                break
            found = self._timed(stop, number, trip, int(place))
            if found is not None and (best is None or _fen(found) < _fen(best)):
                best = found
        return best

    def _timed(self, stop: int, number: int, trip: int, place: int) -> Found | None:
        """Return a route with a stop at a place, if that keeps every rule."""
        known = self._known[number]
        route = known.route.copy()
        if trip == OWN_TRIP:
            route.refresh()
            if open_trip(route, np.array([stop])) is None:
                return None
        elif not insert(route, Insertion(trip, place, stop, 0.0)):
            return None
        day = route.day()
        if day is None:
            return None
        changed, cost_fen = timed_route(route, day)
        away = self.view.away[stop, route.vehicle_type]
        weight_fen = rounded(int(away), PARTS_PER_FEN)
        return Found(cost_fen - known.cost_fen, weight_fen, known.number, changed)


def _fen(found: Found) -> int:
    return found.added_fen + found.weight_fen
