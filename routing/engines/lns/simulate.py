"""A day worked out visit by visit, where stretches do not tell all.

Several windows, soft windows, pauses, unloading by load, speeds that change with time,
and releases beside these. The vehicle leaves as early as it may and does everything
as soon as it can; what it waits is then taken off by leaving later, as far as no
window forbids (M.W.P. Savelsbergh, ORSA J. Computing 4, 1992).

The day is written down place by place: the moment when the work there is done, and
what follows, should that be somewhat later.
"""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.day import Moment, Step, step_on
from routing.engines.lns.fields import (
    D_CLOCK,
    D_LATE,
    D_LEAST,
    D_PAUSE,
    D_ROOM,
    D_SHIFT,
    D_SLACK,
    D_WAIT,
    D_WAITED,
    DAY,
    DAY_RELEASED,
    K_MAX_DISTANCE,
    K_MAX_DURATION,
    K_PROFILE,
    K_SHIFT_END,
    K_SHIFT_START,
    N_LOAD,
    N_RATE,
    N_SERVICE,
    NEVER,
    R_DISTANCE,
    R_SIZE,
    UNLIMITED,
    World,
)
from routing.engines.lns.timing import priced
from routing.engines.lns.trips import trip_release_s
from routing.engines.lns.world import (
    is_site,
    is_stop,
    kind_at,
    node_at,
    node_of,
    place_at,
    route_at,
    way_s,
)


@compiled
def simulated(w: World, row: int, kind: int) -> float:
    """Work out the day of a row and write it down.

    Return what it costs; ``NEVER`` if it breaks a rule.
    """
    begin_s = w.ints[kind_at(w, kind) + K_SHIFT_START]
    if w.ints[DAY_RELEASED]:
        begin_s = max(begin_s, trip_release_s(w, row, 0))
    moment, amount = (begin_s, 0, UNLIMITED, 0, 0), 0
    _note_moment(w, day_at(w, row, 0), moment)
    last = w.ints[route_at(w, row) + R_SIZE] - 1
    past = node_of(w, row, 0)
    for position in range(1, last + 1):
        node = node_of(w, row, position)
        amount += w.ints[node_at(w, node) + N_LOAD]
        work_s, open_s = work_of(w, node, amount), 0
        if w.ints[DAY_RELEASED] and is_site(w, node):
            open_s = trip_release_s(w, row, position) - work_s
        way = (past, node, position == 1, position == last)
        moment, step = step_on(w, kind, begin_s, moment, way, (work_s, open_s))
        if step[0] < 0:
            return NEVER
        _note_moment(w, day_at(w, row, position), moment)
        _note_step(w, day_at(w, row, position - 1), step)
        if not is_stop(w, node):
            amount = 0
        past = node
    _note_rest(w, row, kind, last)
    distance_m = w.ints[route_at(w, row) + R_DISTANCE]
    return day_cost(w, kind, begin_s, moment, distance_m)


@compiled
def day_at(w: World, row: int, position: int) -> int:
    """Return where what is written down of the day at a place begins."""
    return int(place_at(w, row, position) + w.ints[DAY])


@compiled
def work_of(w: World, node: int, amount: int) -> int:
    """Return seconds of work at a node to which a trip brings an amount."""
    at = node_at(w, node)
    work_s, rate = w.ints[at + N_SERVICE], w.ints[at + N_RATE]
    if rate > 0:
        work_s += -(-amount * rate // 1000)
    return int(work_s)


@compiled
def day_cost(
    w: World, kind: int, begin_s: int, moment: Moment, distance_m: int
) -> float:
    """Return what a day that ends at a moment costs; ``NEVER`` if it is too long."""
    ints, limits = w.ints, kind_at(w, kind)
    end_s, waited, slack, _, late = moment
    duration_s = end_s - begin_s - min(slack, waited)
    if (
        end_s > ints[limits + K_SHIFT_END]
        or duration_s > ints[limits + K_MAX_DURATION]
        or distance_m > ints[limits + K_MAX_DISTANCE]
    ):
        return NEVER
    return priced(w, kind, distance_m, duration_s) + float(late)


@compiled
def _note_moment(w: World, at: int, moment: Moment) -> None:
    """Write down when the work at a place is done."""
    ints = w.ints
    ints[at + D_CLOCK], ints[at + D_WAITED], ints[at + D_SLACK] = moment[:3]
    ints[at + D_PAUSE], ints[at + D_LATE] = moment[3:]


@compiled
def _note_step(w: World, at: int, step: Step) -> None:
    """Write down the step that follows a place."""
    w.ints[at + D_WAIT], w.ints[at + D_ROOM], w.ints[at + D_SHIFT] = step


@compiled
def _note_rest(w: World, row: int, kind: int, last: int) -> None:
    """Write down what all steps that follow each place are like, put together."""
    ints, profile = w.ints, w.ints[kind_at(w, kind) + K_PROFILE]
    wait, room, shift, least_s = 0, UNLIMITED, UNLIMITED, 0
    ints[day_at(w, row, last) + D_LEAST] = 0
    node = node_of(w, row, last)
    for position in range(last - 1, -1, -1):
        at, past = day_at(w, row, position), node_of(w, row, position)
        here = ints[at + D_WAIT]
        shift = min(ints[at + D_SHIFT], here + shift)
        room = min(ints[at + D_ROOM], here + room)
        wait += here
        least_s += way_s(w, profile, past, node) + ints[node_at(w, node) + N_SERVICE]
        ints[at + D_WAIT], ints[at + D_ROOM], ints[at + D_SHIFT] = wait, room, shift
        ints[at + D_LEAST] = least_s
        node = past
