"""Where a stop fits into an open route, and what that costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.loads import brought_to, rides_together
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.view import CLOSED, Floats, Ints, ProblemView
from routing.vrp.windows import FOREVER

SEED_CHUNK = 32
"""Seeds priced at once: the first that fits is taken, so few are needed. As long
as none is, twice as many follow, up to ``MOST_SEEDS``."""

MOST_SEEDS = 2048


SITES_TRIED = 2
"""Sites tried for a trip to a stop, the cheapest first."""

REFUSALS = 8
"""Candidates in a row refused for waiting too long, after which no more are tried."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A stop at a place of a trip, and the running cost it adds, in parts."""

    trip: int
    place: int
    stop: int
    cost_parts: float


def earliest_starts(
    view: ProblemView, vehicle_type: int, nodes: Ints, arrival_s: Ints
) -> Ints:
    """Return the first starts after arrivals; ``FOREVER`` where there is none.

    ``nodes`` has shape (k,) and ``arrival_s`` (k, m).
    """
    starts, ends = view.window_arrays(vehicle_type)
    answer = np.full(arrival_s.shape, FOREVER, dtype=np.int64)
    for column in range(starts.shape[1] - 1, -1, -1):
        low = starts[nodes, column][:, None]
        high = ends[nodes, column][:, None]
        answer = np.where(arrival_s <= high, np.maximum(arrival_s, low), answer)
    return answer


def fitting(route: OpenRoute, trip: int, stops: Ints) -> Ints:
    """Return the stops that a trip can hold and its site accepts."""
    view, kind, vehicle = route.view, route.vehicle_type, route.vehicle
    if vehicle.max_stops is not None and len(route.stops) >= vehicle.max_stops:
        return stops[:0]
    room: Ints = view.capacity[kind] - route.load_of(trip)
    site = route.site_of(trip)
    keep = view.eligible[stops, kind]
    if site is not None:
        room = _room_at(route, site, room)
        keep &= view.accepted[stops, site - view.num_stops]
    elif vehicle.returns_empty:
        keep &= view.is_empty[stops]
    keep &= (view.load[stops] <= room).all(axis=1)
    if view.mixing:
        keep &= _mixes(route, trip, stops)
    chosen: Ints = stops[keep]
    return chosen


def _room_at(route: OpenRoute, site: int, room: Ints) -> Ints:
    """Return the room of a trip, as far as its site takes it in."""
    view, index = route.view, site - route.view.num_stops
    intake = view.problem.unload_sites[index].intake
    if intake is None:
        return room
    taken: Ints = brought_to(view, route.vehicle_type, route.nodes[1:-1])[index]
    if route.shared is not None:
        taken = taken + route.shared.taken[index]
    left: Ints = np.minimum(room, np.array(intake, dtype=np.int64) - taken)
    return left


def _mixes(route: OpenRoute, trip: int, stops: Ints) -> NDArray[np.bool_]:
    """Whether what a trip carries and the commodity of each stop ride together.

    Tried for the smallest stop of each commodity.
    """
    view = route.view
    riding, first = route.riding_with(trip)
    names = view.commodity[stops]
    answer = np.ones(len(stops), dtype=np.bool_)
    for name in np.unique(names):
        places = np.flatnonzero(names == name)
        least = int(stops[places[view.load[stops[places]].sum(axis=1).argmin()]])
        answer[places] = rides_together(
            view, route.vehicle_type, [*riding, least], first=first
        )
    return answer | view.is_empty[stops]


def cheapest_insertion(route: OpenRoute, trip: int, stops: Ints) -> Insertion | None:
    """Return the best place for the best of some stops in a trip, if any fits.

    An optional stop is worth its prize: it is ranked by cost less prize, and
    taken only when that is negative.
    """
    stops = fitting(route, trip, stops)
    if not stops.size:
        return None
    places = places_of(route, trip)
    added, feasible = insertion_costs(route, trip, stops, places)
    prize = route.view.prize_fen[stops] * float(PARTS_PER_FEN)
    rank = np.where(feasible, added - prize[:, None], np.inf)
    if route.farness:
        rank -= route.farness * _forgiven(route, trip, stops)[:, None]
    rank[~route.view.required[stops][:, None] & (rank >= 0)] = np.inf
    row, column = np.unravel_index(int(rank.argmin()), rank.shape)
    if not np.isfinite(rank[row, column]):
        return None
    cost = float(added[row, column])
    return Insertion(trip, int(places[column]), int(stops[row]), cost)


def _forgiven(route: OpenRoute, trip: int, stops: Ints) -> Floats:
    """Return the way from a trip's unloading, or its depot, to required stops."""
    site = route.trips[trip].site
    origin = np.array([route.nodes[0] if site is None else site])
    return np.where(route.view.required[stops], route.travel(origin, stops)[2], 0.0)


def fits_somewhere(route: OpenRoute, stop: int) -> bool:
    """Whether a stop could join a trip of a route, whatever that costs."""
    for trip in range(len(route.trips)):
        stops = fitting(route, trip, np.array([stop]))
        if not stops.size:
            continue
        places = places_of(route, trip)
        for place in places[insertion_costs(route, trip, stops, places)[1][0]].tolist():
            if insert(route, Insertion(trip, place, stop, 0.0)):
                del route.trips[trip].stops[place]
                route.refresh()
                return True
    return False


