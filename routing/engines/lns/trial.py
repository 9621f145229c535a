"""What a day costs when some of its places are others: tried without changing it.

A trial begins at the last place that stays as it is, and ends where what follows is
what was written down, but for waiting; or where it is known to cost too much.
"""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.day import Moment, step_on
from routing.engines.lns.fields import (
    ALIKE_AT,
    D_CLOCK,
    D_LATE,
    D_LEAST,
    D_PAUSE,
    D_ROOM,
    D_SHIFT,
    D_SLACK,
    D_WAIT,
    D_WAITED,
    DAY_RELEASED,
    K_END,
    K_MAX_DURATION,
    K_PROFILE,
    K_SHIFT_END,
    K_SHIFT_START,
    K_START,
    KINDS,
    N_LOAD,
    N_RATE,
    N_RELEASE,
    N_SERVICE,
    NEVER,
    P_END,
    P_LOAD,
    PAUSE_WIDTH,
    PAUSES,
    PAUSES_AT,
    R_SIZE,
    R_SLOT,
    ROW_COST_AT,
    S_KIND,
    UNLIMITED,
    World,
)
from routing.engines.lns.simulate import day_at, day_cost, work_of
from routing.engines.lns.timing import priced
from routing.engines.lns.world import (
    is_site,
    is_stop,
    kind_at,
    node_at,
    node_of,
    place_at,
    route_at,
    slot_at,
    way_s,
)

type Splice = tuple[int, int, int, int]
"""The last place that stays, the first and the second node put in after it (-1 for
none), the first place that follows them."""

NOTHING = -1
"""No node is put in."""


@compiled
def day_with(
    w: World, row: int, kind: int, splice: Splice, distance_m: int, most: float
) -> float:
    """Return what the day of a row costs with some places changed.

    ``NEVER`` if it breaks a rule, or is known to cost at least ``most`` more than the
    row does.
    """
    keep, first, second, follower = splice
    new = (first >= 0) + (second >= 0)
    last = w.ints[route_at(w, row) + R_SIZE] - follower + keep + new
    is_known = _is_known(w, row, kind)
    past = _resumed(w, row, splice) if is_known else 0
    begin_s, moment, amount = _state(w, row, kind, splice, past)
    renewed = not w.ints[DAY_RELEASED]
    origin = _nth(w, row, kind, splice, past)
    for index in range(past + 1, last + 1):
        node = _nth(w, row, kind, splice, index)
        amount += w.ints[node_at(w, node) + N_LOAD]
        work_s, open_s = work_of(w, node, amount), 0
        if w.ints[DAY_RELEASED] and is_site(w, node):
            open_s = _release_s(w, row, kind, splice, index) - work_s
        way = (origin, node, index == 1, index == last)
        moment, step = step_on(w, kind, begin_s, moment, way, (work_s, open_s))
        if step[0] < 0 or moment[0] > w.ints[kind_at(w, kind) + K_SHIFT_END]:
            return NEVER
        if not is_stop(w, node):
            amount = 0
            renewed = renewed or index > keep + new
        origin = node
        if is_known and index >= keep + new and index < last:
            place = index - keep - new - 1 + follower
            if index > keep + new:
                if renewed and _goes_on(w, row, place, begin_s, moment, amount):
                    moment = _joined(w, row, place, moment)
                    break
                least_s = w.ints[day_at(w, row, place) + D_LEAST]
            else:
                least_s = _least_s(w, row, kind, node, follower)
            if _is_too_long(w, row, kind, begin_s, moment, (least_s, distance_m, most)):
                return NEVER
    return day_cost(w, kind, begin_s, moment, distance_m)


@compiled
def _is_known(w: World, row: int, kind: int) -> bool:
    """Whether the day of a row is written down, for a type or one alike."""
    ints, route = w.ints, route_at(w, row)
    if ints[route + R_SIZE] == 2 or w.floats[ROW_COST_AT + row] >= NEVER:
        return False
    own = ints[slot_at(w, ints[route + R_SLOT]) + S_KIND]
    return bool(own == kind or ints[ints[ALIKE_AT] + own * ints[KINDS] + kind])


@compiled
def _nth(w: World, row: int, kind: int, splice: Splice, index: int) -> int:
    """Return a node of the changed day, between the depots of a type."""
    keep, first, second, follower = splice
    position = index
    if index > keep:
        position = index - keep - 1
        if first >= 0:
            if position == 0:
                return first
            position -= 1
        if second >= 0:
            if position == 0:
                return second
            position -= 1
        position += follower
    if position == 0:
        return int(w.ints[kind_at(w, kind) + K_START])
    if position == w.ints[route_at(w, row) + R_SIZE] - 1:
        return int(w.ints[kind_at(w, kind) + K_END])
    return node_of(w, row, position)


