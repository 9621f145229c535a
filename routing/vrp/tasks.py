"""The visits of an order with all that their times depend on."""

from collections.abc import Sequence
from itertools import repeat

from routing.vrp.costs import LATENESS_PARTS
from routing.vrp.dayplan import DayPlanner
from routing.vrp.labels import Task
from routing.vrp.loads import Segment, segment_load, segments_of
from routing.vrp.problem import work_s
from routing.vrp.queueing import Shared
from routing.vrp.schedule import Leg
from routing.vrp.solution import VisitKind
from routing.vrp.view import Ints, ProblemView
from routing.vrp.windows import Windows, without


def services_along(
    view: ProblemView, vehicle_type: int, nodes: Sequence[int]
) -> list[int]:
    """Return seconds of work per node, unloadings by what they unload."""
    service: list[int] = view.service_s[list(nodes)].tolist()
    if not view.loads_take_time:
        return service
    position = 0
    for number, (stops, site) in enumerate(segments_of(view, nodes[1:-1])):
        position += len(stops) + 1
        if site is not None:
            place = view.problem.unload_sites[site - view.num_stops]
            load = segment_load(view, vehicle_type, stops, first=number == 0)
            service[position] = work_s(place, tuple(load.tolist()))
    return service


def legs_along(view: ProblemView, vehicle_type: int, nodes: list[int]) -> list[Leg]:
    """Return the legs along nodes; the last is that to the end depot."""
    travel = view.duration_s(vehicle_type, nodes[:-1], nodes[1:]).tolist()
    service = services_along(view, vehicle_type, nodes)
    paces = view.paces_along(nodes) or repeat(None)
    windows = view.windows(vehicle_type)
    return [
        Leg(way_s, work, windows[node], pace)
        for way_s, work, node, pace in zip(
            travel, service[1:], nodes[1:], paces, strict=False
        )
    ]


def planner_along(
    view: ProblemView,
    vehicle_type: int,
    nodes: list[int],
    shared: Shared | None = None,
) -> DayPlanner:
    """Return what plans the day of a vehicle along nodes, depots included."""
    legs = legs_along(view, vehicle_type, nodes)
    metres = view.distance_m(vehicle_type, nodes[:-1], nodes[1:]).tolist()
    segments = segments_of(view, nodes[1:-1])
    loads = _loads(view, vehicle_type, segments)
    releases = [_release_s(view, stops) for stops, _ in segments]
    tasks: list[Task] = []
    trip = 0
    for position, leg in enumerate(legs):
        node, before = nodes[position + 1], nodes[position]
        way = (leg, metres[position], loads[position])
        if position == len(legs) - 1:
            depot = view.problem.vehicle_types[vehicle_type].end_depot
            tasks.append(Task(node, before, VisitKind.DEPOT, depot, *way))
        elif node < view.num_stops:
            tasks.append(_stop_task(view, node, before, way))
        else:
            trip += 1
            release_s = releases[trip] - leg.service_s
            tasks.append(
                _unload_task(view, vehicle_type, (node, before), way, release_s)
            )
    start_s = view.problem.vehicle_types[vehicle_type].shift.start_s
    earliest_s = max(start_s, releases[0])
    return DayPlanner(view, vehicle_type, tuple(tasks), earliest_s, shared)


def _stop_task(
    view: ProblemView, node: int, before: int, way: tuple[Leg, int, int]
) -> Task:
    price = view.problem.stops[node].late_cost_fen_per_min
    return Task(
        node,
        before,
        VisitKind.STOP,
        node,
        *way,
        late_parts=LATENESS_PARTS * (price or 0),
        due=view.raw_windows[node],
    )


def _unload_task(
    view: ProblemView,
    vehicle_type: int,
    ends: tuple[int, int],
    way: tuple[Leg, int, int],
    not_before_s: int,
) -> Task:
    (node, before), (leg, metres, load) = ends, way
    index = node - view.num_stops
    if view.special[node]:
        windows = _windows_for(view, vehicle_type, node, leg.service_s)
        leg = Leg(leg.travel_s, leg.service_s, windows, leg.pace)
    return Task(
        node,
        before,
        VisitKind.UNLOAD,
        index,
        leg,
        metres,
        load,
        not_before_s=not_before_s,
        power_w=view.problem.unload_sites[index].charge_power_w,
    )


def _windows_for(
    view: ProblemView, vehicle_type: int, node: int, service_s: int
) -> Windows:
    """Return when an unloading of some seconds may start at a site."""
    windows = view.free_windows[node]
    for rule in view.rules(vehicle_type):
        if node - view.num_stops in rule.unload_sites:
            windows = without(windows, rule.closed, service_s)
    return windows


def _loads(view: ProblemView, vehicle_type: int, segments: list[Segment]) -> list[int]:
    """Return what is on board of the first dimension on each leg."""
    loads: list[int] = []
    for number, (stops, _) in enumerate(segments):
        none: list[int] = []
        load: Ints = segment_load(view, vehicle_type, none, first=number == 0)
        amount = int(load[0]) if load.size else 0
        loads.append(amount)
        for stop in stops:
            amount += int(view.load[stop, 0]) if load.size else 0
            loads.append(amount)
    return loads


def _release_s(view: ProblemView, stops: Sequence[int]) -> int:
    return max((view.problem.stops[stop].release_s for stop in stops), default=0)
