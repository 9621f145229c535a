"""How long ways take at which time of day; see ``routing.vrp.pace``."""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    BUCKETS,
    BUCKETS_AT,
    N_ZONE,
    NODES,
    SPEED_AT,
    TABLE_SECONDS_AT,
    ZONES,
    World,
)
from routing.engines.lns.world import node_at
from routing.vrp.pace import WORK_PER_S


@compiled
def arrival_s(
    w: World, profile: int, origin: int, destination: int, departure_s: int
) -> int:
    """Return when one arrives who departs at a moment."""
    ints = w.ints
    nodes = ints[NODES]
    index = (profile * nodes + origin) * nodes + destination
    base_s = w.table[ints[TABLE_SECONDS_AT] + index]
    buckets = ints[BUCKETS]
    if buckets == 0:
        return int(departure_s + base_s)
    origin_zone = ints[node_at(w, origin) + N_ZONE]
    zone = ints[node_at(w, destination) + N_ZONE]
    speed = ints[SPEED_AT] + (origin_zone * ints[ZONES] + zone) * buckets
    starts, bucket = ints[BUCKETS_AT], 0
    while bucket < buckets - 1 and ints[starts + bucket + 1] <= departure_s:
        bucket += 1
    work, clock_s = WORK_PER_S * base_s, departure_s
    while bucket < buckets - 1:
        done = ints[speed + bucket] * (ints[starts + bucket + 1] - clock_s)
        if work <= done:
            break
        work -= done
        bucket += 1
        clock_s = ints[starts + bucket]
    return int(clock_s - (-work // ints[speed + bucket]))
