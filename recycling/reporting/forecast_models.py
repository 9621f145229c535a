"""The candidates of the forecast: each turns a series into sample paths.

They see logarithms of amounts from which the calendar (month weights, Spring
Festival) is divided out already, so that a model needs to know neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

type Floats = npt.NDArray[np.float64]
type Simulate = Callable[[Floats, int, int, Generator], Floats]
"""Series, steps, paths, random numbers -> paths by step."""

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
        Candidate("ets", _late("ets")),
        Candidate("damped_trend", _late("ets", trend="add", damped_trend=True)),
    ]
    if is_short_cycle and shortest >= CYCLES_ETS * period:
        found.append(Candidate("ets_seasonal", _late("ets", **seasonal)))
    order = (0, 0, 0, 0)
    if is_short_cycle and shortest >= CYCLES_SARIMAX * period:
        order = (1, 0, 0, period)
    return (*found, Candidate("sarimax", _late("sarimax", seasonal_order=order)))


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


LIBRARY = "recycling.reporting.forecast_library"
"""Module of the models that takes a second to load: only when one is asked."""


def _late(maker: str, **form: Any) -> Simulate:
    """Leave loading the library to the first series."""

    def simulate(series: Floats, steps: int, paths: int, rng: Generator) -> Floats:
        make = getattr(import_module(LIBRARY), maker)
        drawn: Floats = make(**form)(series, steps, paths, rng)
        return drawn

    return simulate
