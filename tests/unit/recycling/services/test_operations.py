"""Weighing, posting and reporting the street's day."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from recycling.config import AccountingSettings
from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.ledger import Account
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.orders import OrderStatus
from recycling.domain.tickets import Flow, Ticket
from recycling.services.batches import batch_of
from recycling.services.bookkeeping import make_report, post_books
from recycling.services.context import Context
from recycling.services.operations import simulate_day
from recycling.services.planning import plan_routes, plan_siting
from tests.builders import DAY

type Write = Callable[[str, Iterable[Any]], None]

REAL = Ticket(
    "C1", "R1", datetime(2026, 10, 5, 9), "paper", 12_000, stream=Stream.COMMERCIAL
)


def amount(context: Context, account: Account) -> int:
    with context.unit_of_work() as work:
        totals = work.books.posted(account, date(2026, 1, 1), DAY)
    return totals[0].amount if totals else 0


def test_a_day_without_a_plan_cannot_be_weighed(context: Context) -> None:
    with pytest.raises(NotReadyError, match="recycling plan routes --date 2026-11-02"):
        simulate_day(context, DAY)


def test_without_noise_the_scale_shows_what_was_collected(context: Context) -> None:
    plan = plan_routes(context, DAY)
    weighed = simulate_day(context, DAY)
    assert weighed.net_kg == plan.load_kg > 0
    assert (weighed.direct_tickets, weighed.added) == (0, weighed.route_tickets)
    with context.unit_of_work() as work:
        statuses = {order.status for order in work.inputs.orders(DAY)}
        tickets = work.books.tickets(DAY)
    assert statuses == {OrderStatus.WEIGHED}
    assert all(ticket.is_simulated for ticket in tickets)


def test_a_weighed_day_stays_as_it_was_driven(
    context: Context, write: Write, micro: Network
) -> None:
    plan = plan_routes(context, DAY)
    weighed = simulate_day(context, DAY)
    post_books(context, DAY)
    # Half of the fleet is gone: planned anew, the day would look otherwise.
    write("vehicles", [replace(micro.vehicles["V3"], is_available=False)])
    assert plan_routes(context, DAY) == plan
    assert simulate_day(context, DAY) == replace(weighed, added=0)
    assert post_books(context, DAY).added == 0


def test_direct_loads_follow_the_siting_plan(context: Context) -> None:
    # 1,100 t of steel in 2027 are 44 loads of 25 t, 148.5 t of vehicles 14 carriers;
    # in a fortnight of days at least one of them falls.
    plan_siting(context, DAY)
    days = [date(2026, 11, day) for day in range(2, 16)]
    weighed = []
    for day in days:
        plan_routes(context, day)
        weighed.append(simulate_day(context, day))
    assert sum(day.direct_tickets for day in weighed) in {1, 2, 3}


def test_posting_takes_tonnes_from_tickets_and_costs_from_routes(
    context: Context, write: Write
) -> None:
    write("tickets", [REAL])
    plan = plan_routes(context, DAY)
    weighed = simulate_day(context, DAY)
    post_books(context, DAY)
    assert amount(context, Account.RECOVERED_KG) == 12_000 + weighed.net_kg
    assert amount(context, Account.TRANSPORT_COST_FEN) == plan.cost_fen
    report = make_report(context)
    assert (report.day, report.recovered_kg) == (DAY, 12_000 + weighed.net_kg)
    assert report.simulated_kg == weighed.net_kg


def test_a_haul_stays_in_the_books_when_the_siting_plan_changes(
    context: Context, write: Write
) -> None:
    # G1 to K1 is 5 km of street, by the network's detour 6: 25 t x 6 km x 42 fen.
    plan = plan_siting(context, DAY)
    steel = replace(
        REAL,
        site_id="K1",
        weighed_at=datetime(2026, 11, 2, 9),
        material="steel",
        net_kg=25_000,
        origin_site_id="G1",
    )
    write("tickets", [steel])
    post_books(context, DAY)
    posted = amount(context, Account.TRANSPORT_COST_FEN)
    assert posted == pytest.approx(25 * 6 * 42, rel=1e-3)
    with context.unit_of_work() as work:
        work.plans.save_siting(replace(plan, assignments=()))
    assert post_books(context, DAY).added == 0
    assert amount(context, Account.TRANSPORT_COST_FEN) == posted


def test_a_corrected_month_is_reversed_and_posted_anew(
    context: Context, write: Write
) -> None:
    write("tickets", [REAL])
    assert post_books(context, DAY).added == 3  # tonnes, carbon avoided, residue
    assert amount(context, Account.RECOVERED_KG) == 12_000
    # 12,000 kg x 0.9 x 500 kg/t
    assert amount(context, Account.AVOIDED_CO2_G) == 5_400_000
    write("tickets", [replace(REAL, ticket_no="R2", net_kg=1_000)])
    assert post_books(context, DAY).added == 3
    assert amount(context, Account.RECOVERED_KG) == 13_000
    assert amount(context, Account.AVOIDED_CO2_G) == 5_850_000


def test_an_unknown_factor_set_posts_nothing(context: Context, write: Write) -> None:
    write("tickets", [REAL])
    plan_routes(context, DAY)
    settings = replace(
        context.settings, accounting=AccountingSettings(factor_version="nope")
    )
    with pytest.raises(InputError, match=r"'nope': no row for .* are: micro"):
        post_books(replace(context, settings=settings), DAY)
    assert amount(context, Account.RECOVERED_KG) == 0


def test_a_report_needs_a_day_or_a_ticket(context: Context) -> None:
    with pytest.raises(NotReadyError, match="no ticket is recorded yet"):
        make_report(context)
    report = make_report(context, DAY)
    assert (report.recovered_kg, report.tickets) == (0, 0)
    # 2026 is three quarters of the way from 1,000 to 2,000 t.
    assert report.progress[0].plan_year == 1_750_000


def test_tickets_alone_are_enough_for_a_report(
    empty: Context, write: Write, micro: Network
) -> None:
    write("districts", micro.districts.values())
    write("materials", micro.materials.values())
    write("sites", micro.sites.values())
    write("tickets", [REAL])
    report = make_report(empty)
    assert (report.day, report.recovered_kg) == (date(2026, 10, 5), 12_000)
    assert report.progress == ()


def test_transfers_are_never_recovered(context: Context, write: Write) -> None:
    write(
        "tickets",
        [
            REAL,
            replace(REAL, ticket_no="R2", flow=Flow.TRANSFER),
            replace(REAL, ticket_no="R3", flow=Flow.IMPORT),
            replace(REAL, ticket_no="R4", flow=Flow.OUTPUT),
        ],
    )
    assert make_report(context, DAY).recovered_kg == 12_000


def test_objects_become_columns() -> None:
    batch = batch_of("tickets", [REAL, replace(REAL, ticket_no="R2")])
    assert len(batch) == 2
    assert batch.columns["ticket_no"] == ["R1", "R2"]
    assert len(batch_of("tickets", [])) == 0
