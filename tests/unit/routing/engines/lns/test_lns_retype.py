"""Routes change to the type of vehicle that drives them cheapest."""

from dataclasses import replace

from routing.engines.lns.engine import LnsEngine
from routing.engines.lns.fields import SLOTS
from routing.engines.lns.retype import move_route
from routing.engines.lns.routes import refresh
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.problem import VehicleType
from tests.unit.routing.engines.lns.lns_city import (
    begun,
    city,
    cost_of,
    nodes_of,
    row_of,
)

PLAIN = replace(city(5), unload_sites=())


def _fleet(*sizes: tuple[int, int]) -> tuple[VehicleType, ...]:
    return tuple(
        VehicleType(
            f"{capacity} kg",
            40,
            (capacity,),
            returns_empty=False,
            fixed_cost_fen=fixed_fen,
            unit_distance_cost_fen_per_km=100,
        )
        for capacity, fixed_fen in sizes
    )


def test_a_moved_route_keeps_its_stops_and_changes_its_depots() -> None:
    part = begun(city(1))
    world = part.layout.world
    free = next(s for s in range(6, 12) if len(nodes_of(world, row_of(world, s))) == 2)
    nodes = nodes_of(world, row_of(world, 0))
    assert len(nodes) > 2
    move_route(world, 0, free)
    moved = nodes_of(world, row_of(world, free))
    assert moved[1:-1] == nodes[1:-1]
    assert moved[0] != nodes[0]
    assert nodes_of(world, row_of(world, 0)) == [nodes[0], nodes[-1]]


def test_costs_are_those_of_the_routes_when_types_change() -> None:
    fleet = _fleet((20, 300), (60, 700), (200, 2000))
    part = begun(replace(PLAIN, vehicle_types=fleet))
    part.run(3000, 50_000.0)
    world = part.layout.world
    slots = range(int(world.ints[SLOTS]))
    before = [cost_of(world, row_of(world, slot)) for slot in slots]
    assert all(refresh(world, slot) for slot in slots)
    assert [cost_of(world, row_of(world, slot)) for slot in slots] == before


def test_small_loads_are_fetched_by_small_vehicles() -> None:
    # 15 kg at most per stop: all in one large vehicle, or dearly in several.
    light = tuple(replace(stop, load=(1,), prize_fen=0) for stop in PLAIN.stops)
    fleet = _fleet((30, 100), (45, 150), (500, 90_000))
    problem = replace(PLAIN, stops=light, vehicle_types=fleet)
    options = SolveOptions(time_limit_s=60, solution_limit=3000)
    answer = LnsEngine().solve(problem, options, ignore_progress)
    assert not check_routing(problem, answer).violations
    assert [route.vehicle_type for route in answer.routes] == [1]
