"""Looking for the cheapest place for a stop, overlooking some by chance."""

import math

from routing.engines.lns.changes import count_routes, free_slot
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    I_PLACE,
    KINDS,
    LOOKS_LEFT,
    MOST_ROUTES,
    NEAR_AT,
    NEAR_WIDTH,
    S_KIND,
    SITES,
    SLOTS,
    STOPS,
    World,
)
from routing.engines.lns.insert import (
    accepts_more,
    has_offer,
    kind_for,
    no_offer,
    try_position,
)
from routing.engines.lns.world import (
    draw,
    is_site,
    node_of,
    row_of,
    size_of,
    slot_at,
    slot_of,
    stop_at,
)

LOOKS_PER_BLINK = -100.0
"""Positions looked at, on average, before one is overlooked; negated."""

NEAR_LOOKS = 60
"""Places beside near stops that are looked at in any case; further ones until one
takes the stop. Where windows are narrow, few of the nearest do."""

WIDE_LOOKS = 2.0
"""Share of the insertions that look at every position of every route, times the
number of stops: so that a change takes as long in a large problem as in a small."""

DESPERATE_LOOKS = 20.0
"""The same where no position beside a near stop is feasible."""


@compiled
def look(w: World, stop: int, limit: float) -> None:
    """Find the cheapest place for a stop, if one costs less than a limit."""
    no_offer(w, limit)
    _look_near(w, stop)
    looks = WIDE_LOOKS if has_offer(w) else DESPERATE_LOOKS
    if draw(w) * w.ints[STOPS] < looks:
        _look_everywhere(w, stop)
    _look_at_new_routes(w, stop)


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
        side = ints[index]
        if side < 0 or (index >= begin + NEAR_LOOKS and has_offer(w)):
            break
        other = side >> 1
        slot = slot_of(w, other)
        if slot < 0:
            continue
        row, kind = row_of(w, slot), ints[slot_at(w, slot) + S_KIND]
        kind = kind_for(w, row, kind, stop)
        if kind < 0:
            continue
        position = ints[stop_at(w, other) + I_PLACE]
        if not side & 1:
            _look(w, row, kind, position - 1, stop)
            continue
        _look(w, row, kind, position, stop)
        if ints[SITES] and is_site(w, node_of(w, row, position + 1)):
            _look(w, row, kind, position + 1, stop)


@compiled
def _look_everywhere(w: World, stop: int) -> None:
    """Look at every position of every route."""
    ints = w.ints
    for slot in range(ints[SLOTS]):
        size = size_of(w, slot)
        if size > 2:
            row, kind = row_of(w, slot), ints[slot_at(w, slot) + S_KIND]
            if not accepts_more(w, row, kind, stop):
                continue
            for position in range(size - 1):
                _look(w, row, kind, position, stop)


@compiled
def _look_at_new_routes(w: World, stop: int) -> None:
    """Look at an unused vehicle of every type, unless there are routes enough."""
    if w.ints[MOST_ROUTES] > 0 and count_routes(w) >= w.ints[MOST_ROUTES]:
        return
    for kind in range(w.ints[KINDS]):
        slot = free_slot(w, kind)
        if slot >= 0 and accepts_more(w, row_of(w, slot), kind, stop):
            try_position(w, row_of(w, slot), kind, 0, stop)
