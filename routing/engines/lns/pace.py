"""How long ways take at which time of day; see ``routing.vrp.pace``."""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    BUCKETS,
    BUCKETS_AT,
    N_ZONE,
    NODES,
    SPEED_AT,
    TABLE_SECONDS_AT,
    UNLIMITED,
    ZONES,
    World,
)
from routing.engines.lns.world import node_at
from routing.vrp.pace import WORK_PER_S


@compiled
def journey(
    w: World, profile: int, origin: int, destination: int, departure_s: int
) -> tuple[int, int]:
    """Return when one arrives who departs at a moment.

    And how much later one may depart so that the way takes as long as then.
    """
    ints = w.ints
    nodes = ints[NODES]
    index = (profile * nodes + origin) * nodes + destination
    base_s = w.table[ints[TABLE_SECONDS_AT] + index]
    buckets = ints[BUCKETS]
    if buckets == 0:
        return int(departure_s + base_s), UNLIMITED
    origin_zone = ints[node_at(w, origin) + N_ZONE]
    zone = ints[node_at(w, destination) + N_ZONE]
    speed = ints[SPEED_AT] + (origin_zone * ints[ZONES] + zone) * buckets
    starts, bucket = ints[BUCKETS_AT], 0
    while bucket < buckets - 1 and ints[starts + bucket + 1] <= departure_s:
        bucket += 1
    work, clock_s, scope_s = WORK_PER_S * base_s, departure_s, UNLIMITED
    while bucket < buckets - 1:
        end_s = ints[starts + bucket + 1]
        done = ints[speed + bucket] * (end_s - clock_s)
        if work <= done:
            if scope_s:
                drive_s = -(-work // ints[speed + bucket])
                scope_s = end_s - departure_s - max(drive_s, 1)
            break
        scope_s = 0
        work -= done
        bucket += 1
        clock_s = end_s
    return int(clock_s - (-work // ints[speed + bucket])), int(scope_s)
