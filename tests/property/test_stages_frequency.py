"""The visiting cycle serves everything, whatever a site puts out."""

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from recycling.dispatch.frequency import CYCLE_DAYS, plan_visits

VISIT_L = 1_000
# Up to 20 loads a cycle, so that every number of visits and every crowd occurs.
AMOUNTS = st.dictionaries(
    st.sampled_from(["paper", "plastic", "glass", "steel", "textile"]),
    st.integers(min_value=0, max_value=20 * VISIT_L),
    min_size=1,
)
CROWD = {"paper": 14_000, "plastic": 13_000, "glass": 12_000}
"""Visits on nearly every day: the third material finds few places left."""


@given(site_id=st.text(max_size=8), litres=AMOUNTS)
@example(site_id="P1", litres=CROWD)
def test_every_material_is_fetched_and_none_twice_a_day(
    site_id: str, litres: dict[str, int]
) -> None:
    kilograms = {code: amount // 7 for code, amount in litres.items()}
    visits = plan_visits(site_id, kilograms, litres, VISIT_L)
    assert {v.material for v in visits} == set(litres)
    for visit in visits:
        assert visit.days == tuple(sorted(set(visit.days)))
        assert set(visit.days) <= set(range(CYCLE_DAYS))
        # What is fetched is the cycle's supply, less than a kilogram a visit short.
        short_kg = kilograms[visit.material] - len(visit.days) * visit.load_kg
        assert 0 <= short_kg < len(visit.days)


@given(site_id=st.text(max_size=8), litres=AMOUNTS, visit_l=st.integers(1, 50_000))
def test_as_many_visits_as_loads_at_least_one_at_most_one_a_day(
    site_id: str, litres: dict[str, int], visit_l: int
) -> None:
    visits = plan_visits(site_id, dict.fromkeys(litres, 0), litres, visit_l)
    for visit in visits:
        loads = litres[visit.material] / visit_l
        number = len(visit.days)
        assert number in {1, CYCLE_DAYS} or abs(number - loads) <= 0.5
        assert number == CYCLE_DAYS or loads < CYCLE_DAYS
        assert number == 1 or loads >= 1.5


@given(site_id=st.text(max_size=8), litres=AMOUNTS)
def test_the_order_of_the_materials_does_not_matter(
    site_id: str, litres: dict[str, int]
) -> None:
    backwards = dict(reversed(litres.items()))
    forth = plan_visits(site_id, litres, litres, 10_000)
    assert forth == plan_visits(site_id, backwards, backwards, 10_000)


@given(site_id=st.text(max_size=8), number=st.integers(1, 5))
def test_single_visits_spread_over_days(site_id: str, number: int) -> None:
    # Few materials of one visit each share a site without sharing a day.
    litres = {f"m{position}": 10 for position in range(number)}
    visits = plan_visits(site_id, litres, litres, 1_000)
    days = Counter(day for visit in visits for day in visit.days)
    assert set(days.values()) == {1}
