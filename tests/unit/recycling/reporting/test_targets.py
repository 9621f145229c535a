"""Where the year stands against the straight line, by hand."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.shares import split_exactly
from recycling.domain.targets import Indicator, Target
from recycling.reporting.targets import (
    flow_progress,
    stock_progress,
)


def dated(year: int, value: int, **changes: object) -> Target:
    plain = Target(f"t-{year}-{value}", Indicator.RECOVERED, year, value)
    return replace(plain, **changes)


PLAN = [dated(2023, 9_000), dated(2027, 11_000), dated(2030, 12_000)]


def test_half_of_2026_with_less_than_half_reached() -> None:
    # Plan of 2026: 9,000 + 3/4 of 2,000 = 10,500, half of it due by now.
    # 5,000 at half time are 10,000 a year; one year is left to 11,000: + 10 %.
    progress = flow_progress(
        PLAN, Indicator.RECOVERED, 5_000, date(2026, 6, 30), 0.5, 2027
    )
    assert progress is not None
    assert (progress.plan_year, progress.plan_to_date) == (10_500, 5_250)
    assert (progress.target, progress.annualised) == (11_000, 10_000)
    assert progress.gap_to_date == 250
    assert progress.achievement == pytest.approx(5_000 / 5_250)
    assert progress.required_growth == pytest.approx(0.1)


def test_ahead_of_plan_the_gap_is_negative() -> None:
    progress = flow_progress(
        PLAN, Indicator.RECOVERED, 6_000, date(2026, 6, 30), 0.5, 2027
    )
    assert progress is not None
    assert progress.gap_to_date == -750


def test_in_the_target_year_there_is_no_growth_left() -> None:
    progress = flow_progress(
        PLAN, Indicator.RECOVERED, 6_000, date(2027, 6, 30), 0.5, 2027
    )
    assert progress is not None
    assert progress.required_growth is None
    assert progress.plan_year == progress.target == 11_000


def test_before_anything_is_due_nothing_is_annualised() -> None:
    progress = flow_progress(PLAN, Indicator.RECOVERED, 0, date(2026, 1, 1), 0.0, 2027)
    assert progress is not None
    assert (progress.annualised, progress.achievement) == (0, None)


def test_only_the_city_s_own_figures_count() -> None:
    parts = [
        dated(2027, 1, district="A"),
        dated(2027, 2, material="paper"),
        dated(2027, 3, indicator=Indicator.ELV_UNITS),
    ]
    day = date(2027, 6, 30)
    progress = flow_progress([*parts, *PLAN], Indicator.RECOVERED, 0, day, 0.5, 2027)
    assert progress is not None
    assert progress.target == 11_000
    assert flow_progress(parts[:2], Indicator.RECOVERED, 0, day, 0.5, 2027) is None
    assert stock_progress([], Indicator.GREEN_CENTRES, 3, day, 2027) is None


def test_a_stock_is_due_whole() -> None:
    plan = [dated(2027, 10, indicator=Indicator.GREEN_CENTRES)]
    progress = stock_progress(plan, Indicator.GREEN_CENTRES, 4, date(2026, 3, 1), 2027)
    assert progress is not None
    assert (progress.plan_to_date, progress.actual_to_date) == (10, 4)
    assert (progress.annualised, progress.required_growth) == (4, None)


def test_largest_remainders_get_what_is_left() -> None:
    # 10 by 1:1:1 is 3.33 each: one more for the first; 7 by 5:3:2 is 3.5, 2.1, 1.4.
    assert split_exactly(10, {"c": 1, "a": 1, "b": 1}) == {"c": 3, "a": 4, "b": 3}
    assert split_exactly(7, {"x": 5, "y": 3, "z": 2}) == {"x": 4, "y": 2, "z": 1}


@pytest.mark.parametrize("bad", [{"a": 0.0}, {"a": 1.0, "b": -0.5}, {}])
def test_weights_that_mean_nothing_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="not all zero"):
        split_exactly(10, bad)
