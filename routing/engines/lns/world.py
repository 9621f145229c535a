"""Reading and writing a search's memory."""

import numpy as np

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    ABSENT,
    ALLOWED_AT,
    ALTERNATIVE_AT,
    ALTERNATIVE_WIDTH,
    BEST_AT,
    CHANCE,
    CHOICE_AT,
    CHOICE_WIDTH,
    DIMENSIONS,
    H_MARK,
    H_STOP,
    I_ABSENT,
    I_ABSENT_AT,
    I_CHOICE,
    I_REMOVED,
    I_SLOT,
    KIND_AT,
    KIND_WIDTH,
    KINDS,
    LONGEST,
    MEMBER_AT,
    N_LOAD,
    NODE_AT,
    NODE_WIDTH,
    NODES,
    PLACE_AT,
    PLACE_WIDTH,
    R_AWAY,
    REMOVED,
    ROUTE_AT,
    ROUTE_WIDTH,
    ROW_COST_AT,
    S_ROW,
    SECONDS_AT,
    SITES,
    SLOT_AT,
    SLOT_WIDTH,
    STAMP,
    STOP_AT,
    STOP_WIDTH,
    STOPS,
    TURNED_AT,
    World,
)

_A, _B, _C, _CUT = np.uint64(13), np.uint64(7), np.uint64(17), np.uint64(11)
_UNIT = 2.0**-53


@compiled
def draw(w: World) -> float:
    """Return a random number from 0 to below 1.

    By xorshift64 (G. Marsaglia, J. Statistical Software 8(14), 2003).
    """
    x = np.uint64(w.ints[CHANCE])
    x ^= x << _A
    x ^= x >> _B
    x ^= x << _C
    w.ints[CHANCE] = np.int64(x)
    return float(x >> _CUT) * _UNIT


@compiled
def below(w: World, limit: int) -> int:
    """Return a random integer from 0 to below a limit."""
    return int(draw(w) * limit)


@compiled
def node_at(w: World, node: int) -> int:
    """Return where the record of a node begins."""
    return int(w.ints[NODE_AT] + node * w.ints[NODE_WIDTH])


@compiled
def kind_at(w: World, kind: int) -> int:
    """Return where the record of a vehicle type begins."""
    return int(w.ints[KIND_AT] + kind * w.ints[KIND_WIDTH])


@compiled
def place_at(w: World, row: int, position: int) -> int:
    """Return where the record of a place on a route begins."""
    index = row * w.ints[LONGEST] + position
    return int(w.ints[PLACE_AT] + index * w.ints[PLACE_WIDTH])


@compiled
def route_at(w: World, row: int) -> int:
    """Return where the record of a row begins."""
    return int(w.ints[ROUTE_AT] + row * w.ints[ROUTE_WIDTH])


@compiled
def slot_at(w: World, slot: int) -> int:
    """Return where the record of a slot begins."""
    return int(w.ints[SLOT_AT] + slot * SLOT_WIDTH)


@compiled
def stop_at(w: World, stop: int) -> int:
    """Return where the record of a stop begins."""
    return int(w.ints[STOP_AT] + stop * STOP_WIDTH)


@compiled
def best_at(w: World, slot: int) -> int:
    """Return where the nodes of a slot's best route begin."""
    return int(w.ints[BEST_AT] + slot * w.ints[LONGEST])


@compiled
def row_of(w: World, slot: int) -> int:
    """Return the row of a slot's route."""
    return int(w.ints[slot_at(w, slot) + S_ROW])


@compiled
def size_of(w: World, slot: int) -> int:
    """Return the number of nodes of a slot's route, depots included."""
    return int(w.ints[route_at(w, row_of(w, slot))])


@compiled
def node_of(w: World, row: int, position: int) -> int:
    """Return the node at a place of a route."""
    return int(w.ints[place_at(w, row, position)])


@compiled
def slot_of(w: World, stop: int) -> int:
    """Return the slot of the route a stop is in; -1 for none."""
    return int(w.ints[stop_at(w, stop) + I_SLOT])


@compiled
def load_of(w: World, node: int, dimension: int) -> int:
    """Return the load of a stop."""
    return int(w.ints[node_at(w, node) + N_LOAD + dimension])


@compiled
def allowed(w: World, stop: int, kind: int) -> int:
    """Return 0 where a type may not serve a stop, else 1 and what it weighs there."""
    return int(w.ints[w.ints[ALLOWED_AT] + stop * w.ints[KINDS] + kind])


