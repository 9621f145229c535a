"""Turns arbitrary figures of textbook models into whole kilograms, fen and metres.

- Demands that are whole numbers become tonnes, so that a client may be divided into
  thousandths of a unit. Others are multiplied by the power of ten that makes their
  sum about ``MOST_KG``: a demand of a millionth of all then errs by 1e-6 of itself.
- Costs that are whole stay as they are where nothing is divided: then bounds may be
  rounded up to the next figure (``routing.siting.granularity``). Others are
  multiplied by the largest power of ten at which unit costs stay within
  ``MAX_UNIT_COST`` and fixed costs within ``MAX_FIGURE``. A mean unit cost within a
  thousandth of the largest one then loses less than 1e-6 of itself, and the sum of
  many less still.
- Distances that are whole stay; others become at most ``MOST_M``.

The scale stays with the problem: divide an objective by it.
"""

import math
from collections.abc import Iterable

import numpy as np

from routing.errors import InvalidProblemError
from routing.siting.arrays import KG_PER_T, Floats, Ints
from routing.siting.validate_columns import MAX_FIGURE, MAX_UNIT_COST, rows_text

MOST_KG = 10**12
MOST_M = 10**9


def matrix_of(name: str, values: object, shape: tuple[int | None, ...]) -> Floats:
    """Return figures as an array of floats.

    Parameters
    ----------
    name
        What to call it in a fault.
    values
        Numbers; infinity says that there is no way.
    shape
        Expected shape, ``None`` for any length.

    Raises
    ------
    InvalidProblemError
        If the shape is another, or some figure is negative or no number.
    """
    array = np.asarray(values, np.float64)
    fits = array.ndim == len(shape) and all(
        want is None or want == got
        for want, got in zip(shape, array.shape, strict=False)
    )
    faults = []
    if not fits:
        faults.append(f"{name}: shape must be {shape}, got {array.shape}.")
    for rule, bad in (("a number", np.isnan(array)), (">= 0", array < 0)):
        if bad.any():
            rows = rows_text(np.unique(np.nonzero(bad)[0]))
            got = array[bad][0]
            faults.append(f"{name}, rows {rows}: must be {rule}, got {got}. Mend it.")
    if faults:
        headline = f"The figures of the model have {len(faults)} fault(s)"
        raise InvalidProblemError(headline, faults)
    return array


def kg_scale(weights: Floats) -> float:
    """Return the kilograms of one unit of demand."""
    total = float(weights.sum())
    if _are_whole(weights) and total * KG_PER_T <= MAX_FIGURE:
        return float(KG_PER_T)
    return _power_below(MOST_KG / total) if total > 0 else float(KG_PER_T)


def fen_scale(
    units: Iterable[Floats], fixed: Iterable[Floats], kg: float, *, is_divided: bool
) -> float:
    """Return the money units of one unit of cost.

    Parameters
    ----------
    units
        Costs of one unit of demand.
    fixed
        Costs of facilities.
    kg
        Kilograms of one unit of demand.
    is_divided
        Whether clients may be served in parts.
    """
    unit = np.concatenate([np.ravel(column) for column in units]) * KG_PER_T / kg
    once = np.concatenate([np.zeros(0), *map(np.ravel, fixed)])
    room = [float(MAX_FIGURE)]
    for limit, column in ((MAX_UNIT_COST, unit), (MAX_FIGURE, once)):
        most = float(column[np.isfinite(column)].max(initial=0))
        if most > 0:
            room.append(limit / most)
    if not is_divided and min(room) >= 1 and _are_whole(unit) and _are_whole(once):
        return 1.0
    return _power_below(min(room))


def m_scale(distances: Floats) -> float:
    """Return the metres of one unit of distance."""
    finite = distances[np.isfinite(distances)]
    most = float(finite.max(initial=0))
    if most == 0 or (_are_whole(finite) and most <= MOST_M):
        return 1.0
    return _power_below(MOST_M / most)


def whole(figures: Floats, scale: float) -> Ints:
    """Multiply and round to the nearest whole number."""
    return np.rint(figures * scale).astype(np.int64)


def whole_below(figures: Floats, scale: float) -> Ints:
    """Multiply and round down, so that what fits together still does.

    What is a thousandth below a whole number is that number, computed in floats.
    """
    return np.floor(figures * scale + 1e-3).astype(np.int64)


def _are_whole(figures: Floats) -> bool:
    finite = figures[np.isfinite(figures)]
    return bool((finite == np.rint(finite)).all())


def _power_below(limit: float) -> float:
    """Return the largest power of ten that is at most a limit."""
    return 10.0 ** math.floor(math.log10(limit) + 1e-12)
