"""Changes of routes: copies of those touched, ways back, unused vehicles."""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    CHOICES,
    DIRTY,
    I_PLACE,
    I_SLOT,
    K_END_SLOT,
    K_FREE_SLOT,
    LIMITED,
    PLACE_WIDTH,
    R_SIZE,
    ROUTE_WIDTH,
    ROW_COST_AT,
    S_DIRTY,
    S_IS_DIRTY,
    S_KIND,
    S_MARK,
    S_OLD,
    S_ROW,
    S_TOUCHED,
    SLOTS,
    SPARE,
    SPARE_AT,
    STAMP,
    TOUCHED,
    World,
)
from routing.engines.lns.intake import copy_brought, recount
from routing.engines.lns.world import (
    is_stop,
    kind_at,
    node_of,
    place_at,
    route_at,
    row_of,
    size_of,
    slot_at,
    stop_at,
)


@compiled
def touch(w: World, slot: int) -> None:
    """Keep a route as it is, once per change, before it is changed."""
    ints, at = w.ints, slot_at(w, slot)
    if ints[at + S_MARK] == ints[STAMP]:
        return
    ints[at + S_MARK] = ints[STAMP]
    ints[SPARE] -= 1
    row, fresh = ints[at + S_ROW], ints[ints[SPARE_AT] + ints[SPARE]]
    here, there = place_at(w, row, 0), place_at(w, fresh, 0)
    for index in range(ints[route_at(w, row) + R_SIZE] * ints[PLACE_WIDTH]):
        ints[there + index] = ints[here + index]
    here, there = route_at(w, row), route_at(w, fresh)
    for index in range(ints[ROUTE_WIDTH]):
        ints[there + index] = ints[here + index]
    w.floats[ROW_COST_AT + fresh] = w.floats[ROW_COST_AT + row]
    if ints[LIMITED]:
        copy_brought(w, row, fresh)
    ints[at + S_OLD], ints[at + S_ROW] = row, fresh
    ints[slot_at(w, ints[TOUCHED]) + S_TOUCHED] = slot
    ints[TOUCHED] += 1


@compiled
def free_slot(w: World, kind: int) -> int:
    """Return the first slot of a type without a route; -1 if all are used."""
    at = kind_at(w, kind)
    slot, end = w.ints[at + K_FREE_SLOT], w.ints[at + K_END_SLOT]
    while slot < end and size_of(w, slot) > 2:
        slot += 1
    w.ints[at + K_FREE_SLOT] = slot
    return int(slot) if slot < end else -1


@compiled
def count_routes(w: World) -> int:
    """Return the number of vehicles that are used."""
    number = 0
    for slot in range(w.ints[SLOTS]):
        number += size_of(w, slot) > 2
    return int(number)


@compiled
def note_free(w: World, slot: int) -> None:
    """Remember a slot that is without a route."""
    if size_of(w, slot) == 2:
        at = kind_at(w, w.ints[slot_at(w, slot) + S_KIND]) + K_FREE_SLOT
        w.ints[at] = min(w.ints[at], slot)


@compiled
def keep_change(w: World) -> None:
    """Make the change under way the state of things."""
    ints = w.ints
    for index in range(ints[TOUCHED]):
        slot = ints[slot_at(w, index) + S_TOUCHED]
        at = slot_at(w, slot)
        ints[ints[SPARE_AT] + ints[SPARE]] = ints[at + S_OLD]
        ints[SPARE] += 1
        if not ints[at + S_IS_DIRTY]:
            ints[at + S_IS_DIRTY] = 1
            ints[slot_at(w, ints[DIRTY]) + S_DIRTY] = slot
            ints[DIRTY] += 1
        note_free(w, slot)
    ints[TOUCHED] = 0
    ints[STAMP] += 1


@compiled
def _forget_stops(w: World, row: int) -> None:
    """Note that the stops of a row are in no route."""
    for position in range(1, w.ints[route_at(w, row) + R_SIZE] - 1):
        node = node_of(w, row, position)
        if is_stop(w, node):
            w.ints[stop_at(w, node) + I_SLOT] = -1


@compiled
def undo_change(w: World) -> None:
    """Point back at the routes as they were before the change under way."""
    ints = w.ints
    for index in range(ints[TOUCHED]):
        slot = ints[slot_at(w, index) + S_TOUCHED]
        at = slot_at(w, slot)
        ints[ints[SPARE_AT] + ints[SPARE]] = ints[at + S_ROW]
        ints[SPARE] += 1
        if ints[CHOICES]:
            _forget_stops(w, ints[at + S_ROW])
        if ints[LIMITED]:
            recount(w, ints[at + S_ROW], ints[at + S_OLD])
        row = ints[at + S_OLD]
        ints[at + S_ROW] = row
    for index in range(ints[TOUCHED]):
        slot = ints[slot_at(w, index) + S_TOUCHED]
        row = row_of(w, slot)
        for position in range(1, ints[route_at(w, row) + R_SIZE] - 1):
            node = node_of(w, row, position)
            if is_stop(w, node):
                ints[stop_at(w, node) + I_SLOT] = slot
                ints[stop_at(w, node) + I_PLACE] = position
        note_free(w, slot)
    ints[TOUCHED] = 0
    ints[STAMP] += 1
