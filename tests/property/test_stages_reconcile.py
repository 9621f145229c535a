"""Allotted masses add up, matched events keep their order, rates stay in between."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recycling.domain.materials import Stream
from recycling.domain.reconciliation import StopCheck
from recycling.execution.order_matching import matched_in_order
from recycling.execution.rates import smoothed
from recycling.execution.reconcile import allot

masses = st.integers(0, 10**7)
rates = st.floats(0, 1e7)
moments = st.lists(st.integers(0, 86_400), min_size=1, max_size=8)


@given(st.lists(st.tuples(masses, st.none() | masses), min_size=1, max_size=30), masses)
def test_the_parts_of_a_load_add_up_to_it(
    loads: list[tuple[int, int | None]], weighed_kg: int
) -> None:
    stops = [
        StopCheck(
            "r", "V", 1, place, f"P{place}", "o", "paper", Stream.HOUSEHOLD,
            planned_kg, collected_kg=collected_kg,
        )
        for place, (planned_kg, collected_kg) in enumerate(loads)
    ]  # fmt: skip
    parts = [stop.weighed_kg for stop in allot(stops, weighed_kg)]
    assert sum(part or 0 for part in parts) == weighed_kg
    assert all(part is not None and part >= 0 for part in parts)


@given(rates, rates, st.floats(0, 1))
def test_a_learnt_rate_lies_between_the_two_it_comes_from(
    before: float, observed: float, alpha: float
) -> None:
    after = smoothed(before, observed, alpha)
    assert min(before, observed) <= after <= max(before, observed)


@given(moments.map(sorted), moments.map(sorted))
def test_weighings_keep_the_order_of_the_trips(
    times_s: list[int], expected_s: list[int]
) -> None:
    places = matched_in_order(times_s, expected_s)
    assert len(places) == len(times_s)
    if len(times_s) <= len(expected_s):
        assert all(first < second for first, second in pairwise(places))
    else:
        assert all(
            abs(expected_s[place] - time_s)
            == min(abs(moment - time_s) for moment in expected_s)
            for place, time_s in zip(places, times_s, strict=True)
        )


@given(rates, st.floats(0, 1))
def test_what_was_expected_changes_nothing(rate: float, alpha: float) -> None:
    assert smoothed(rate, rate, alpha) == rate
