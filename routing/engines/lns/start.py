"""The first state of a search: given routes, the rest put where it costs least."""

from routing.engines.lns.changes import keep_change, touch
from routing.engines.lns.choices import is_served, take_rest_out
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    ABSENT,
    COST,
    I_ABSENT,
    I_ABSENT_AT,
    I_SLOT,
    K_END,
    K_FIRST_SLOT,
    K_FREE_SLOT,
    K_START,
    KINDS,
    MISSING,
    N_PRIZE,
    N_WEIGHT,
    R_SIZE,
    REMOVED,
    S_KIND,
    S_TOUCHED,
    SLOTS,
    STOPS,
    TOUCHED,
    Ints,
    World,
)
from routing.engines.lns.recreate import recreate
from routing.engines.lns.routes import refresh
from routing.engines.lns.search import keep_best
from routing.engines.lns.tidy import choose_sites, merge_trips
from routing.engines.lns.world import (
    choice_of,
    kind_at,
    node_at,
    place_at,
    route_at,
    row_of,
    slot_at,
    slot_of,
    stop_at,
    take_out,
    weighed,
)


@compiled
def begin(w: World, nodes: Ints, ends: Ints) -> None:
    """Fill a memory with routes and put in what they leave out.

    ``nodes`` are the visits of the slots' routes in a row, depots left out;
    ``ends`` tells per slot where those of its route end.
    """
    ints, read = w.ints, 0
    _forget_routes(w)
    for slot in range(ints[SLOTS]):
        limits, row = kind_at(w, ints[slot_at(w, slot) + S_KIND]), row_of(w, slot)
        ints[place_at(w, row, 0)] = ints[limits + K_START]
        size = 1
        while read < ends[slot]:
            ints[place_at(w, row, size)] = nodes[read]
            size += 1
            read += 1
        ints[place_at(w, row, size)] = ints[limits + K_END]
        ints[route_at(w, row) + R_SIZE] = size + 1
        refresh(w, slot)
        touch(w, slot)
        refresh(w, slot)
    for stop in range(ints[STOPS]):
        choice = choice_of(w, stop)
        if slot_of(w, stop) < 0 and (choice < 0 or not is_served(w, choice)):
            take_out(w, stop)
    for index in range(ints[REMOVED]):
        take_rest_out(w, index)
    for slot in range(ints[SLOTS]):
        refresh(w, slot)
    recreate(w)
    _count(w)
    keep_change(w)
    keep_best(w)


@compiled
def _forget_routes(w: World) -> None:
    ints = w.ints
    ints[ABSENT] = 0
    for stop in range(ints[STOPS]):
        ints[stop_at(w, stop) + I_SLOT] = -1
        ints[stop_at(w, stop) + I_ABSENT_AT] = -1
    for kind in range(ints[KINDS]):
        at = kind_at(w, kind)
        ints[at + K_FREE_SLOT] = ints[at + K_FIRST_SLOT]


@compiled
def _count(w: World) -> None:
    """Work out the cost of the first routes and of what they leave out."""
    ints, cost, missing = w.ints, 0.0, 0.0
    for index in range(ints[TOUCHED]):
        slot = ints[slot_at(w, index) + S_TOUCHED]
        merge_trips(w, slot, True)
        choose_sites(w, slot)
        cost += weighed(w, row_of(w, slot))
    for index in range(ints[ABSENT]):
        at = node_at(w, ints[stop_at(w, index) + I_ABSENT])
        missing += ints[at + N_WEIGHT]
        cost += ints[at + N_PRIZE]
    w.floats[COST], w.floats[MISSING] = cost, missing
