"""The visiting cycle serves everything, wherever and whatever sites put out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recycling.dispatch.frequency import visits_wanted
from recycling.dispatch.visit_days import Wish, assign_days
from recycling.dispatch.visit_patterns import CYCLE_DAYS

ALLOWED = st.frozensets(st.integers(0, CYCLE_DAYS - 1), min_size=1)


@given(
    litres=st.integers(0, 10**6),
    visit_l=st.integers(1, 50_000),
    most=st.integers(1, CYCLE_DAYS),
)
def test_as_many_visits_as_loads_at_least_one_at_most_one_a_day(
    litres: int, visit_l: int, most: int
) -> None:
    number, loads = visits_wanted(litres, visit_l, most), litres / visit_l
    assert number in {1, most} or abs(number - loads) <= 0.5
    assert number == most or loads < most
    assert number == 1 or loads >= 1.5


@st.composite
def wishes(draw: st.DrawFn) -> list[Wish]:
    made = []
    for point in range(draw(st.integers(1, 5))):
        for _ in range(draw(st.integers(1, 3))):
            allowed = draw(ALLOWED)
            visits = draw(st.integers(1, len(allowed)))
            made.append(Wish(point, visits, draw(st.floats(0, 10)), allowed))
    return made


@settings(max_examples=50)
@given(
    wanted=wishes(),
    spots=st.lists(st.tuples(*[st.integers(-9000, 9000)] * 2), min_size=5, max_size=5),
    tolerance_days=st.integers(0, 2),
)
def test_every_wish_gets_its_visits_on_allowed_days(
    wanted: list[Wish], spots: list[tuple[int, int]], tolerance_days: int
) -> None:
    places = np.array(spots, dtype=np.float64)
    days = assign_days(places, wanted, tolerance_days)
    assert len(days) == len(wanted)
    for wish, chosen in zip(wanted, days, strict=True):
        assert len(chosen) == wish.visits
        assert chosen == tuple(sorted(set(chosen)))
        assert set(chosen) <= wish.allowed