@compiled
def _resumed(w: World, row: int, splice: Splice) -> int:
    """Return the last place at which nothing changes.

    Where trips wait for releases, that is before the trip that changes.
    """
    place = splice[0]
    if w.ints[DAY_RELEASED]:
        while is_stop(w, node_of(w, row, place)):
            place -= 1
        place = max(place - 1, 0)
    return place


@compiled
def _state(
    w: World, row: int, kind: int, splice: Splice, place: int
) -> tuple[int, Moment, int]:
    """Return when the day begins, the moment after a place, the load on board then."""
    ints, at = w.ints, day_at(w, row, place)
    if place == 0:
        begin_s = ints[kind_at(w, kind) + K_SHIFT_START]
        if ints[DAY_RELEASED]:
            begin_s = max(begin_s, _release_s(w, row, kind, splice, 0))
        return int(begin_s), (begin_s, 0, UNLIMITED, 0, 0), 0
    clock, waited, slack = ints[at + D_CLOCK], ints[at + D_WAITED], ints[at + D_SLACK]
    moment = (clock, waited, slack, ints[at + D_PAUSE], ints[at + D_LATE])
    amount = 0
    if is_stop(w, node_of(w, row, place)):
        amount = ints[place_at(w, row, place) + P_LOAD]
    return int(ints[day_at(w, row, 0) + D_CLOCK]), moment, int(amount)


@compiled
def _release_s(w: World, row: int, kind: int, splice: Splice, index: int) -> int:
    """Return when all stops of the trip that begins at a place are released."""
    release_s = 0
    while True:
        index += 1
        node = _nth(w, row, kind, splice, index)
        if not is_stop(w, node):
            return int(release_s)
        release_s = max(release_s, w.ints[node_at(w, node) + N_RELEASE])


@compiled
def _goes_on(
    w: World, row: int, place: int, begin_s: int, moment: Moment, amount: int
) -> bool:
    """Whether from a place on all stays as it is, but for waiting."""
    ints, at = w.ints, day_at(w, row, place)
    later_s = moment[0] - ints[at + D_CLOCK]
    if later_s < 0 or later_s > ints[at + D_SHIFT] or moment[3] != ints[at + D_PAUSE]:
        return False
    if begin_s != ints[day_at(w, row, 0) + D_CLOCK]:
        return False
    here = place_at(w, row, place)
    if not is_stop(w, ints[here]) or amount == ints[here + P_LOAD]:
        return True
    # The load matters where unloading takes the longer the more there is.
    end = node_of(w, row, ints[place_at(w, row, place + 1) + P_END])
    return bool(ints[node_at(w, end) + N_RATE] == 0)


@compiled
def _joined(w: World, row: int, place: int, moment: Moment) -> Moment:
    """Return how the day ends that goes on like that of a row from a place on."""
    ints, at = w.ints, day_at(w, row, place)
    end = day_at(w, row, ints[route_at(w, row) + R_SIZE] - 1)
    clock, waited, slack, pause, late = moment
    later_s, wait = clock - ints[at + D_CLOCK], ints[at + D_WAIT]
    return (
        ints[end + D_CLOCK] + max(later_s - wait, 0),
        waited + max(wait - later_s, 0),
        min(slack, waited + ints[at + D_ROOM] - later_s),
        pause,
        late + ints[end + D_LATE] - ints[at + D_LATE],
    )


@compiled
def _least_s(w: World, row: int, kind: int, node: int, place: int) -> int:
    """Return seconds of driving and work at least, from a node to a place and home."""
    follower = node_of(w, row, place)
    way = way_s(w, w.ints[kind_at(w, kind) + K_PROFILE], node, follower)
    work_s = w.ints[node_at(w, follower) + N_SERVICE]
    return int(way + work_s + w.ints[day_at(w, row, place) + D_LEAST])


@compiled
def _is_too_long(
    w: World,
    row: int,
    kind: int,
    begin_s: int,
    moment: Moment,
    rest: tuple[int, int, float],
) -> bool:
    """Whether what is left to do at least makes a day too long or too dear.

    ``rest`` is what is left in seconds, the metres of the day, and what it may cost
    more than the row.
    """
    ints, limits = w.ints, kind_at(w, kind)
    clock, waited, _, pause, late = moment
    least_s, distance_m, most = rest
    if ints[PAUSES] - pause > 1:
        return False
    if pause < ints[PAUSES]:
        at = ints[PAUSES_AT] + (kind * ints[PAUSES] + pause) * PAUSE_WIDTH
        if begin_s < ints[at + 1] < clock + least_s:
            least_s += ints[at + 2]
    duration_s = clock - begin_s - waited + least_s
    if (
        clock + least_s > ints[limits + K_SHIFT_END]
        or duration_s > ints[limits + K_MAX_DURATION]
    ):
        return True
    cost = priced(w, kind, distance_m, duration_s) + float(late)
    return bool(cost - w.floats[ROW_COST_AT + row] >= most)
