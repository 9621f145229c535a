"""Planned stops as visits of a routing problem, and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recycling.dispatch.freeze import Begun
from recycling.dispatch.problem import CatchmentProblem
from recycling.domain.plans import PlannedStop, StopKind
from routing.vrp.evaluate import VisitOrder
from routing.vrp.parts import PlannedVisit
from routing.vrp.solution import Route, Visit, VisitKind

_KINDS: Mapping[StopKind, VisitKind] = {
    StopKind.PICKUP: VisitKind.STOP,
    StopKind.UNLOAD: VisitKind.UNLOAD,
    StopKind.CHARGE: VisitKind.CHARGE,
    StopKind.BREAK: VisitKind.BREAK,
    StopKind.REST: VisitKind.REST,
}

ORDERED = (VisitKind.STOP, VisitKind.UNLOAD)
"""Visits whose order is decided; pauses and charging come with the times."""

type Line = tuple[PlannedVisit, ...]
"""The stops and unloadings of a vehicle in their order."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What a plan has for a vehicle.

    Attributes
    ----------
    line
        Its stops and unloadings.
    route
        The same with its planned times; ``None`` where these cannot be kept.
    """

    line: Line
    route: Route | None = None

    def drive(self, vehicle_type: int) -> Route | VisitOrder:
        """Return it with its times, or to be timed."""
        return self.route or VisitOrder(vehicle_type, self.line)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where things are in a problem.

    Attributes
    ----------
    built
        The problem.
    stops
        Positions of the stops of an order that are planned on a vehicle.
    sites, chargers
        Positions of unloading sites and chargers, by site.
    """

    built: CatchmentProblem
    stops: Mapping[tuple[str, str], list[int]]
    sites: Mapping[str, int] = field(default_factory=dict)
    chargers: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, built: CatchmentProblem, vehicle_ids: Sequence[str]) -> "Positions":
        """Look them up; each stop has the vehicle it is planned on, or none."""
        problem = built.problem
        stops: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, vehicle_id in enumerate(vehicle_ids):
            order_id = built.catchment.orders[number].order_id
            stops[order_id, vehicle_id].append(number)
        return cls(
            built,
            stops,
            {site.name: n for n, site in enumerate(problem.unload_sites)},
            {charger.name: n for n, charger in enumerate(problem.chargers)},
        )


def laid_out(
    positions: Positions,
    number: int,
    vehicle_id: str,
    rest: Sequence[PlannedStop],
    begun: Begun | None,
) -> Laid | None:
    """Return planned stops of a vehicle as visits.

    Parameters
    ----------
    positions
        Where things are in the problem.
    number, vehicle_id
        Position and id of the vehicle.
    rest
        What it still has to do.
    begun
        How far it is; ``None`` before the day.
    """
    kind = positions.built.problem.vehicle_types[number]
    is_held = begun is not None and any(map(any, begun.on_board.values()))
    visits, is_exact = _visits(positions, vehicle_id, rest, len(kind.breaks))
    ordered = [PlannedVisit(v.kind, v.index) for v in visits if v.kind in ORDERED]
    line = without_idle(ordered, is_held=is_held)
    if not line:
        return None
    is_exact &= len(line) == len(ordered) and rest[-1].kind is StopKind.DEPOT
    is_exact &= begun is None or begun.is_on_time
    if not is_exact:
        return Laid(line)
    if begun is not None and begun.is_out:
        left_s = begun.ready_s
    else:
        left_s = rest[0].departure_s
    came_s = rest[-1].arrival_s
    start = Visit(VisitKind.DEPOT, kind.start_depot, left_s, left_s, left_s)
    end = Visit(VisitKind.DEPOT, kind.end_depot, came_s, came_s, came_s)
    return Laid(line, Route(number, (start, *visits, end)))


def _visits(
    positions: Positions, vehicle_id: str, rest: Sequence[PlannedStop], breaks: int
) -> tuple[list[Visit], bool]:
    """Return the visits between the depots, and whether all stops are among them."""
    found, is_exact, had = [], True, 0
    seen: dict[str, int] = defaultdict(int)
    for place, stop in enumerate(rest):
        if stop.kind is StopKind.DEPOT:
            is_exact &= place in {0, len(rest) - 1}
            continue
        index: int | None = 0
        if stop.kind is StopKind.PICKUP:
            own = positions.stops.get((stop.order_id, vehicle_id), [])
            part = seen[stop.order_id]
            seen[stop.order_id] += 1
            index = own[part] if part < len(own) else None
        elif stop.kind is StopKind.UNLOAD:
            index = positions.sites.get(stop.site_id)
        elif stop.kind is StopKind.CHARGE:
            index = positions.chargers.get(stop.site_id)
        elif stop.kind is StopKind.BREAK:
            index, had = (had, had + 1) if had < breaks else (None, had)
        if index is None:
            is_exact = False
            continue
        times = stop.arrival_s, stop.start_s, stop.departure_s
        found.append(Visit(_KINDS[stop.kind], index, *times))
    return found, is_exact


def without_idle(visits: Sequence[PlannedVisit], *, is_held: bool = False) -> Line:
    """Leave out unloadings of a vehicle with nothing on board.

    Parameters
    ----------
    visits
        Stops and unloadings in their order.
    is_held
        Whether something is on board at the start.
    """
    kept = []
    for visit in visits:
        if visit.kind is VisitKind.UNLOAD and not is_held:
            continue
        is_held = visit.kind is VisitKind.STOP
        kept.append(visit)
    return tuple(kept)
