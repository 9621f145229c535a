"""Edits by hand: move, swap, remove and reorder stops, change vehicles, lock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from recycling.dispatch.planned_visits import Line, without_idle
from recycling.dispatch.workbench import Workbench
from recycling.domain.edits import Edit, EditKind
from recycling.domain.errors import RefusedError
from recycling.domain.running import Lock
from recycling.schema.said import said
from routing.vrp.evaluate import Evaluation, VisitOrder, evaluate, order_of
from routing.vrp.offers import StopOffer, price_variants
from routing.vrp.parts import PlannedVisit
from routing.vrp.problem import RoutingProblem, UnloadSite
from routing.vrp.solution import Route, Unserved, UnservedReason, VisitKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan while it is edited: who visits what in which order, and what is locked.

    Attributes
    ----------
    bench
        The plan it was made from.
    lines
        Stops and unloadings of each vehicle; empty for one that stays at home.
    locks
        What is locked, by order.
    places
        Place among the pick-ups of its vehicle of each order whose place is fixed.
    before
        The draft before the last edit; ``None`` at first.
    """

    bench: Workbench
    lines: tuple[Line, ...]
    locks: Mapping[str, Lock] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    before: "Draft | None" = None

    @property
    def problem(self) -> RoutingProblem:
        """The problem, with what is locked."""
        stops = list(self.bench.problem.stops)
        vehicles = {key: n for n, key in enumerate(self.bench.vehicle_ids)}
        for stop, order_id in enumerate(self.bench.order_ids):
            lock = self.locks.get(order_id)
            if lock is not None and lock.vehicle_id in vehicles:
                stops[stop] = replace(
                    stops[stop],
                    vehicle_types=frozenset({vehicles[lock.vehicle_id]}),
                    rank=self.places.get(order_id),
                )
        return replace(self.bench.problem, stops=tuple(stops))

    def driven(self) -> list[Route | VisitOrder]:
        """Return the routes; those nobody changed keep their times."""
        return [
            laid.drive(number)
            if laid is not None and laid.line == line
            else VisitOrder(number, line)
            for number, (line, laid) in enumerate(
                zip(self.lines, self.bench.laid, strict=True)
            )
            if line
        ]

    def evaluated(self) -> Evaluation:
        """Time the routes as well as possible, with all rules they break."""
        return evaluate(self.problem, self.driven())

    def undone(self) -> "Draft":
        """Take the last edit back."""
        return self.before or self

    def place(self, order_id: str) -> tuple[str, int] | None:
        """Return vehicle and place of an order; of one in parts, of the first."""
        for vehicle_id, line in zip(self.bench.vehicle_ids, self.lines, strict=True):
            for place, stop in enumerate(stops_of(line)):
                if self.bench.order_ids[stop] == order_id:
                    return vehicle_id, place
        return None


def draft_of(bench: Workbench, locks: Sequence[Lock] = ()) -> Draft:
    """Open a plan for edits."""
    lines = tuple(() if laid is None else laid.line for laid in bench.laid)
    draft = Draft(bench, lines, {lock.order_id: lock for lock in locks})
    fixed = [lock for lock in locks if lock.is_place_fixed]
    places = {lock.order_id: (lock, draft.place(lock.order_id)) for lock in fixed}
    return replace(
        draft,
        places={
            key: found[1]
            for key, (lock, found) in places.items()
            if found is not None and found[0] == lock.vehicle_id
        },
    )


def stops_of(line: Line) -> list[int]:
    """Return the stops of a vehicle in their order."""
    return [visit.index for visit in line if visit.kind is VisitKind.STOP]


def edited(draft: Draft, edits: Sequence[Edit], who: str = "") -> Draft:
    """Apply edits one after the other.

    Raises
    ------
    RefusedError
        When any of them cannot be applied; all such are named.
    """
    faults: list[str] = []
    for number, edit in enumerate(edits, start=1):
        found = list(_faults(draft, edit))
        faults += [
            said("edit.numbered", number=number, kind=edit.kind, fault=fault)
            for fault in found
        ]
        if not found:
            draft = replace(_APPLY[edit.kind](draft, edit, who), before=draft)
    if faults:
        plan_id = draft.bench.situation.plan.plan_id
        msg = said("edit.refused", plan_id=plan_id)
        raise RefusedError(msg, faults)
    return draft


