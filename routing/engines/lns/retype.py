"""Routes driven by the type of vehicle that costs least."""

from routing.engines.lns.changes import free_slot, note_free, touch
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    HOMED,
    K_CAPACITY,
    K_END,
    K_MAX_STOPS,
    K_PROFILE,
    K_START,
    KINDS,
    P_LOAD,
    R_AWAY,
    R_DISTANCE,
    R_DURATION,
    R_LOAD,
    R_SIZE,
    R_STOPS,
    RICH,
    S_KIND,
    World,
)
from routing.engines.lns.routes import away_along, refresh
from routing.engines.lns.timing import priced
from routing.engines.lns.trial import NOTHING, day_with
from routing.engines.lns.world import (
    allowed,
    dimensions,
    is_stop,
    kind_at,
    node_of,
    place_at,
    route_at,
    row_of,
    size_of,
    slot_at,
    way_m,
    weighed,
)

LEAST_GAIN = 1e-3


@compiled
def retype(w: World, slot: int) -> None:
    """Give a route to an unused vehicle of the type that drives it cheapest."""
    if w.ints[KINDS] == 1 or size_of(w, slot) == 2:
        return
    row, kind = row_of(w, slot), w.ints[slot_at(w, slot) + S_KIND]
    before = weighed(w, row)
    best, target = before - LEAST_GAIN, -1
    for other in range(w.ints[KINDS]):
        if other == kind or not _loads_day(w, row, other):
            continue
        cost = _estimate(w, row, kind, other)
        if cost < best and w.ints[HOMED]:
            cost += away_along(w, row, other)
        if cost < best:
            free = free_slot(w, other)
            if free >= 0 and _carries(w, row, other):
                best, target = cost, free
    if target < 0:
        return
    touch(w, target)
    if w.ints[RICH] and _driven_by(w, row, target) >= before:
        return
    possible = move_route(w, slot, target)
    if not possible or weighed(w, row_of(w, target)) >= before:
        move_route(w, target, slot)


@compiled
def _driven_by(w: World, row: int, target: int) -> float:
    """Return what a row costs and weighs as the day of an unused vehicle."""
    ints, kind = w.ints, w.ints[slot_at(w, target) + S_KIND]
    limits, last = kind_at(w, kind), ints[route_at(w, row) + R_SIZE] - 1
    node, distance_m = ints[limits + K_START], 0
    for position in range(1, last + 1):
        follower = (
            node_of(w, row, position) if position < last else ints[limits + K_END]
        )
        distance_m += way_m(w, ints[limits + K_PROFILE], node, follower)
        node = follower
    splice = (last - 1, NOTHING, NOTHING, last)
    if not ints[HOMED]:
        return day_with(w, row, kind, splice, distance_m, 0.0)
    away = away_along(w, row, kind)
    most = float(ints[route_at(w, row) + R_AWAY] - away)
    return day_with(w, row, kind, splice, distance_m, most) + away


@compiled
def move_route(w: World, slot: int, target: int) -> bool:
    """Move a route to an unused vehicle; return whether that one can drive it."""
    touch(w, slot)
    touch(w, target)
    ints, row, fresh = w.ints, row_of(w, slot), row_of(w, target)
    size = ints[route_at(w, row) + R_SIZE]
    limits = kind_at(w, ints[slot_at(w, slot) + S_KIND])
    others = kind_at(w, ints[slot_at(w, target) + S_KIND])
    ints[place_at(w, fresh, 0)] = ints[others + K_START]
    for position in range(1, size - 1):
        ints[place_at(w, fresh, position)] = node_of(w, row, position)
    ints[place_at(w, fresh, size - 1)] = ints[others + K_END]
    ints[route_at(w, fresh) + R_SIZE] = size
    ints[place_at(w, row, 1)] = ints[limits + K_END]
    ints[route_at(w, row) + R_SIZE] = 2
    refresh(w, slot)
    note_free(w, slot)
    return refresh(w, target)


@compiled
def _loads_day(w: World, row: int, kind: int) -> bool:
    """Whether a type may load what a route loads in a day."""
    limits, number = kind_at(w, kind) + K_CAPACITY, dimensions(w)
    for dimension in range(number):
        load = w.ints[route_at(w, row) + R_LOAD + dimension]
        if load > w.ints[limits + number + dimension]:
            return False
    return True


@compiled
def _carries(w: World, row: int, kind: int) -> bool:
    """Whether a type may serve the stops of a route, and has room for its trips."""
    ints, limits = w.ints, kind_at(w, kind)
    if ints[route_at(w, row) + R_STOPS] > ints[limits + K_MAX_STOPS]:
        return False
    for position in range(1, ints[route_at(w, row) + R_SIZE]):
        at = place_at(w, row, position)
        node = ints[at]
        if is_stop(w, node) and not allowed(w, node, kind):
            return False
        for dimension in range(dimensions(w)):
            if ints[at + P_LOAD + dimension] > ints[limits + K_CAPACITY + dimension]:
                return False
    return True


@compiled
def _estimate(w: World, row: int, kind: int, other: int) -> float:
    """Return about what a route costs with another type; exact between depots alike."""
    route, limits, others = route_at(w, row), kind_at(w, kind), kind_at(w, other)
    profile, size = w.ints[limits + K_PROFILE], w.ints[route + R_SIZE]
    distance_m = w.ints[route + R_DISTANCE]
    start, end = w.ints[limits + K_START], w.ints[limits + K_END]
    new_start, new_end = w.ints[others + K_START], w.ints[others + K_END]
    if start != new_start:
        first = node_of(w, row, 1)
        distance_m += way_m(w, profile, new_start, first)
        distance_m -= way_m(w, profile, start, first)
    if end != new_end:
        last = node_of(w, row, size - 2)
        distance_m += way_m(w, profile, last, new_end)
        distance_m -= way_m(w, profile, last, end)
    return priced(w, other, distance_m, w.ints[route + R_DURATION])
