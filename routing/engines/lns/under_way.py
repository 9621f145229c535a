"""Vehicles under way, searched as vehicles that begin where their promises end.

What is decided is left out of the search. What is on board is a stop without work at
the place where such a vehicle begins, for it alone and at that moment: so it is the
first visit of its route.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.engines.lns.part import Tour
from routing.vrp.committed import committed_route
from routing.vrp.features import is_committed
from routing.vrp.loads import prefix_nodes
from routing.vrp.openroute import OpenRoute
from routing.vrp.parts import Break, Choice
from routing.vrp.problem import (
    AccessRule,
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    VehicleType,
)
from routing.vrp.solution import VisitKind
from routing.vrp.view import ProblemView

HIGHEST_PRIORITY = 100

type _Loads = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A problem in which nothing is decided and nothing on board.

    Attributes
    ----------
    view
        That problem.
    stops
        Position in the problem given of each stop; what is on board follows them.
    kinds
        Vehicle type in the problem given of each type.
    prefixes
        Decided nodes of the problem given, by type.
    boards
        Stops that stand for what is on board, by type.
    """

    view: ProblemView
    stops: tuple[int, ...]
    kinds: tuple[int, ...]
    prefixes: tuple[tuple[int, ...], ...]
    boards: tuple[tuple[int, ...], ...]

    def begun(self, given: ProblemView, tours: Sequence[Tour]) -> list[Tour]:
        """Return tours of the problem given as tours of this one."""
        at = {stop: place for place, stop in enumerate(self.stops)}
        free: dict[int, list[int]] = defaultdict(list)
        for place, kind in enumerate(self.kinds):
            free[kind].append(place)
        answer = []
        for kind, nodes in tours:
            own = free[kind].pop(0) if len(free[kind]) > 1 else free[kind][0]
            rest = nodes[len(self.prefixes[own]) :]
            shift = self.view.num_stops - given.num_stops
            moved = [at.get(n, -1) if n < given.num_stops else n + shift for n in rest]
            moved = [*self.boards[own], *(node for node in moved if node >= 0)]
            if moved:
                answer.append((own, moved))
        return answer

    def ended(self, given: ProblemView, tours: Sequence[Tour]) -> list[Tour]:
        """Return tours of this problem as tours of the problem given."""
        shift = given.num_stops - self.view.num_stops
        answer = []
        for own, nodes in tours:
            back = [
                self.stops[node] if node < self.view.num_stops else node + shift
                for node in nodes
                if not len(self.stops) <= node < self.view.num_stops
            ]
            answer.append((self.kinds[own], [*self.prefixes[own], *back]))
        return answer


def under_way(given: ProblemView) -> UnderWay | None:
    """Return the problem to be searched; ``None`` where no vehicle is under way.

    Raises
    ------
    InfeasibleError
        If what a vehicle has promised, or has on board, cannot be done.
    """
    if not any(is_committed(kind) for kind in given.problem.vehicle_types):
        return None
    return _Maker(given).made()


class _Maker:
    """Puts the problem together."""

    def __init__(self, given: ProblemView) -> None:
        self.given, self.problem = given, given.problem
        decided = {
            visit.index
            for vehicle in self.problem.vehicle_types
            for visit in vehicle.prefix
            if visit.kind is VisitKind.STOP
        }
        out = decided | set(_ruled_out(self.problem, decided))
        self.stops = [s for s in range(given.num_stops) if s not in out]
        self.at = {stop: place for place, stop in enumerate(self.stops)}
        self.kinds: list[int] = []
        self.types: list[VehicleType] = []
        self.depots = list(self.problem.depots)
        self.on_board: list[Stop] = []
        self.prefixes: list[tuple[int, ...]] = []
        self.boards: list[tuple[int, ...]] = []

    def made(self) -> UnderWay:
        for kind, vehicle in enumerate(self.problem.vehicle_types):
            for _ in range(vehicle.num_available if is_committed(vehicle) else 1):
                self._add(kind, vehicle)
        self.types_of: dict[int, list[int]] = defaultdict(list)
        for place, kind in enumerate(self.kinds):
            self.types_of[kind].append(place)
        stops = [self._stop(self.problem.stops[stop]) for stop in self.stops]
        made = replace(
            self.problem,
            depots=tuple(self.depots),
            stops=(*stops, *self.on_board),
            vehicle_types=tuple(self.types),
            access_rules=tuple(self._rules()),
            choices=tuple(self._choices()),
        )
        parts = tuple(self.prefixes), tuple(self.boards)
        view = ProblemView(made)
        return UnderWay(view, tuple(self.stops), tuple(self.kinds), *parts)

    def _add(self, kind: int, vehicle: VehicleType) -> None:
        """Add a type: one as it is, or a vehicle of one under way."""
        place = len(self.kinds)
        self.kinds.append(kind)
        self.prefixes.append(())
        self.boards.append(())
        if not is_committed(vehicle):
            self.types.append(vehicle)
            return
        route = committed_route(self.given, kind)
        loads = _loads_after(self.problem, vehicle)
        prefix = prefix_nodes(self.given, kind)
        self.prefixes[place] = tuple(prefix)
        here = int(self.given.location[route.nodes[len(prefix)]])
        clock_s = route.departure_s[len(prefix)]
        first = len(self.stops) + len(self.on_board)
        for name, load in loads.items():
            self.on_board.append(_board(here, name, load, place, clock_s))
        self.boards[place] = tuple(range(first, first + len(loads)))
        self.depots.append(Depot(vehicle.name, here))
        depot = len(self.depots) - 1
        self.types.append(_rest(self.problem, vehicle, route, loads, depot))

    def _stop(self, stop: Stop) -> Stop:
        allowed = stop.vehicle_types
        if allowed is not None:
            allowed = self._types(allowed)
        home = None
        if stop.home is not None and len(self.types_of[stop.home]) == 1:
            (home,) = self.types_of[stop.home]
        return replace(stop, vehicle_types=allowed, home=home)

    def _types(self, kinds: frozenset[int]) -> frozenset[int]:
        return frozenset(place for kind in kinds for place in self.types_of[kind])

    def _rules(self) -> Iterator[AccessRule]:
        for rule in self.problem.access_rules:
            stops = frozenset(self.at[stop] for stop in rule.stops if stop in self.at)
            kinds = self._types(rule.vehicle_types)
            if kinds:
                yield replace(rule, vehicle_types=kinds, stops=stops)

    def _choices(self) -> Iterator[Choice]:
        """Yield the choices that are open; of others what is chosen is to be served."""
        for choice in self.problem.choices:
            members = [stop for group in choice.alternatives for stop in group]
            if all(stop in self.at for stop in members):
                groups = choice.alternatives
                yield Choice(tuple(tuple(self.at[s] for s in g) for g in groups))


