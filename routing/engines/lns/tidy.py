"""Unloadings in order: none without need, each at the best site on its way."""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    K_CAPACITY,
    K_MAX_DURATION,
    K_PROFILE,
    K_RETURNS_EMPTY,
    LIMITED,
    N_MASK,
    P_END,
    P_LOAD,
    P_MASK,
    P_RELEASE,
    R_DISTANCE,
    R_SIZE,
    R_TRIPS,
    RELEASED,
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
        if is_site(w, node) and _is_needless(w, slot, position):
            delete_node(w, slot, position)
            if refresh(w, slot):
                possible = True
                continue
            insert_node(w, slot, position - 1, node)
            refresh(w, slot)
        position += 1
    return possible


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
            if site != node:
                cost = w.floats[ROW_COST_AT + row]
                w.ints[place_at(w, row, position)] = site
                possible = refresh(w, slot)
                if not possible or w.floats[ROW_COST_AT + row] >= cost:
                    w.ints[place_at(w, row, position)] = node
                    refresh(w, slot)


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
