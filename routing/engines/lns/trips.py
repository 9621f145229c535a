"""What the stops of one trip wait for."""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import N_RELEASE, R_SIZE, World
from routing.engines.lns.world import is_stop, node_at, node_of, route_at


@compiled
def trip_release_s(w: World, row: int, position: int) -> int:
    """Return when all stops of the trip that begins at a position are released."""
    released_s = 0
    for index in range(position + 1, w.ints[route_at(w, row) + R_SIZE]):
        node = node_of(w, row, index)
        if not is_stop(w, node):
            break
        released_s = max(released_s, w.ints[node_at(w, node) + N_RELEASE])
    return int(released_s)
