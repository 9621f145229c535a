"""The candidates of the forecast that statsmodels fits.

ETS: Hyndman, Koehler, Ord and Snyder (2008). SARIMAX: Durbin and Koopman (2012).
A model the library has doubts about has no answer (`NoFitError`): no warning is
passed over.
"""

import warnings
from typing import Any

import numpy as np
from numpy.random import Generator
from statsmodels.tools.sm_exceptions import ConvergenceWarning, ModelWarning
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.statespace.sarimax import SARIMAX

from recycling.reporting.forecast_models import LEAST, Floats, NoFitError, Simulate

MAX_ITERATIONS = 200


def ets(**form: Any) -> Simulate:
    """Smooth exponentially, with additive errors of the logarithms.

    Parameters
    ----------
    form
        Trend, damping and season, as the library names them.
    """

    def simulate(series: Floats, steps: int, paths: int, rng: Generator) -> Floats:
        result = _fitted(ETSModel(series, error="add", **form))
        drawn = result.simulate(steps, anchor="end", repetitions=paths, rng=rng)
        return np.asarray(drawn, float).reshape(steps, paths).T

    return _guarded(simulate)


def sarimax(seasonal_order: tuple[int, int, int, int]) -> Simulate:
    """Difference once, ``(0,1,1)`` with drift: a line in time.

    Its slope is part of the state, so the paths know that it is only estimated; over
    years that matters more than the noise of a month.

    Parameters
    ----------
    seasonal_order
        Seasonal terms; all zero for none.
    """

    def simulate(series: Floats, steps: int, paths: int, rng: Generator) -> Floats:
        number = len(series)
        # Stationarity of the start is not asked for: solving for it takes ten times
        # as long as the fit.
        model = SARIMAX(
            series,
            exog=np.arange(number, dtype=float),
            order=(0, 1, 1),
            seasonal_order=seasonal_order,
            mle_regression=False,
            enforce_stationarity=False,
        )
        return _state_paths(_fitted(model), number, steps, paths, rng)

    return _guarded(simulate)


def _state_paths(
    result: Any, number: int, steps: int, paths: int, rng: Generator
) -> Floats:
    """Draw the state after the series and move all paths through time at once.

    ``y = Z a``, ``a' = T a + R e``: the library draws paths one by one, in seconds.
    """
    space = result.model.ssm
    transition, selection = space["transition"], space["selection"]
    middle, spread = result.predicted_state[:, -1], result.predicted_state_cov[:, :, -1]
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(np.maximum(values, 0))
    state = middle + rng.standard_normal((paths, len(middle))) @ root.T
    shock = float(np.sqrt(space["state_cov"][0, 0]))
    design = space["design"][0, :, -1].copy()
    drawn = np.empty((paths, steps))
    for step in range(steps):
        design[-1] = number + step
        drawn[:, step] = state @ design
        noise = rng.normal(0, shock, (paths, 1))
        state = state @ transition.T + noise @ selection.T
    return drawn


def _fitted(model: Any) -> Any:
    result = model.fit(disp=False, maxiter=MAX_ITERATIONS)
    if not result.mle_retvals["converged"] and isinstance(model, SARIMAX):
        # At the edge of its range a gradient leads nowhere; a search without does.
        result = model.fit(
            result.params, method="powell", disp=False, maxiter=MAX_ITERATIONS
        )
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
        if any(_is_doubt(item.category) for item in caught):
            msg = "no_convergence"
            raise NoFitError(msg)
        if not np.isfinite(drawn).all():
            msg = "no_convergence"
            raise NoFitError(msg)
        return drawn

    return answer


def _is_doubt(category: type[Warning]) -> bool:
    """Whether a warning is about the model; the last search says if it converged."""
    if issubclass(category, ConvergenceWarning):
        return False
    return issubclass(category, (ModelWarning, RuntimeWarning))
