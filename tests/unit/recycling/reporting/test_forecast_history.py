"""Months put together from tickets and statistics, and what is missing in them."""

from datetime import date

import numpy as np
import pytest

from recycling.domain.errors import NotReadyError
from recycling.domain.tickets import Recovered
from recycling.reporting.forecast_history import (
    Source,
    build_history,
    calendar_factors,
    months_from,
)
from tests.unit.recycling.reporting.past import monthly

JAN, FEB, MAR, APR = months_from(date(2026, 1, 1), date(2026, 4, 1))
END = date(2026, 4, 30)


def days(month: date, day: float, district: str = "A") -> Recovered:
    """So much a day: without weights the days of a year are alike."""
    length = {1: 31, 2: 28, 3: 31, 4: 30}[month.month]
    return monthly(month, district, "steel", round(day * length))


def history(tickets: list[Recovered], past: list[Recovered] | None = None, **how: date):
    first = how.get("first", date(2026, 1, 1))
    return build_history(Source(tickets, past or [], first, how.get("day", END)), {})


def keys(found) -> list[str]:
    return [remark.key for remark in found.remarks]


def test_months_of_tickets() -> None:
    found = history([days(m, 10) for m in (JAN, FEB, MAR, APR)])
    assert found.months == (JAN, FEB, MAR, APR)
    assert found.total.tolist() == [310, 280, 310, 300]
    assert (found.left, keys(found)) == (0, [])


def test_a_month_without_data_is_estimated_and_said() -> None:
    found = history([days(JAN, 10), days(MAR, 20), days(APR, 20)])
    # Half way between ten and twenty a day, for 28 days; never nothing.
    assert found.total == pytest.approx([310, 15 * 28, 620, 600])
    assert found.is_known.tolist() == [[True], [False], [True], [True]]
    assert [(r.key, r.facts["months"]) for r in found.remarks] == [
        ("no_data", "2026-02")
    ]


def test_a_stated_zero_is_a_zero() -> None:
    nothing = monthly(FEB, "A", "steel", 0)
    found = history([days(JAN, 10), days(MAR, 20), days(APR, 20)], [nothing])
    assert found.total.tolist() == [310, 0, 620, 600]
    assert keys(found) == []


def test_one_district_without_data_is_named() -> None:
    rows = [days(m, 10) for m in (JAN, FEB, MAR, APR)]
    rows += [days(m, 5, "B") for m in (JAN, FEB, APR)]
    found = history(rows)
    assert found.total[2] == pytest.approx(15 * 31)
    (remark,) = found.remarks
    assert (remark.key, remark.facts) == (
        "no_district_data", {"district": "B", "months": "2026-03"}
    )  # fmt: skip


def test_the_running_month_is_kept_apart() -> None:
    rows = [days(m, 10) for m in (JAN, FEB, MAR)] + [monthly(APR, "A", "steel", 120)]
    found = history(rows, day=date(2026, 4, 12))
    assert found.months == (JAN, FEB, MAR)
    assert found.running.sum() == 120
    assert found.left == pytest.approx(18 / 30)
    assert keys(found) == ["running"]


def test_statistics_come_before_tickets_and_tickets_win() -> None:
    past = [monthly(JAN, "A", "steel", 300), monthly(MAR, "A", "steel", 999)]
    found = history(
        [days(FEB, 10), days(MAR, 10), days(APR, 10)], past, first=date(2026, 2, 2)
    )
    assert found.total.tolist() == [300, 280, 310, 300]
    assert keys(found) == ["overlap"]


@pytest.mark.parametrize(
    ("first_day", "past", "months", "first_total"),
    [
        (1, [], 4, 50),
        (5, [], 4, 50),  # yards open late
        (20, [], 3, 280),  # half a month is no month
        (20, [monthly(JAN, "A", "steel", 310)], 4, 310),
    ],
)
def test_tickets_that_begin_inside_of_a_month(
    first_day: int, past: list[Recovered], months: int, first_total: int
) -> None:
    rows = [monthly(JAN, "A", "steel", 50)] + [days(m, 10) for m in (FEB, MAR, APR)]
    found = history(rows, past, first=date(2026, 1, first_day))
    assert len(found.months) == months
    assert found.total[0] == first_total


def test_vehicles_count_in_units_and_appliances_do_not() -> None:
    rows = [monthly(JAN, "A", "elv", 900, 3), monthly(JAN, "A", "weee", 50, 10)]
    source = Source(rows, [], JAN, date(2026, 1, 31))
    assert build_history(source, {}, frozenset({"elv"})).total.tolist() == [3]
    assert build_history(source, {}).total.tolist() == [950]


def test_a_month_below_nothing_by_corrections_counts_as_nothing() -> None:
    rows = [days(month, 10) for month in (JAN, MAR, APR)]
    rows += [monthly(FEB, "A", "steel", -5), monthly(FEB, "A", "paper", 70)]
    assert history(rows).total[1] == 70


def test_without_a_whole_month_there_is_nothing_to_go_on() -> None:
    with pytest.raises(NotReadyError, match="no whole month"):
        history([monthly(APR, "A", "steel", 5)], day=date(2026, 4, 12))


def test_calendar_factors_are_about_one() -> None:
    factors = calendar_factors(months_from(JAN, date(2026, 12, 1)), {})
    assert factors.mean() == pytest.approx(1)
    assert factors[1] == pytest.approx(12 * 28 / 365)
    assert isinstance(factors, np.ndarray)
