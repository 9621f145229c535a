"""Intake: what routes bring to unloading sites that take in only so much.

Every row tells what it brings to each site; the sums over the routes of the moment
come before the first row. Only where a site is limited.
"""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    BROUGHT_AT,
    INTAKE_AT,
    LIMITED,
    P_END,
    P_LOAD,
    R_SIZE,
    SITES,
    STOPS,
    World,
)
from routing.engines.lns.world import (
    dimensions,
    is_site,
    is_stop,
    load_of,
    node_of,
    place_at,
    route_at,
)


@compiled
def _brought_at(w: World, row: int) -> int:
    """Return where what a row brings begins; row -1 has the sums."""
    return int(w.ints[BROUGHT_AT] + (row + 1) * w.ints[SITES] * dimensions(w))


@compiled
def recount(w: World, gone: int, come: int) -> None:
    """Count a row instead of another."""
    sums, old, new = _brought_at(w, -1), _brought_at(w, gone), _brought_at(w, come)
    for index in range(w.ints[SITES] * dimensions(w)):
        w.ints[sums + index] += w.ints[new + index] - w.ints[old + index]


@compiled
def copy_brought(w: World, row: int, fresh: int) -> None:
    """Note that a row brings what another does."""
    old, new = _brought_at(w, row), _brought_at(w, fresh)
    for index in range(w.ints[SITES] * dimensions(w)):
        w.ints[new + index] = w.ints[old + index]


@compiled
def count_brought(w: World, row: int) -> bool:
    """Work out what a row brings; return whether all its sites can take it."""
    ints, number = w.ints, dimensions(w)
    sums, here = _brought_at(w, -1), _brought_at(w, row)
    for index in range(ints[SITES] * number):
        ints[sums + index] -= ints[here + index]
        ints[here + index] = 0
    for position in range(1, ints[route_at(w, row) + R_SIZE] - 1):
        node = node_of(w, row, position)
        if is_site(w, node):
            at = here + (node - ints[STOPS]) * number
            for dimension in range(number):
                load = ints[place_at(w, row, position) + P_LOAD + dimension]
                ints[at + dimension] += load
    fits = True
    for index in range(ints[SITES] * number):
        ints[sums + index] += ints[here + index]
        if ints[here + index] and ints[sums + index] > ints[ints[INTAKE_AT] + index]:
            fits = False
    return fits


@compiled
def _left(w: World, site: int, dimension: int) -> int:
    """Return what a site can still take in."""
    index = (site - w.ints[STOPS]) * dimensions(w) + dimension
    brought = w.ints[_brought_at(w, -1) + index]
    return int(w.ints[w.ints[INTAKE_AT] + index] - brought)


@compiled
def takes_more(w: World, site: int, stop: int) -> bool:
    """Whether a site can take in a stop's load besides."""
    for dimension in range(dimensions(w)):
        load = load_of(w, stop, dimension)
        if load > 0 and load > _left(w, site, dimension):
            return False
    return True


@compiled
def takes_trip(w: World, row: int, position: int, site: int) -> bool:
    """Whether a site can take in the trip that is unloaded at a position."""
    for dimension in range(dimensions(w)):
        load = w.ints[place_at(w, row, position) + P_LOAD + dimension]
        if load > 0 and load > _left(w, site, dimension):
            return False
    return True


@compiled
def takes_split(w: World, row: int, position: int, pair: tuple[int, int]) -> bool:
    """Whether the sites can take in a trip split by a pair after a position.

    The pair is a stop and the site at which what is on board is then unloaded, in
    their order.
    """
    ints = w.ints
    if not ints[LIMITED]:
        return True
    first, second = pair
    site, stop = (first, second) if is_site(w, first) else (second, first)
    end = node_of(w, row, ints[place_at(w, row, position + 1) + P_END])
    here = place_at(w, row, position)
    for dimension in range(dimensions(w)):
        load, done = load_of(w, stop, dimension), 0
        if is_stop(w, ints[here]):
            done = ints[here + P_LOAD + dimension]
        more, rest = (done, load - done) if site == first else (done + load, -done)
        if end == site:
            more += rest
        elif is_site(w, end) and rest > 0 and rest > _left(w, end, dimension):
            return False
        if more > 0 and more > _left(w, site, dimension):
            return False
    return True
