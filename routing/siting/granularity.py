"""The step in which the cost of the best answer can change."""

import math

import numpy as np

from routing.siting.arrays import KG_PER_T, Ints, SitingArrays
from routing.siting.problem import SitingProblem

MOST_FEN_KG = 2**62
"""Products above this are not looked at: they might not fit 64 bits."""


def cost_step(problem: SitingProblem, arrays: SitingArrays) -> int:
    """Return a whole number that divides the cost of some best answer.

    Where every client goes somewhere in whole, the cost is a sum of known figures,
    and a bound may be rounded up to the next multiple of their greatest common
    divisor: an integer optimum of 30 follows from a bound of 29.2. Clients go in
    whole where they must, and where dividing them cannot pay because nothing
    limits what a facility takes. Legs and CO2 make no such figures.

    Returns
    -------
    At least 1, which is always right, costs being whole.
    """
    if len(arrays.trunk_origin) or arrays.carbon_fen_per_t:
        return 1
    if not (problem.single_source or _unlimited(arrays)):
        return 1
    rows, years = arrays.rows, arrays.weight[:, None]
    step = _divisor(0, np.append(years * rows.fixed_fen, rows.entry_fen))
    arc, row = arrays.arc_rows
    client = arrays.arc_client[arc]
    for supply_kg in arrays.supply_kg * years:
        optional = np.where(arrays.required, 0, arrays.unserved_fen_per_t)
        for kg, fen_per_t in (
            (supply_kg, optional),
            (supply_kg[arrays.arc_client], arrays.arc_fen_per_t),
            (supply_kg[client], rows.unit_fen_per_t[row]),
        ):
            if step != 1:
                step = _divisor_of_products(step, kg, fen_per_t)
    return max(step, 1)


def _unlimited(arrays: SitingArrays) -> bool:
    rows = arrays.rows
    whole_kg = int(arrays.supply_kg.sum(axis=1).max(initial=0))
    is_tight = (rows.capacity_kg > 0) & (rows.capacity_kg < whole_kg)
    has_floors = arrays.floors.minimum_kg.size > 0
    return not (is_tight.any() or rows.min_kg.any() or has_floors)


def _divisor_of_products(step: int, kg: Ints, fen_per_t: Ints) -> int:
    most = int(kg.max(initial=0)) * int(fen_per_t.max(initial=0))
    if most > MOST_FEN_KG:
        return 1
    fen, rest = np.divmod(kg * fen_per_t, KG_PER_T)
    return 1 if rest.any() else _divisor(step, fen)


def _divisor(step: int, figures: Ints) -> int:
    return math.gcd(step, int(np.gcd.reduce(figures)) if figures.size else 0)
