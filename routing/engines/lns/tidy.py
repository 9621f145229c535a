"""Unloadings in order: none without need, each at the best site on its way."""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    K_CAPACITY,
    K_MAX_DURATION,
    K_PROFILE,
    K_RETURNS_EMPTY,
    LIMITED,
    N_MASK,
    NEVER,
    P_END,
    P_LOAD,
    P_MASK,
    P_RELEASE,
    P_WAY,
    PLACE_WIDTH,
    R_DISTANCE,
    R_SIZE,
    R_TRIPS,
    RELEASED,
    RICH,
    ROW_COST_AT,
    S_KIND,
    SITES,
    STOPS,
    TIMED,
    World,
)
from routing.engines.lns.intake import takes_trip
from routing.engines.lns.routes import delete_node, insert_node, refresh
from routing.engines.lns.timing import after, before, joined, priced, unloading
from routing.engines.lns.trial import NOTHING, day_with
from routing.engines.lns.world import (
    dimensions,
    is_site,
    kind_at,
    node_at,
    node_of,
    place_at,
    route_at,
    row_of,
    size_of,
    slot_at,
    way_m,
    way_s,
)

LEAST_GAIN = 1e-3


@compiled
def merge_trips(w: World, slot: int, possible: bool) -> bool:
    """Drop the unloadings a route does not need.

    ``possible`` tells whether the route is feasible; whether it is then is returned.
    """
    if w.ints[route_at(w, row_of(w, slot)) + R_TRIPS] == 0:
        return possible
    position = 1
    while position < size_of(w, slot) - 1:
        node = node_of(w, row_of(w, slot), position)
        if is_site(w, node) and _is_droppable(w, slot, position):
            delete_node(w, slot, position)
            if refresh(w, slot):
                possible = True
                continue
            insert_node(w, slot, position - 1, node)
            refresh(w, slot)
        position += 1
    return possible


@compiled
def _is_droppable(w: World, slot: int, position: int) -> bool:
    """Whether a route may do without an unloading, as far as a trial tells.

    A route that is left empty has no day.
    """
    if not _is_needless(w, slot, position):
        return False
    if not w.ints[RICH] or size_of(w, slot) == 3:
        return True
    more_m = _more_m(w, slot, position, NOTHING)
    return _tried(w, slot, position, NOTHING, more_m, NEVER) < NEVER


@compiled
def _more_m(w: World, slot: int, position: int, site: int) -> int:
    """Return metres that a site, or nothing, at a position makes a route longer."""
    row = row_of(w, slot)
    profile = w.ints[kind_at(w, w.ints[slot_at(w, slot) + S_KIND]) + K_PROFILE]
    ahead, behind = node_of(w, row, position - 1), node_of(w, row, position + 1)
    at = place_at(w, row, position)
    gone_m = w.ints[at - w.ints[PLACE_WIDTH] + P_WAY] + w.ints[at + P_WAY]
    if site == NOTHING:
        return int(way_m(w, profile, ahead, behind) - gone_m)
    come_m = way_m(w, profile, ahead, site) + way_m(w, profile, site, behind)
    return int(come_m - gone_m)


@compiled
def _tried(
    w: World, slot: int, position: int, site: int, more_m: int, most: float
) -> float:
    """Return what a route's day costs with a site, or nothing, at a position."""
    row, kind = row_of(w, slot), w.ints[slot_at(w, slot) + S_KIND]
    distance_m = w.ints[route_at(w, row) + R_DISTANCE] + more_m
    splice = (position - 1, site, NOTHING, position + 1)
    return day_with(w, row, kind, splice, distance_m, most)


@compiled
def _is_needless(w: World, slot: int, position: int) -> bool:
    """Whether what is unloaded at a position can stay on board."""
    ints, row = w.ints, row_of(w, slot)
    limits = kind_at(w, ints[slot_at(w, slot) + S_KIND])
    here = place_at(w, row, position)
    mask = ints[here + P_MASK]
    if mask == 0:
        return True
    end = ints[place_at(w, row, position + 1) + P_END]
    at = place_at(w, row, end)
    if end < ints[route_at(w, row) + R_SIZE] - 1:
        if mask & ~ints[node_at(w, ints[at]) + N_MASK]:
            return False
    elif ints[limits + K_RETURNS_EMPTY]:
        return False
    for dimension in range(dimensions(w)):
        load = ints[here + P_LOAD + dimension] + ints[at + P_LOAD + dimension]
        if load > ints[limits + K_CAPACITY + dimension]:
            return False
    return True


@compiled
def choose_sites(w: World, slot: int) -> None:
    """Unload every trip where it costs least on the way."""
    if w.ints[route_at(w, row_of(w, slot)) + R_TRIPS] == 0:
        return
    row = row_of(w, slot)
    for position in range(1, size_of(w, slot) - 1):
        node = node_of(w, row, position)
        if is_site(w, node):
            site = _best_site(w, slot, position)
            if site != node and _pays(w, slot, position, site):
                cost = w.floats[ROW_COST_AT + row]
                w.ints[place_at(w, row, position)] = site
                possible = refresh(w, slot)
                if not possible or w.floats[ROW_COST_AT + row] >= cost:
                    w.ints[place_at(w, row, position)] = node
                    refresh(w, slot)


@compiled
def _pays(w: World, slot: int, position: int, site: int) -> bool:
    """Whether a route costs less with another site, as far as a trial tells."""
    if not w.ints[RICH]:
        return True
    cost = w.floats[ROW_COST_AT + row_of(w, slot)]
    more_m = _more_m(w, slot, position, site)
    return bool(_tried(w, slot, position, site, more_m, 0.0) < cost)


@compiled
def _best_site(w: World, slot: int, position: int) -> int:
    """Return the unloading site that costs least at a position."""
    ints, row, kind = w.ints, row_of(w, slot), w.ints[slot_at(w, slot) + S_KIND]
    limits = kind_at(w, kind)
    profile = ints[limits + K_PROFILE]
    ahead, node = node_of(w, row, position - 1), node_of(w, row, position)
    behind = node_of(w, row, position + 1)
    mask = ints[place_at(w, row, position) + P_MASK]
    release_s = 0
    if ints[RELEASED]:
        release_s = ints[place_at(w, row, position) + P_RELEASE]
    others_m = ints[route_at(w, row) + R_DISTANCE]
    others_m -= way_m(w, profile, ahead, node) + way_m(w, profile, node, behind)
    best, best_cost = node, w.floats[ROW_COST_AT + row] - LEAST_GAIN
    for site in range(ints[STOPS], ints[STOPS] + ints[SITES]):
        if site == node or mask & ~ints[node_at(w, site) + N_MASK]:
            continue
        if ints[LIMITED] and not takes_trip(w, row, position, site):
            continue
        distance_m = others_m + way_m(w, profile, ahead, site)
        distance_m += way_m(w, profile, site, behind)
        duration_s = 0
        if ints[TIMED]:
            stretch = before(w, row, position - 1)
            work = unloading(w, site, release_s)
            stretch = joined(stretch, way_s(w, profile, ahead, site), work)
            rest = after(w, row, position + 1)
            duration_s = joined(stretch, way_s(w, profile, site, behind), rest)[0]
        if 0 <= duration_s <= ints[limits + K_MAX_DURATION]:
            cost = priced(w, kind, distance_m, duration_s)
            if cost < best_cost:
                best, best_cost = site, cost
    return int(best)
