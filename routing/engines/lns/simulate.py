"""A day worked out visit by visit, where stretches do not tell all.

Several windows, soft windows, pauses, releases, unloading by load and speeds that
change with time. The vehicle leaves as early as it may and does everything as soon
as it can; what it waits is then taken off by leaving later, as far as no window
forbids (M.W.P. Savelsbergh, ORSA J. Computing 4, 1992). A pause is taken while
waiting if that costs nothing, and else as late as it may begin.
"""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    D_BEGIN,
    D_CLOCK,
    D_PAUSE,
    D_SLACK,
    D_WAITED,
    DAY,
    K_MAX_DISTANCE,
    K_MAX_DURATION,
    K_PROFILE,
    K_SHIFT_END,
    K_SHIFT_START,
    K_WINDOW_SET,
    N_LATE,
    N_OPEN,
    N_RATE,
    N_SERVICE,
    NEVER,
    NODES,
    PAUSE_WIDTH,
    PAUSES,
    PAUSES_AT,
    R_SIZE,
    UNLIMITED,
    WINDOWS,
    WINDOWS_AT,
    World,
)
from routing.engines.lns.pace import arrival_s
from routing.engines.lns.timing import priced
from routing.engines.lns.trips import trip_amount, trip_release_s
from routing.engines.lns.world import (
    is_site,
    is_stop,
    kind_at,
    node_at,
    node_of,
    route_at,
    way_m,
)

NOT_DUE, LATER, AT_PLACE, BEFORE_WAY, TOO_LATE = range(5)


@compiled
def simulated(w: World, row: int, kind: int) -> float:
    """Return the cost of a row for a vehicle type; ``NEVER`` if it breaks a rule."""
    ints, limits = w.ints, kind_at(w, kind)
    begin_s = max(ints[limits + K_SHIFT_START], trip_release_s(w, row, 0))
    ints[DAY + D_BEGIN] = ints[DAY + D_CLOCK] = begin_s
    ints[DAY + D_WAITED] = ints[DAY + D_PAUSE] = 0
    ints[DAY + D_SLACK] = UNLIMITED
    late, distance_m = 0.0, 0
    for position in range(1, ints[route_at(w, row) + R_SIZE]):
        past, node = node_of(w, row, position - 1), node_of(w, row, position)
        distance_m += way_m(w, ints[limits + K_PROFILE], past, node)
        start_s = _go(w, row, kind, position)
        if start_s < 0:
            return NEVER
        late += _lateness(w, limits, node, start_s)
    end_s = ints[DAY + D_CLOCK]
    duration_s = end_s - begin_s - min(ints[DAY + D_SLACK], ints[DAY + D_WAITED])
    if (
        end_s > ints[limits + K_SHIFT_END]
        or duration_s > ints[limits + K_MAX_DURATION]
        or distance_m > ints[limits + K_MAX_DISTANCE]
    ):
        return NEVER
    return priced(w, kind, distance_m, duration_s) + late


@compiled
def _go(w: World, row: int, kind: int, position: int) -> int:
    """Drive to a place and work there; return when work begins, -1 for never."""
    ints, limits = w.ints, kind_at(w, kind)
    profile = ints[limits + K_PROFILE]
    past, node = node_of(w, row, position - 1), node_of(w, row, position)
    work_s, open_s = _work_s(w, row, position), 0
    if is_site(w, node):
        open_s = trip_release_s(w, row, position) - work_s
    arrival = arrival_s(w, profile, past, node, ints[DAY + D_CLOCK])
    start_s = _start_s(w, limits, node, max(arrival, open_s))
    while ints[DAY + D_PAUSE] < ints[PAUSES] and start_s >= 0:
        at = ints[PAUSES_AT]
        at += (kind * ints[PAUSES] + ints[DAY + D_PAUSE]) * PAUSE_WIDTH
        is_home = position == ints[route_at(w, row) + R_SIZE] - 1
        when = _when(w, at, arrival, start_s, UNLIMITED if is_home else work_s)
        if when == LATER:
            break
        if when == TOO_LATE or (when == BEFORE_WAY and position == 1):
            return -1
        if when == AT_PLACE:
            arrival = _pause(w, at, arrival)
        elif when == BEFORE_WAY:
            left_s = _pause(w, at, ints[DAY + D_CLOCK])
            arrival = arrival_s(w, profile, past, node, left_s)
        ints[DAY + D_PAUSE] += 1
        start_s = _start_s(w, limits, node, max(arrival, open_s))
    _note_wait(w, start_s - arrival, _last_start_s(w, limits, node, start_s) - start_s)
    ints[DAY + D_CLOCK] = start_s + work_s
    return int(start_s)


@compiled
def _when(w: World, at: int, arrival: int, start_s: int, work_s: int) -> int:
    """Return when a pause is taken by who arrives at a place.

    ``work_s`` is ``UNLIMITED`` at the end depot, where no work follows.
    """
    first_s, last_s, long_s = w.ints[at], w.ints[at + 1], w.ints[at + 2]
    if w.ints[DAY + D_BEGIN] >= last_s or long_s == 0:
        return NOT_DUE
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
    return BEFORE_WAY if max(w.ints[DAY + D_CLOCK], first_s) <= last_s else TOO_LATE


@compiled
def _pause(w: World, at: int, moment_s: int) -> int:
    """Take a pause from a moment on, or when it may begin; return its end."""
    begin_s = max(moment_s, w.ints[at])
    _note_wait(w, begin_s - moment_s, w.ints[at + 1] - begin_s)
    return int(begin_s + w.ints[at + 2])


@compiled
def _note_wait(w: World, wait_s: int, slack_s: int) -> None:
    """Note seconds waited, and how much later the start after them could be."""
    w.ints[DAY + D_WAITED] += wait_s
    slack_s += w.ints[DAY + D_WAITED]
    w.ints[DAY + D_SLACK] = min(w.ints[DAY + D_SLACK], slack_s)


@compiled
def _work_s(w: World, row: int, position: int) -> int:
    """Return seconds of work at a place."""
    at = node_at(w, node_of(w, row, position))
    work_s, rate = w.ints[at + N_SERVICE], w.ints[at + N_RATE]
    if rate > 0:
        work_s += -(-trip_amount(w, row, position) * rate // 1000)
    return int(work_s)


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
def _lateness(w: World, limits: int, node: int, start_s: int) -> float:
    """Return the price of starting after a soft window has ended."""
    if not is_stop(w, node) or w.ints[node_at(w, node) + N_LATE] <= 0:
        return 0.0
    at, late_s = _window_at(w, limits, node), 0
    for index in range(at, at + 2 * w.ints[WINDOWS], 2):
        if w.ints[index] <= start_s <= w.ints[index + 1]:
            return 0.0
        if w.ints[index + 1] < start_s:
            late_s = start_s - w.ints[index + 1]
    return float(late_s * w.ints[node_at(w, node) + N_LATE])