def places_of(route: OpenRoute, trip: int) -> Ints:
    """Return the places of a trip that differ: one of many stops at one location."""
    begin, size = route.begin_of(trip), len(route.trips[trip].stops)
    here = route.view.location[route.nodes[begin : begin + size + 2]]
    same = here[1:] == here[:-1]
    inner = np.zeros(size + 1, dtype=np.bool_)
    inner[1:] = same[1:] & same[:-1]
    places: Ints = np.flatnonzero(~inner)
    return places


def insertion_costs(
    route: OpenRoute, trip: int, stops: Ints, places: Ints
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return cost added and feasibility per stop and place, both (k, places).

    The cost in parts, waiting left out; feasible is what may be so, as far as
    windows, ways and work tell: ``insert`` knows.
    """
    view, inside = route.view, route.begin_of(trip) + places
    nodes = np.array(route.nodes)
    before, after = nodes[inside], nodes[inside + 1]
    column = stops[:, None]
    departure = np.array(route.departure_s)[inside]
    here_m, here_s, here = route.travel(before, after, departure)
    to_m, to_s, to = route.travel(before[None, :], column, departure[None, :])
    service = view.service_s[column]
    latest = np.array(route.latest_s)[inside + 1]
    start = earliest_starts(view, route.vehicle_type, stops, departure[None, :] + to_s)
    on_m, on_s, on = route.travel(column, after[None, :], start + service)
    feasible = start + service + on_s <= latest[None, :]
    vehicle = route.vehicle
    if vehicle.max_distance_m is not None:
        longer = route.distance_m + to_m + on_m - here_m[None, :]
        feasible &= longer <= vehicle.max_distance_m
    if vehicle.max_duration_s is not None and view.paces is None:
        longer = route.work_s + to_s + on_s - here_s[None, :] + service
        feasible &= longer <= vehicle.max_duration_s
    feasible &= (
        (to_s < CLOSED) & (on_s < CLOSED) & _open_places(route, trip, stops, places)
    )
    work = view.parts(route.vehicle_type, np.zeros_like(service), service)
    if view.reassigns:
        work = work + view.away[stops, route.vehicle_type][:, None]
    return to + on - here[None, :] + work, feasible


def _open_places(
    route: OpenRoute, trip: int, stops: Ints, places: Ints
) -> NDArray[np.bool_]:
    """Whether each stop may stand at each place: decided visits and ranks hold."""
    view, begin = route.view, route.begin_of(trip)
    answer = np.broadcast_to(
        begin + places >= len(route.vehicle.prefix), (len(stops), len(places))
    )
    if not view.rank:
        return answer
    inside = route.stops
    places = places + sum(len(item.stops) for item in route.trips[:trip])
    ranked = [
        (p, view.rank[stop]) for p, stop in enumerate(inside) if stop in view.rank
    ]
    low = max((place + 1 for place, rank in ranked if rank >= 0), default=0)
    high = min((place for place, rank in ranked if rank < 0), default=len(inside))
    answer = answer & (places >= low) & (places <= high)
    for row, stop in enumerate(stops.tolist()):
        rank = view.rank.get(stop)
        if rank is not None:
            wanted = rank if rank >= 0 else len(inside) + 1 + rank
            answer[row] &= places == wanted
    return answer


def insert(route: OpenRoute, move: Insertion) -> bool:
    """Carry out an insertion; undo it and return ``False`` if it breaks a limit."""
    return insert_block(route, move, [move.stop])


def insert_block(route: OpenRoute, move: Insertion, block: list[int]) -> bool:
    """Insert stops one after the other at a place, or none of them."""
    stops = route.trips[move.trip].stops
    section = slice(move.place, move.place)
    stops[section] = block
    if route.refresh():
        return True
    del stops[move.place : move.place + len(block)]
    route.refresh()
    return False


def open_trip(route: OpenRoute, seeds: Ints) -> int | None:
    """Append a trip with the first seed that fits; return the seed."""
    seeds = seeds[route.view.eligible[seeds, route.vehicle_type]]
    vehicle = route.vehicle
    if vehicle.max_stops is not None and len(route.stops) >= vehicle.max_stops:
        return None
    open_end = bool(route.trips) and route.site_of(len(route.trips) - 1) is None
    if open_end and route.load_of(len(route.trips) - 1).any():
        return _open_after_unloading(route, seeds)
    return _open_trip(route, seeds)


def _open_after_unloading(route: OpenRoute, seeds: Ints) -> int | None:
    """Unload what would be brought home, then open a trip, if both are possible."""
    last = route.trips[-1]
    for site in cheapest_sites(route):
        last.site = site
        if route.refresh():
            seed = _open_trip(route, seeds)
            if seed is not None:
                return seed
    last.site = None
    route.refresh()
    return None


def cheapest_sites(route: OpenRoute) -> list[int]:
    """Return the sites, the least out of the way to the end of a route first."""
    view = route.view
    sites = view.num_stops + np.arange(view.num_sites)
    here, home = np.array([route.nodes[-2]]), np.array([route.nodes[-1]])
    to, on = route.travel(here, sites), route.travel(sites, home)
    order = np.argsort(to[2] + on[2], kind="stable")
    open_ways = (to[1] < CLOSED) & (on[1] < CLOSED)
    chosen: list[int] = sites[order[open_ways[order]]].tolist()
    return chosen


def _open_trip(route: OpenRoute, seeds: Ints) -> int | None:
    # A vehicle without trips is a stop's last chance; one with trips is not.
    tries = REFUSALS if route.trips else len(seeds)
    begin, size = 0, SEED_CHUNK
    while begin < len(seeds):
        chunk = seeds[begin : begin + size]
        begin, size = begin + size, min(2 * size, MOST_SEEDS)
        cost = trip_costs(route, chunk)
        for row in np.flatnonzero(np.isfinite(cost).any(axis=1)):
            for column in np.argsort(cost[row], kind="stable")[:SITES_TRIED]:
                if not np.isfinite(cost[row, column]):
                    break
                if _append_trip(route, int(chunk[row]), int(column)):
                    return int(chunk[row])
            tries -= 1
            if not tries:
                return None
    return None


def _append_trip(route: OpenRoute, stop: int, column: int) -> bool:
    """Append a trip to one stop if the limits allow; the last column is no site."""
    none = column == route.view.num_sites
    site = None if none else route.view.num_stops + column
    route.trips.append(Trip([stop], site))
    if route.refresh():
        return True
    route.trips.pop()
    route.refresh()
    return False


def trip_costs(route: OpenRoute, stops: Ints) -> Floats:
    """Return the cost of a trip to one stop, by stop and site; inf if impossible.

    The last column stands for no unloading, open to stops without a load and to
    vehicles that may return loaded.
    """
    view = route.view
    end, none = np.array([route.nodes[-1]]), view.num_sites
    sites, kind = view.num_stops + np.arange(view.num_sites), route.vehicle_type
    unloading = np.append(view.service_s[sites], 0)
    departure = np.array([route.departure_s[-2]])
    to_m, to_s, to = route.travel(np.array([route.nodes[-2]]), stops, departure)
    start = earliest_starts(view, kind, stops, (departure + to_s)[:, None])
    service = view.service_s[stops][:, None]
    leave = start + service
    on_m, on_s, on = _with_column(route.travel(stops[:, None], sites[None, :], leave))
    unload = earliest_starts(view, kind, sites, (leave + on_s[:, :none]).T).T
    home_m, home_s, home = _with_column(
        route.travel(sites[None, :], end, unload + unloading[:none])
    )
    straight = route.travel(stops, end, leave[:, 0])
    on_m[:, none], on_s[:, none], on[:, none] = straight
    begin = np.column_stack([unload, leave[:, 0] + straight[1]])
    done = begin + unloading + home_s
    cost: Floats = to[:, None] + on + home
    metres = to_m[:, None] + on_m + home_m
    work = to_s[:, None] + service + on_s + unloading + home_s
    cost[~_may_open(route, stops, done, metres, work)] = np.inf
    return cost


def _with_column(ways: tuple[Ints, Ints, Floats]) -> tuple[Ints, Ints, Floats]:
    """Add a column for the way that leaves the sites out."""
    return _widened(ways[0]), _widened(ways[1]), _widened(ways[2])


def _widened[T: np.generic](array: NDArray[T]) -> NDArray[T]:
    # np.pad takes ten times as long.
    answer = np.zeros((array.shape[0], array.shape[1] + 1), dtype=array.dtype)
    answer[:, :-1] = array
    return answer


def _may_open(
    route: OpenRoute, stops: Ints, done_s: Ints, metres: Ints, work_s: Ints
) -> NDArray[np.bool_]:
    """Whether a trip to a stop, unloaded at a site, may keep the limits."""
    view, vehicle = route.view, route.vehicle
    unladen = view.is_empty[stops] | (not vehicle.returns_empty)
    may = np.column_stack([view.accepted[stops], unladen])
    if vehicle.max_trips is not None and route.sites >= vehicle.max_trips:
        may[:, :-1] = False
    if view.limits_intake:
        for column, site in enumerate(view.problem.unload_sites):
            if site.intake is not None:
                room = view.capacity[route.vehicle_type]
                left = _room_at(route, view.num_stops + column, room)
                may[:, column] &= (view.load[stops] <= left).all(axis=1)
    may &= done_s <= vehicle.shift.end_s
    here_m, here_s = (int(way.sum()) for way in route.travel(*_last_leg(route))[:2])
    if vehicle.max_distance_m is not None:
        may &= route.distance_m - here_m + metres <= vehicle.max_distance_m
    if vehicle.max_duration_s is not None and view.paces is None:
        may &= route.work_s - here_s + work_s <= vehicle.max_duration_s
    return may


def _last_leg(route: OpenRoute) -> tuple[Ints, Ints]:
    return np.array([route.nodes[-2]]), np.array([route.nodes[-1]])
