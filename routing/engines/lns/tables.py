"""The travel tables between the nodes of a search."""

import numpy as np

from routing.engines.lns.fields import CLOSED, Ints, Ints32
from routing.vrp.view import ProblemView


def travel_tables(view: ProblemView, nodes: Ints) -> tuple[list[Ints32], list[int]]:
    """Return metres and seconds between nodes, and the profile per vehicle type.

    Each of shape (profiles, nodes, nodes); only one where seconds are metres.
    """
    fleet = view.problem.vehicle_types
    names = sorted({vehicle.profile for vehicle in fleet})
    given = [view.problem.tables[name] for name in names]
    grid = np.ix_(view.location[nodes], view.location[nodes])
    distance = np.stack([table.distance_m[grid] for table in given])
    profiles = [names.index(vehicle.profile) for vehicle in fleet]
    if all(table.duration_s is table.distance_m for table in given):
        distance[distance < 0] = CLOSED
        return [distance], profiles
    duration = np.stack([table.duration_s[grid] for table in given])
    closed = (distance < 0) | (duration < 0)
    distance[closed] = CLOSED
    duration[closed] = CLOSED
    return [distance, duration], profiles
