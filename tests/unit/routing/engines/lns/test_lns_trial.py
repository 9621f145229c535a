"""Trials of changed days against the days worked out in full."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines.lns.fields import (
    I_SLOT,
    NEVER,
    R_DISTANCE,
    ROUTE_AT,
    ROUTE_WIDTH,
    S_KIND,
    SLOT_AT,
    SLOT_WIDTH,
    SLOTS,
    STOP_AT,
    STOP_WIDTH,
    World,
)
from routing.engines.lns.routes import delete_node, insert_node, refresh
from routing.engines.lns.trial import NOTHING, day_with
from routing.vrp.parts import Break
from routing.vrp.problem import RoutingProblem, SpeedProfile, TimeWindow
from tests.unit.routing.engines.lns.lns_city import (
    begun,
    city,
    cost_of,
    nodes_of,
    row_of,
    with_lunch,
    with_releases,
)


def with_two_windows(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem in which every third stop opens twice."""
    windows = (TimeWindow(1000, 4000), TimeWindow(7000, 12000))
    stops = tuple(
        replace(stop, time_windows=windows) if number % 3 == 0 else stop
        for number, stop in enumerate(problem.stops)
    )
    return replace(problem, stops=stops)


def with_lateness(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem in which every second stop may be served late."""
    stops = tuple(
        replace(stop, late_cost_fen_per_min=30 * (number % 4)) if number % 2 else stop
        for number, stop in enumerate(problem.stops)
    )
    return replace(problem, stops=stops)


def by_load(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem whose sites take the longer the more they get."""
    sites = tuple(
        replace(site, service_s_per_1000=9000) for site in problem.unload_sites
    )
    return replace(problem, unload_sites=sites)


def with_rush_hours(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem whose streets are slow now and then."""
    factor = np.array([[1.0, 0.5, 1.2], [0.8, 0.4, 1.0]])
    zone = np.arange(len(problem.stops) + 4) % 2
    return replace(problem, speed_profile=SpeedProfile((0, 4000, 7000), factor, zone))


def with_two_breaks(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem whose drivers have two breaks."""
    breaks = (Break(2000, 4500, 600), Break(7000, 8500, 900))
    fleet = tuple(replace(kind, breaks=breaks) for kind in problem.vehicle_types)
    return replace(problem, vehicle_types=fleet)


PROBLEMS = {
    "lunch": with_lunch(city(1)),
    "two breaks": with_two_breaks(by_load(city(2))),
    "two windows": with_two_windows(city(3)),
    "lateness": with_lateness(with_lunch(city(4))),
    "by load": by_load(city(5)),
    "rush hours": with_rush_hours(with_lunch(city(6))),
    "releases": with_releases(with_lunch(by_load(city(7)))),
    "all": with_releases(
        by_load(with_rush_hours(with_two_breaks(with_lateness(city(8)))))
    ),
}


@pytest.fixture(params=PROBLEMS.values(), ids=PROBLEMS.keys())
def problem(request: pytest.FixtureRequest) -> RoutingProblem:
    return request.param


def kind_of(world: World, slot: int) -> int:
    """Return the vehicle type of a slot."""
    return int(world.ints[world.ints[SLOT_AT] + slot * SLOT_WIDTH + S_KIND])


def metres_of(world: World, slot: int) -> int:
    """Return the metres of a slot's route."""
    row = row_of(world, slot)
    at = world.ints[ROUTE_AT] + row * world.ints[ROUTE_WIDTH] + R_DISTANCE
    return int(world.ints[at])


def costs_of(
    world: World, slot: int, position: int, new: list[int], dropped: int = 0
) -> tuple[float, float, float]:
    """Return what a changed route costs: tried, worked out, and tried with that limit.

    Nodes are put in after a position, and as many as told dropped there; the route is
    then as before.
    """
    row, kind = row_of(world, slot), kind_of(world, slot)
    before, gone = cost_of(world, row), nodes_of(world, row)
    for _ in range(dropped):
        delete_node(world, slot, position + 1)
    for node in reversed(new):
        insert_node(world, slot, position, node)
    refresh(world, slot)
    full, distance_m = cost_of(world, row), metres_of(world, slot)
    for _ in new:
        delete_node(world, slot, position + 1)
    for node in reversed(gone[position + 1 : position + 1 + dropped]):
        insert_node(world, slot, position, node)
    refresh(world, slot)
    first, second = [*new, NOTHING, NOTHING][:2]
    splice = (position, first, second, position + 1 + dropped)
    tried = day_with(world, row, kind, splice, distance_m, NEVER)
    limited = day_with(world, row, kind, splice, distance_m, full - before + 1e-3)
    for stop in new:
        if stop < world.ints[0]:
            world.ints[world.ints[STOP_AT] + stop * STOP_WIDTH + I_SLOT] = -1
    return tried, full, limited


def test_a_trial_costs_what_the_changed_day_costs(problem: RoutingProblem) -> None:
    part = begun(problem)
    part.run(500, 1e7)
    world, sites = part.layout.world, [len(problem.stops), len(problem.stops) + 1]
    compared = 0
    for slot in range(int(world.ints[SLOTS])):
        nodes = nodes_of(world, row_of(world, slot))
        stops = [node for node in nodes if node < len(problem.stops)]
        for position in range(1, len(nodes) - 2):
            node = nodes[position + 1]
            changes = [([], 1), ([sites[position % 2]], 0)]
            if node < len(problem.stops):
                changes += [([node, stops[0]], 1), ([sites[0], node], 1)]
            for new, dropped in changes:
                tried, full, limited = costs_of(world, slot, position, new, dropped)
                assert tried == limited == full
                compared += full < NEVER
    assert compared > 30
