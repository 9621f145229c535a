"""Stops with more than any vehicle can hold: fetched in parts, told as one.

Engines see the parts as stops of their own. Each full part is a load of the
vehicle that needs fewest of them, no more than some site takes in, the last one
what is left; all keep the stop's
windows, service, skills and the rest, so that each part costs the fixed seconds of
service again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from routing.vrp.compartments import holds_alone
from routing.vrp.parts import Choice
from routing.vrp.problem import AccessRule, RoutingProblem, Stop, VehicleType
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)

MOST_PARTS = 1000
"""Parts of one stop at most. What would need more is taken for a slip of the pen
and left whole, so that it is unserved as too large."""

type _Load = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StopParts:
    """What the stops of a problem with parts are in the original one.

    Attributes
    ----------
    origin
        Per stop of the problem with parts, its position in the original. The
        first part of a stop keeps the position; others follow after all stops.
    load
        Per stop, its load if it is a part, ``None`` if it is whole.
    """

    origin: tuple[int, ...]
    load: tuple[_Load | None, ...]


def split_large(problem: RoutingProblem) -> tuple[RoutingProblem, StopParts]:
    """Divide the stops that no vehicle allowed there can hold at once.

    Stops with a rank or in a prefix are left whole, since they promise one visit;
    so are those that no number of trips would empty. The prize of an optional stop
    is divided with its load. Access rules hold for all parts, and an alternative
    of a choice has all parts of its stops.

    Parameters
    ----------
    problem
        A valid problem.

    Returns
    -------
    problem
        The same, or one with the parts.
    parts
        What ``join_parts`` needs.
    """
    whole = _kept_whole(problem)
    stops = list(problem.stops)
    origin = list(range(len(stops)))
    load: list[_Load | None] = [None] * len(stops)
    for index, stop in enumerate(problem.stops):
        parts = [] if index in whole else _parts(problem, stop)
        if not parts:
            continue
        stops[index], load[index] = parts[0], parts[0].load
        stops += parts[1:]
        origin += [index] * (len(parts) - 1)
        load += [part.load for part in parts[1:]]
    answer = StopParts(tuple(origin), tuple(load))
    if len(stops) == len(problem.stops):
        return problem, answer
    pieces: dict[int, list[int]] = defaultdict(list)
    for index, whole_stop in enumerate(origin):
        pieces[whole_stop].append(index)
    divided = replace(
        problem,
        stops=tuple(stops),
        access_rules=tuple(_for_parts(rule, answer) for rule in problem.access_rules),
        choices=tuple(_choice_of_parts(choice, pieces) for choice in problem.choices),
    )
    return divided, answer


def _kept_whole(problem: RoutingProblem) -> set[int]:
    promised = {
        visit.index
        for vehicle in problem.vehicle_types
        for visit in vehicle.prefix
        if visit.kind is VisitKind.STOP
    }
    ranked = {
        index for index, stop in enumerate(problem.stops) if stop.rank is not None
    }
    return promised | ranked


def _choice_of_parts(choice: Choice, pieces: Mapping[int, list[int]]) -> Choice:
    return Choice(
        tuple(
            tuple(piece for stop in group for piece in pieces[stop])
            for group in choice.alternatives
        )
    )


def _for_parts(rule: AccessRule, parts: StopParts) -> AccessRule:
    closed = rule.stops
    stops = {index for index, origin in enumerate(parts.origin) if origin in closed}
    return replace(rule, stops=frozenset(stops))


def _parts(problem: RoutingProblem, stop: Stop) -> list[Stop]:
    """Return the parts of a stop; none if it is to stay whole."""
    if not any(stop.load):
        return []
    pairs = []
    for vehicle, held in _holds(problem, stop):
        if all(a <= b for a, b in zip(stop.load, held, strict=True)):
            return []
        pairs.append((vehicle, held))
    counts = _counts(stop, {held for _, held in pairs})
    if not counts:
        return []
    unloaded = {
        load
        for vehicle, held in pairs
        for load in _unloaded(problem, stop, vehicle, held)
    }
    # Where no site takes in anything, that is told of parts a vehicle holds.
    counts = _counts(stop, unloaded) or counts
    held = min(counts, key=lambda held: (counts[held], held))
    loads = list(_full_loads(stop.load, held, counts[held]))
    prizes = _shares(stop.prize_fen, [load[_scarce(stop.load, held)] for load in loads])
    return [
        replace(stop, load=load, prize_fen=prize)
        for load, prize in zip(loads, prizes, strict=True)
    ]


def _counts(stop: Stop, holds: Iterable[_Load]) -> dict[_Load, int]:
    """Return the number of parts per size, for sizes that make a number of them."""
    counts = {held: _trips_needed(stop.load, held) for held in holds}
    return {
        held: count
        for held, count in counts.items()
        if count is not None and count <= MOST_PARTS
    }


def _unloaded(
    problem: RoutingProblem, stop: Stop, vehicle: VehicleType, held: _Load
) -> Iterator[_Load]:
    """Return what a vehicle can bring of a load to each site at once, or home."""
    if not vehicle.returns_empty:
        yield held
    for site in problem.unload_sites:
        if site.commodities is None or stop.commodity in site.commodities:
            intake = held if site.intake is None else site.intake
            yield tuple(min(pair) for pair in zip(held, intake, strict=True))


def _holds(problem: RoutingProblem, stop: Stop) -> Iterator[tuple[VehicleType, _Load]]:
    """Return what each vehicle allowed at a stop can hold of it on one trip."""
    for index, vehicle in enumerate(problem.vehicle_types):
        allowed = stop.vehicle_types is None or index in stop.vehicle_types
        if allowed and vehicle.num_available and stop.skills <= vehicle.skills:
            for held in holds_alone(vehicle, stop.commodity):
                limits = held if vehicle.max_load is None else vehicle.max_load
                most = tuple(min(pair) for pair in zip(held, limits, strict=True))
                yield vehicle, most


def _trips_needed(load: _Load, held: _Load) -> int | None:
    """Return how many loads of a vehicle a load makes, ``None`` if no number does."""
    pairs = [pair for pair in zip(load, held, strict=True) if pair[0]]
    if not all(limit for _, limit in pairs):
        return None
    return max(-(-amount // limit) for amount, limit in pairs)


def _scarce(load: _Load, held: _Load) -> int:
    """Return the dimension that fills the vehicle first."""
    asked = [dimension for dimension, amount in enumerate(load) if amount]
    scarce = asked[0]
    for dimension in asked:
        if load[dimension] * held[scarce] > load[scarce] * held[dimension]:
            scarce = dimension
    return scarce


def _full_loads(load: _Load, held: _Load, count: int) -> Iterator[_Load]:
    """Return full loads and the rest, all dimensions in proportion to the scarce.

    Sums up to each part are rounded down, so no part exceeds what is held: its
    exact share does not, and rounding adds less than one to it.
    """
    scarce = _scarce(load, held)
    before = (0,) * len(load)
    for part in range(1, count + 1):
        fetched = min(part * held[scarce], load[scarce])
        upto = tuple(amount * fetched // load[scarce] for amount in load)
        yield tuple(b - a for a, b in zip(before, upto, strict=True))
        before = upto


def _shares(whole: int, amounts: list[int]) -> Iterator[int]:
    """Return a whole number divided in proportion to amounts; the shares add up."""
    total, done, given = sum(amounts), 0, 0
    for amount in amounts:
        done += amount
        share = whole * done // total - given
        given += share
        yield share


def join_parts(
    original: RoutingProblem, parts: StopParts, solution: RoutingSolution
) -> RoutingSolution:
    """Return an answer to a problem with parts as one to the original.

    Visits of parts say what they fetch. Parts left out become one entry with what
    is left of the load; where their reasons differ it has the first in the order
    of ``UnservedReason``, which goes from what no plan could change to what
    another plan might.
    """
    if all(load is None for load in parts.load):
        return solution
    routes = tuple(
        Route(
            route.vehicle_type,
            tuple(_joined_visit(parts, visit) for visit in route.visits),
        )
        for route in solution.routes
    )
    left: dict[int, list[Unserved]] = defaultdict(list)
    for entry in solution.unserved:
        left[parts.origin[entry.stop]].append(entry)
    unserved = tuple(
        _joined_unserved(original, parts, index, entries)
        for index, entries in left.items()
    )
    return replace(solution, routes=routes, unserved=unserved)


def _joined_visit(parts: StopParts, visit: Visit) -> Visit:
    if visit.kind is not VisitKind.STOP or parts.load[visit.index] is None:
        return visit
    return replace(visit, index=parts.origin[visit.index], load=parts.load[visit.index])


def _joined_unserved(
    original: RoutingProblem, parts: StopParts, index: int, entries: list[Unserved]
) -> Unserved:
    if parts.load[index] is None:
        return entries[0]
    loads = [parts.load[entry.stop] or () for entry in entries]
    total = tuple(map(sum, zip(*loads, strict=True)))
    order = list(UnservedReason)
    reason = min((entry.reason for entry in entries), key=order.index)
    whole = original.stops[index].load
    return Unserved(index, reason, None if total == whole else total)


def divide_answer(parts: StopParts, solution: RoutingSolution) -> RoutingSolution:
    """Return an answer to the original problem as one to that with parts.

    What is fetched becomes a part with the same load that no other visit has; where
    there is none the visit is left out, and the answer with it is no longer valid.
    """
    if all(load is None for load in parts.load):
        return solution
    waiting: dict[tuple[int, _Load | None], list[int]] = defaultdict(list)
    for index in reversed(range(len(parts.origin))):
        waiting[parts.origin[index], parts.load[index]].append(index)
    routes = tuple(
        replace(route, visits=tuple(_divided(route.visits, waiting)))
        for route in solution.routes
    )
    reasons = {entry.stop: entry.reason for entry in solution.unserved}
    unserved = tuple(
        Unserved(index, reasons.get(stop, UnservedReason.FLEET_FULL))
        for (stop, _), left in waiting.items()
        for index in left
    )
    return replace(solution, routes=routes, unserved=unserved)


def _divided(
    visits: tuple[Visit, ...], waiting: dict[tuple[int, _Load | None], list[int]]
) -> Iterator[Visit]:
    for visit in visits:
        if visit.kind is not VisitKind.STOP:
            yield visit
        elif waiting.get((visit.index, visit.load)):
            index = waiting[visit.index, visit.load].pop()
            yield replace(visit, index=index, load=None)
