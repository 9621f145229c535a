"""Random small problems for the tests of the search, and its figures recomputed."""

from dataclasses import replace

import numpy as np

from routing.engines.lns.fields import (
    LONGEST,
    P_LOAD,
    P_WAY,
    PLACE_AT,
    PLACE_WIDTH,
    R_AWAY,
    R_SIZE,
    ROUTE_AT,
    ROUTE_WIDTH,
    ROW_COST_AT,
    S_ROW,
    SLOT_AT,
    SLOT_WIDTH,
    World,
)
from routing.engines.lns.ground import Ground
from routing.engines.lns.part import Part
from routing.engines.lns.sharing import intake_shares
from routing.vrp.parts import Break, Choice, Objective
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.view import ProblemView

CAPACITY = 40


def city(seed: int, stops: int = 40) -> RoutingProblem:
    """Return a problem with two sites, windows, two vehicle types, two materials."""
    random = np.random.default_rng(seed)
    places = random.integers(0, 5000, (stops + 4, 2))
    metres = np.abs(places[:, None] - places[None]).sum(axis=2)
    metres += random.integers(0, 50, metres.shape)
    np.fill_diagonal(metres, 0)
    seconds = metres // 10 + 1
    np.fill_diagonal(seconds, 0)
    opens = random.integers(0, 8000, stops).tolist()
    loads = random.integers(0, 15, stops).tolist()
    return RoutingProblem(
        dimensions=("kg",),
        tables={
            "default": TravelTable(metres.astype(np.int32), seconds.astype(np.int32))
        },
        depots=(Depot("west", 0), Depot("east", 1)),
        unload_sites=(
            UnloadSite("all", 2, service_s=120),
            UnloadSite("paper", 3, service_s=60, commodities=frozenset({"paper"})),
        ),
        stops=tuple(
            Stop(
                f"stop {number}",
                number + 4,
                (loads[number],),
                commodity="paper" if number % 2 else "glass",
                service_s=60,
                time_windows=(TimeWindow(opens[number], opens[number] + 9000),)
                if number % 3
                else (),
                required=bool(number % 5),
                prize_fen=600,
            )
            for number in range(stops)
        ),
        vehicle_types=(_vehicles("small", 0, 0), _vehicles("large", 1, 900)),
    )


def _vehicles(name: str, depot: int, fen_per_h: int) -> VehicleType:
    return VehicleType(
        name,
        6,
        (CAPACITY,),
        start_depot=depot,
        end_depot=depot,
        shift=TimeWindow(0, 20000),
        max_duration_s=12000,
        fixed_cost_fen=2000,
        unit_distance_cost_fen_per_km=200,
        unit_duration_cost_fen_per_h=fen_per_h,
    )


def with_lunch(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem whose drivers have a break."""
    lunch = (Break(5000, 6000, 1200),)
    fleet = tuple(replace(kind, breaks=lunch) for kind in problem.vehicle_types)
    return replace(problem, vehicle_types=fleet)


def with_choices(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem with choices among one stop, two others and another.

    Every fifth stop is optional, and so are the stops of every second choice.
    """
    stops, choices = list(problem.stops), []
    for number, first in enumerate(range(0, len(stops) - 3, 5)):
        for stop in range(first, first + 4):
            stops[stop] = replace(stops[stop], required=bool(number % 2))
        choices.append(Choice(((first,), (first + 1, first + 2), (first + 3,))))
    return replace(problem, stops=tuple(stops), choices=tuple(choices))


def with_intake(problem: RoutingProblem, most: int) -> RoutingProblem:
    """Return a problem whose second site takes in only so much."""
    first, second = problem.unload_sites
    return replace(problem, unload_sites=(first, replace(second, intake=(most,))))


def with_releases(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem in which trips wait for their stops."""
    stops = tuple(
        replace(stop, release_s=700 * (number % 7), time_windows=())
        if number % 2
        else stop
        for number, stop in enumerate(problem.stops)
    )
    return replace(problem, stops=stops)


def with_homes(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem in which two in three stops are at home on a type."""
    stops = tuple(
        replace(stop, home=(0, 1, None)[number % 3])
        for number, stop in enumerate(problem.stops)
    )
    return replace(problem, stops=stops, objective=Objective(reassign_fen=700))


def begun(problem: RoutingProblem, seed: int = 1) -> Part:
    """Return a search of a whole problem that has begun."""
    view = ProblemView(problem)
    slots = [kind.num_available for kind in problem.vehicle_types]
    intake = intake_shares(view, [1], [[]])[0]
    return Part.of(Ground.of(view), np.arange(view.num_stops), [], slots, intake, seed)


def row_of(world: World, slot: int) -> int:
    """Return the row of a slot's route."""
    return int(world.ints[world.ints[SLOT_AT] + slot * SLOT_WIDTH + S_ROW])


def nodes_of(world: World, row: int) -> list[int]:
    """Return the nodes of a row, depots included."""
    ints = world.ints
    size = int(ints[ints[ROUTE_AT] + row * ints[ROUTE_WIDTH] + R_SIZE])
    begin = int(ints[PLACE_AT] + row * ints[LONGEST] * ints[PLACE_WIDTH])
    width = int(ints[PLACE_WIDTH])
    found: list[int] = ints[begin : begin + size * width : width].tolist()
    return found


def cost_of(world: World, row: int) -> float:
    """Return the cost of a row as the search has it."""
    return float(world.floats[ROW_COST_AT + row])


def away_of(world: World, row: int) -> int:
    """Return what a row weighs for stops away from home as the search has it."""
    return int(
        world.ints[world.ints[ROUTE_AT] + row * world.ints[ROUTE_WIDTH] + R_AWAY]
    )


def load_at(world: World, row: int, position: int) -> int:
    """Return the load of the trip up to a place as the search has it."""
    ints = world.ints
    index = (row * ints[LONGEST] + position) * ints[PLACE_WIDTH]
    return int(ints[ints[PLACE_AT] + index + P_LOAD])


def figures_of(world: World, row: int) -> list[int]:
    """Return all figures of the places of a row, and of the row itself."""
    ints = world.ints
    width, route = int(ints[PLACE_WIDTH]), int(ints[ROUTE_AT] + row * ints[ROUTE_WIDTH])
    begin = int(ints[PLACE_AT] + row * ints[LONGEST] * width)
    end = begin + int(ints[route + R_SIZE]) * width
    places = ints[begin : end - width].tolist()
    last = ints[end - width : end].tolist()
    # The last place has no way on.
    last[P_WAY] = 0
    found: list[int] = places + last + ints[route : route + ints[ROUTE_WIDTH]].tolist()
    return found
