"""The travel tables between the nodes of a search."""

import numpy as np

from routing.engines.lns.fields import CLOSED, Ints, Ints32
from routing.vrp.pace import WORK_PER_S
from routing.vrp.view import ProblemView


def profile_numbers(view: ProblemView) -> list[int]:
    """Return the number of its profile per vehicle type."""
    names = _profiles(view)
    return [names.index(kind.profile) for kind in view.problem.vehicle_types]


def _profiles(view: ProblemView) -> list[str]:
    return sorted({kind.profile for kind in view.problem.vehicle_types})


def travel_tables(view: ProblemView, nodes: Ints) -> list[Ints32]:
    """Return metres and seconds between nodes.

    Each of shape (profiles, nodes, nodes); only one where seconds are metres. Where
    speeds change with time, the least seconds at any time, then the tables'.
    """
    given = [view.problem.tables[name] for name in _profiles(view)]
    grid = np.ix_(view.location[nodes], view.location[nodes])
    distance = np.stack([table.distance_m[grid] for table in given])
    is_same = all(table.duration_s is table.distance_m for table in given)
    if is_same and view.paces is None:
        distance[distance < 0] = CLOSED
        return [distance]
    duration = np.stack([table.duration_s[grid] for table in given])
    closed = (distance < 0) | (duration < 0)
    distance[closed] = duration[closed] = CLOSED
    if view.paces is None:
        return [distance, duration]
    fastest = int(speeds(view).max())
    least = (duration.astype(np.int64) * WORK_PER_S // fastest).astype(np.int32)
    least[closed] = CLOSED
    return [distance, least, duration]


def turned(tables: list[Ints32]) -> list[Ints32]:
    """Return the tables turned, destinations first; none if that is all the same."""
    other = [np.ascontiguousarray(table.transpose(0, 2, 1)) for table in tables]
    pairs = zip(tables, other, strict=True)
    return [] if all(np.array_equal(*pair) for pair in pairs) else other


def speeds(view: ProblemView) -> Ints:
    """Return the speed per zone, other zone and bucket, see ``routing.vrp.pace``."""
    if view.paces is None:
        return np.zeros((0, 0, 0), dtype=np.int64)
    rows = [[pace.speed for pace in row] for row in view.paces.paces]
    return np.array(rows, dtype=np.int64)