def _faults(draft: Draft, edit: Edit) -> Iterator[str]:
    """Name what an edit refers to in vain."""
    bench = draft.bench
    for key in edit.orders:
        if key not in bench.order_ids:
            yield said("edit.foreign_order", key=key, depot_id=bench.situation.depot_id)
    for key in (edit.vehicle_id, edit.to_vehicle_id):
        if key and key not in bench.vehicle_ids:
            yield said(
                "edit.foreign_vehicle", key=key, depot_id=bench.situation.depot_id
            )
    if all(key in bench.order_ids for key in edit.orders):
        yield from _order_faults(draft, edit)
        if edit.vehicle_id in bench.vehicle_ids:
            yield from _place_faults(draft, edit)


def _order_faults(draft: Draft, edit: Edit) -> Iterator[str]:
    """Name what an edit asks in vain of its orders."""
    planned = {stop for line in draft.lines for stop in stops_of(line)}
    for key in edit.orders:
        stops = _stops(draft, key)
        if edit.kind is not EditKind.MOVE and not planned.issuperset(stops):
            yield said("edit.left_out", key=key)
        if edit.kind is EditKind.SWAP and len(stops) > 1:
            yield said("edit.in_parts", key=key)


def _place_faults(draft: Draft, edit: Edit) -> Iterator[str]:
    """Name what an edit asks in vain of a vehicle's route."""
    stops = stops_of(draft.lines[_number(draft, edit.vehicle_id)])
    moved = {stop for key in edit.orders for stop in _stops(draft, key)}
    if edit.place is not None:
        most = len([stop for stop in stops if stop not in moved]) + 1
        if not 1 <= edit.place <= most:
            yield said(
                "edit.place",
                place=edit.place,
                most=most,
                vehicle_id=edit.vehicle_id,
            )
    if edit.kind is EditKind.REORDER:
        for key in edit.orders:
            if not set(_stops(draft, key)) <= set(stops):
                yield said("edit.elsewhere", key=key, vehicle_id=edit.vehicle_id)
    if edit.kind is EditKind.VEHICLE and not stops:
        yield said("edit.no_route", vehicle_id=edit.vehicle_id)


def _number(draft: Draft, vehicle_id: str) -> int:
    return draft.bench.vehicle_ids.index(vehicle_id)


def _stops(draft: Draft, order_id: str) -> list[int]:
    """Return the stops of an order: several where it is fetched in parts."""
    keys = draft.bench.order_ids
    return [number for number, key in enumerate(keys) if key == order_id]


def _move(draft: Draft, edit: Edit, who: str) -> Draft:
    del who
    number = _number(draft, edit.vehicle_id)
    place = edit.place
    for stop in _stops(draft, edit.orders[0]):
        draft = _taken(draft, stop)
        if place is None:
            line = _cheapest(draft, number, stop)
        else:
            line = _inserted(draft, number, stop, place - 1)
            place += 1
        draft = _with_line(draft, number, line)
    return draft


def _remove(draft: Draft, edit: Edit, who: str) -> Draft:
    del who
    for stop in _stops(draft, edit.orders[0]):
        draft = _taken(draft, stop)
    return _unlocked(draft, edit.orders[0])


def _swap(draft: Draft, edit: Edit, who: str) -> Draft:
    del who
    (first,), (second,) = (_stops(draft, key) for key in edit.orders)
    return _renamed(draft, {first: second, second: first})


def _reorder(draft: Draft, edit: Edit, who: str) -> Draft:
    del who
    line = draft.lines[_number(draft, edit.vehicle_id)]
    wanted = [stop for key in edit.orders for stop in _stops(draft, key)]
    places = [stop for stop in stops_of(line) if stop in set(wanted)]
    return _renamed(draft, dict(zip(places, wanted, strict=True)))


def _change_vehicle(draft: Draft, edit: Edit, who: str) -> Draft:
    del who
    first, second = (_number(draft, k) for k in (edit.vehicle_id, edit.to_vehicle_id))
    lines = list(draft.lines)
    lines[first], lines[second] = lines[second], lines[first]
    return replace(draft, lines=tuple(lines))


def _lock(draft: Draft, edit: Edit, who: str) -> Draft:
    draft = _unlocked(draft, edit.orders[0])
    found = draft.place(edit.orders[0])
    assert found is not None  # noqa: S101 - only what is on a route is locked
    is_fixed = edit.kind is EditKind.LOCK_PLACE
    day = draft.bench.conditions.day
    lock = Lock(day, edit.orders[0], found[0], is_place_fixed=is_fixed, who=who)
    places = {lock.order_id: found[1]} if is_fixed else {}
    return replace(
        draft,
        locks={**draft.locks, lock.order_id: lock},
        places={**draft.places, **places},
    )


def _unlock(draft: Draft, edit: Edit, who: str) -> Draft:
    del who
    return _unlocked(draft, edit.orders[0])


