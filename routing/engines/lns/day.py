"""One step of a day: on to the next place, and work there.

A vehicle does everything as soon as it can. A pause is taken while waiting if that
costs nothing, and else as late as it may begin.

Each step tells how much later it may be begun so that all stays as it is but for
waiting, which gets shorter: the same windows, the same pauses at the same places, the
same speeds. What follows a place has then not to be gone through again.
"""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    K_PROFILE,
    K_WINDOW_SET,
    N_LATE,
    N_OPEN,
    NODES,
    PAUSE_WIDTH,
    PAUSES,
    PAUSES_AT,
    UNLIMITED,
    WINDOWS,
    WINDOWS_AT,
    World,
)
from routing.engines.lns.pace import journey
from routing.engines.lns.world import is_stop, kind_at, node_at

NOT_DUE, LATER, AT_PLACE, BEFORE_WAY, TOO_LATE = range(5)

type Moment = tuple[int, int, int, int, int]
"""The clock, seconds waited, how much later the day could begin, the next pause, the
price of lateness so far in parts of a fen."""

type Way = tuple[int, int, bool, bool]
"""Origin, destination, whether these are the first and the last place of the day."""

type Stay = tuple[int, int]
"""Seconds of work, and the moment before which it does not begin."""

type Step = tuple[int, int, int]
"""Seconds waited in a step, counted from its begin how much later it could begin, and
how much later it may begin so that nothing changes but waiting; less than 0 seconds
waited where a rule is broken."""

NO_WAY: Step = (-1, 0, 0)

type Arriving = tuple[int, int, int, int, int]
"""Arrival and start of work, -1 for never; then as in a step, up to the arrival."""

NEVER_THERE: Arriving = (-1, -1, 0, 0, 0)


@compiled
def step_on(
    w: World, kind: int, begin_s: int, moment: Moment, way: Way, stay: Stay
) -> tuple[Moment, Step]:
    """Return the moment after a step, and what the step is like.

    ``begin_s`` is when the day begins.
    """
    limits = kind_at(w, kind)
    clock, waited, slack, pause, late = moment
    origin, node, _, _ = way
    arrival, scope = journey(w, w.ints[limits + K_PROFILE], origin, node, clock)
    start_s = _start_s(w, limits, node, max(arrival, stay[1]))
    arriving = (arrival, start_s, 0, UNLIMITED, scope)
    if pause < w.ints[PAUSES] and start_s >= 0:
        day = (begin_s, clock, pause)
        pause, arriving = _with_pauses(w, kind, day, way, stay, arriving)
        arrival, start_s = arriving[:2]
    if start_s < 0:
        return moment, NO_WAY
    wait = arriving[2] + start_s - arrival
    room = _last_start_s(w, limits, node, start_s) - start_s + wait
    room = min(arriving[3], room)
    late += _lateness(w, limits, node, start_s)
    done = (start_s + stay[0], waited + wait, min(slack, waited + room), pause, late)
    return done, (wait, room, min(arriving[4], room))