def _ruled_out(problem: RoutingProblem, decided: set[int]) -> Iterator[int]:
    """Yield the stops of alternatives that are not the one decided on."""
    for choice in problem.choices:
        if any(not decided.isdisjoint(group) for group in choice.alternatives):
            for group in choice.alternatives:
                if decided.isdisjoint(group):
                    yield from group


def _loads_after(problem: RoutingProblem, vehicle: VehicleType) -> _Loads:
    """Return what is on board when what is decided is done, by commodity."""
    loads: _Loads = {}

    def take(commodity: str, load: tuple[int, ...]) -> None:
        if any(load):
            held = loads.get(commodity, (0,) * len(load))
            loads[commodity] = tuple(a + b for a, b in zip(held, load, strict=True))

    for carried in vehicle.on_board:
        take(carried.commodity, carried.load)
    for visit in vehicle.prefix:
        if visit.kind is VisitKind.UNLOAD:
            loads.clear()
        else:
            stop = problem.stops[visit.index]
            take(stop.commodity, stop.load)
    return loads


def _board(
    here: int, commodity: str, load: tuple[int, ...], kind: int, clock_s: int
) -> Stop:
    """Return the stop that stands for a load on board."""
    return Stop(
        "on board",
        here,
        load,
        commodity,
        time_windows=(TimeWindow(clock_s, clock_s),),
        priority=HIGHEST_PRIORITY,
        vehicle_types=frozenset({kind}),
    )


def _rest(
    problem: RoutingProblem,
    vehicle: VehicleType,
    route: OpenRoute,
    loads: _Loads,
    depot: int,
) -> VehicleType:
    """Return what is left of a vehicle's day after what is decided."""
    number = len(vehicle.prefix)
    done = [visit.index for visit in vehicle.prefix if visit.kind is VisitKind.STOP]
    clock_s = route.departure_s[number]
    gone_s = clock_s - route.departure_s[0]
    nodes = np.array(route.nodes[: number + 1])
    gone_m = int(route.view.distance_m(route.vehicle_type, nodes[:-1], nodes[1:]).sum())
    carried = [sum(column) for column in zip(*loads.values(), strict=True)]
    picked = [sum(c) for c in zip(*(problem.stops[s].load for s in done), strict=True)]
    zero = [0] * len(problem.dimensions)
    most = vehicle.max_load and tuple(
        limit - gone + held
        for limit, gone, held in zip(
            vehicle.max_load, picked or zero, carried or zero, strict=True
        )
    )
    overtime = vehicle.overtime
    return replace(
        vehicle,
        num_available=1,
        start_depot=depot,
        shift=TimeWindow(clock_s, vehicle.shift.end_s),
        max_duration_s=_less(vehicle.max_duration_s, gone_s),
        overtime=overtime
        and replace(overtime, regular_s=max(0, overtime.regular_s - gone_s)),
        max_distance_m=_less(vehicle.max_distance_m, gone_m),
        max_trips=_less(vehicle.max_trips, number - len(done)),
        max_stops=_less(vehicle.max_stops, len(done) - len(loads)),
        max_load=most,
        breaks=tuple(_breaks(vehicle, route, clock_s)),
        fixed_cost_fen=0,
        commodities=vehicle.commodities and vehicle.commodities | loads.keys(),
        prefix=(),
        on_board=(),
    )


def _less(limit: int | None, gone: int) -> int | None:
    return None if limit is None else max(0, limit - gone)


def _breaks(vehicle: VehicleType, route: OpenRoute, clock_s: int) -> Iterator[Break]:
    """Yield the breaks that are still to come."""
    visits = () if route.plan is None else route.plan.visits
    taken = {v[1] for v in visits if v[0] is VisitKind.BREAK and v[3] < clock_s}
    for index, item in enumerate(vehicle.breaks):
        if index not in taken:
            yield item
