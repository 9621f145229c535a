"""A forecast of a small city: it adds up, and its figures are those of its paths."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.random import default_rng

from recycling.domain.network import Network
from recycling.domain.targets import Indicator, Target
from recycling.reporting.forecast import ForecastInputs, make_forecast, sample_years
from recycling.reporting.forecast_document import forecast_document
from recycling.reporting.forecast_history import Source, build_history, months_from
from recycling.reporting.forecast_records import Forecast
from recycling.reporting.forecast_shares import draw_shares, fit_shares
from recycling.reporting.pen import MassUnit, Pen, VehicleUnit
from recycling.schema.columns import LANGUAGES
from tests.unit.recycling.reporting.past import monthly

DAY = date(2026, 6, 12)
PARTS = {
    ("A", "paper"): 600,
    ("A", "steel"): 300,
    ("C", "steel"): 500,
    ("C", "elv"): 90,
}
TARGETS = [
    Target("a", Indicator.RECOVERED, 2023, 10_000, is_baseline=True),
    Target("b", Indicator.RECOVERED, 2027, 20_000),
    Target("c", Indicator.ELV_UNITS, 2027, 120),
]


def source() -> Source:
    """Twenty months with a little noise and a gap, and twelve days of June."""
    rng = default_rng(2)
    rows = [
        monthly(month, d, m, round(kg * rng.uniform(0.9, 1.1)), 10 if m == "elv" else 0)
        for month in months_from(date(2024, 10, 1), date(2026, 6, 1))
        for (d, m), kg in PARTS.items()
        if month not in {date(2025, 8, 1)}
    ]
    return Source(rows, [], date(2024, 10, 1), DAY)


@pytest.fixture(scope="module")
def made() -> tuple[Forecast, Network]:
    from tests.builders import micro_network

    network = micro_network()
    given = source()
    inputs = ForecastInputs(
        day=DAY,
        history=build_history(given, network.parameters),
        vehicles=build_history(given, network.parameters, frozenset({"elv"})),
        network=network,
        targets=TARGETS,
        baseline_kg={},
        years=(2026, 2027),
        seed=1,
        paths=200,
    )
    return make_forecast(inputs), network


def test_medians_of_parts_add_up(made: tuple[Forecast, Network]) -> None:
    forecast, _ = made
    for year in (2026, 2027):
        of_year = [
            one for one in forecast.landings
            if one.year == year and one.indicator is Indicator.RECOVERED
        ]  # fmt: skip
        city = forecast.landing(year)
        assert city is not None
        for wants_district, wants_material in ((1, 0), (0, 1), (1, 1)):
            parts = [
                one.p50 for one in of_year
                if bool(one.district) == wants_district
                and bool(one.material) == wants_material
            ]  # fmt: skip
            assert sum(parts) == city.p50
        for one in of_year:
            assert one.p10 <= one.p50 <= one.p90


def test_the_target_and_how_likely_it_is(made: tuple[Forecast, Network]) -> None:
    forecast, _ = made
    city = forecast.landing(2027)
    assert city is not None
    # About 1,490 kg a month make 17,900 a year; 20,000 are out of reach.
    assert city.target == 20_000
    assert city.p50 == pytest.approx(17_880, rel=0.05)
    assert city.gap == 20_000 - city.p50
    assert city.probability is not None
    assert city.probability < 0.5
    cars = forecast.landing(2027, indicator=Indicator.ELV_UNITS)
    assert cars is not None
    assert (cars.target, cars.p50) == (120, 120)
    assert forecast.landing(2031) is None


def test_the_fan_tells_past_from_future(made: tuple[Forecast, Network]) -> None:
    forecast, _ = made
    by_month = {month.month: month for month in forecast.fan}
    assert by_month[date(2025, 8, 1)].recorded is None
    past, running = by_month[date(2026, 5, 1)], by_month[date(2026, 6, 1)]
    assert past.recorded is not None
    assert past.p50 is None
    # What is recorded of the running month is in its quantiles.
    assert running.recorded is not None
    assert running.p10 is not None
    assert running.p10 > running.recorded
    assert max(by_month) == date(2027, 12, 1)


def test_what_was_estimated_is_said(made: tuple[Forecast, Network]) -> None:
    forecast, _ = made
    assert [remark.key for remark in forecast.remarks][:2] == ["no_data", "running"]


def test_the_same_seed_draws_the_same_paths() -> None:
    history = build_history(source(), {})
    ahead = months_from(date(2026, 6, 1), date(2027, 12, 1))
    city = default_rng(1).uniform(1_000, 2_000, (50, len(ahead)))
    one, two = (
        sample_years(history, ahead, city, (2027,), default_rng(3))[1][2027]
        for _ in range(2)
    )
    assert (one == two).all()
    # Paper is A's alone and vehicles are C's: what never was stays nothing.
    materials = history.materials
    assert one[:, 1, materials.index("paper")].max() == 0
    assert one[:, 0, materials.index("elv")].max() == 0


def test_shares_add_up_and_follow_their_trend() -> None:
    months = np.arange(36)
    rising = 0.3 + 0.005 * months
    amounts = np.column_stack([rising, 1 - rising]) * 1000
    model = fit_shares("material", amounts)
    drawn = draw_shares(model, 12, 50, default_rng(1))
    assert drawn.sum(axis=-1) == pytest.approx(1)
    assert np.median(drawn[:, -1, 0]) > 0.475
    assert model.score.error is not None
    assert model.score.naive_error is not None
    assert model.score.error < model.score.naive_error


def test_few_months_of_shares_stay_as_they_were() -> None:
    model = fit_shares("district", np.array([[300.0, 700.0]]))
    drawn = draw_shares(model, 3, 4, default_rng(1))
    assert drawn == pytest.approx(np.broadcast_to([0.3, 0.7], (4, 3, 2)))
    assert model.score.error is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_document_says_it_all(made: tuple[Forecast, Network], lang: str) -> None:
    forecast, network = made
    pen = Pen(lang, MassUnit.T, VehicleUnit.ONE)  # type: ignore[arg-type]
    document = forecast_document(replace(forecast, simulated_share=0.5), network, pen)
    assert len(document.paragraphs) == 4
    assert document.warning
    keys = [table.key for table in document.tables]
    assert keys[:2] == ["city", "fan"]
    assert {"districts_2027", "materials_2027", "race", "vehicle_race"} <= set(keys)
    race = next(table for table in document.tables if table.key == "race")
    assert len(race.rows) == len(forecast.race.scores)
    assert [note.key for note in document.notes].count("remark") >= 2
