"""The race on series short enough to check by hand."""

import warnings

import numpy as np
import pytest
from numpy.random import default_rng
from statsmodels.tsa.statespace.sarimax import SARIMAX

from recycling.reporting import forecast_models
from recycling.reporting.forecast_library import sarimax
from recycling.reporting.forecast_models import (
    NAIVE,
    Candidate,
    NoFitError,
    candidates,
)
from recycling.reporting.forecast_race import (
    Series,
    Windows,
    _score,
    draw_paths,
    run_race,
    scale_of,
    windows_of,
)


def series(amounts: list[float], period: int = 4, ahead: int = 8) -> Series:
    return Series(np.array(amounts, float), np.ones(len(amounts) + ahead), period)


def exactly(*values: float) -> Candidate:
    """Forecast the same values whatever came before, give or take one per cent."""

    def simulate(_series, steps, paths, _rng):  # type: ignore[no-untyped-def]
        spread = np.linspace(-0.01, 0.01, paths)[:, None]
        return np.log(np.array(values[:steps])) + spread

    return Candidate("exactly", simulate)


def test_the_scale_is_the_error_of_the_naive_forecast() -> None:
    amounts = np.array([10.0, 20, 30, 20, 12, 22, 32, 22])
    assert scale_of(amounts, 4) == 2
    assert scale_of(amounts, 1) == pytest.approx((10 + 10 + 10 + 8 + 10 + 10 + 10) / 7)
    # A cycle that is not over yet has no forecast: the last value stands in.
    assert scale_of(amounts[:3], 4) == 10


def test_error_and_coverage_by_hand() -> None:
    # Known: 10 20 30 20 | 12 22 32 22; what came: 13 and 23. The candidate says 13
    # and 25: errors 0 and 2, mean 1, over the naive 2. One of two is inside.
    known = [10.0, 20, 30, 20, 12, 22, 32, 22]
    score = _score(exactly(13, 25), series([*known, 13, 23]), Windows((8,), 2), 1)
    assert score.mase == pytest.approx(0.5, rel=1e-3)
    assert score.coverage == 0.5
    # ln(25/23) = 0.083 is ten times half the interval of 0.008; the quantile of
    # 0 and 10.4 at 0.8 lies 0.8 of the way.
    assert score.widening == pytest.approx(0.8 * np.log(25 / 23) / 0.008, rel=0.01)


@pytest.mark.parametrize(
    ("number", "period", "horizon", "expected"),
    [
        (46, 12, None, (23, 31, 15)),  # half to train on, a third to forecast
        (60, 12, None, (30, 40, 20)),
        (36, 12, 6, (24, 30, 6)),  # two cycles to train on
        (101, 52, 8, (60, 93, 8)),  # one cycle and a horizon
        (10, 12, None, (6, 7, 3)),
        (6, 12, None, None),
    ],
)
def test_windows(
    number: int, period: int, horizon: int | None, expected: tuple[int, ...] | None
) -> None:
    windows = windows_of(number, period, horizon)
    if expected is None:
        assert windows.origins == ()
        return
    first, last, steps = expected
    assert (windows.origins[0], windows.origins[-1], windows.horizon) == (
        first, last, steps,
    )  # fmt: skip


def test_the_naive_forecast_repeats_the_cycle() -> None:
    logs = np.log([1.0, 2, 4, 8, 1, 2, 4, 8])
    naive = candidates(4, 5)[0]
    assert naive.name == NAIVE
    paths = naive.simulate(logs, 6, 3, default_rng(1))
    # No year differs from the one before, so there is no error to draw.
    assert np.exp(paths) == pytest.approx(np.tile([1, 2, 4, 8, 1, 2], (3, 1)))


def test_within_the_first_cycle_it_is_the_mean_so_far() -> None:
    logs = np.array([0.0, 0.2, 0.1, 0.1])
    paths = candidates(12, 4)[0].simulate(logs, 2, 4000, default_rng(1))
    assert paths.mean() == pytest.approx(0.1, abs=0.01)
    single = candidates(12, 1)[0].simulate(logs[:1], 2, 4000, default_rng(1))
    assert single.std() == pytest.approx(0.1 * 2**0.5, rel=0.05)


