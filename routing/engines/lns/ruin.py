"""Taking stops out: strings of stops from routes that lie near each other.

J. Christiaens, G. Vanden Berghe, Slack induction by string removals for vehicle
routing problems, Transportation Science 54(2), 2020.
"""

from routing.engines.lns.changes import note_free, touch
from routing.engines.lns.choices import take_rest_out
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    ABSENT,
    AROUND_AT,
    AROUND_WIDTH,
    I_ABSENT,
    I_ABSENT_AT,
    I_PLACE,
    R_SIZE,
    R_STOPS,
    REMOVED,
    ROUTES,
    S_MARK,
    S_TOUCHED,
    STAMP,
    STOPS,
    TOUCHED,
    World,
)
from routing.engines.lns.retype import retype
from routing.engines.lns.routes import delete_node, refresh
from routing.engines.lns.tidy import merge_trips
from routing.engines.lns.world import (
    below,
    draw,
    is_stop,
    node_of,
    place_at,
    route_at,
    row_of,
    size_of,
    slot_at,
    slot_of,
    stop_at,
    take_out,
    unmake_absent,
)

MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
SPLIT_SHARE = 0.5
LEAVE_MORE = 0.01
"""Chance that a split string leaves one stop more alone, after the first."""

WHOLE_ROUTE = 0.01
"""Share of the changes that take out a whole route besides."""

RETRIED = 10
"""Most absent stops tried again in one change."""


@compiled
def ruin(w: World) -> None:
    """Take out strings of stops around one, and the absent stops near it."""
    ints = w.ints
    seed = below(w, ints[STOPS])
    if ints[ABSENT]:
        _retry_absent(w, seed)
    longest = min(LONGEST_STRING, ints[STOPS] / max(ints[ROUTES], 1))
    strings = int(draw(w) * (4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0) + 1.0)
    if slot_of(w, seed) >= 0:
        if draw(w) < WHOLE_ROUTE:
            _remove_route(w, slot_of(w, seed))
        else:
            _remove_string(w, seed, longest)
    begin = ints[AROUND_AT] + seed * ints[AROUND_WIDTH]
    for index in range(begin, begin + ints[AROUND_WIDTH]):
        other = ints[index]
        if other < 0 or ints[TOUCHED] >= strings:
            break
        slot = slot_of(w, other)
        if slot >= 0 and ints[slot_at(w, slot) + S_MARK] != ints[STAMP]:
            _remove_string(w, other, longest)
    _complete(w)


@compiled
def _complete(w: World) -> None:
    """Take out the rest of the choices begun, and mend the ruined routes.

    A route that cannot be mended gives up all its stops, and then others may lose
    the rest of a choice: they are mended again.
    """
    ints, taken, mended = w.ints, 0, 0
    while True:
        if taken < ints[REMOVED]:
            mended = 0
        while taken < ints[REMOVED]:
            take_rest_out(w, taken)
            taken += 1
        if mended == ints[TOUCHED]:
            return
        _mend(w, ints[slot_at(w, mended) + S_TOUCHED])
        mended += 1


@compiled
def _mend(w: World, slot: int) -> None:
    """Drop the unloadings that a ruined route no longer needs."""
    possible = refresh(w, slot)
    if not merge_trips(w, slot, possible):
        _remove_route(w, slot)
        refresh(w, slot)
    note_free(w, slot)
    retype(w, slot)


@compiled
def _retry_absent(w: World, seed: int) -> None:
    """Try some absent stops again: those near a stop, then any."""
    ints = w.ints
    if ints[stop_at(w, seed) + I_ABSENT_AT] >= 0:
        unmake_absent(w, seed)
        take_out(w, seed)
    begin = ints[AROUND_AT] + seed * ints[AROUND_WIDTH]
    for index in range(begin, begin + ints[AROUND_WIDTH]):
        other = ints[index]
        if other < 0 or ints[REMOVED] >= RETRIED:
            break
        if ints[stop_at(w, other) + I_ABSENT_AT] >= 0:
            unmake_absent(w, other)
            take_out(w, other)
    while ints[ABSENT] > 0 and ints[REMOVED] < RETRIED:
        stop = ints[stop_at(w, below(w, ints[ABSENT])) + I_ABSENT]
        unmake_absent(w, stop)
        take_out(w, stop)


@compiled
def _remove_string(w: World, stop: int, longest: float) -> None:
    """Take a string around a stop out of its route, perhaps leaving a part of it."""
    slot = slot_of(w, stop)
    stops = w.ints[route_at(w, row_of(w, slot)) + R_STOPS]
    length = int(draw(w) * min(float(stops), longest) + 1.0)
    length = min(length, stops)
    left = 0
    if 1 < length < stops and draw(w) < SPLIT_SHARE:
        left = 1
        while length + left < stops and draw(w) < LEAVE_MORE:
            left += 1
    _cut(w, slot, stop, length, left)


@compiled
def _cut(w: World, slot: int, stop: int, length: int, left: int) -> None:
    """Take out a string of stops around one, but for a part in its middle."""
    ints, span = w.ints, length + left
    touch(w, slot)
    row = row_of(w, slot)
    begin = _string_begin(w, row, ints[stop_at(w, stop) + I_PLACE], span)
    spared = 1 + below(w, length - 1) if left > 0 else span
    write, seen = begin, 0
    size = ints[route_at(w, row) + R_SIZE]
    for position in range(begin, size):
        node = node_of(w, row, position)
        out = False
        if is_stop(w, node) and seen < span:
            out = seen < spared or seen >= spared + left
            seen += 1
        if out:
            take_out(w, node)
        else:
            ints[place_at(w, row, write)] = node
            write += 1
    ints[route_at(w, row) + R_SIZE] = write


@compiled
def _string_begin(w: World, row: int, place: int, span: int) -> int:
    """Return where a string of some stops that holds a place begins, by chance."""
    ints = w.ints
    size = ints[route_at(w, row) + R_SIZE]
    behind = 0
    for position in range(place + 1, size - 1):
        behind += is_stop(w, node_of(w, row, position))
        if behind >= span - 1:
            break
    least = max(span - 1 - behind, 0)
    wanted = least + below(w, span - least)
    begin, ahead = place, 0
    for position in range(place - 1, 0, -1):
        if ahead >= wanted:
            break
        if is_stop(w, node_of(w, row, position)):
            begin = position
            ahead += 1
    return begin


@compiled
def _remove_route(w: World, slot: int) -> None:
    """Take every stop out of a route."""
    touch(w, slot)
    row = row_of(w, slot)
    for position in range(size_of(w, slot) - 2, 0, -1):
        node = node_of(w, row, position)
        if is_stop(w, node):
            take_out(w, node)
        delete_node(w, slot, position)
