"""The straight line of the plan, on the figures of the plan itself."""

import pytest

from recycling.domain.targets import (
    Indicator,
    Target,
    required_growth,
    trajectory,
)

KG_PER_10KT = 10_000_000


def dated(year: int, value: int) -> Target:
    return Target(f"t-{year}", Indicator.RECOVERED, year, value)


PLAN = [dated(2030, 1200), dated(2023, 900), dated(2027, 1100)]
"""万吨, in no particular order."""


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2020, 900),  # before the first figure: the first
        (2023, 900),
        (2024, 950),  # + (1100 - 900) / 4 a year
        (2025, 1000),
        (2026, 1050),
        (2027, 1100),
        (2028, 1133),  # + 100 / 3 a year: 1133.3
        (2029, 1167),  # 1166.7
        (2030, 1200),
        (2035, 1200),  # beyond the last figure: the last
    ],
)
def test_the_line_passes_through_the_plan(year: int, expected: int) -> None:
    assert trajectory(PLAN, year) == expected


def test_the_plan_in_kilograms_loses_nothing() -> None:
    plan = [dated(2023, 900 * KG_PER_10KT), dated(2027, 1100 * KG_PER_10KT)]
    assert trajectory(plan, 2026) == 1050 * KG_PER_10KT


def test_half_is_rounded_up_on_rising_and_falling_lines() -> None:
    # 0 -> 1 over two years is 0.5 in the middle; 1 -> 0 too.
    assert trajectory([dated(2023, 0), dated(2025, 1)], 2024) == 1
    assert trajectory([dated(2023, 1), dated(2025, 0)], 2024) == 1


def test_one_figure_holds_for_every_year() -> None:
    plan = [dated(2027, 10)]
    assert [trajectory(plan, year) for year in (2020, 2027, 2040)] == [10, 10, 10]


def test_a_line_without_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one dated figure"):
        trajectory([], 2027)


def test_required_growth_of_the_plan() -> None:
    # Facts 0.1: 900 -> 1100 in four years is +5.14 %, 1100 -> 1200 in three +2.94 %.
    assert required_growth(900, 1100, 4) == pytest.approx(0.0514, abs=5e-5)
    assert required_growth(1100, 1200, 3) == pytest.approx(0.0294, abs=5e-5)


def test_growth_is_negative_when_the_target_is_behind() -> None:
    # (50 / 100) ** (1 / 1) - 1
    assert required_growth(100, 50, 1) == pytest.approx(-0.5)


@pytest.mark.parametrize(("reached", "years"), [(0, 3), (-1, 3), (900, 0), (900, -2)])
def test_growth_has_no_meaning_without_a_start_or_time(
    reached: float, years: int
) -> None:
    assert required_growth(reached, 1100, years) is None
