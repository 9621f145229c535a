"""Costs as the integers PyVRP counts in, in exact proportion where possible."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from routing.vrp.costs import DISTANCE_PARTS, DURATION_PARTS, PARTS_PER_FEN
from routing.vrp.problem import RoutingProblem, VehicleType

LARGEST_UNIT = 10**6
"""Units per metre or second above which proportions are rounded: products with
distances and penalties must stay far below 2^63."""

ROUNDED_UNIT = 10**4

G_M_PER_T_KM = 10**9
"""Grams per kilometre times metres, per tonne: 1,000 m x 1,000,000 g."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What a vehicle type costs, in eighteen-thousandths of a fen."""

    per_m: Fraction
    per_s: Fraction
    overtime_per_s: Fraction
    fixed: Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns eighteen-thousandths of a fen into integer units.

    The unit is the largest one of which every rate is a whole multiple, so that
    an answer is cheaper in units exactly when it is cheaper before rounding. Where
    that would make a metre or a second worth more than ``LARGEST_UNIT``, rates are
    rounded to the nearest multiple of a coarser one; answers are priced again by
    our own rules anyway.
    """

    units_per_part: Fraction

    def units(self, parts: Fraction | int) -> int:
        """Return a cost in units, halves to the even one."""
        return round(parts * self.units_per_part)

    def fen(self, units: int) -> int:
        """Return units in fen, to the nearest."""
        return round(units / self.units_per_part / PARTS_PER_FEN)


def rates_of(problem: RoutingProblem, vehicle: VehicleType) -> Rates:
    """Return the rates of a vehicle type; carbon counts by the metre.

    A vehicle that costs nothing to run is priced at one part a metre, so that
    short ways are still preferred among equals.
    """
    carbon = Fraction(
        vehicle.emission_g_per_km * problem.objective.carbon_price_fen_per_t,
        G_M_PER_T_KM,
    )
    per_m = DISTANCE_PARTS * vehicle.unit_distance_cost_fen_per_km
    per_s = DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h
    overtime = vehicle.overtime.unit_cost_fen_per_h if vehicle.overtime else 0
    rate = per_m + PARTS_PER_FEN * carbon
    return Rates(
        per_m=Fraction(1) if not rate and not per_s else Fraction(rate),
        per_s=Fraction(per_s),
        overtime_per_s=Fraction(DURATION_PARTS * overtime),
        fixed=Fraction(PARTS_PER_FEN * vehicle.fixed_cost_fen),
    )


def scale_of(rates: Iterable[Rates], prizes_fen: Iterable[int]) -> Scale:
    """Return the coarsest scale that keeps the proportions of all costs."""
    rates = list(rates)
    running = [
        part for rate in rates for part in (rate.per_m, rate.per_s, rate.overtime_per_s)
    ]
    amounts = {*running, *(rate.fixed for rate in rates)}
    amounts |= {Fraction(PARTS_PER_FEN * prize) for prize in set(prizes_fen)}
    amounts.discard(Fraction(0))
    common = math.lcm(*(amount.denominator for amount in amounts))
    divisor = math.gcd(*(int(amount * common) for amount in amounts))
    exact = Fraction(common, divisor or 1)
    dearest = max(running, default=Fraction(0))
    if dearest * exact <= LARGEST_UNIT:
        return Scale(exact)
    return Scale(ROUNDED_UNIT / dearest)
