"""The candidates of the forecast: each turns a series into sample paths.

They see logarithms of amounts from which the calendar (month weights, Spring
Festival) is divided out already, so that a model needs to know neither. ETS and
SARIMAX are those of statsmodels (Hyndman et al. 2008; Durbin and Koopman 2012).
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from statsmodels.tools.sm_exceptions import ModelWarning
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.statespace.sarimax import SARIMAX

type Floats = npt.NDArray[np.float64]
type Simulate = Callable[[Floats, int, int, Generator], Floats]
"""Series, steps, paths, random numbers -> paths by step."""

MAX_ITERATIONS = 200
LEAST = 6
"""Observations a model with parameters needs."""

CYCLES_ETS = 2
CYCLES_SARIMAX = 3
"""Whole cycles of the shortest training window for seasonal terms."""

LONGEST_CYCLE = 12
"""Longest cycle with a term for every phase: 52 weeks would need 52 of them."""

UNKNOWN_SPREAD = 0.1
"""Spread of a single observation, as a logarithm: nothing can be learnt from one."""


class NoFitError(Exception):
    """A candidate has no answer for a series; the text is a reason's key."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model in the race.

    Attributes
    ----------
    name
        Key of its name.
    simulate
        Fits it to a series and draws paths.
    """

    name: str
    simulate: Simulate


def candidates(period: int, shortest: int) -> tuple[Candidate, ...]:
    """List the models in the race, the naive one first.

    Parameters
    ----------
    period
        Observations of a cycle.
    shortest
        Length of the shortest training window; it decides which seasonal terms
        can be estimated in every window alike.
    """
    is_short_cycle = period <= LONGEST_CYCLE
    seasonal = {"seasonal": "add", "seasonal_periods": period}
    found = [
        Candidate(NAIVE, _naive(period if shortest > period else 0)),
        Candidate("ets", _ets()),
        Candidate("damped_trend", _ets(trend="add", damped_trend=True)),
    ]
    if is_short_cycle and shortest >= CYCLES_ETS * period:
        found.append(Candidate("ets_seasonal", _ets(**seasonal)))
    order = (0, 0, 0, 0)
    if is_short_cycle and shortest >= CYCLES_SARIMAX * period:
        order = (1, 0, 0, period)
    return (*found, Candidate("sarimax", _sarimax(order)))


NAIVE = "seasonal_naive"


def _naive(period: int) -> Simulate:
    """As a cycle before; the error of a cycle is drawn anew for every cycle.

    With a period of 0 there is no cycle before: the mean so far, by the calendar.
    """

    def simulate(series: Floats, steps: int, paths: int, rng: Generator) -> Floats:
        number = len(series)
        if not period:
            spread = float(series.std(ddof=1)) if number > 1 else UNKNOWN_SPREAD
            level = series.mean() + rng.normal(0, spread / number**0.5, (paths, 1))
            return level + rng.normal(0, spread, (paths, steps))
        error = series[period:] - series[:-period]
        spread = float(np.sqrt(np.mean(error**2)))
        whole = np.empty((paths, period + steps))
        whole[:, :period] = series[-period:]
        noise = rng.normal(0, spread, (paths, steps))
        for step in range(steps):
            whole[:, period + step] = whole[:, step] + noise[:, step]
        return whole[:, period:]

    return simulate


def _ets(**form: Any) -> Simulate:
    """Exponential smoothing with additive errors of the logarithms."""

    def simulate(series: Floats, steps: int, paths: int, rng: Generator) -> Floats:
        result = _fitted(ETSModel(series, error="add", **form))
        drawn = result.simulate(steps, anchor="end", repetitions=paths, rng=rng)
        return np.asarray(drawn, float).reshape(steps, paths).T

    return _guarded(simulate)


def _sarimax(seasonal_order: tuple[int, int, int, int]) -> Simulate:
    """``(0,1,1)`` with drift: the state intercept of the differences is the drift."""

    def simulate(series: Floats, steps: int, paths: int, rng: Generator) -> Floats:
        # Stationarity of the start is not asked for: solving for it takes ten times
        # as long as the fit.
        model = SARIMAX(
            series,
            order=(0, 1, 1),
            seasonal_order=seasonal_order,
            trend="c",
            enforce_stationarity=False,
        )
        result = _fitted(model)
        # Paths one by one take seconds. The model is linear: a path is the mean
        # forecast and what each shock does to the steps after it.
        response = np.asarray(result.impulse_responses(steps - 1)).ravel()[:steps]
        place = np.subtract.outer(np.arange(steps), np.arange(steps))
        effect = np.where(place >= 0, response[np.maximum(place, 0)], 0.0)
        spread = float(np.sqrt(result.params[-1]))
        shocks = rng.normal(0, spread, (paths, steps))
        paths_of: Floats = np.asarray(result.forecast(steps)) + shocks @ effect.T
        return paths_of

    return _guarded(simulate)


def _fitted(model: Any) -> Any:
    result = model.fit(disp=False, maxiter=MAX_ITERATIONS)
    if not result.mle_retvals["converged"]:
        msg = "no_convergence"
        raise NoFitError(msg)
    return result


def _guarded(simulate: Simulate) -> Simulate:
    """Let a candidate that the library has doubts about say so instead of answer."""

    def answer(series: Floats, steps: int, paths: int, rng: Generator) -> Floats:
        if len(series) < LEAST:
            msg = "too_short"
            raise NoFitError(msg)
        if np.ptp(series) == 0:
            msg = "constant"
            raise NoFitError(msg)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                drawn = simulate(series, steps, paths, rng)
            except (ValueError, np.linalg.LinAlgError) as error:
                msg = "no_convergence"
                raise NoFitError(msg) from error
        doubts = (ModelWarning, RuntimeWarning)
        if any(issubclass(item.category, doubts) for item in caught):
            msg = "no_convergence"
            raise NoFitError(msg)
        if not np.isfinite(drawn).all():
            msg = "no_convergence"
            raise NoFitError(msg)
        return drawn

    return answer
