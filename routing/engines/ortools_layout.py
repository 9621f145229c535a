"""Which nodes and vehicles an OR-Tools routing model has.

Nodes: the stops that can be served at all, copies of the unloading sites, copies
of the chargers, the depots. Each copy is visited at most once, so a site needs as
many as it is unloaded at; and every node and vehicle too many slows the search
down.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.vrp.features import is_committed, is_loaded
from routing.vrp.openroute import OpenRoute
from routing.vrp.places import PAUSES
from routing.vrp.problem import RoutingProblem, VehicleType
from routing.vrp.solution import VisitKind
from routing.vrp.view import CLOSED, Ints, ProblemView
from routing.vrp.windows import opens_in

MOST_CHARGER_COPIES = 12
"""Copies of one charger at most: each is a node that most answers leave out."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which node and vehicle of the model stands for what.

    Attributes
    ----------
    view
        The problem.
    nodes
        Node of the view per node of the model; a charger's number follows those
        of the depots.
    num_stops, num_copies, num_chargers
        The first nodes are stops, then follow the copies of unloading sites and
        of chargers, then the depots.
    vehicles
        Vehicle type per vehicle of the model.
    locks
        Per vehicle, the nodes of the model it visits first.
    """

    view: ProblemView
    nodes: Ints
    num_stops: int
    num_copies: int
    num_chargers: int
    vehicles: tuple[int, ...]
    locks: tuple[tuple[int, ...], ...]

    @property
    def num_places(self) -> int:
        """Number of nodes that are no depots."""
        return self.num_stops + self.num_copies + self.num_chargers

    @property
    def stops(self) -> Ints:
        """Stops of the problem in the model."""
        return self.nodes[: self.num_stops]

    @property
    def sites(self) -> Ints:
        """Position of the unloading site of each copy."""
        end = self.num_stops + self.num_copies
        return self.nodes[self.num_stops : end] - self.view.num_stops

    @property
    def chargers(self) -> Ints:
        """Position of the charger of each of its copies."""
        begin = self.num_stops + self.num_copies
        return self.nodes[begin : self.num_places] - self.view.first_charger

    def ends(self, vehicle: int) -> tuple[int, int]:
        """Return the model nodes where a vehicle starts and ends."""
        depots = self.nodes[self.num_places :].tolist()
        start, end = self.view.depot_nodes(self.vehicles[vehicle])
        first = self.num_places
        return first + depots.index(start), first + depots.index(end)

    def vehicle(self, vehicle: int) -> VehicleType:
        """Return the vehicle type of a vehicle."""
        return self.view.problem.vehicle_types[self.vehicles[vehicle]]


def make_layout(
    view: ProblemView,
    start: Sequence[OpenRoute],
    stops: Ints,
    taken: Mapping[int, int] | None = None,
) -> Layout:
    """Choose copies and vehicles: those the start uses, and some to spare.

    ``taken`` counts the vehicles of each type that are not to be had.
    """
    vehicles = _vehicles(view, start, stops, taken or {})
    copies = _copies(view, start, stops, vehicles)
    chargers = _chargers(view, start, vehicles)
    # A depot nobody uses would be one more place to visit.
    depots = sorted({node for kind in vehicles for node in view.depot_nodes(kind)})
    nodes = np.concatenate([stops, copies, chargers, np.array(depots, dtype=np.int64)])
    return Layout(
        view=view,
        nodes=nodes.astype(np.int64),
        num_stops=len(stops),
        num_copies=len(copies),
        num_chargers=len(chargers),
        vehicles=vehicles,
        locks=_locks(view, nodes[: len(stops) + len(copies)], vehicles),
    )


def _locks(
    view: ProblemView, places: Ints, vehicles: tuple[int, ...]
) -> tuple[tuple[int, ...], ...]:
    """Return the nodes each vehicle must visit first; each copy is used once."""
    free: dict[int, list[int]] = {}
    for position in range(len(places) - 1, -1, -1):
        free.setdefault(int(places[position]), []).append(position)
    answer = []
    for kind in vehicles:
        lock = []
        for visit in view.problem.vehicle_types[kind].prefix:
            is_stop = visit.kind is VisitKind.STOP
            node = visit.index if is_stop else view.num_stops + visit.index
            lock.append(free[node].pop())
        answer.append(tuple(lock))
    return tuple(answer)


def _copies(
    view: ProblemView,
    start: Sequence[OpenRoute],
    stops: Ints,
    vehicles: tuple[int, ...],
) -> Ints:
    """Return one node per copy of a site.

    Each site gets what the start uses or prefixes ask for, two to spare, one per
    vehicle that sets out loaded, and half of the trips it would see if every stop
    unloaded at the nearest site that accepts it.
    """
    used = _unloadings(view, start, vehicles)
    loaded = stops[view.load[stops].any(axis=1)]
    sites = view.num_stops + np.arange(view.num_sites)
    types = [view.problem.vehicle_types[kind] for kind in vehicles]
    laden = sum(map(is_loaded, types))
    if not view.num_sites or not (loaded.size or laden):
        return np.repeat(sites, used)
    accepted = view.accepted[loaded]
    counts = used + _ideal_trips(view, loaded, accepted) + laden + 2
    last_s = max(vehicle.shift.end_s for vehicle in types)
    opens_s = np.array([_opening_s(view.problem, site) for site in range(len(sites))])
    useless = opens_s > last_s
    if not laden:
        useless |= ~accepted.any(axis=0)
    counts[useless] = 0
    return np.repeat(sites, np.maximum(used, np.minimum(counts, len(loaded) + laden)))


def _opening_s(problem: RoutingProblem, site: int) -> int:
    windows = problem.unload_sites[site].time_windows
    return min((window.start_s for window in windows), default=0)


def _unloadings(
    view: ProblemView, start: Sequence[OpenRoute], vehicles: tuple[int, ...]
) -> Ints:
    """Return how often each site is unloaded at, by the start or by prefixes."""
    used = np.zeros(view.num_sites, dtype=np.int64)
    for route in start:
        for trip in route.trips:
            if trip.site is not None:
                used[trip.site - view.num_stops] += 1
    decided = np.zeros_like(used)
    for kind in vehicles:
        for visit in view.problem.vehicle_types[kind].prefix:
            if visit.kind is VisitKind.UNLOAD:
                decided[visit.index] += 1
    return np.maximum(used, decided)


def _ideal_trips(view: ProblemView, loaded: Ints, accepted: NDArray[np.bool_]) -> Ints:
    """Return half of the trips per site if every stop used the nearest one."""
    if not loaded.size:
        return np.zeros(view.num_sites, dtype=np.int64)
    sites = view.num_stops + np.arange(view.num_sites)
    way_m = view.distance_m(0, loaded[:, None], sites[None, :])
    way_m[~accepted] = CLOSED
    most = np.maximum(view.capacity.max(axis=0), 1)
    share = (view.load[loaded] / most).max(axis=1)
    ideal = np.bincount(way_m.argmin(axis=1), share, minlength=view.num_sites)
    return np.ceil(ideal / 2).astype(np.int64)


def _chargers(
    view: ProblemView, start: Sequence[OpenRoute], vehicles: tuple[int, ...]
) -> Ints:
    """Return one node per copy of a charger: those the start uses, some to spare."""
    types = view.problem.vehicle_types
    electric = Counter(kind for kind in vehicles if types[kind].energy is not None)
    used = Counter(node for route in start for node in _visited(route))
    chargers = view.first_charger + np.arange(len(view.problem.chargers))
    copies = []
    for node in chargers.tolist():
        count = sum(
            number
            for kind, number in electric.items()
            if opens_in(view.windows(kind)[node], types[kind].shift)
        )
        spare = max(min(count + 1, MOST_CHARGER_COPIES), used[node] + 1)
        copies.append(spare if count else 0)
    return np.repeat(chargers, copies)


def _vehicles(
    view: ProblemView,
    start: Sequence[OpenRoute],
    stops: Ints,
    taken: Mapping[int, int],
) -> tuple[int, ...]:
    """Return the type of each vehicle: those used and a few more of each type.

    What the start leaves out gets a vehicle each, as far as there are any.
    """
    used = Counter(route.vehicle_type for route in start)
    served = {stop for route in start for stop in route.stops}
    missing = len(set(stops.tolist()) - served)
    spare = 1 + used.total() // 5 + missing
    answer: list[int] = []
    for index, vehicle in enumerate(view.problem.vehicle_types):
        free = vehicle.num_available - taken.get(index, 0)
        wanted = free if is_committed(vehicle) else min(used[index] + spare, free)
        answer += [index] * wanted
    return tuple(answer)


@dataclass(frozen=True, slots=True)
class Placed:
    """A route of the start in the model: its vehicle and its nodes there."""

    route: OpenRoute
    vehicle: int
    nodes: list[int]


def place_start(layout: Layout, start: Sequence[OpenRoute]) -> list[Placed]:
    """Give each route of the start a vehicle and nodes of the model."""
    locked = {node for lock in layout.locks for node in lock}
    free: dict[int, list[int]] = {}
    for position in range(layout.num_places - 1, -1, -1):
        if position not in locked:
            free.setdefault(int(layout.nodes[position]), []).append(position)
    waiting = list(start)
    placed: list[Placed] = []
    for vehicle, kind in enumerate(layout.vehicles):
        match = next((r for r in waiting if r.vehicle_type == kind), None)
        if match is not None:
            waiting.remove(match)
            lock = layout.locks[vehicle]
            rest = _visited(match)[len(lock) :]
            nodes = [*lock, *(free[node].pop() for node in rest if free.get(node))]
            placed.append(Placed(match, vehicle, nodes))
    return placed


def _visited(route: OpenRoute) -> list[int]:
    """Return the nodes of the view along a route, those of chargers included."""
    view, inner = route.view, route.nodes[1:-1]
    if route.vehicle.energy is None or not view.problem.chargers:
        return inner
    day = route.day()
    visits = day.visits if day is not None else ()
    return [view.node(v[0], v[1]) for v in visits if v[0] not in PAUSES] or inner


def start_nodes(layout: Layout, placed: Sequence[Placed]) -> list[list[int]]:
    """Return the nodes of each vehicle of the model, depots left out.

    A vehicle the start has no route for makes at least its decided visits, and
    unloads what it has on board.
    """
    routes = {item.vehicle: item.nodes for item in placed}
    used = {node for nodes in routes.values() for node in nodes}
    used |= {node for lock in layout.locks for node in lock}
    answer = []
    for vehicle, lock in enumerate(layout.locks):
        nodes = routes.get(vehicle)
        if nodes is None:
            nodes = [*lock, *_first_unloading(layout, vehicle, used)]
            used.update(nodes)
        answer.append(nodes)
    return answer


def _first_unloading(layout: Layout, vehicle: int, used: set[int]) -> list[int]:
    """Return a copy where a vehicle that sets out loaded may leave it all."""
    kind, sites = layout.vehicle(vehicle), layout.view.problem.unload_sites
    carried = {item.commodity for item in kind.on_board if any(item.load)}
    if not is_loaded(kind) or layout.locks[vehicle]:
        return []
    for copy, site in enumerate(layout.sites.tolist()):
        accepts, node = sites[site].commodities, layout.num_stops + copy
        if node not in used and (accepts is None or carried <= accepts):
            return [node]
    return []
