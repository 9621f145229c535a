"""Serving one alternative of a choice: all of its stops, where they cost least."""

from routing.engines.lns.changes import note_free
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    A_BARRED,
    A_END,
    A_FIRST,
    H_END,
    H_FIRST,
    I_SLOT,
    L_FIRST,
    L_POSITION,
    L_SECOND,
    L_SLOT,
    L_STOP,
    LIMITED,
    N_PRIZE,
    N_WEIGHT,
    NEVER,
    OFFER,
    OFFER_FIRST,
    OFFER_POSITION,
    OFFER_ROW,
    OFFER_SECOND,
    PLAN_AT,
    PLAN_SIZE,
    PLAN_WIDTH,
    R_SLOT,
    TRIAL,
    World,
)
from routing.engines.lns.insert import has_offer, take_offer
from routing.engines.lns.looks import look
from routing.engines.lns.routes import delete_node, refresh
from routing.engines.lns.world import (
    alternative_at,
    choice_at,
    choice_of,
    make_absent,
    member,
    node_at,
    route_at,
    stop_at,
)


@compiled
def put_choice(w: World, stop: int) -> None:
    """Serve the cheapest alternative of the choice a stop stands for, or none."""
    ints, at = w.ints, node_at(w, stop)
    limit = NEVER if ints[at + N_WEIGHT] else float(ints[at + N_PRIZE])
    ints[TRIAL] += 1
    while True:
        best, half = _cheapest(w, choice_at(w, choice_of(w, stop)), limit)
        if best < 0:
            make_absent(w, stop)
            return
        if _carry_out(w, best, half):
            return
        ints[alternative_at(w, best) + A_BARRED] = ints[TRIAL]


@compiled
def _cheapest(w: World, choice: int, limit: float) -> tuple[int, int]:
    """Return the alternative that costs least, and which half holds its plan."""
    ints, best, half = w.ints, -1, 0
    for alternative in range(ints[choice + H_FIRST], ints[choice + H_END]):
        if ints[alternative_at(w, alternative) + A_BARRED] != ints[TRIAL]:
            cost = _plan(w, alternative, 1 - half, limit)
            if cost < limit:
                best, half, limit = alternative, 1 - half, cost
    return best, half


@compiled
def _plan_at(w: World, half: int, number: int) -> int:
    """Return where the record of an insertion of a plan begins."""
    return int(w.ints[PLAN_AT] + (half * w.ints[PLAN_SIZE] + number) * PLAN_WIDTH)


@compiled
def _plan(w: World, alternative: int, half: int, limit: float) -> float:
    """Plan the stops of an alternative, each by itself; return what they cost."""
    at, cost = alternative_at(w, alternative), 0.0
    first = w.ints[at + A_FIRST]
    for number in range(first, w.ints[at + A_END]):
        look(w, member(w, number), limit - cost)
        if not has_offer(w):
            return NEVER
        cost += w.floats[OFFER]
        _note_offer(w, _plan_at(w, half, number - first), member(w, number))
    return cost


@compiled
def _note_offer(w: World, at: int, stop: int) -> None:
    """Write the cheapest insertion found into a plan."""
    ints = w.ints
    ints[at + L_STOP] = stop
    ints[at + L_SLOT] = ints[route_at(w, ints[OFFER_ROW]) + R_SLOT]
    ints[at + L_POSITION] = ints[OFFER_POSITION]
    ints[at + L_FIRST], ints[at + L_SECOND] = ints[OFFER_FIRST], ints[OFFER_SECOND]


@compiled
def _carry_out(w: World, alternative: int, half: int) -> bool:
    """Put the stops of an alternative in as planned; return whether all fit.

    What was planned for a route that another stop has changed since, or while
    sites share out their intake, is planned again. If a stop no longer fits, all
    are taken out again.
    """
    ints, record = w.ints, alternative_at(w, alternative)
    for number in range(ints[record + A_END] - ints[record + A_FIRST]):
        at = _plan_at(w, half, number)
        if number > 0 and (ints[LIMITED] or _is_used(w, half, number)):
            look(w, ints[at + L_STOP], NEVER)
            if not has_offer(w):
                _take_back(w, half, number)
                return False
            _note_offer(w, at, ints[at + L_STOP])
        ints[OFFER_FIRST], ints[OFFER_SECOND] = ints[at + L_FIRST], ints[at + L_SECOND]
        take_offer(w, ints[at + L_SLOT], ints[at + L_POSITION])
    return True


@compiled
def _is_used(w: World, half: int, number: int) -> bool:
    """Whether an insertion of a plan is into the route of an earlier one."""
    slot = w.ints[_plan_at(w, half, number) + L_SLOT]
    for other in range(number):
        if w.ints[_plan_at(w, half, other) + L_SLOT] == slot:
            return True
    return False


@compiled
def _take_back(w: World, half: int, number: int) -> None:
    """Undo the first insertions of a plan, the last one first."""
    for index in range(number - 1, -1, -1):
        at = _plan_at(w, half, index)
        slot, position = w.ints[at + L_SLOT], w.ints[at + L_POSITION]
        delete_node(w, slot, position + 1)
        if w.ints[at + L_FIRST] != w.ints[at + L_SECOND]:
            delete_node(w, slot, position + 1)
        w.ints[stop_at(w, w.ints[at + L_STOP]) + I_SLOT] = -1
        refresh(w, slot)
        note_free(w, slot)