def test_every_candidate_is_shown_and_the_calendar_is_put_back() -> None:
    rng = default_rng(3)
    factors = np.tile([0.5, 1.0, 1.5, 1.0], 7)
    amounts = 100 * 1.01 ** np.arange(20) * factors[:20] * rng.lognormal(0, 0.02, 20)
    given = Series(amounts, factors, 4)
    race = run_race(given, 1)
    assert {score.candidate for score in race.scores} == {
        NAIVE, "ets", "ets_seasonal", "damped_trend", "sarimax",
    }  # fmt: skip
    in_race = [score for score in race.scores if not score.reason]
    assert sum(score.weight for score in in_race) == pytest.approx(1)
    errors = [score.mase for score in in_race if score.mase is not None]
    assert errors == sorted(errors)
    assert race.winner == in_race[0].candidate
    paths, method = draw_paths(given, race, 8, 200, rng)
    assert method == race.winner
    assert paths.shape == (200, 8)
    middle = np.median(paths, axis=0)
    assert middle[0] / middle[2] == pytest.approx(0.5 / 1.5, rel=0.05)


def test_a_short_history_has_no_race_and_says_so() -> None:
    race = run_race(series([3, 4, 5, 4], 12), 1)
    assert (race.winner, race.windows) == (NAIVE, 0)
    assert {score.reason for score in race.scores[1:]} == {"short_history"}
    paths, method = draw_paths(series([3, 4, 5, 4], 12), race, 3, 100, default_rng(1))
    assert (method, paths.shape) == (NAIVE, (100, 3))


def test_a_constant_series_leaves_the_naive_forecast_alone() -> None:
    race = run_race(series([5.0] * 24), 1)
    assert race.winner == NAIVE
    assert {score.reason for score in race.scores[1:]} == {"constant"}
    paths, _ = draw_paths(series([5.0] * 24), race, 4, 100, default_rng(1))
    assert paths == pytest.approx(5)


def test_who_does_not_converge_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object) -> None:
        message = "no_convergence"
        raise NoFitError(message)

    def one_never(period: int, shortest: int) -> tuple[Candidate, ...]:
        return (*candidates(period, shortest)[:2], Candidate("never", never))  # type: ignore[arg-type]

    monkeypatch.setattr("recycling.reporting.forecast_race.candidates", one_never)
    rng = default_rng(1)
    race = run_race(series(list(rng.lognormal(3, 0.1, 24))), 1)
    out = next(score for score in race.scores if score.candidate == "never")
    assert (out.reason, out.weight, out.mase) == ("no_convergence", 0, None)
    assert race.scores[-1] is out
    assert forecast_models.LEAST == 6


def test_a_doubt_of_the_library_is_no_answer() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(NoFitError, match="too_short"):
            sarimax((0, 0, 0, 0))(np.zeros(3), 2, 10, default_rng(1))


def test_paths_have_the_spread_the_library_computes() -> None:
    rng = default_rng(5)
    logs = 3 + 0.01 * np.arange(40) + rng.normal(0, 0.05, 40)
    paths = sarimax((0, 0, 0, 0))(logs, 6, 20_000, default_rng(1))
    model = SARIMAX(
        logs, exog=np.arange(40.0), order=(0, 1, 1), mle_regression=False,
        enforce_stationarity=False,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model.fit(disp=False, maxiter=200)
        if not result.mle_retvals["converged"]:
            result = model.fit(result.params, method="powell", disp=False)
    there = result.get_forecast(6, exog=np.arange(40.0, 46.0))
    assert paths.mean(axis=0) == pytest.approx(there.predicted_mean, abs=0.005)
    assert paths.std(axis=0) == pytest.approx(there.var_pred_mean**0.5, rel=0.05)
