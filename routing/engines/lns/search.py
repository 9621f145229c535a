"""The search: change, judge, keep or undo, under a falling temperature."""

import math

from routing.engines.lns.changes import count_routes, keep_change, undo_change
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    ABSENT,
    BEST_COST,
    BEST_MISSING,
    COST,
    DIRTY,
    I_ABSENT,
    I_ABSENT_AT,
    I_BEFORE,
    I_MISSED,
    I_SLOT,
    MISSING,
    N_PRIZE,
    N_WEIGHT,
    RETYPED,
    ROUTES,
    S_BEST_SIZE,
    S_DIRTY,
    S_IS_DIRTY,
    S_OLD,
    S_TOUCHED,
    STEPS,
    TOUCHED,
    World,
)
from routing.engines.lns.recreate import recreate
from routing.engines.lns.retype import retype
from routing.engines.lns.ruin import ruin
from routing.engines.lns.tidy import choose_sites, merge_trips
from routing.engines.lns.world import (
    best_at,
    draw,
    node_at,
    node_of,
    row_of,
    size_of,
    slot_at,
    stop_at,
    weighed,
)

LEAST_GAIN = 1e-3

RETYPED_SHARE = 0.5
"""Share of the changes that may put a stop into a route by taking a larger vehicle."""


@compiled
def search(w: World, steps: int, temperature: float) -> None:
    """Change the routes a number of times; the temperature is in parts of a fen."""
    w.ints[ROUTES] = count_routes(w)
    for _ in range(steps):
        _step(w, temperature)
    w.ints[STEPS] += steps


@compiled
def _step(w: World, temperature: float) -> None:
    """Take stops out, put them back, and keep the change if it is accepted."""
    number = w.ints[ABSENT]
    for index in range(number):
        at = stop_at(w, index)
        w.ints[at + I_BEFORE] = w.ints[at + I_ABSENT]
    w.ints[RETYPED] = draw(w) < RETYPED_SHARE
    ruin(w)
    recreate(w)
    cost = w.floats[COST]
    for index in range(w.ints[TOUCHED]):
        slot = w.ints[slot_at(w, index) + S_TOUCHED]
        merge_trips(w, slot, True)
        choose_sites(w, slot)
        retype(w, slot)
    for index in range(w.ints[TOUCHED]):
        slot = w.ints[slot_at(w, index) + S_TOUCHED]
        cost += weighed(w, row_of(w, slot))
        cost -= weighed(w, int(w.ints[slot_at(w, slot) + S_OLD]))
    missing = 0.0
    if number or w.ints[ABSENT]:
        missing, cost = _count_absent(w, number, cost)
    if _is_accepted(w, number, missing, cost, temperature):
        keep_change(w)
        w.floats[COST], w.floats[MISSING] = cost, missing
        if _is_best(w):
            keep_best(w)
    else:
        undo_change(w)
        _undo_absent(w, number)


@compiled
def _count_absent(w: World, number: int, cost: float) -> tuple[float, float]:
    """Return the weight of the required stops left out, and the cost with prizes."""
    ints, missing = w.ints, 0.0
    for index in range(number):
        cost -= ints[node_at(w, ints[stop_at(w, index) + I_BEFORE]) + N_PRIZE]
    for index in range(ints[ABSENT]):
        stop = ints[stop_at(w, index) + I_ABSENT]
        missing += ints[node_at(w, stop) + N_WEIGHT]
        cost += ints[node_at(w, stop) + N_PRIZE]
        ints[stop_at(w, stop) + I_MISSED] += 1
    return missing, cost


@compiled
def _is_accepted(
    w: World, number: int, missing: float, cost: float, temperature: float
) -> bool:
    """Whether a change is kept: by stops left out, then by annealing."""
    missing_before = w.floats[MISSING]
    if missing < missing_before:
        return True
    if missing > 0:
        if _is_easier(w, number):
            return True
        if missing > missing_before:
            return False
    return bool(cost < w.floats[COST] - temperature * math.log(1.0 - draw(w)))


@compiled
def _is_easier(w: World, number: int) -> bool:
    """Whether the stops left out now were left out less often than those before."""
    ints, gain = w.ints, 0
    for index in range(number):
        stop = ints[stop_at(w, index) + I_BEFORE]
        gain += ints[node_at(w, stop) + N_WEIGHT] * ints[stop_at(w, stop) + I_MISSED]
    for index in range(ints[ABSENT]):
        stop = ints[stop_at(w, index) + I_ABSENT]
        gain -= ints[node_at(w, stop) + N_WEIGHT] * ints[stop_at(w, stop) + I_MISSED]
    return bool(gain > 0)


@compiled
def _is_best(w: World) -> bool:
    if w.floats[MISSING] != w.floats[BEST_MISSING]:
        return bool(w.floats[MISSING] < w.floats[BEST_MISSING])
    return bool(w.floats[COST] < w.floats[BEST_COST] - LEAST_GAIN)


@compiled
def keep_best(w: World) -> None:
    """Keep the routes as the best answer, copying those that changed since."""
    ints = w.ints
    for index in range(ints[DIRTY]):
        slot = ints[slot_at(w, index) + S_DIRTY]
        row, size = row_of(w, slot), size_of(w, slot)
        ints[slot_at(w, slot) + S_IS_DIRTY] = 0
        ints[slot_at(w, slot) + S_BEST_SIZE] = size
        begin = best_at(w, slot)
        for position in range(size):
            ints[begin + position] = node_of(w, row, position)
    ints[DIRTY] = 0
    w.floats[BEST_COST] = w.floats[COST]
    w.floats[BEST_MISSING] = w.floats[MISSING]


@compiled
def _undo_absent(w: World, number: int) -> None:
    """Restore the list of the absent stops."""
    ints = w.ints
    for index in range(ints[ABSENT]):
        ints[stop_at(w, ints[stop_at(w, index) + I_ABSENT]) + I_ABSENT_AT] = -1
    for index in range(number):
        stop = ints[stop_at(w, index) + I_BEFORE]
        ints[stop_at(w, index) + I_ABSENT] = stop
        ints[stop_at(w, stop) + I_ABSENT_AT] = index
        ints[stop_at(w, stop) + I_SLOT] = -1
    ints[ABSENT] = number
