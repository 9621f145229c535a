"""Dated targets and the straight line that leads to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from recycling.domain.materials import Certainty


class Indicator(StrEnum):
    """What a target counts."""

    RECOVERED = "recovered_kg"
    ELV_UNITS = "elv_units"
    GREEN_CENTRES = "green_centres"
    COLLECTION_POINTS = "collection_points"
    SORTING_CENTRES = "sorting_centres"
    PARKS = "parks"
    GREEN_MALLS = "green_malls"
    SECOND_HAND_FIRMS = "second_hand_firms"


@dataclass(frozen=True, slots=True)
class Target:
    """A dated figure of the plan.

    Attributes
    ----------
    target_id, indicator, year
        Key, what is counted, and the year it is due.
    value
        Kilograms for recovered tonnage, a count for the others.
    district, material
        Part of the city it holds for; empty for the whole.
    is_baseline
        A figure already reached, not a promise.
    source, certainty
        Where it comes from.
    """

    target_id: str
    indicator: Indicator
    year: int
    value: int
    district: str = ""
    material: str = ""
    is_baseline: bool = False
    source: str = ""
    certainty: Certainty = Certainty.SEED_PLAN


def trajectory(targets: Sequence[Target], year: int) -> int:
    """Interpolate the plan's figure for a year on straight lines.

    ``T_y = T0 + (T1 - T0) (y - y0) / (y1 - y0)`` between the two dated figures
    around the year; the last one holds beyond the end, the first before the
    start.

    Parameters
    ----------
    targets
        Dated figures of one indicator and one part of the city.
    year
        Calendar year.

    Returns
    -------
    int
        Figure for the year in the targets' unit, rounded half up.

    Raises
    ------
    ValueError
        When there is no target.
    """
    if not targets:
        msg = "targets: at least one dated figure is needed, got none."
        raise ValueError(msg)
    dated = sorted(targets, key=lambda target: target.year)
    if year <= dated[0].year:
        return dated[0].value
    for before, after in pairwise(dated):
        if year <= after.year:
            span = after.year - before.year
            gain = (after.value - before.value) * (year - before.year)
            return before.value + (2 * gain + span) // (2 * span)
    return dated[-1].value


def required_growth(reached: float, target: float, years: int) -> float | None:
    """Yearly growth that leads from a figure to the target.

    ``(T / R) ** (1 / years) - 1``; ``None`` when nothing was reached yet or no
    year is left.
    """
    if reached <= 0 or years <= 0:
        return None
    return float((target / reached) ** (1 / years) - 1)
