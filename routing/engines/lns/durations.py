"""How long a day takes with a stop put in, with an unloading or without.

Stretches tell in a moment, unless the stop is released later than those of its trip:
then the vehicle may have to begin the trip later, and the trip is gone through.
"""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    K_PROFILE,
    N_RELEASE,
    P_RELEASE,
    RELEASED,
    TIMED,
    World,
)
from routing.engines.lns.timing import (
    after,
    before,
    joined,
    opened,
    shift_of,
    unloading,
    visit,
)
from routing.engines.lns.world import (
    is_stop,
    kind_at,
    node_at,
    node_of,
    place_at,
    way_s,
    way_to_s,
)


@compiled
def duration_with(
    w: World, row: int, kind: int, position: int, pair: tuple[int, int]
) -> int:
    """Return the duration of a route with one or two nodes put in; -1 for never."""
    if not w.ints[TIMED]:
        return 0
    first, second = pair
    profile = w.ints[kind_at(w, kind) + K_PROFILE]
    ahead, behind = node_of(w, row, position), node_of(w, row, position + 1)
    stretch, release_s = before(w, row, position), 0
    if w.ints[RELEASED] and not _is_released(w, row, position, pair):
        stretch = _later(w, row, kind, position, pair)
        release_s = _release_s(w, row, position, pair)
    come_s = way_to_s(w, profile, first, ahead)
    stretch = joined(stretch, come_s, _work(w, first, release_s))
    if second != first:
        go_on_s = way_s(w, profile, first, second)
        stretch = joined(stretch, go_on_s, _work(w, second, release_s))
    if stretch[0] < 0:
        return -1
    rest = after(w, row, position + 1)
    return joined(stretch, way_s(w, profile, second, behind), rest)[0]


@compiled
def _work(w: World, node: int, release_s: int) -> tuple[int, int, int]:
    """Return the stretch of a visit; a trip after it may begin at a moment."""
    return visit(w, node) if is_stop(w, node) else unloading(w, node, release_s)


@compiled
def _is_released(w: World, row: int, position: int, pair: tuple[int, int]) -> bool:
    """Whether one stop put in does not keep its trip waiting longer."""
    first, second = pair
    release_s = w.ints[node_at(w, first) + N_RELEASE]
    waits_s = w.ints[place_at(w, row, position) + P_RELEASE]
    return bool(first == second and release_s <= waits_s)


@compiled
def _release_s(w: World, row: int, position: int, pair: tuple[int, int]) -> int:
    """Return when the trip after an unloading put in may begin."""
    first, second = pair
    release_s = 0 if is_stop(w, first) else w.ints[node_at(w, second) + N_RELEASE]
    while is_stop(w, node_of(w, row, position + 1)):
        position += 1
        at = node_at(w, node_of(w, row, position))
        release_s = max(release_s, w.ints[at + N_RELEASE])
    return int(release_s)


@compiled
def _later(
    w: World, row: int, kind: int, position: int, pair: tuple[int, int]
) -> tuple[int, int, int]:
    """Return the stretch up to a position when nodes put in change its release."""
    ints, (first, second) = w.ints, pair
    begin, release_s = position, 0
    if is_stop(w, first):
        release_s = ints[node_at(w, first) + N_RELEASE]
    if first == second:
        release_s = max(release_s, ints[place_at(w, row, position) + P_RELEASE])
    while is_stop(w, node_of(w, row, begin)):
        at = node_at(w, node_of(w, row, begin))
        release_s = max(release_s, ints[at + N_RELEASE])
        begin -= 1
    profile = ints[kind_at(w, kind) + K_PROFILE]
    stretch, node = opened(shift_of(w, kind), release_s), node_of(w, row, begin)
    if begin > 0:
        way = way_s(w, profile, node_of(w, row, begin - 1), node)
        stretch = joined(before(w, row, begin - 1), way, unloading(w, node, release_s))
    for place in range(begin + 1, position + 1):
        follower = node_of(w, row, place)
        stretch = joined(stretch, way_s(w, profile, node, follower), visit(w, follower))
        node = follower
    return stretch
