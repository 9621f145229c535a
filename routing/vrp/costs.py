"""What a route costs, exactly, and how two answers compare."""

from routing.vrp.problem import RoutingProblem, VehicleType
from routing.vrp.solution import RoutingSolution

PARTS_PER_FEN = 18_000
"""Least common unit of a fen per kilometre-metre and a fen per hour-second."""

DISTANCE_PARTS = PARTS_PER_FEN // 1000
DURATION_PARTS = PARTS_PER_FEN // 3600


def route_cost_fen(vehicle: VehicleType, distance_m: int, duration_s: int) -> int:
    """Return fixed cost + distance cost + duration cost of one vehicle's day.

    Integer arithmetic throughout: both running costs are added in eighteen-
    thousandths of a fen (the common denominator of 1 km = 1,000 m and
    1 h = 3,600 s) and rounded once per route, halves up.
    """
    parts = (
        DISTANCE_PARTS * vehicle.unit_distance_cost_fen_per_km * distance_m
        + DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h * duration_s
    )
    return vehicle.fixed_cost_fen + (parts + PARTS_PER_FEN // 2) // PARTS_PER_FEN


def objective(problem: RoutingProblem, solution: RoutingSolution) -> tuple[int, int]:
    """Return what an engine minimises, in order of importance.

    First the number of required stops left out, then the cost of the routes
    plus the prizes of the optional stops left out, in fen.
    """
    left_out = [problem.stops[entry.stop] for entry in solution.unserved]
    lost_fen = sum(stop.prize_fen for stop in left_out if not stop.required)
    required = sum(stop.required for stop in left_out)
    return required, solution.cost_fen + lost_fen
