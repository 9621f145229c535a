"""What containers keep between two visits, and what overflows.

What residents bring when a container is full does not wait for the next visit: it goes
with residual waste. Daily amounts vary, so that some of it is lost even where the
container holds more than a mean interval brings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from recycling.demand.fill_level import PointMaterial

DAILY_VARIATION = "demand.daily_variation"
"""Standard deviation of a day's amount over its mean."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Emptied:
    """How often the containers of a point are emptied of a material.

    Attributes
    ----------
    key
        Site and material.
    rate_kg_per_day
        What is brought.
    intervals
        Days between two visits, over one cycle.
    """

    key: PointMaterial
    rate_kg_per_day: float
    intervals: Sequence[int]


def overflow_kg(mean_kg: float, deviation_kg: float, held_kg: float) -> float:
    """Give the mean mass beyond what a container holds.

    ``E[(X - C)+] = s (phi(z) - z (1 - Phi(z)))`` with ``z = (C - m) / s`` for a normal
    amount, the loss function of stock keeping (Silver, Pyke and Peterson 1998,
    Inventory Management and Production Planning, app. B).

    Parameters
    ----------
    mean_kg, deviation_kg
        What an interval brings, with its standard deviation.
    held_kg
        What the container holds.
    """
    if deviation_kg <= 0:
        return max(0.0, mean_kg - held_kg)
    z = (held_kg - mean_kg) / deviation_kg
    lost = deviation_kg * (_NORMAL.pdf(z) - z * (1 - _NORMAL.cdf(z)))
    # No container is emptied of more than it was brought.
    return min(mean_kg, max(0.0, lost))


def kept_share(
    emptied: Iterable[Emptied], held_kg: Mapping[PointMaterial, float], variation: float
) -> float:
    """Part of what is brought that containers keep; 1 where nothing is brought.

    Days are alike and independent, so an interval of ``d`` days brings ``d`` times
    the rate with ``sqrt(d)`` times a day's deviation.

    Parameters
    ----------
    emptied
        Points and materials with their intervals.
    held_kg
        What the containers of each hold; those not named never overflow.
    variation
        Standard deviation of a day's amount over its mean.
    """
    brought = lost = 0.0
    for one in emptied:
        held = held_kg.get(one.key)
        for days in one.intervals:
            mean = one.rate_kg_per_day * days
            brought += mean
            if held is not None:
                deviation = variation * one.rate_kg_per_day * sqrt(days)
                lost += overflow_kg(mean, deviation, held)
    return 1 - lost / brought if brought else 1.0
