"""What it costs to put a stop into a route, and doing it."""

from routing.engines.lns.changes import free_slot, touch
from routing.engines.lns.compiled import compiled
from routing.engines.lns.durations import duration_with
from routing.engines.lns.fields import (
    ALIKE_AT,
    CLOSED,
    HOMED,
    K_CAPACITY,
    K_MAX_DISTANCE,
    K_MAX_DURATION,
    K_MAX_STOPS,
    K_MAX_TRIPS,
    K_PROFILE,
    K_RETURNS_EMPTY,
    KINDS,
    LIMITED,
    LONGEST,
    N_MASK,
    NEAR_SITE_AT,
    NEAR_SITE_WIDTH,
    NEVER,
    OFFER,
    OFFER_AWAY,
    OFFER_FIRST,
    OFFER_KIND,
    OFFER_POSITION,
    OFFER_ROW,
    OFFER_SECOND,
    P_END,
    P_LOAD,
    P_MASK,
    P_WAY,
    PER_M,
    PLACE_WIDTH,
    R_DISTANCE,
    R_DURATION,
    R_LOAD,
    R_SIZE,
    R_SLOT,
    R_STOPS,
    R_TRIPS,
    RETYPED,
    RICH,
    ROW_COST_AT,
    S_KIND,
    SITES,
    World,
)
from routing.engines.lns.intake import takes_more, takes_split
from routing.engines.lns.retype import move_route
from routing.engines.lns.routes import insert_node, insert_stop, refresh
from routing.engines.lns.timing import price, priced
from routing.engines.lns.trial import NOTHING, day_with
from routing.engines.lns.world import (
    allowed,
    away_of,
    dimensions,
    is_site,
    is_stop,
    kind_at,
    load_of,
    node_at,
    node_of,
    place_at,
    route_at,
    slot_at,
    way_m,
    way_to_m,
)


@compiled
def try_position(w: World, row: int, kind: int, position: int, stop: int) -> None:
    """Offer to put a stop after a position, with an unloading if it needs one.

    A detour that costs too much without the unloading is not looked at further.
    """
    ints, limits = w.ints, kind_at(w, kind)
    at = place_at(w, row, position)
    ahead, behind = ints[at], ints[at + ints[PLACE_WIDTH]]
    profile = ints[limits + K_PROFILE]
    more_m = way_to_m(w, profile, stop, ahead) + way_m(w, profile, stop, behind)
    more_m -= ints[at + P_WAY]
    dearer = _dearer(w, row, kind)
    if ints[HOMED]:
        w.floats[OFFER_AWAY] = float(away_of(w, stop, kind))
        dearer += w.floats[OFFER_AWAY]
    if price(w, kind, PER_M) * more_m + dearer >= w.floats[OFFER]:
        return
    if _fits(w, row, limits, position, stop):
        _judge(w, row, kind, position, (stop, stop), more_m)
    elif ints[route_at(w, row) + R_TRIPS] < ints[limits + K_MAX_TRIPS]:
        _try_splits(w, row, kind, position, stop)


@compiled
def _dearer(w: World, row: int, kind: int) -> float:
    """Return what a route costs more with a vehicle type than with its own."""
    route = route_at(w, row)
    if kind == w.ints[slot_at(w, w.ints[route + R_SLOT]) + S_KIND]:
        return 0.0
    distance_m, duration_s = w.ints[route + R_DISTANCE], w.ints[route + R_DURATION]
    return priced(w, kind, distance_m, duration_s) - float(w.floats[ROW_COST_AT + row])


@compiled
def kind_for(w: World, row: int, kind: int, stop: int) -> int:
    """Return the type that can serve a stop on a route: its own, or one alike.

    The cheapest of those unused; -1 if none can.
    """
    if accepts_more(w, row, kind, stop):
        return kind
    if not w.ints[RETYPED]:
        return -1
    ints, best, least = w.ints, -1, NEVER
    alike = ints[ALIKE_AT] + kind * ints[KINDS]
    for other in range(ints[KINDS]):
        if ints[alike + other] and accepts_more(w, row, other, stop):
            more = _dearer(w, row, other)
            if more < least and free_slot(w, other) >= 0:
                best, least = other, more
    return int(best)