@compiled
def _with_pauses(
    w: World,
    kind: int,
    day: tuple[int, int, int],
    way: Way,
    stay: Stay,
    arriving: Arriving,
) -> tuple[int, Arriving]:
    """Return the next pause and how one arrives, pauses on the way being taken.

    ``day`` is its begin, the clock before the way and the next pause then.
    """
    ints, (begin_s, clock, pause), (work_s, open_s) = w.ints, day, stay
    node, is_first, is_last, taken, is_there = way[1], way[2], way[3], 0, False
    while pause < ints[PAUSES] and arriving[1] >= 0:
        at = ints[PAUSES_AT] + (kind * ints[PAUSES] + pause) * PAUSE_WIDTH
        first_s, last_s, long_s = ints[at], ints[at + 1], ints[at + 2]
        pause += 1
        if begin_s >= last_s or long_s == 0:
            continue
        arrival, start_s, wait, room, shift = arriving
        span = (arrival, start_s, UNLIMITED if is_last else work_s)
        when = _when((first_s, last_s, long_s), clock, span)
        if when == TOO_LATE or (when == BEFORE_WAY and (is_first or is_there)):
            # A pause already taken there is not moved to before the way.
            return pause, NEVER_THERE
        if when == LATER:
            shift = min(shift, wait + last_s - work_s - arrival)
            return pause - 1, (arrival, start_s, wait, room, shift)
        if when == NOT_DUE:
            shift = min(shift, wait + last_s - arrival)
        else:
            if when == BEFORE_WAY:
                arrival = clock
            elif start_s + work_s <= last_s:
                shift = min(shift, wait + start_s - long_s - arrival)
            rest_s = max(arrival, first_s)
            wait += rest_s - arrival
            room = min(room, last_s - rest_s + wait)
            arrival = rest_s + long_s
            is_there = when == AT_PLACE
            if when == BEFORE_WAY:
                clock = arrival
                profile = ints[kind_at(w, kind) + K_PROFILE]
                arrival, scope = journey(w, profile, way[0], node, arrival)
                # The way driven at once, the first thing looked at, does not count.
                shift = wait + scope if pause == day[2] + 1 else min(shift, scope)
            taken += 1
            # After two pauses on one way, the place is gone through again.
            shift = shift if taken < 2 else 0
        start_s = _start_s(w, kind_at(w, kind), node, max(arrival, open_s))
        arriving = (arrival, start_s, wait, room, shift)
    return pause, arriving


@compiled
def _when(pause: tuple[int, int, int], clock: int, span: tuple[int, int, int]) -> int:
    """Return when a pause is taken by who arrives at a place.

    ``span`` is arrival, start and seconds of work; these are ``UNLIMITED`` at the end
    depot, where no work follows.
    """
    first_s, last_s, long_s = pause
    arrival, start_s, work_s = span
    is_home = work_s == UNLIMITED
    if is_home and arrival <= last_s:
        return NOT_DUE
    moment_s = max(arrival, first_s)
    if not is_home and moment_s <= last_s and moment_s + long_s <= start_s:
        return AT_PLACE
    if not is_home and start_s + work_s <= last_s:
        return LATER
    if not is_home and moment_s <= last_s:
        return AT_PLACE
    return BEFORE_WAY if max(clock, first_s) <= last_s else TOO_LATE


@compiled
def _window_at(w: World, limits: int, node: int) -> int:
    """Return where the windows of a node for a vehicle type begin."""
    index = w.ints[limits + K_WINDOW_SET] * w.ints[NODES] + node
    return int(w.ints[WINDOWS_AT] + index * w.ints[WINDOWS] * 2)


@compiled
def _start_s(w: World, limits: int, node: int, arrival: int) -> int:
    """Return the first moment from an arrival on to start work; -1 for never."""
    at = _window_at(w, limits, node)
    if is_stop(w, node) and w.ints[node_at(w, node) + N_LATE] >= 0:
        return int(max(arrival, w.ints[node_at(w, node) + N_OPEN]))
    for index in range(at, at + 2 * w.ints[WINDOWS], 2):
        if arrival <= w.ints[index + 1]:
            return int(max(arrival, w.ints[index]))
    return -1


@compiled
def _last_start_s(w: World, limits: int, node: int, start_s: int) -> int:
    """Return the end of the window a start lies in; the start if in none."""
    at = _window_at(w, limits, node)
    for index in range(at, at + 2 * w.ints[WINDOWS], 2):
        if w.ints[index] <= start_s <= w.ints[index + 1]:
            return int(w.ints[index + 1])
    return start_s


@compiled
def _lateness(w: World, limits: int, node: int, start_s: int) -> int:
    """Return the price of starting after a soft window has ended, in parts of a fen."""
    if not is_stop(w, node) or w.ints[node_at(w, node) + N_LATE] <= 0:
        return 0
    at, late_s = _window_at(w, limits, node), 0
    for index in range(at, at + 2 * w.ints[WINDOWS], 2):
        if w.ints[index] <= start_s <= w.ints[index + 1]:
            return 0
        if w.ints[index + 1] < start_s:
            late_s = start_s - w.ints[index + 1]
    return int(late_s * w.ints[node_at(w, node) + N_LATE])
