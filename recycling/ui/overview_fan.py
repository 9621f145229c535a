"""The year's tonnage adding up: recorded, planned, and as wide as it may end."""

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from recycling.domain.months import last_day
from recycling.reporting.forecast_records import Forecast, Landing
from recycling.services.overview import Overview
from recycling.ui.figures import Figures
from recycling.ui.overview_choice import Choice
from recycling.ui.overview_sums import months_of, plan_of

COLUMNS = ("day", "year", "actual", "plan", "p10", "p50", "p90")


def cumulative_frame(
    overview: Overview, choice: Choice, forecast: Forecast | None, figures: Figures
) -> pd.DataFrame:
    """Cumulative tonnage from the year of the last day to the target year.

    Parameters
    ----------
    overview
        What was read of the city.
    choice
        Part of the city; its period is not looked at.
    forecast
        Where the city lands; ``None`` without.
    figures
        Unit of masses.

    Returns
    -------
    pandas.DataFrame
        One row per end of a month, and one for each year's beginning and the last
        day counted; masses in the unit, empty where a series does not reach.

    Notes
    -----
    The fan ends at the year's forecast. On the way there it opens with the medians
    of the months: ``reached + share of the months' medians x (landing - reached)``.
    """
    rows: list[dict[str, object]] = []
    for year in range(overview.day.year, overview.report.target_year + 1):
        rows += _year(overview, choice.narrowed(period=f"{year}"), forecast)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    masses = list(COLUMNS[2:])
    frame[masses] = frame[masses].astype("float64") / figures.kilograms_per_unit()
    frame["day"] = pd.to_datetime(frame["day"])
    return frame


def _year(
    overview: Overview, choice: Choice, forecast: Forecast | None
) -> Iterator[dict[str, object]]:
    year = choice.days[0].year
    months = months_of(overview, choice)
    plan_kg = plan_of(overview, year, choice)
    points: dict[date, dict[str, object]] = {
        date(year, 1, 1): {"plan": 0.0} if plan_kg is not None else {}
    }
    for day, kg in _actual(overview, months).items():
        points.setdefault(day, {})["actual"] = kg
    if year == overview.day.year:
        points[date(year, 1, 1)]["actual"] = 0.0
    if plan_kg is not None:
        for day, kg in _plan(overview, year, plan_kg).items():
            points.setdefault(day, {})["plan"] = kg
    landing = _landing(forecast, choice)
    if forecast is not None and landing is not None:
        fan = _fan(overview, forecast, landing, sum(months.values()))
        for day, quantiles in fan.items():
            points.setdefault(day, {}).update(quantiles)
    for day, values in sorted(points.items()):
        yield {"day": day, "year": year, **values}


def _landing(forecast: Forecast | None, choice: Choice) -> Landing | None:
    """Forecast of the choice; of streams there is none."""
    if forecast is None or choice.stream:
        return None
    return forecast.landing(choice.days[0].year, choice.district, choice.material)


def _actual(overview: Overview, months: Mapping[date, int]) -> dict[date, float]:
    total, found = 0, {}
    for month, kg in sorted(months.items()):
        total += kg
        found[min(last_day(month), overview.day)] = float(total)
    return found


def _plan(overview: Overview, year: int, plan_kg: int) -> dict[date, float]:
    whole = overview.splits[year].whole
    share = plan_kg / whole if whole else 0.0
    total, found = 0.0, {}
    for month, kg in sorted(overview.plan_kg.items()):
        if month.year == year:
            total += kg * share
            found[last_day(month)] = total
    return found


def _fan(
    overview: Overview, forecast: Forecast, landing: Landing, reached_kg: int
) -> dict[date, dict[str, object]]:
    """Quantiles by end of month, from what is reached to the year's landing."""
    ahead: dict[date, float] = {}
    for month in forecast.fan:
        if month.p50 is None or month.month.year != landing.year:
            continue
        if last_day(month.month) > overview.day:
            left = month.p50 - (month.recorded or 0)
            ahead[last_day(month.month)] = float(max(0, left))
    whole = sum(ahead.values())
    if not whole:
        return {}
    start = max(overview.day, date(landing.year, 1, 1))
    names = ("p10", "p50", "p90")
    fan: dict[date, dict[str, object]] = {
        start: dict.fromkeys(names, float(reached_kg))
    }
    behind = 0.0
    for day, kg in sorted(ahead.items()):
        behind += kg / whole
        fan[day] = {
            name: reached_kg + behind * (getattr(landing, name) - reached_kg)
            for name in names
        }
    return fan
