"""How a total spreads over its parts in the months to come: shares as sample paths.

The logarithm of each part's share follows a damped trend (Gardner and McKenzie 1985).
Parts are many and noisy, so all parts of a dimension have the same smoothing
constants, the best of a small grid in a back-test; the grid holds the naive forecast
(the last share stays) as well. Shares of a path add up to one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

type Floats = npt.NDArray[np.float64]

LEVELS = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
TRENDS = ((0.0, 1.0), (0.05, 0.9), (0.1, 0.9), (0.05, 0.97))
"""Smoothing of the trend and its damping; the first has no trend."""

NAIVE = (1.0, 0.0, 1.0)
WARM_UP = 6
LEAST = 12
"""Months from which shares can be back-tested; before, they stay as on average."""

FLOOR = 0.05
"""Least share of a part over its mean share: a month of nothing has no logarithm."""

TINY = 1e-9
"""Share of a part that had nothing in any whole month."""

HORIZON = 12


@dataclass(frozen=True, slots=True)
class ShareScore:
    """How the shares of a dimension are forecast.

    Attributes
    ----------
    dimension
        ``district`` or ``material``.
    level, trend, damping
        Smoothing constants chosen.
    error, naive_error
        Mean absolute error of the logarithm of a share over up to twelve months
        ahead, about the relative error, of the choice and of the last share kept;
        ``None`` where the history is too short for a back-test.
    """

    dimension: str
    level: float
    trend: float
    damping: float
    error: float | None = None
    naive_error: float | None = None


@dataclass(frozen=True, slots=True)
class ShareModel:
    """Fitted shares of a dimension.

    Attributes
    ----------
    score
        Constants and errors.
    levels, slopes
        State after the last month, by part.
    errors
        One-step errors by month and part; rows are drawn whole, so that parts
        that move together do so in every path.
    """

    score: ShareScore
    levels: Floats
    slopes: Floats
    errors: Floats


def fit_shares(dimension: str, amounts: Floats) -> ShareModel:
    """Choose constants for a dimension and smooth its shares.

    Parameters
    ----------
    dimension
        Name of it.
    amounts
        Amounts by month and part; every month has something.
    """
    logs = np.log(_shares(amounts))
    if len(logs) < LEAST:
        middle = logs.mean(axis=0)
        errors = logs - middle if len(logs) > 1 else np.zeros_like(logs)
        score = ShareScore(dimension, 0.0, 0.0, 1.0)
        return ShareModel(score, middle, np.zeros_like(middle), errors)
    tried = {constants: _back_test(logs, *constants) for constants in _grid()}
    best = min(tried, key=lambda constants: tried[constants])
    levels, slopes, errors = _smooth(logs, *best)
    score = ShareScore(dimension, *best, tried[best], tried[NAIVE])
    return ShareModel(score, levels[-1], slopes[-1], errors[WARM_UP:])


def draw_shares(model: ShareModel, steps: int, paths: int, rng: Generator) -> Floats:
    """Draw shares by path, step and part; those of a path and step sum to one."""
    score = model.score
    level = np.repeat(model.levels[None, :], paths, axis=0)
    slope = np.repeat(model.slopes[None, :], paths, axis=0)
    drawn = np.empty((paths, steps, len(model.levels)))
    for step in range(steps):
        error = model.errors[rng.integers(0, len(model.errors), paths)]
        before = level + score.damping * slope
        drawn[:, step] = before + error
        slope = score.damping * slope + score.level * score.trend * error
        level = before + score.level * error
    odds = np.exp(drawn - drawn.max(axis=-1, keepdims=True))
    shares: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def _grid() -> Iterator[tuple[float, float, float]]:
    for level, (trend, damping) in product(LEVELS, TRENDS):
        yield level, trend, damping


def _shares(amounts: Floats) -> Floats:
    shares = amounts / amounts.sum(axis=1, keepdims=True)
    floored: Floats = np.maximum(shares, np.maximum(FLOOR * shares.mean(axis=0), TINY))
    return floored


def _smooth(
    logs: Floats, level: float, trend: float, damping: float
) -> tuple[Floats, Floats, Floats]:
    """States after each month, and the error of the step to it."""
    levels, slopes = np.empty_like(logs), np.zeros_like(logs)
    errors = np.zeros_like(logs)
    at, slope = logs[:WARM_UP].mean(axis=0), np.zeros(logs.shape[1])
    for month, seen in enumerate(logs):
        before = at + damping * slope
        errors[month] = seen - before
        slope = damping * slope + level * trend * errors[month]
        at = before + level * errors[month]
        levels[month], slopes[month] = at, slope
    return levels, slopes, errors


def _back_test(logs: Floats, level: float, trend: float, damping: float) -> float:
    """Mean absolute error from every month after the first ones."""
    levels, slopes, _ = _smooth(logs, level, trend, damping)
    number, reach, errors = len(logs), 0.0, []
    for step in range(1, min(HORIZON, number - WARM_UP) + 1):
        reach += damping**step
        ahead = levels[WARM_UP - 1 : -step] + reach * slopes[WARM_UP - 1 : -step]
        errors.append(np.abs(logs[WARM_UP - 1 + step :] - ahead).mean())
    return float(np.mean(errors))