@compiled
def accepts_more(w: World, row: int, kind: int, stop: int) -> bool:
    """Whether a route may serve a stop as far as its whole day is concerned."""
    ints = w.ints
    if not allowed(w, stop, kind):
        return False
    route, limits, number = route_at(w, row), kind_at(w, kind), dimensions(w)
    if ints[route + R_STOPS] >= ints[limits + K_MAX_STOPS]:
        return False
    if ints[route + R_SIZE] + 3 > ints[LONGEST]:
        return False
    for dimension in range(number):
        load = ints[route + R_LOAD + dimension] + load_of(w, stop, dimension)
        if load > ints[limits + K_CAPACITY + number + dimension]:
            return False
    return True


@compiled
def _fits(w: World, row: int, limits: int, position: int, stop: int) -> bool:
    """Whether a trip takes a stop as it is."""
    ints, mask = w.ints, w.ints[node_at(w, stop) + N_MASK]
    if ints[SITES] == 0:
        # The capacity is the most a day may load then.
        return bool(mask == 0 or not ints[limits + K_RETURNS_EMPTY])
    end = ints[place_at(w, row, position + 1) + P_END]
    at = place_at(w, row, end)
    if end < ints[route_at(w, row) + R_SIZE] - 1:
        if mask & ~ints[node_at(w, ints[at]) + N_MASK]:
            return False
        if ints[LIMITED] and not takes_more(w, ints[at], stop):
            return False
    elif ints[limits + K_RETURNS_EMPTY]:
        return bool(mask == 0)
    for dimension in range(dimensions(w)):
        load = ints[at + P_LOAD + dimension] + load_of(w, stop, dimension)
        if load > ints[limits + K_CAPACITY + dimension]:
            return False
    return True


@compiled
def _try_splits(w: World, row: int, kind: int, position: int, stop: int) -> None:
    """Offer to split a trip by an unloading before or after a stop put into it."""
    ints, limits = w.ints, kind_at(w, kind)
    mask, done = ints[node_at(w, stop) + N_MASK], 0
    if is_stop(w, node_of(w, row, position)):
        done = ints[place_at(w, row, position) + P_MASK]
    site_first = done != 0 and _rest_fits(w, row, limits, position, stop)
    site_last = (
        mask != 0
        and not is_site(w, node_of(w, row, position + 1))
        and _begin_fits(w, row, limits, position, stop)
    )
    if not site_first and not site_last:
        return
    width = ints[NEAR_SITE_WIDTH]
    for index in range(width):
        site = ints[ints[NEAR_SITE_AT] + stop * width + index]
        if site < 0:
            return
        accepted = ints[node_at(w, site) + N_MASK]
        if (
            site_first
            and done & ~accepted == 0
            and takes_split(w, row, position, (site, stop))
        ):
            _offer(w, row, kind, position, (site, stop))
        if (
            site_last
            and (done | mask) & ~accepted == 0
            and takes_split(w, row, position, (stop, site))
        ):
            _offer(w, row, kind, position, (stop, site))


@compiled
def _rest_fits(w: World, row: int, limits: int, position: int, stop: int) -> bool:
    """Whether a trip that begins with a stop takes what follows a position."""
    ints = w.ints
    end = ints[place_at(w, row, position + 1) + P_END]
    at, here = place_at(w, row, end), place_at(w, row, position)
    if end < ints[route_at(w, row) + R_SIZE] - 1:
        if ints[node_at(w, stop) + N_MASK] & ~ints[node_at(w, ints[at]) + N_MASK]:
            return False
    elif ints[limits + K_RETURNS_EMPTY]:
        return False
    for dimension in range(dimensions(w)):
        load = ints[at + P_LOAD + dimension] - ints[here + P_LOAD + dimension]
        load += load_of(w, stop, dimension)
        if load > ints[limits + K_CAPACITY + dimension]:
            return False
    return True


