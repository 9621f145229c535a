"""Which calendar months the monthly sums may answer for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycling.storage.books import whole_months

DAYS = st.dates(date(2019, 12, 1), date(2029, 1, 31))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-01", "2026-12-31", ("2026-01-01", "2026-12-31")),
        ("2026-01-01", "2026-11-20", ("2026-01-01", "2026-10-31")),
        ("2026-01-02", "2026-03-31", ("2026-02-01", "2026-03-31")),
        ("2027-12-15", "2028-03-01", ("2028-01-01", "2028-02-29")),
        ("2026-01-02", "2026-02-27", None),
        ("2026-02-02", "2026-02-28", None),
        ("2026-02-01", "2026-02-01", None),
    ],
)
def test_whole_months(start, end, months):
    expected = months and tuple(map(date.fromisoformat, months))
    assert whole_months(date.fromisoformat(start), date.fromisoformat(end)) == expected


@given(DAYS, DAYS)
def test_whole_months_lie_inside_and_leave_less_than_a_month_on_each_side(start, end):
    months = whole_months(start, end)
    if months is None:
        assert (end - start).days < 61
        return
    first, last = months
    assert start <= first <= last <= end
    assert first.day == 1
    assert (last + timedelta(days=1)).day == 1
    assert (first - start).days < 31
    assert (end - last).days < 31
