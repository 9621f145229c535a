"""Splits are exact and lines are straight, whatever the figures."""

from hypothesis import example, given
from hypothesis import strategies as st

from recycling.domain.shares import split_exactly
from recycling.domain.targets import Indicator, Target, required_growth, trajectory

WEIGHTS = st.dictionaries(
    st.text("abcdefghij", min_size=1, max_size=3),
    st.floats(min_value=0, max_value=1e6),
    min_size=1,
    max_size=40,
).filter(lambda weights: sum(weights.values()) > 0)


@given(total=st.integers(0, 10**13), weights=WEIGHTS)
@example(total=10**17, weights={"a": 1.0, "b": 1e-16})
def test_parts_add_up_and_stay_within_one_of_their_quota(
    total: int, weights: dict[str, float]
) -> None:
    parts = split_exactly(total, weights)
    assert sum(parts.values()) == total
    assert set(parts) == set(weights)
    assert min(parts.values()) >= 0
    whole = sum(weights.values())
    for key, part in parts.items():
        quota = total * (weights[key] / whole)
        assert abs(part - quota) <= 1 + quota * 1e-12


@given(total=st.integers(0, 10**6), weights=WEIGHTS)
def test_the_order_of_the_keys_does_not_matter(
    total: int, weights: dict[str, float]
) -> None:
    backwards = dict(reversed(weights.items()))
    assert split_exactly(total, weights) == split_exactly(total, backwards)


@given(
    values=st.lists(st.integers(0, 2 * 10**10), min_size=1, max_size=6, unique=True),
    first=st.integers(2000, 2030),
    gaps=st.lists(st.integers(1, 8), min_size=6, max_size=6),
)
def test_the_line_of_a_rising_plan_never_falls(
    values: list[int], first: int, gaps: list[int]
) -> None:
    years = [first + sum(gaps[:place]) for place in range(len(values))]
    plan = [
        Target(str(year), Indicator.RECOVERED, year, value)
        for year, value in zip(years, sorted(values), strict=True)
    ]
    line = [trajectory(plan, year) for year in range(first - 2, years[-1] + 3)]
    assert line == sorted(line)
    assert [trajectory(plan, year) for year in years] == sorted(values)


@given(reached=st.floats(1, 1e10), target=st.floats(1, 1e10), years=st.integers(1, 20))
def test_growing_as_required_reaches_the_target(
    reached: float, target: float, years: int
) -> None:
    growth = required_growth(reached, target, years)
    assert growth is not None
    grown = reached * (1 + growth) ** years
    assert abs(grown - target) <= 1e-6 * target
