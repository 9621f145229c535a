"""Which nodes and vehicles an OR-Tools routing model has.

Nodes: the stops that can be served at all, copies of the unloading sites, the
depots. Each copy is visited at most once, so a site needs as many as it is
unloaded at; and every node and vehicle too many slows the search down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import VehicleType
from routing.vrp.view import CLOSED, Ints, ProblemView


@dataclass(frozen=True, slots=True)
class Layout:
    """Which node and vehicle of the model stands for what.

    Attributes
    ----------
    view
        The problem.
    nodes
        Node of the view per node of the model.
    num_stops, num_copies
        The first nodes are stops, then follow the copies, then the depots.
    vehicles
        Vehicle type per vehicle of the model.
    """

    view: ProblemView
    nodes: Ints
    num_stops: int
    num_copies: int
    vehicles: tuple[int, ...]

    @property
    def stops(self) -> Ints:
        """Stops of the problem in the model."""
        return self.nodes[: self.num_stops]

    @property
    def sites(self) -> Ints:
        """Position of the unloading site of each copy."""
        end = self.num_stops + self.num_copies
        return self.nodes[self.num_stops : end] - self.view.num_stops

    def ends(self, vehicle: int) -> tuple[int, int]:
        """Return the model nodes where a vehicle starts and ends."""
        first = self.num_stops + self.num_copies
        depots = self.nodes[first:].tolist()
        start, end = self.view.depot_nodes(self.vehicles[vehicle])
        return first + depots.index(start), first + depots.index(end)

    def vehicle(self, vehicle: int) -> VehicleType:
        """Return the vehicle type of a vehicle."""
        return self.view.problem.vehicle_types[self.vehicles[vehicle]]


def make_layout(view: ProblemView, start: Sequence[OpenRoute], stops: Ints) -> Layout:
    """Choose copies and vehicles: those the start uses, and some to spare."""
    copies = _copies(view, start, stops)
    vehicles = _vehicles(view, start, stops)
    # A depot nobody uses would be one more place to visit.
    depots = sorted({node for kind in vehicles for node in view.depot_nodes(kind)})
    return Layout(
        view=view,
        nodes=np.concatenate([stops, copies, np.array(depots)]),
        num_stops=len(stops),
        num_copies=len(copies),
        vehicles=vehicles,
    )


def _copies(view: ProblemView, start: Sequence[OpenRoute], stops: Ints) -> Ints:
    """Return one node per copy of a site.

    Each site gets what the start uses, two to spare, and half of the trips it
    would see if every stop unloaded at the nearest site that accepts it.
    """
    used = np.zeros(view.num_sites, dtype=np.int64)
    for route in start:
        for trip in route.trips:
            if trip.site is not None:
                used[trip.site - view.num_stops] += 1
    loaded = stops[~view.is_empty[stops]]
    sites = view.num_stops + np.arange(view.num_sites)
    if not loaded.size or not view.num_sites:
        return np.repeat(sites, used)
    way_m = view.distance_m(0, loaded[:, None], sites[None, :])
    way_m[~view.accepted[loaded]] = CLOSED
    most = np.maximum(view.capacity.max(axis=0), 1)
    share = (view.load[loaded] / most).max(axis=1)
    ideal = np.bincount(way_m.argmin(axis=1), share, minlength=view.num_sites)
    counts = used + np.ceil(ideal / 2).astype(np.int64) + 2
    fleet = {k: v for k, v in enumerate(view.problem.vehicle_types) if v.num_available}
    last_s = max(vehicle.shift.end_s for vehicle in fleet.values())
    opens_s = np.min([view.window_arrays(kind)[0][sites, 0] for kind in fleet], axis=0)
    counts[~view.accepted[loaded].any(axis=0) | (opens_s > last_s)] = 0
    return np.repeat(sites, np.maximum(used, np.minimum(counts, len(loaded))))


def _vehicles(
    view: ProblemView, start: Sequence[OpenRoute], stops: Ints
) -> tuple[int, ...]:
    """Return the type of each vehicle: those used and a few more of each type.

    When the start could not serve everything the whole fleet is offered, as far
    as there are stops to serve.
    """
    used = [route.vehicle_type for route in start]
    served = {stop for route in start for stop in route.stops}
    spare = 1 + len(used) // 5 if served.issuperset(stops.tolist()) else len(stops)
    answer: list[int] = []
    for index, vehicle in enumerate(view.problem.vehicle_types):
        wanted = min(used.count(index) + spare, vehicle.num_available)
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
    free: dict[int, list[int]] = {}
    for position in range(layout.num_stops + layout.num_copies - 1, -1, -1):
        free.setdefault(int(layout.nodes[position]), []).append(position)
    waiting = list(start)
    placed: list[Placed] = []
    for vehicle, kind in enumerate(layout.vehicles):
        match = next((r for r in waiting if r.vehicle_type == kind), None)
        if match is not None:
            waiting.remove(match)
            nodes = [free[node].pop() for node in match.nodes[1:-1]]
            placed.append(Placed(match, vehicle, nodes))
    return placed


def start_nodes(layout: Layout, placed: Sequence[Placed]) -> list[list[int]]:
    """Return the nodes of each vehicle of the model, depots left out."""
    answer: list[list[int]] = [[] for _ in layout.vehicles]
    for item in placed:
        answer[item.vehicle] = item.nodes
    return answer
