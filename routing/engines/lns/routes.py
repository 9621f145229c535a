"""Routes in their rows: what follows from their nodes."""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    C_AFTER_S,
    C_BEFORE_S,
    CLOCK,
    CLOSED,
    HOMED,
    I_PLACE,
    I_SLOT,
    K_MAX_DISTANCE,
    K_MAX_DURATION,
    K_MAX_TRIPS,
    K_PROFILE,
    LIMITED,
    N_MASK,
    N_RELEASE,
    NEVER,
    P_END,
    P_LOAD,
    P_MASK,
    P_NODE,
    P_RELEASE,
    P_WAY,
    PLACE_WIDTH,
    R_AWAY,
    R_DISTANCE,
    R_DURATION,
    R_LOAD,
    R_SIZE,
    R_SLOT,
    R_STOPS,
    R_TRIPS,
    RELEASED,
    RICH,
    ROW_COST_AT,
    S_KIND,
    TIMED,
    World,
)
from routing.engines.lns.intake import count_brought
from routing.engines.lns.simulate import simulated
from routing.engines.lns.timing import (
    after,
    before,
    joined,
    note,
    priced,
    shift_of,
    stay,
)
from routing.engines.lns.world import (
    away_of,
    dimensions,
    is_stop,
    kind_at,
    load_of,
    node_at,
    node_of,
    place_at,
    route_at,
    row_of,
    slot_at,
    stop_at,
    way_m,
    way_s,
)


@compiled
def refresh(w: World, slot: int) -> bool:
    """Work out what follows from a route's nodes; return whether it is feasible.

    Loads are written down, not judged.
    """
    row, kind = row_of(w, slot), w.ints[slot_at(w, slot) + S_KIND]
    route, limits = route_at(w, row), kind_at(w, kind)
    w.ints[route + R_SLOT] = slot
    _sum_loads(w, slot, row)
    if w.ints[HOMED]:
        w.ints[route + R_AWAY] = away_along(w, row, kind)
    _set_ends(w, row)
    possible = _sum_metres(w, row, kind)
    if w.ints[LIMITED]:
        possible = count_brought(w, row) and possible
    if w.ints[TIMED]:
        possible = _set_clocks(w, row, kind) and possible
    if w.ints[route + R_SIZE] == 2:
        w.floats[ROW_COST_AT + row] = 0.0
        return True
    possible = (
        possible
        and w.ints[route + R_DURATION] <= w.ints[limits + K_MAX_DURATION]
        and w.ints[route + R_TRIPS] <= w.ints[limits + K_MAX_TRIPS]
    )
    _set_cost(w, row, kind)
    return bool(possible and w.floats[ROW_COST_AT + row] < NEVER)


@compiled
def _set_cost(w: World, row: int, kind: int) -> None:
    """Write down what a route costs."""
    route = route_at(w, row)
    if w.ints[RICH]:
        cost = simulated(w, row, kind)
    else:
        distance_m, duration_s = w.ints[route + R_DISTANCE], w.ints[route + R_DURATION]
        cost = priced(w, kind, distance_m, duration_s)
    w.floats[ROW_COST_AT + row] = cost


@compiled
def insert_stop(w: World, slot: int, position: int, stop: int) -> None:
    """Put a stop after a position, and renew what follows from it."""
    ints, row, kind = w.ints, row_of(w, slot), w.ints[slot_at(w, slot) + S_KIND]
    route, width = route_at(w, row), ints[PLACE_WIDTH]
    at, size = place_at(w, row, position + 1), ints[route + R_SIZE]
    last = at + (size - position - 1) * width
    for index in range(last - 1, at - 1, -1):
        ints[index + width] = ints[index]
    ints[at + P_NODE] = stop
    ints[route + R_SIZE] = size + 1
    ints[route + R_STOPS] += 1
    ints[route + R_SLOT] = slot
    if ints[HOMED]:
        ints[route + R_AWAY] += away_of(w, stop, kind)
    _renew_ways(w, row, kind, position)
    _renew_loads(w, slot, row, position)
    if ints[LIMITED]:
        count_brought(w, row)
    if ints[RELEASED]:
        _set_clocks(w, row, kind)
    elif ints[TIMED]:
        _clocks_before(w, row, kind, position + 1)
        _clocks_after(w, row, kind, position + 1)
    _set_cost(w, row, kind)