def _unlocked(draft: Draft, order_id: str) -> Draft:
    locks = {key: lock for key, lock in draft.locks.items() if key != order_id}
    places = {key: place for key, place in draft.places.items() if key != order_id}
    return replace(draft, locks=locks, places=places)


_APPLY: Mapping[EditKind, Callable[[Draft, Edit, str], Draft]] = {
    EditKind.MOVE: _move,
    EditKind.SWAP: _swap,
    EditKind.REMOVE: _remove,
    EditKind.REORDER: _reorder,
    EditKind.VEHICLE: _change_vehicle,
    EditKind.LOCK: _lock,
    EditKind.LOCK_PLACE: _lock,
    EditKind.UNLOCK: _unlock,
}


def _with_line(draft: Draft, number: int, line: Sequence[PlannedVisit]) -> Draft:
    """Return a draft with another line; unloadings with nothing to unload go."""
    is_held = bool(draft.bench.problem.vehicle_types[number].on_board)
    lines = list(draft.lines)
    lines[number] = without_idle(line, is_held=is_held)
    return replace(draft, lines=tuple(lines))


def _taken(draft: Draft, stop: int) -> Draft:
    """Return a draft without a stop."""
    visit = PlannedVisit(VisitKind.STOP, stop)
    for number, line in enumerate(draft.lines):
        if visit in line:
            return _with_line(draft, number, [v for v in line if v != visit])
    return draft


def _renamed(draft: Draft, names: Mapping[int, int]) -> Draft:
    """Return a draft with stops in the places of others."""
    lines = tuple(
        tuple(
            replace(visit, index=names.get(visit.index, visit.index))
            if visit.kind is VisitKind.STOP
            else visit
            for visit in line
        )
        for line in draft.lines
    )
    return replace(draft, lines=lines)


def _inserted(draft: Draft, number: int, stop: int, place: int) -> Line:
    """Return a line with a stop before the one at a place, or after the last."""
    line = draft.lines[number]
    at = [n for n, visit in enumerate(line) if visit.kind is VisitKind.STOP]
    visit = PlannedVisit(VisitKind.STOP, stop)
    if not at:
        site = _nearest_site(draft.bench.problem, number, stop)
        ends = () if site is None else (PlannedVisit(VisitKind.UNLOAD, site),)
        return (*line, visit, *ends)
    before = at[place] if place < len(at) else at[-1] + 1
    return (*line[:before], visit, *line[before:])


def _nearest_site(problem: RoutingProblem, number: int, stop: int) -> int | None:
    """Return the unloading site nearest to a stop that takes what is there."""
    here = problem.stops[stop]
    seconds = problem.tables[problem.vehicle_types[number].profile].duration_s

    def takes(site: UnloadSite) -> bool:
        accepted = site.commodities is None or here.commodity in site.commodities
        return accepted and bool(seconds[here.location, site.location] >= 0)

    sites = [n for n, site in enumerate(problem.unload_sites) if takes(site)]
    ways = [seconds[here.location, problem.unload_sites[n].location] for n in sites]
    return sites[int(np.argmin(ways))] if sites else None


def _cheapest(draft: Draft, number: int, stop: int) -> Line:
    """Return a vehicle's line with a stop where that costs least.

    Where no place keeps all rules, or rules are broken already, where the way is
    shortest.
    """
    problem = draft.problem
    evaluation = evaluate(problem, draft.driven())
    if not evaluation.violations:
        variant = replace(
            problem.stops[stop], vehicle_types=frozenset({number}), rank=None
        )
        left = (*evaluation.solution.unserved,)
        if all(entry.stop != stop for entry in left):
            left = (*left, Unserved(stop, UnservedReason.FLEET_FULL))
        solution = replace(evaluation.solution, unserved=left)
        (offer,) = price_variants(problem, solution, stop, [variant])
        if isinstance(offer, StopOffer):
            return order_of(offer.changed).visits
    places = range(len(stops_of(draft.lines[number])) + 1)
    lines = [_inserted(draft, number, stop, place) for place in places]
    return min(lines, key=lambda line: _metres(problem, number, line))


def _metres(problem: RoutingProblem, number: int, line: Line) -> int:
    kind = problem.vehicle_types[number]
    rows = [problem.depots[kind.start_depot].location]
    for visit in line:
        places = problem.stops if visit.kind is VisitKind.STOP else problem.unload_sites
        rows.append(places[visit.index].location)
    rows.append(problem.depots[kind.end_depot].location)
    metres = problem.tables[kind.profile].distance_m[rows[:-1], rows[1:]]
    return int(np.where(metres < 0, np.iinfo(np.int32).max, metres).sum(dtype=np.int64))
