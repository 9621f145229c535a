"""Wishes, slots and full containers, whatever is asked for."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recycling.config import BookingSettings
from recycling.demand.fill_level import Container, with_fill_levels
from recycling.dispatch.offers import slots_between
from recycling.domain.bookings import Wish
from recycling.domain.materials import Parameter
from recycling.domain.orders import Order
from recycling.domain.units import S_PER_DAY, S_PER_MIN
from tests.builders import DAY, micro_network

FIGURES = {"demand.full_share": 0.8, "demand.storage_visits": 2}
STREET = micro_network()
STREET = replace(
    STREET,
    parameters={
        **STREET.parameters,
        **{code: Parameter(code, value, "") for code, value in FIGURES.items()},
    },
)


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    start = draw(st.integers(0, 1439))
    end = draw(st.integers(start + 1, 1440))
    day = draw(st.dates(date(2026, 10, 30), date(2026, 11, 6)))
    return Wish(day, start * S_PER_MIN, end * S_PER_MIN)


@given(wishes())
def test_a_wish_is_read_as_it_is_written(wish: Wish) -> None:
    assert Wish.parse(str(wish)) == wish


@given(
    wanted=st.lists(wishes(), max_size=3),
    minute=st.integers(0, 1439),
    slot_h=st.integers(1, 10),
    lead_min=st.integers(0, 600),
)
def test_slots_lie_in_the_wishes_after_the_lead_time(
    wanted: list[Wish], minute: int, slot_h: int, lead_min: int
) -> None:
    settings = BookingSettings(slot_h=slot_h, lead_min=lead_min)
    now = datetime(2026, 11, 2) + timedelta(minutes=minute)
    for slot in slots_between(settings, now, wanted):
        begins = datetime.combine(slot.day, datetime.min.time())
        begins += timedelta(seconds=slot.start_s)
        assert begins >= now + timedelta(minutes=lead_min)
        assert slot.end_s - slot.start_s >= settings.shortest_wish_min * S_PER_MIN
        assert 0 <= slot.start_s < slot.end_s <= S_PER_DAY
        assert not wanted or any(
            wish.day == slot.day
            and wish.start_s <= slot.start_s
            and slot.end_s <= wish.end_s
            for wish in wanted
        )


containers = st.builds(
    Container,
    site_id=st.sampled_from(["P1", "P2"]),
    material=st.sampled_from(["paper", "steel"]),
    rate_kg_per_day=st.floats(0, 500),
    emptied_on=st.dates(DAY - timedelta(40), DAY - timedelta(1)),
    usual_kg=st.integers(0, 2000),
    carried_kg=st.integers(0, 500),
    last_cycle_day=st.none() | st.just(DAY - timedelta(7)),
    next_cycle_day=st.none() | st.just(DAY + timedelta(7)),
)


@given(
    known=st.lists(containers, max_size=4),
    cycle=st.sets(
        st.tuples(st.sampled_from(["P1", "P2"]), st.sampled_from(["paper", "steel"]))
    ),
    ordered=st.sets(
        st.tuples(st.sampled_from(["P1", "P2"]), st.sampled_from(["paper", "steel"]))
    ),
)
def test_nobody_comes_twice_for_one_material(
    known: list[Container],
    cycle: set[tuple[str, str]],
    ordered: set[tuple[str, str]],
) -> None:
    scheduled = [Order(f"S-{s}-{m}", s, DAY, m, 10) for s, m in sorted(cycle)]
    found = with_fill_levels(STREET, scheduled, known, ordered, DAY)
    keys = [(order.site_id, order.material) for order in found]
    assert len(keys) == len(set(keys))
    assert len({order.order_id for order in found}) == len(found)
    # What nobody asked for and nobody was to fetch anyway is full today.
    for order in found:
        if (order.site_id, order.material) not in cycle:
            assert (order.site_id, order.material) not in ordered
            assert order.load_kg >= 0
