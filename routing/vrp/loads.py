"""What a vehicle may have on board, visit and unload: rules without times."""

from collections.abc import Sequence

import numpy as np

from routing.vrp.compartments import body_fault
from routing.vrp.queueing import Shared
from routing.vrp.view import Ints, ProblemView

type Segment = tuple[list[int], int | None]
"""Stops between two unloadings, and the node of the second; ``None`` for home."""


def segments_of(view: ProblemView, nodes: Sequence[int]) -> list[Segment]:
    """Return what rides together along nodes, depots left out."""
    segments: list[Segment] = []
    stops: list[int] = []
    for node in nodes:
        if node < view.num_stops:
            stops.append(node)
        else:
            segments.append((stops, node))
            stops = []
    segments.append((stops, None))
    return segments


def on_board(view: ProblemView, vehicle_type: int) -> Ints:
    """Return the load a vehicle leaves its depot with, per dimension."""
    total = np.zeros(len(view.problem.dimensions), dtype=np.int64)
    for carried in view.problem.vehicle_types[vehicle_type].on_board:
        total += np.array(carried.load, dtype=np.int64)
    return total


def segment_load(
    view: ProblemView, vehicle_type: int, stops: Sequence[int], *, first: bool
) -> Ints:
    """Return the load of what rides together; the first has the load on board."""
    total: Ints = view.load[list(stops)].sum(axis=0)
    if first and view.problem.vehicle_types[vehicle_type].on_board:
        total = total + on_board(view, vehicle_type)
    return total


def prefix_nodes(view: ProblemView, vehicle_type: int) -> list[int]:
    """Return the nodes of the visits already decided."""
    visits = view.problem.vehicle_types[vehicle_type].prefix
    return [view.node(visit.kind, visit.index) for visit in visits]


def keeps_rules(
    view: ProblemView,
    vehicle_type: int,
    nodes: Sequence[int],
    shared: Shared | None = None,
) -> bool:
    """Whether an order of visits keeps every rule that needs no times."""
    vehicle = view.problem.vehicle_types[vehicle_type]
    segments = segments_of(view, nodes)
    stops = [stop for inside, _ in segments for stop in inside]
    if vehicle.max_stops is not None and len(stops) > vehicle.max_stops:
        return False
    if not view.able[stops, vehicle_type].all():
        return False
    if vehicle.max_load is not None and (
        (view.load[stops].sum(axis=0) > np.array(vehicle.max_load)).any()
    ):
        return False
    if vehicle.prefix:
        prefix = prefix_nodes(view, vehicle_type)
        if list(nodes[: len(prefix)]) != prefix:
            return False
    return _ranked(view, stops) and _carried(view, vehicle_type, segments, shared)


def _ranked(view: ProblemView, stops: list[int]) -> bool:
    if not view.rank:
        return True
    for place, stop in enumerate(stops):
        rank = view.rank.get(stop)
        if rank is not None and place != (rank if rank >= 0 else len(stops) + rank):
            return False
    return True


def _carried(
    view: ProblemView,
    vehicle_type: int,
    segments: list[Segment],
    shared: Shared | None,
) -> bool:
    """Whether each segment fits, and is unloaded where it is accepted."""
    vehicle = view.problem.vehicle_types[vehicle_type]
    for number, (stops, site) in enumerate(segments):
        first = number == 0
        load = segment_load(view, vehicle_type, stops, first=first)
        if (load > view.capacity[vehicle_type]).any():
            return False
        if site is None:
            if vehicle.returns_empty and load.any():
                return False
        elif not accepts(view, vehicle_type, site, stops, first=first):
            return False
        if view.mixing and not rides_together(view, vehicle_type, stops, first=first):
            return False
    return not view.limits_intake or _taken_in(view, vehicle_type, segments, shared)


def _taken_in(
    view: ProblemView,
    vehicle_type: int,
    segments: list[Segment],
    shared: Shared | None,
) -> bool:
    """Whether the sites take in what a route brings, besides what others do."""
    brought = _brought(view, vehicle_type, segments)
    if shared is not None:
        brought += shared.taken
    return bool((brought <= view.intake).all())


def brought_to(view: ProblemView, vehicle_type: int, nodes: Sequence[int]) -> Ints:
    """Return what a route brings to each site, of shape (sites, dimensions)."""
    return _brought(view, vehicle_type, segments_of(view, nodes))


def _brought(view: ProblemView, vehicle_type: int, segments: list[Segment]) -> Ints:
    answer = np.zeros((view.num_sites, len(view.problem.dimensions)), dtype=np.int64)
    for number, (stops, site) in enumerate(segments):
        if site is not None:
            load = segment_load(view, vehicle_type, stops, first=number == 0)
            answer[site - view.num_stops] += load
    return answer


def accepts(
    view: ProblemView,
    vehicle_type: int,
    site: int,
    stops: Sequence[int],
    *,
    first: bool,
) -> bool:
    """Whether a site accepts all that is on board."""
    index = site - view.num_stops
    if not view.accepted[list(stops), index].all():
        return False
    allowed = view.problem.unload_sites[index].commodities
    carried = view.problem.vehicle_types[vehicle_type].on_board if first else ()
    return allowed is None or all(
        item.commodity in allowed for item in carried if any(item.load)
    )


def rides_together(
    view: ProblemView, vehicle_type: int, stops: Sequence[int], *, first: bool
) -> bool:
    """Whether the commodities of some stops may be on board together."""
    vehicle = view.problem.vehicle_types[vehicle_type]
    loads: dict[str, tuple[int, ...]] = {}
    riding = [(s.commodity, s.load) for s in map(view.problem.stops.__getitem__, stops)]
    riding += [(item.commodity, item.load) for item in vehicle.on_board if first]
    for name, load in riding:
        held = loads.get(name, (0,) * len(load))
        loads[name] = tuple(a + b for a, b in zip(held, load, strict=True))
    return not body_fault(view.problem, vehicle, loads)
