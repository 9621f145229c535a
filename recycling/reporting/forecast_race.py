"""The race: every candidate forecasts the past from before it, the best one wins."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator, default_rng

from recycling.domain.shares import split_exactly
from recycling.reporting.forecast_models import (
    LEAST,
    NAIVE,
    Candidate,
    Floats,
    NoFitError,
    candidates,
)

INTERVAL = (0.1, 0.9)
"""Quantiles of the 80 % interval."""

MOST_WINDOWS = 10
RACE_PATHS = 400
LONGEST_HORIZON = 24
TINY = 1e-12
"""Least half of an interval, and least error: neither may be nothing."""


@dataclass(frozen=True, slots=True)
class Series:
    """Amounts of a series and what the calendar does to them.

    Attributes
    ----------
    amounts
        Positive figures by period.
    factors
        Calendar factor of each period and of the periods to forecast, about 1.
    period
        Periods of a cycle, 12 months or 52 weeks.
    """

    amounts: Floats
    factors: Floats
    period: int

    @property
    def logs(self) -> Floats:
        """Logarithms without the calendar."""
        adjusted: Floats = self.amounts / self.factors[: len(self.amounts)]
        return np.log(adjusted)


@dataclass(frozen=True, slots=True)
class Score:
    """How a candidate did.

    Attributes
    ----------
    candidate
        Its name.
    mase
        Mean absolute scaled error over windows and steps (Hyndman and Koehler
        2006): 1 is the mean error of the seasonal naive forecast inside the
        training window, or of the last value where that is within one cycle.
    mase_one_step
        The same, scaled by the mean change from one period to the next.
    coverage
        Part of the figures inside the 80 % interval, before it is widened.
    widening
        Factor that brings 80 % of the figures into the interval, at least 1: a
        model does not know how far its own form is off.
    windows
        Windows it was tested on.
    weight
        Part of the sample paths that are drawn from it: inverse to the square of its
        error (Bates and Granger 1969), so that the doubt between models is in the
        spread of the paths. 0 for one out of the race.
    reason
        Why it is out of the race, empty for one in it.
    """

    candidate: str
    mase: float | None = None
    mase_one_step: float | None = None
    coverage: float | None = None
    widening: float = 1.0
    windows: int = 0
    weight: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Race:
    """Outcome of a back-test.

    Attributes
    ----------
    winner
        Candidate with the smallest error; it gets most of the paths.
    scores
        Every candidate, the best first, those out of the race last.
    horizon, windows
        Steps forecast from each origin, and number of origins.
    """

    winner: str
    scores: tuple[Score, ...]
    horizon: int = 0
    windows: int = 0


@dataclass(frozen=True, slots=True)
class Windows:
    """Origins of a back-test: lengths of the training windows, and the steps."""

    origins: tuple[int, ...]
    horizon: int


def windows_of(number: int, period: int, horizon: int | None = None) -> Windows:
    """Choose origins: evenly from half of the series to its end.

    Parameters
    ----------
    number
        Length of the series.
    period
        Periods of a cycle; two of them are trained on where there are as many, or
        one and a horizon, for the naive forecast to have a cycle to repeat.
    horizon
        Steps to forecast; a third of the series, at most 24, if not given: the plan
        is years away.
    """
    steps = horizon or min(LONGEST_HORIZON, number // 3)
    shortest = max(LEAST, number // 2)
    for least in (2 * period, period + steps):
        if number >= least + 2 * steps:
            shortest = max(shortest, least)
            break
    last = number - steps
    if steps < 1 or last < shortest:
        return Windows((), steps)
    spaced = np.linspace(shortest, last, MOST_WINDOWS).round().astype(int)
    return Windows(tuple(sorted({int(origin) for origin in spaced})), steps)


def run_race(series: Series, seed: int, horizon: int | None = None) -> Race:
    """Back-test every candidate on rolling origins.

    A candidate that has no answer in one of the windows is out, and says why.

    Parameters
    ----------
    series
        Amounts and their calendar.
    seed
        Seed of the sample paths.
    horizon
        Steps to forecast, as in `windows_of`.
    """
    number = len(series.amounts)
    windows = windows_of(number, series.period, horizon)
    if not windows.origins:
        known = candidates(series.period, 0)
        scores = [Score(item.name, reason="short_history") for item in known[1:]]
        return Race(NAIVE, (Score(NAIVE, weight=1.0), *scores))
    field = candidates(series.period, windows.origins[0])
    scores = [_score(item, series, windows, seed) for item in field]
    ranked = _weighed(sorted(scores, key=lambda s: (bool(s.reason), s.mase or 0.0)))
    return Race(
        ranked[0].candidate, tuple(ranked), windows.horizon, len(windows.origins)
    )


def _weighed(scores: list[Score]) -> list[Score]:
    worth = [
        0.0 if score.reason or score.mase is None else max(score.mase, TINY) ** -2
        for score in scores
    ]
    return [
        replace(score, weight=own / sum(worth))
        for score, own in zip(scores, worth, strict=True)
    ]


def draw_paths(
    series: Series, race: Race, steps: int, paths: int, rng: Generator
) -> tuple[Floats, str]:
    """Draw sample paths from every candidate in the race, by its weight.

    The winner has most of them. A candidate without an answer for the whole series
    leaves its paths to the others.

    Returns
    -------
    tuple
        Amounts by path and step with the calendar put back, and the candidate
        with most of the paths.
    """
    shortest = windows_of(len(series.amounts), series.period, race.horizon).origins[:1]
    known = {c.name: c for c in candidates(series.period, *(shortest or (0,)))}
    weights = {score.candidate: score for score in race.scores if not score.reason}
    while True:
        counts = split_exactly(paths, {n: s.weight for n, s in weights.items()})
        drawn = []
        for name, count in counts.items():
            try:
                logs = known[name].simulate(series.logs, steps, max(count, 1), rng)
            except NoFitError:
                del weights[name]
                break
            middle = np.median(logs, axis=0)
            drawn.append((middle + weights[name].widening * (logs - middle))[:count])
        else:
            factors = series.factors[len(series.amounts) :][:steps]
            amounts: Floats = np.exp(np.concatenate(drawn)) * factors
            return amounts, max(weights, key=lambda name: weights[name].weight)


def scale_of(amounts: Floats, lag: int) -> float:
    """Mean absolute change over a lag; of one period where the lag is too long.

    A series that never changes has a scale next to nothing, not nothing.
    """
    lag = lag if len(amounts) > lag else 1
    change = float(np.mean(np.abs(amounts[lag:] - amounts[:-lag])))
    return max(change, TINY * float(np.mean(amounts)))


def _score(candidate: Candidate, series: Series, windows: Windows, seed: int) -> Score:
    try:
        tested = [
            _test(candidate, series, origin, windows.horizon, default_rng(seed))
            for origin in windows.origins
        ]
    except NoFitError as error:
        return Score(candidate.name, reason=str(error))
    distances = np.concatenate([window.distances for window in tested])
    return Score(
        candidate.name,
        mase=float(np.mean([window.mase for window in tested])),
        mase_one_step=float(np.mean([window.mase_one_step for window in tested])),
        coverage=float(np.mean(distances <= 1)),
        widening=max(1.0, float(np.quantile(distances, INTERVAL[1] - INTERVAL[0]))),
        windows=len(windows.origins),
    )


@dataclass(frozen=True, slots=True)
class _Window:
    """Errors of one window; distances are in halves of the interval."""

    mase: float
    mase_one_step: float
    distances: Floats


def _test(
    candidate: Candidate, series: Series, origin: int, horizon: int, rng: Generator
) -> _Window:
    known = series.amounts[:origin]
    came = series.amounts[origin : origin + horizon]
    factors = series.factors[origin : origin + horizon]
    logs = candidate.simulate(series.logs[:origin], horizon, RACE_PATHS, rng)
    low, middle, high = np.quantile(logs, (INTERVAL[0], 0.5, INTERVAL[1]), axis=0)
    error = float(np.mean(np.abs(came - np.exp(middle) * factors)))
    off = np.log(came / factors) - middle
    half = np.maximum(np.where(off > 0, high - middle, middle - low), TINY)
    return _Window(
        error / scale_of(known, series.period),
        error / scale_of(known, 1),
        np.abs(off) / half,
    )