@compiled
def away_of(w: World, stop: int, kind: int) -> int:
    """Return what a stop served by a type weighs because its home is another."""
    return max(allowed(w, stop, kind) - 1, 0)


@compiled
def weighed(w: World, row: int) -> float:
    """Return what a row costs, and weighs on account of stops away from home."""
    return float(w.floats[ROW_COST_AT + row] + w.ints[route_at(w, row) + R_AWAY])


@compiled
def way_m(w: World, profile: int, origin: int, destination: int) -> int:
    """Return metres between nodes."""
    nodes = w.ints[NODES]
    return int(w.table[(profile * nodes + origin) * nodes + destination])


@compiled
def way_s(w: World, profile: int, origin: int, destination: int) -> int:
    """Return seconds between nodes."""
    nodes = w.ints[NODES]
    index = (profile * nodes + origin) * nodes + destination
    return int(w.table[w.ints[SECONDS_AT] + index])


@compiled
def way_to_m(w: World, profile: int, destination: int, origin: int) -> int:
    """Return metres between nodes, read beside those from other origins."""
    nodes = w.ints[NODES]
    index = (profile * nodes + destination) * nodes + origin
    return int(w.table[w.ints[TURNED_AT] + index])


@compiled
def way_to_s(w: World, profile: int, destination: int, origin: int) -> int:
    """Return seconds between nodes, read beside those from other origins."""
    nodes = w.ints[NODES]
    index = (profile * nodes + destination) * nodes + origin
    return int(w.table[w.ints[TURNED_AT] + w.ints[SECONDS_AT] + index])


@compiled
def is_stop(w: World, node: int) -> bool:
    """Whether a node is a stop."""
    return bool(node < w.ints[STOPS])


@compiled
def is_site(w: World, node: int) -> bool:
    """Whether a node is an unloading site."""
    return bool(w.ints[STOPS] <= node < w.ints[STOPS] + w.ints[SITES])


@compiled
def choice_at(w: World, choice: int) -> int:
    """Return where the record of a choice begins."""
    return int(w.ints[CHOICE_AT] + choice * CHOICE_WIDTH)


@compiled
def choice_of(w: World, stop: int) -> int:
    """Return the choice a stop belongs to; -1 for none."""
    return int(w.ints[stop_at(w, stop) + I_CHOICE])


@compiled
def alternative_at(w: World, alternative: int) -> int:
    """Return where the record of an alternative begins."""
    return int(w.ints[ALTERNATIVE_AT] + alternative * ALTERNATIVE_WIDTH)


@compiled
def member(w: World, number: int) -> int:
    """Return a stop of the list of the alternatives' stops."""
    return int(w.ints[w.ints[MEMBER_AT] + number])


@compiled
def take_out(w: World, stop: int) -> None:
    """Note that a stop is taken out, to be put back; of a choice, once."""
    w.ints[stop_at(w, stop) + I_SLOT] = -1
    choice = choice_of(w, stop)
    if choice >= 0:
        at = choice_at(w, choice)
        if w.ints[at + H_MARK] == w.ints[STAMP]:
            return
        w.ints[at + H_MARK] = w.ints[STAMP]
        stop = w.ints[at + H_STOP]
    w.ints[stop_at(w, w.ints[REMOVED]) + I_REMOVED] = stop
    w.ints[REMOVED] += 1


@compiled
def make_absent(w: World, stop: int) -> None:
    """Note that a stop is in no route."""
    number = w.ints[ABSENT]
    w.ints[stop_at(w, stop) + I_SLOT] = -1
    w.ints[stop_at(w, stop) + I_ABSENT_AT] = number
    w.ints[stop_at(w, number) + I_ABSENT] = stop
    w.ints[ABSENT] = number + 1


@compiled
def unmake_absent(w: World, stop: int) -> None:
    """Take a stop from the absent ones."""
    hole, last = w.ints[stop_at(w, stop) + I_ABSENT_AT], w.ints[ABSENT] - 1
    moved = w.ints[stop_at(w, last) + I_ABSENT]
    w.ints[stop_at(w, hole) + I_ABSENT] = moved
    w.ints[stop_at(w, moved) + I_ABSENT_AT] = hole
    w.ints[stop_at(w, stop) + I_ABSENT_AT] = -1
    w.ints[ABSENT] = last


@compiled
def dimensions(w: World) -> int:
    """Return the number of capacity dimensions."""
    return int(w.ints[DIMENSIONS])
