"""What is due by a day, by hand."""

from datetime import date

import pytest

from recycling.domain.materials import Parameter
from recycling.domain.season import (
    day_share,
    elapsed_weight,
    festival_of,
    month_share,
)


def weights(*values: float) -> dict[str, Parameter]:
    codes = (f"reporting.month_weight.{month:02d}" for month in range(1, 13))
    return {
        code: Parameter(code, value, "share")
        for code, value in zip(codes, values, strict=True)
    }


SPRING = weights(1, 0, *[1] * 10)
"""Nothing is due in February, everything else alike: eleven parts in all."""


@pytest.mark.parametrize(
    ("day", "parts"),
    [
        (date(2026, 1, 31), 1),
        (date(2026, 2, 14), 1),
        (date(2026, 3, 31), 2),
        (date(2026, 4, 15), 2.5),  # half of thirty days
        (date(2026, 12, 31), 11),
    ],
)
def test_months_weigh_as_the_parameters_say(day: date, parts: float) -> None:
    assert elapsed_weight(day, SPRING) == pytest.approx(parts / 11)


def test_a_leap_february_has_29_days() -> None:
    even = weights(*[1] * 12)
    assert elapsed_weight(date(2028, 2, 29), even) == pytest.approx(2 / 12)
    assert elapsed_weight(date(2028, 2, 1), even) == pytest.approx((1 + 1 / 29) / 12)


@pytest.mark.parametrize("parameters", [{}, weights(*[0] * 12)])
def test_without_weights_days_are_alike(parameters: dict[str, Parameter]) -> None:
    assert elapsed_weight(date(2026, 7, 2), parameters) == pytest.approx(183 / 365)
    assert elapsed_weight(date(2028, 12, 31), parameters) == 1


def festival(day_of_year: int, before: int, after: int) -> dict[str, Parameter]:
    values = {"2026": day_of_year, "days_before": before, "days_after": after}
    return {
        code: Parameter(code, value, "days")
        for name, value in values.items()
        if (code := f"reporting.spring_festival.{name}")
    }


TEN = 306
"""Days from March to December."""
DIP = weights(31 - 10, 28 - 12, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""A day weighs 1 of 343; January and February are 22 days short of theirs."""


def test_the_dip_lies_on_the_days_of_the_festival() -> None:
    # 17 February is day 48; ten days before and eleven after make 22 days, each of
    # which loses a whole day's worth: nothing is due from the 7th to the 28th.
    known = DIP | festival(48, 10, 11)
    assert festival_of(2026, known) == date(2026, 2, 17)
    assert elapsed_weight(date(2026, 1, 31), known) == pytest.approx(31 / 343)
    assert elapsed_weight(date(2026, 2, 6), known) == pytest.approx(37 / 343)
    assert elapsed_weight(date(2026, 2, 28), known) == pytest.approx(37 / 343)
    assert month_share(date(2026, 2, 1), known) == pytest.approx(6 / 343)
    assert day_share(date(2026, 2, 7), known) == pytest.approx(0)
    assert elapsed_weight(date(2026, 12, 31), known) == pytest.approx(1)


def test_an_early_festival_takes_from_january() -> None:
    # 22 January is day 22: half of the 22 days, from the 12th, lie in January's rest.
    known = DIP | festival(22, 10, 11)
    assert month_share(date(2026, 1, 1), known) == pytest.approx(11 / 343)
    assert month_share(date(2026, 2, 1), known) == pytest.approx(26 / 343)


def test_a_late_festival_reaches_march() -> None:
    known = DIP | festival(51, 10, 21)
    # 20 February, 32 days from the 10th on: 19 in February, 13 in March.
    lost = 22 / 32
    assert month_share(date(2026, 2, 1), known) == pytest.approx((28 - 19 * lost) / 343)
    assert month_share(date(2026, 3, 1), known) == pytest.approx((31 - 13 * lost) / 343)


@pytest.mark.parametrize(
    "known",
    [
        DIP,  # no festival
        DIP | festival(48, 2, 2),  # five days cannot lose 22
        DIP | {"reporting.spring_festival.2026": Parameter("x", 48, "days")},
    ],
)
def test_without_a_festival_months_weigh_as_they_are(
    known: dict[str, Parameter],
) -> None:
    assert month_share(date(2026, 1, 1), known) == pytest.approx(21 / 343)
    assert month_share(date(2026, 2, 1), known) == pytest.approx(16 / 343)


def test_weights_without_a_dip_have_no_festival() -> None:
    even = weights(*[1] * 12) | festival(48, 10, 11)
    assert month_share(date(2026, 1, 1), even) == pytest.approx(1 / 12)
