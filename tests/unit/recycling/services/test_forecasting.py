"""Forecasting what a database holds."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import pytest

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.materials import Certainty, Stream
from recycling.domain.site_records import PastVolume
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import Ticket
from recycling.services.context import Context
from recycling.services.forecasting import forecast_of

type Write = Callable[[str, Iterable[Any]], None]


def volumes(months: Iterable[int], certainty: Certainty) -> list[PastVolume]:
    return [
        PastVolume(
            date(2026, month, 1), district, "paper", Stream.HOUSEHOLD, 100_000 + month,
            source="by hand", certainty=certainty,
        )
        for month in months
        for district in "AB"
    ]  # fmt: skip


def test_statistics_alone_are_enough(context: Context, write: Write) -> None:
    write("past_volumes", volumes(range(1, 7), Certainty.PUBLISHED))
    made = forecast_of(context, paths=200).forecast
    assert (made.day, made.months) == (date(2026, 6, 30), 6)
    assert made.simulated_share == 0
    # Six months allow no back-test, and that is said.
    assert made.race.windows == 0
    assert "no_race" in {remark.key for remark in made.remarks}
    landing = made.landing(2027)
    assert landing is not None
    assert landing.target == 2_000_000
    assert landing.p50 == pytest.approx(2_400_000, rel=0.03)
    districts = [made.landing(2027, code) for code in "AB"]
    assert sum(one.p50 for one in districts if one) == landing.p50
    assert made.vehicle_race is None


def test_tickets_go_on_where_statistics_end(context: Context, write: Write) -> None:
    write("past_volumes", volumes(range(1, 4), Certainty.SYNTHETIC))
    weighed = datetime(2026, 4, 10, 8, 0, 0)
    write("tickets", [Ticket("C1", "1", weighed, "paper", 50_000)])
    made = forecast_of(context, paths=100).forecast
    assert (made.day, made.months) == (date(2026, 4, 10), 3)
    assert made.simulated_share == pytest.approx(600_012 / 650_012)
    by_month = {month.month: month for month in made.fan}
    assert by_month[date(2026, 4, 1)].recorded == 50_000
    # Days without a ticket are no days of nothing.
    late = forecast_of(context, date(2026, 4, 30), paths=100).forecast
    assert late.day == date(2026, 4, 10)
    assert "day_cut" in {remark.key for remark in late.remarks}


def test_nothing_to_go_on(context: Context) -> None:
    with pytest.raises(NotReadyError, match="neither a ticket nor a volume"):
        forecast_of(context)


def test_too_few_paths(context: Context) -> None:
    with pytest.raises(InputError, match="paths must be >= 100, got 5"):
        forecast_of(context, paths=5)


def test_own_targets_above_the_whole(context: Context, write: Write) -> None:
    write("past_volumes", volumes(range(1, 7), Certainty.PUBLISHED))
    write("targets", [Target("own", Indicator.RECOVERED, 2027, 2_000_001, "A")])
    with pytest.raises(
        InputError, match=r"1,750\.001 t, more than the 1,750\.000 t of"
    ):
        forecast_of(context, paths=100)
