"""The network as it stands, and one site of it, on the street."""

from datetime import date, datetime

import pytest

from recycling.domain.errors import InputError
from recycling.domain.materials import Stream
from recycling.domain.tickets import FlagRule, Ticket, TicketFlag
from recycling.network.compliance import check_list
from recycling.services.network_state import network_state, site_history
from recycling.services.site_editing import edit_site
from tests.builders import DAY


def ticket(site, number, day, material, net_kg, **more):
    moment = datetime(day.year, day.month, day.day, 9)
    return Ticket(site, number, moment, material, net_kg, **more)


@pytest.fixture
def weighed(context, write):
    write(
        "tickets",
        [
            ticket("C1", "1", date(2026, 8, 23), "paper", 50_000),
            ticket("C1", "2", DAY, "steel", 50_000),
            ticket("E1", "1", DAY, "elv", 70_000, stream=Stream.ELV, units=50),
        ],
    )
    with context.unit_of_work() as work:
        work.weighings.flag(
            [
                TicketFlag("C1", "2", FlagRule.OUTLIER, "50,000 kg", "500 kg"),
                TicketFlag("E1", "1", FlagRule.OUTLIER, "70,000 kg", "500 kg"),
            ]
        )
    return context


def test_use_is_scaled_to_a_year(weighed):
    state = network_state(weighed, DAY)
    # From 23 August to 2 November: 72 days.
    assert (state.day, state.days) == (DAY, 72)
    use = state.throughput["C1"]
    assert use.kg_per_year == round(100_000 * 365 / 72)
    assert use.share == pytest.approx(use.kg_per_year / 1_000_000)
    assert state.throughput["E1"].share == pytest.approx(round(50 * 365 / 72) / 500)
    assert "C2" not in state.throughput
    assert [one.district for one in state.coverage] == ["A", "B", "C"]


def test_without_tickets_there_is_no_use(context):
    state = network_state(context, DAY)
    assert state.day == DAY
    assert not state.throughput


def test_the_history_of_one_site(weighed):
    found = site_history(weighed, "C1", DAY)
    assert [(m.day, m.material, m.net_kg) for m in found.months] == [
        (date(2026, 8, 1), "paper", 50_000),
        (date(2026, 11, 1), "steel", 50_000),
    ]
    assert [flag.ticket_no for flag, _ in found.flags] == ["2"]
    assert found.balance is not None
    assert found.balance.month == date(2026, 11, 1)
    assert found.balance.in_kg == 50_000
    assert found.items


def test_a_site_without_tickets_and_an_unknown_one(weighed):
    found = site_history(weighed, "P1", DAY)
    assert (found.months, found.flags, found.balance, found.items) == ((), (), None, ())
    with pytest.raises(InputError, match="'P9': is not recorded"):
        site_history(weighed, "P9", DAY)


def test_a_site_is_judged_on_the_day_the_network_is(weighed):
    edit_site(weighed, "C1", {"permit_valid_to": f"{DAY:%Y-%m-%d}"})
    later = date(2030, 1, 1)
    state = network_state(weighed, later)
    items = check_list(state.network, state.network.sites["C1"], DAY)
    assert site_history(weighed, "C1", later).items == tuple(items)
