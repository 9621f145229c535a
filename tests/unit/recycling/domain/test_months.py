"""Calendar months."""

from datetime import date

from recycling.domain.months import last_day, months_between, next_month


def test_a_month_follows_another_over_the_years_end() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert next_month(date(2026, 1, 31)) == date(2026, 2, 1)


def test_february_ends_as_the_year_has_it() -> None:
    assert last_day(date(2024, 2, 1)) == date(2024, 2, 29)
    assert last_day(date(2026, 2, 10)) == date(2026, 2, 28)


def test_months_some_days_lie_in() -> None:
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    assert months_between(date(2026, 2, 2), date(2026, 2, 1)) == [date(2026, 2, 1)]
    assert months_between(date(2026, 2, 1), date(2026, 1, 31)) == []
