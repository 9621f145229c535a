"""Putting stops back: each where it costs least, now and then elsewhere."""

import math

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    I_PLACE,
    I_REMOVED,
    K_PROFILE,
    K_START,
    KEY_AT,
    KINDS,
    LOOKS_LEFT,
    N_CLOSE,
    N_OPEN,
    N_PRIZE,
    N_WEIGHT,
    NEAR_AT,
    NEAR_WIDTH,
    NEVER,
    OFFER_POSITION,
    OFFER_ROW,
    R_SLOT,
    REMOVED,
    S_KIND,
    SITES,
    SLOTS,
    STOPS,
    TIMED,
    World,
)
from routing.engines.lns.insert import (
    accepts_more,
    has_offer,
    no_offer,
    take_offer,
    try_position,
)
from routing.engines.lns.routes import free_slot
from routing.engines.lns.world import (
    below,
    draw,
    is_site,
    kind_at,
    load_of,
    make_absent,
    node_at,
    node_of,
    route_at,
    row_of,
    size_of,
    slot_at,
    slot_of,
    stop_at,
    way_m,
)

LOOKS_PER_BLINK = -100.0
"""Positions looked at, on average, before one is overlooked; negated."""

WIDE_LOOKS = 2.0
"""Share of the insertions that look at every position of every route, times the
number of stops: so that a change takes as long in a large problem as in a small."""

DESPERATE_LOOKS = 20.0
"""The same where no position beside a near stop is feasible."""


@compiled
def recreate(w: World) -> None:
    """Put the stops taken out back into routes, as far as they fit and pay."""
    _sort_removed(w)
    for index in range(w.ints[REMOVED]):
        _put_back(w, w.ints[stop_at(w, index) + I_REMOVED])
    w.ints[REMOVED] = 0


@compiled
def _put_back(w: World, stop: int) -> None:
    """Put a stop where it costs least, or among the absent ones."""
    at = node_at(w, stop)
    no_offer(w, NEVER if w.ints[at + N_WEIGHT] else float(w.ints[at + N_PRIZE]))
    _look_near(w, stop)
    looks = WIDE_LOOKS if has_offer(w) else DESPERATE_LOOKS
    if draw(w) * w.ints[STOPS] < looks:
        _look_everywhere(w, stop)
    _look_at_new_routes(w, stop)
    if has_offer(w):
        slot = w.ints[route_at(w, w.ints[OFFER_ROW]) + R_SLOT]
        take_offer(w, slot, w.ints[OFFER_POSITION])
    else:
        make_absent(w, stop)


@compiled
def _look(w: World, row: int, kind: int, position: int, stop: int) -> None:
    """Look at a position, or overlook it by chance."""
    w.ints[LOOKS_LEFT] -= 1
    if w.ints[LOOKS_LEFT] <= 0:
        w.ints[LOOKS_LEFT] = int(math.log(1.0 - draw(w)) * LOOKS_PER_BLINK) + 2
    else:
        try_position(w, row, kind, position, stop)


@compiled
def _look_near(w: World, stop: int) -> None:
    """Look at the positions beside the nearest stops."""
    ints = w.ints
    begin = ints[NEAR_AT] + stop * ints[NEAR_WIDTH]
    for index in range(begin, begin + ints[NEAR_WIDTH]):
        other = ints[index]
        if other < 0:
            break
        slot = slot_of(w, other)
        if slot < 0:
            continue
        row, kind = row_of(w, slot), ints[slot_at(w, slot) + S_KIND]
        if not accepts_more(w, row, kind, stop):
            continue
        position = ints[stop_at(w, other) + I_PLACE]
        _look(w, row, kind, position, stop)
        _look(w, row, kind, position - 1, stop)
        if ints[SITES] and is_site(w, node_of(w, row, position + 1)):
            _look(w, row, kind, position + 1, stop)


@compiled
def _look_everywhere(w: World, stop: int) -> None:
    """Look at every position of every route."""
    for slot in range(w.ints[SLOTS]):
        size = size_of(w, slot)
        if size > 2:
            row, kind = row_of(w, slot), w.ints[slot_at(w, slot) + S_KIND]
            if not accepts_more(w, row, kind, stop):
                continue
            for position in range(size - 1):
                _look(w, row, kind, position, stop)


@compiled
def _look_at_new_routes(w: World, stop: int) -> None:
    """Look at an unused vehicle of every type."""
    for kind in range(w.ints[KINDS]):
        slot = free_slot(w, kind)
        if slot >= 0 and accepts_more(w, row_of(w, slot), kind, stop):
            try_position(w, row_of(w, slot), kind, 0, stop)


@compiled
def _sort_removed(w: World) -> None:
    """Put the stops taken out into an order chosen by chance."""
    number = w.ints[REMOVED]
    order = below(w, 18 if w.ints[TIMED] else 11)
    keys = w.ints[KEY_AT]
    for index in range(number):
        stop = w.ints[stop_at(w, index) + I_REMOVED]
        key = _sort_key(w, stop, order)
        at = index
        while at > 0 and w.floats[keys + at - 1] > key:
            w.floats[keys + at] = w.floats[keys + at - 1]
            moved = w.ints[stop_at(w, at - 1) + I_REMOVED]
            w.ints[stop_at(w, at) + I_REMOVED] = moved
            at -= 1
        w.floats[keys + at] = key
        w.ints[stop_at(w, at) + I_REMOVED] = stop


@compiled
def _sort_key(w: World, stop: int, order: int) -> float:
    """Return what a stop is sorted by: chance, load, way, or window."""
    if order < 4:
        return draw(w)
    if order < 8:
        return -float(load_of(w, stop, 0))
    if order < 11:
        at = kind_at(w, 0)
        start_m = way_m(w, w.ints[at + K_PROFILE], w.ints[at + K_START], stop)
        return float(start_m) if order == 10 else -float(start_m)
    at = node_at(w, stop)
    first, last = w.ints[at + N_OPEN], w.ints[at + N_CLOSE]
    if order < 14:
        return float(last - first)
    return float(first) if order < 16 else -float(last)
