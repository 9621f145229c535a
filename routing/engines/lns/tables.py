"""The travel tables between the nodes of a search."""

import numpy as np

from routing.engines.lns.fields import CLOSED, Ints, Ints32
from routing.vrp.pace import WORK_PER_S
from routing.vrp.view import ProblemView


def travel_tables(view: ProblemView, nodes: Ints) -> tuple[list[Ints32], list[int]]:
    """Return metres and seconds between nodes, and the profile per vehicle type.

    Each of shape (profiles, nodes, nodes); only one where seconds are metres. Where
    speeds change with time, the least seconds at any time, then the tables'.
    """
    fleet = view.problem.vehicle_types
    names = sorted({vehicle.profile for vehicle in fleet})
    given = [view.problem.tables[name] for name in names]
    grid = np.ix_(view.location[nodes], view.location[nodes])
    distance = np.stack([table.distance_m[grid] for table in given])
    profiles = [names.index(vehicle.profile) for vehicle in fleet]
    is_same = all(table.duration_s is table.distance_m for table in given)
    if is_same and view.paces is None:
        distance[distance < 0] = CLOSED
        return [distance], profiles
    duration = np.stack([table.duration_s[grid] for table in given])
    closed = (distance < 0) | (duration < 0)
    distance[closed] = duration[closed] = CLOSED
    if view.paces is None:
        return [distance, duration], profiles
    fastest = int(speeds(view).max())
    least = (duration.astype(np.int64) * WORK_PER_S // fastest).astype(np.int32)
    least[closed] = CLOSED
    return [distance, least, duration], profiles


def speeds(view: ProblemView) -> Ints:
    """Return the speed per zone, other zone and bucket, see ``routing.vrp.pace``."""
    if view.paces is None:
        return np.zeros((0, 0, 0), dtype=np.int64)
    rows = [[pace.speed for pace in row] for row in view.paces.paces]
    return np.array(rows, dtype=np.int64)
