"""Faults of what vehicles bring along: loads on board and decided visits.

Looked for only in problems whose single values are sound.
"""

from collections import Counter
from collections.abc import Iterator

from routing.vrp.compartments import body_fault
from routing.vrp.features import is_loaded
from routing.vrp.problem import RoutingProblem, Stop, VehicleType
from routing.vrp.solution import VisitKind
from routing.vrp.validate_values import position

type _Loads = dict[str, tuple[int, ...]]


def prefix_faults(
    place: str, vehicle: VehicleType, problem: RoutingProblem
) -> Iterator[str]:
    """Name what is wrong with the kinds and positions of decided visits."""
    sizes = {
        VisitKind.STOP: len(problem.stops),
        VisitKind.UNLOAD: len(problem.unload_sites),
    }
    for index, visit in enumerate(vehicle.prefix):
        where = f"{place}.prefix[{index}]"
        if visit.kind not in sizes:
            yield f"{where}.kind: must be stop or unload, got {visit.kind}"
        else:
            yield from position(f"{where}.index", visit.index, sizes[visit.kind])
    if vehicle.num_available != 1 and _stops_of(vehicle):
        yield (
            f"{place}.num_available: must be 1 where prefix names stops, got "
            f"{vehicle.num_available}"
        )


def _stops_of(vehicle: VehicleType) -> list[int]:
    return [visit.index for visit in vehicle.prefix if visit.kind is VisitKind.STOP]


def promise_faults(problem: RoutingProblem) -> Iterator[str]:
    """Name what no answer could keep of what vehicles bring along."""
    times = Counter(
        index for vehicle in problem.vehicle_types for index in _stops_of(vehicle)
    )
    for index, count in times.items():
        if count > 1:
            yield f"vehicle_types.prefix: must name stop {index} once, got {count}"
    for number, choice in enumerate(problem.choices):
        groups = choice.alternatives
        named = [order for order, group in enumerate(groups) if times.keys() & group]
        if len(named) > 1:
            yield (
                f"vehicle_types.prefix: must name stops of one alternative of "
                f"choices[{number}], got {named}"
            )
    for index, vehicle in enumerate(problem.vehicle_types):
        walk = _Promise(problem, index)
        for fault in walk.faults():
            yield f"vehicle_types[{index}] ({vehicle.name}).{fault}"


class _Promise:
    """The load of a vehicle along its decided visits."""

    def __init__(self, problem: RoutingProblem, vehicle_type: int) -> None:
        self.problem, self.vehicle_type = problem, vehicle_type
        self.vehicle = problem.vehicle_types[vehicle_type]
        self.zero = (0,) * len(problem.dimensions)
        self.on_board: _Loads = {}

    def faults(self) -> Iterator[str]:
        vehicle = self.vehicle
        for carried in vehicle.on_board:
            if any(carried.load):
                yield from self._may_carry("on_board", carried.commodity)
                self._take(carried.commodity, carried.load)
        yield from self._fits("on_board")
        if is_loaded(vehicle) and vehicle.returns_empty and not vehicle.prefix:
            yield from self._can_unload()
        rank = 0
        for index, visit in enumerate(vehicle.prefix):
            place = f"prefix[{index}]"
            if visit.kind is VisitKind.UNLOAD:
                yield from self._unload(place, visit.index)
                continue
            stop = self.problem.stops[visit.index]
            yield from self._serve(place, stop, rank)
            rank += 1
        yield from self._limits()

    def _take(self, commodity: str, load: tuple[int, ...]) -> None:
        held = self.on_board.get(commodity, self.zero)
        total = tuple(a + b for a, b in zip(held, load, strict=True))
        self.on_board[commodity] = total

    def _may_carry(self, place: str, commodity: str) -> Iterator[str]:
        allowed = self.vehicle.commodities
        if allowed is not None and commodity not in allowed:
            yield f"{place}: must be a commodity it may carry, got {commodity!r}"

    def _fits(self, place: str) -> Iterator[str]:
        fault = self._excess() or body_fault(self.problem, self.vehicle, self.on_board)
        if fault:
            yield f"{place}: must fit the vehicle, but {fault}"
            # What comes later is looked at as if this were put right.
            self.on_board = {}

    def _excess(self) -> str:
        loads = self.on_board.values()
        for dimension, name in enumerate(self.problem.dimensions):
            total = sum(load[dimension] for load in loads)
            limit = self.vehicle.capacity[dimension]
            if total > limit:
                return f"{total} {name} are on board, it holds {limit}"
        return ""

    def _can_unload(self) -> Iterator[str]:
        sites = self.problem.unload_sites
        accepted = any(
            site.commodities is None or self.on_board.keys() <= site.commodities
            for site in sites
        )
        if not accepted or self.vehicle.max_trips == 0:
            shown = ", ".join(map(repr, sorted(self.on_board)))
            yield f"on_board: must be unloaded, but no site takes {shown} from it"

    def _unload(self, place: str, index: int) -> Iterator[str]:
        site = self.problem.unload_sites[index]
        if site.commodities is not None:
            for commodity in sorted(self.on_board.keys() - site.commodities):
                yield f"{place}: {site.name} must accept {commodity!r}, on board then"
        self.on_board = {}

    def _serve(self, place: str, stop: Stop, rank: int) -> Iterator[str]:
        missing = stop.skills - self.vehicle.skills
        if missing:
            shown = ", ".join(sorted(missing))
            yield f"{place}: must be a stop it has the skills for, lacks {shown}"
        allowed = stop.vehicle_types
        if allowed is not None and self.vehicle_type not in allowed:
            yield f"{place}: must be a stop it may serve, {stop.name} forbids it"
        if stop.rank is not None and stop.rank >= 0 and stop.rank != rank:
            yield f"{place}: must be stop {stop.rank} of its route, is stop {rank}"
        yield from self._may_carry(place, stop.commodity)
        if any(stop.load):
            self._take(stop.commodity, stop.load)
            yield from self._fits(place)

    def _limits(self) -> Iterator[str]:
        vehicle = self.vehicle
        stops = _stops_of(vehicle)
        unloadings = len(vehicle.prefix) - len(stops)
        for name, value, limit in (
            ("max_stops", len(stops), vehicle.max_stops),
            ("max_trips", unloadings, vehicle.max_trips),
        ):
            if limit is not None and value > limit:
                yield f"{name}: must be >= the {value} of prefix, got {limit}"
        for dimension, limit in enumerate(vehicle.max_load or ()):
            total = sum(self.problem.stops[index].load[dimension] for index in stops)
            if total > limit:
                yield f"max_load: must be >= the {total} of prefix, got {limit}"
