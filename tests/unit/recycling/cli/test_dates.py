"""Periods as users write them."""

from datetime import date

import pytest

from recycling.cli.dates import named_period
from recycling.domain.errors import InputError


def test_a_month_is_its_first_to_its_last_day() -> None:
    assert named_period("2028-02", None, None) == (date(2028, 2, 1), date(2028, 2, 29))
    assert named_period("9999-12", None, None)[1] == date(9999, 12, 31)
    assert named_period(None, "2026-01-05", "2026-01-05") == (date(2026, 1, 5),) * 2


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ((None, None, None), "--month YYYY-MM, or both"),
        (("2026-03", "2026-03-01", None), "Give one of the two"),
        ((None, "2026-03-01", None), "--to None"),
        ((None, "2026-03-02", "2026-03-01"), "Swap them"),
        (("2026-3", None, None), "Write it like 2026-11"),
    ],
)
def test_anything_else_is_explained(period, message) -> None:
    with pytest.raises(InputError, match=message):
        named_period(*period)