@compiled
def _renew_ways(w: World, row: int, kind: int, position: int) -> None:
    """Write down the ways to and from a stop put in after a position."""
    ints, width = w.ints, w.ints[PLACE_WIDTH]
    profile = ints[kind_at(w, kind) + K_PROFILE]
    here = place_at(w, row, position)
    at = here + width
    to_m = way_m(w, profile, ints[here], ints[at])
    from_m = way_m(w, profile, ints[at], ints[at + width])
    ints[route_at(w, row) + R_DISTANCE] += to_m + from_m - ints[here + P_WAY]
    ints[here + P_WAY], ints[at + P_WAY] = to_m, from_m


@compiled
def _renew_loads(w: World, slot: int, row: int, position: int) -> None:
    """Count the load of a stop put in after a position, and move what is behind."""
    ints, route, number = w.ints, route_at(w, row), dimensions(w)
    width, here = ints[PLACE_WIDTH], place_at(w, row, position)
    at, size = here + width, ints[route + R_SIZE]
    stop, goes_on = ints[at], is_stop(w, ints[here])
    mask, end = ints[node_at(w, stop) + N_MASK], ints[at + width + P_END] + 1
    index = position
    while index >= 0 and ints[place_at(w, row, index) + P_END] > position:
        ints[place_at(w, row, index) + P_END] += 1
        index -= 1
    ints[at + P_END], ints[at + P_MASK] = end, mask
    if goes_on:
        ints[at + P_MASK] |= ints[here + P_MASK]
    for dimension in range(number):
        load = load_of(w, stop, dimension)
        ints[route + R_LOAD + dimension] += load
        ints[at + P_LOAD + dimension] = load
        if goes_on:
            ints[at + P_LOAD + dimension] += ints[here + P_LOAD + dimension]
        for place in range(position + 2, end + 1):
            ints[place_at(w, row, place) + P_LOAD + dimension] += load
    for place in range(position + 2, end + 1):
        ints[place_at(w, row, place) + P_MASK] |= mask
    ints[stop_at(w, stop) + I_SLOT] = slot
    for place in range(position + 1, size):
        begin = place_at(w, row, place)
        if place > position + 1:
            ints[begin + P_END] += 1
        if is_stop(w, ints[begin]):
            ints[stop_at(w, ints[begin]) + I_PLACE] = place


@compiled
def _sum_metres(w: World, row: int, kind: int) -> bool:
    """Add up the way; return whether it is open and short enough."""
    route, limits = route_at(w, row), kind_at(w, kind)
    profile = w.ints[limits + K_PROFILE]
    total_m, longest_m = 0, 0
    node = node_of(w, row, 0)
    for position in range(1, w.ints[route + R_SIZE]):
        follower = node_of(w, row, position)
        leg_m = way_m(w, profile, node, follower)
        w.ints[place_at(w, row, position - 1) + P_WAY] = leg_m
        total_m += leg_m
        longest_m = max(longest_m, leg_m)
        node = follower
    w.ints[route + R_DISTANCE] = total_m
    return bool(longest_m < CLOSED and total_m <= w.ints[limits + K_MAX_DISTANCE])


@compiled
def _sum_loads(w: World, slot: int, row: int) -> None:
    """Add up loads and commodities trip by trip, and say where stops are."""
    ints, route, number = w.ints, route_at(w, row), dimensions(w)
    first = place_at(w, row, 0)
    ints[first + P_MASK] = 0
    for dimension in range(number):
        ints[first + P_LOAD + dimension] = ints[route + R_LOAD + dimension] = 0
    stops, trips, goes_on = 0, 0, False
    size = ints[route + R_SIZE]
    for position in range(1, size):
        at = place_at(w, row, position)
        past = place_at(w, row, position - 1)
        node = ints[at + P_NODE]
        works = is_stop(w, node)
        mask = ints[past + P_MASK] if goes_on else 0
        for dimension in range(number):
            load = ints[past + P_LOAD + dimension] if goes_on else 0
            if works:
                load += load_of(w, node, dimension)
                ints[route + R_LOAD + dimension] += load_of(w, node, dimension)
            ints[at + P_LOAD + dimension] = load
        if works:
            mask |= ints[node_at(w, node) + N_MASK]
            stops += 1
            ints[stop_at(w, node) + I_SLOT] = slot
            ints[stop_at(w, node) + I_PLACE] = position
        elif position < size - 1:
            trips += 1
        ints[at + P_MASK] = mask
        goes_on = works
    ints[route + R_STOPS], ints[route + R_TRIPS] = stops, trips