@compiled
def _begin_fits(w: World, row: int, limits: int, position: int, stop: int) -> bool:
    """Whether a trip takes a stop after what precedes a position."""
    here = place_at(w, row, position)
    goes_on = is_stop(w, w.ints[here])
    for dimension in range(dimensions(w)):
        load = load_of(w, stop, dimension)
        if goes_on:
            load += w.ints[here + P_LOAD + dimension]
        if load > w.ints[limits + K_CAPACITY + dimension]:
            return False
    return True


@compiled
def _offer(w: World, row: int, kind: int, position: int, pair: tuple[int, int]) -> None:
    """Note the insertion of two nodes if it is feasible and the cheapest so far."""
    profile = w.ints[kind_at(w, kind) + K_PROFILE]
    ahead, behind = node_of(w, row, position), node_of(w, row, position + 1)
    first, second = pair
    more_m = way_m(w, profile, ahead, first) + way_m(w, profile, second, behind)
    more_m += way_m(w, profile, first, second)
    more_m -= w.ints[place_at(w, row, position) + P_WAY]
    _judge(w, row, kind, position, pair, more_m)


@compiled
def _judge(
    w: World, row: int, kind: int, position: int, pair: tuple[int, int], more_m: int
) -> None:
    """Note an insertion if it is feasible and the cheapest so far.

    ``pair`` is twice the stop, or the stop and an unloading in their order.
    """
    ints, limits = w.ints, kind_at(w, kind)
    best = w.floats[OFFER] - w.floats[OFFER_AWAY]
    if more_m > CLOSED // 2:
        return
    distance_m = ints[route_at(w, row) + R_DISTANCE] + more_m
    duration_s = duration_with(w, row, kind, position, pair)
    if (
        distance_m > ints[limits + K_MAX_DISTANCE]
        or duration_s < 0
        or duration_s > ints[limits + K_MAX_DURATION]
    ):
        return
    cost = priced(w, kind, distance_m, duration_s) - w.floats[ROW_COST_AT + row]
    if cost < best and ints[RICH]:
        first, second = pair
        put_in = (position, first, second if second != first else NOTHING, position + 1)
        cost = day_with(w, row, kind, put_in, distance_m, best)
        cost -= w.floats[ROW_COST_AT + row]
    if cost < best:
        w.floats[OFFER] = cost + w.floats[OFFER_AWAY]
        ints[OFFER_ROW], ints[OFFER_POSITION] = row, position
        ints[OFFER_FIRST], ints[OFFER_SECOND] = pair
        ints[OFFER_KIND] = kind


@compiled
def take_offer(w: World, slot: int, position: int) -> None:
    """Carry out the cheapest insertion found, after a position of a slot's route."""
    first, second = w.ints[OFFER_FIRST], w.ints[OFFER_SECOND]
    touch(w, slot)
    if second == first:
        insert_stop(w, slot, position, first)
        kind = w.ints[OFFER_KIND]
        own = w.ints[slot_at(w, slot) + S_KIND]
        if w.ints[w.ints[ALIKE_AT] + own * w.ints[KINDS] + kind]:
            move_route(w, slot, free_slot(w, kind))
        return
    insert_node(w, slot, position, second)
    insert_node(w, slot, position, first)
    refresh(w, slot)


@compiled
def no_offer(w: World, limit: float) -> None:
    """Forget the cheapest insertion; only cheaper ones than a limit count."""
    w.floats[OFFER] = limit
    w.ints[OFFER_ROW] = -1


@compiled
def has_offer(w: World) -> bool:
    """Whether an insertion was found."""
    return bool(w.ints[OFFER_ROW] >= 0 and w.floats[OFFER] < NEVER)
