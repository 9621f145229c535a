"""Putting stops back: each where it costs least, now and then elsewhere."""

from routing.engines.lns.alternatives import put_choice
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    I_REMOVED,
    K_PROFILE,
    K_START,
    KEY_AT,
    N_CLOSE,
    N_OPEN,
    N_PRIZE,
    N_WEIGHT,
    NEVER,
    OFFER_POSITION,
    OFFER_ROW,
    R_SLOT,
    REMOVED,
    TIMED,
    World,
)
from routing.engines.lns.insert import has_offer, take_offer
from routing.engines.lns.looks import look
from routing.engines.lns.world import (
    below,
    choice_of,
    draw,
    kind_at,
    load_of,
    make_absent,
    node_at,
    route_at,
    stop_at,
    way_m,
)


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
    if choice_of(w, stop) >= 0:
        put_choice(w, stop)
        return
    at = node_at(w, stop)
    look(w, stop, NEVER if w.ints[at + N_WEIGHT] else float(w.ints[at + N_PRIZE]))
    if has_offer(w):
        slot = w.ints[route_at(w, w.ints[OFFER_ROW]) + R_SLOT]
        take_offer(w, slot, w.ints[OFFER_POSITION])
    else:
        make_absent(w, stop)


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