@compiled
def away_along(w: World, row: int, kind: int) -> int:
    """Return what the stops of a row weigh if a type serves them."""
    total = 0
    for position in range(1, w.ints[route_at(w, row) + R_SIZE] - 1):
        node = node_of(w, row, position)
        if is_stop(w, node):
            total += away_of(w, node, kind)
    return int(total)


@compiled
def _set_ends(w: World, row: int) -> None:
    """Write down where the trip through each place ends."""
    size = w.ints[route_at(w, row) + R_SIZE]
    end = size - 1
    for position in range(size - 1, -1, -1):
        at = place_at(w, row, position)
        if position > 0 and not is_stop(w, w.ints[at + P_NODE]):
            end = position
        w.ints[at + P_END] = end


@compiled
def _set_releases(w: World, row: int) -> None:
    """Write down when each trip may begin."""
    ints, release_s = w.ints, 0
    size = ints[route_at(w, row) + R_SIZE]
    for position in range(size - 1, -1, -1):
        at = place_at(w, row, position)
        if is_stop(w, ints[at]):
            release_s = max(release_s, ints[node_at(w, ints[at]) + N_RELEASE])
        else:
            ints[at + P_RELEASE] = release_s
            release_s = 0
    for position in range(size):
        at = place_at(w, row, position)
        if is_stop(w, ints[at]):
            ints[at + P_RELEASE] = release_s
        else:
            release_s = ints[at + P_RELEASE]


@compiled
def _set_clocks(w: World, row: int, kind: int) -> bool:
    """Set the stretches before and from every place on."""
    if w.ints[RELEASED]:
        _set_releases(w, row)
    last = w.ints[route_at(w, row) + R_SIZE] - 1
    first_at, last_at = place_at(w, row, 0), place_at(w, row, last)
    note(w, first_at + w.ints[CLOCK] + C_BEFORE_S, stay(w, row, kind, 0))
    note(w, last_at + w.ints[CLOCK] + C_AFTER_S, shift_of(w, kind))
    _clocks_before(w, row, kind, 1)
    _clocks_after(w, row, kind, last - 1)
    return bool(w.ints[route_at(w, row) + R_DURATION] >= 0)


@compiled
def _clocks_before(w: World, row: int, kind: int, first: int) -> None:
    """Set the stretches up to every place from one on, and the day's duration."""
    ints, profile = w.ints, w.ints[kind_at(w, kind) + K_PROFILE]
    stretch, node = before(w, row, first - 1), node_of(w, row, first - 1)
    for position in range(first, ints[route_at(w, row) + R_SIZE]):
        follower = node_of(w, row, position)
        way = way_s(w, profile, node, follower)
        stretch = joined(stretch, way, stay(w, row, kind, position))
        note(w, place_at(w, row, position) + ints[CLOCK] + C_BEFORE_S, stretch)
        node = follower
    ints[route_at(w, row) + R_DURATION] = stretch[0]


@compiled
def _clocks_after(w: World, row: int, kind: int, last: int) -> None:
    """Set the stretches from every place up to one on."""
    ints, profile = w.ints, w.ints[kind_at(w, kind) + K_PROFILE]
    stretch, node = after(w, row, last + 1), node_of(w, row, last + 1)
    for position in range(last, -1, -1):
        leader = node_of(w, row, position)
        way = way_s(w, profile, leader, node)
        stretch = joined(stay(w, row, kind, position), way, stretch)
        note(w, place_at(w, row, position) + ints[CLOCK] + C_AFTER_S, stretch)
        node = leader


@compiled
def insert_node(w: World, slot: int, position: int, node: int) -> None:
    """Put a node after a position; what follows from the nodes is not renewed."""
    row = row_of(w, slot)
    size = w.ints[route_at(w, row) + R_SIZE]
    for index in range(size, position + 1, -1):
        w.ints[place_at(w, row, index)] = w.ints[place_at(w, row, index - 1)]
    w.ints[place_at(w, row, position + 1)] = node
    w.ints[route_at(w, row) + R_SIZE] = size + 1


@compiled
def delete_node(w: World, slot: int, position: int) -> None:
    """Take out the node at a position; what follows is not renewed."""
    row = row_of(w, slot)
    size = w.ints[route_at(w, row) + R_SIZE]
    for index in range(position, size - 1):
        w.ints[place_at(w, row, index)] = w.ints[place_at(w, row, index + 1)]
    w.ints[route_at(w, row) + R_SIZE] = size - 1
