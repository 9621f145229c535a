"""Lower bounds on the cost of any answer, in whole fen."""

import math
from operator import mul

import numpy as np

from routing.siting.tables import KG_PER_T, Floats, Ints, SitingTables

FEN_PER_CNY = 100
SOLVER_TOLERANCE = 1e-6
"""Relative error of a solver's bound: HiGHS keeps rows, reduced costs and
integrality to 1e-7 .. 1e-6, which moves the objective by about as much."""


def true_bound_fen(bound_cny: float) -> int:
    """Turn a solver's bound on the model into a bound on the cost in fen.

    The continuous relaxation bounds the problem in whole kilograms, and costs
    are rounded up, so only the solver's tolerance has to be taken off: one
    fen and one millionth, then rounded down. An answer proved optimal keeps a
    gap of about 1e-6 for that reason. Costs are never negative, so neither is
    the bound; a missing bound (``-inf`` or nan) becomes 0.
    """
    if not math.isfinite(bound_cny):
        return 0
    bound_fen = bound_cny * FEN_PER_CNY
    return max(0, math.floor(bound_fen - abs(bound_fen) * SOLVER_TOLERANCE - 1.0))


def simple_bound_fen(tables: SitingTables) -> int:
    """Bound the cost without a solver.

    Every facility pays its cheapest state, and every client goes its cheapest
    way (over an arc and into a state that takes its commodity, or unserved)
    as if capacities were unlimited.
    """
    fixed_fen = np.minimum.reduceat(tables.fixed_fen, tables.first_row[:-1])
    way = np.full(tables.clients, tables.unserved_fen_per_t, np.int64)
    np.minimum.at(way, tables.arc_client, _arc_price(tables))
    assigned: int = sum(map(mul, way.tolist(), tables.supply_kg.tolist()))
    fixed: int = sum(fixed_fen.tolist())
    return fixed + assigned // KG_PER_T


def _arc_price(tables: SitingTables) -> Ints:
    """Fen per tonne of each arc with its facility's cheapest accepting state."""
    unit: Floats = np.where(
        tables.accepts, tables.unit_fen_per_t[:, None], np.inf
    ).astype(np.float64)
    cheapest = np.minimum.reduceat(unit, tables.first_row[:-1], axis=0)
    price = tables.arc_fen_per_t + cheapest[tables.arc_facility, tables.arc_commodity]
    return np.minimum(price, tables.unserved_fen_per_t).astype(np.int64)
