"""A load counts once on its way to the park, and every site on it balances."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.accounting.mass_balance import month_balance
from recycling.domain.balance import OutRule
from recycling.domain.counting import CountingRule
from recycling.domain.materials import HazardClass, Material, Parameter, Stream
from recycling.domain.orders import Order
from recycling.domain.site_records import (
    RateUpdate,
    Stocktake,
    Visit,
    VisitOutcome,
)
from recycling.domain.sites import Site, SiteKind
from recycling.domain.tickets import ElvClass, Flow
from tests.integration.storage.samples import found_city, merge, ticket, undone

CHAIN = (
    Site("P", "P", SiteKind.COLLECTION_POINT, "500103", 106.5, 29.6),
    Site("T", "T", SiteKind.TRANSFER_STATION, "500103", 106.5, 29.6),
    Site("K", "K", SiteKind.PARK, "500112", 106.7, 29.8),
)
ELV = Material("elv", "elv", "elv", "elv", hazard=HazardClass.ELV)
GLASS = Material("glass", "glass", "glass", "glass", yield_share=0.9)
FIGURES = {
    "reporting.mass_balance_tolerance": 0.02,
    "reporting.stocktake_days": 3,
    "siting.elv_output.steel": 0.7,
    "siting.elv_output.residue": 0.3,
}
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NO_STREAM = {"material": "glass", "stream": Stream.HOUSEHOLD}


def moved(site, number, kg, flow, origin="", **changes):
    moment = f"2026-10-0{number} 08:00"
    return replace(
        ticket(site, number, moment, kg),
        flow=flow,
        origin_site_id=origin,
        **{**NO_STREAM, **changes},
    )


# Two tonnes from a point by a transfer station and a centre, which keeps a tenth
# as residue, to the park; and a tonne of glass from outside the city.
TICKETS = (
    moved("T", 1, 2_000, Flow.INTAKE, "P"),
    moved("A", 2, 2_000, Flow.TRANSFER, "T"),
    moved("A", 3, 1_800, Flow.OUTPUT),
    moved("K", 4, 1_800, Flow.TRANSFER, "A"),
    moved("K", 5, 1_000, Flow.IMPORT),
)
# A vehicle of a tonne, and the steel it was turned into.
VEHICLE = (
    moved(
        "C", 6, 1_000, Flow.INTAKE,
        material="elv", stream=Stream.ELV, units=1, elv_class=ElvClass.CAR,
    ),
    moved("C", 7, 700, Flow.OUTPUT, material="steel", stream=Stream.ELV),
    moved("K", 8, 700, Flow.TRANSFER, "C", material="steel", stream=Stream.ELV),
)  # fmt: skip


@pytest.fixture(scope="module")
def city(shared_database):
    """Hold the chain; every test undoes what it does to it."""
    with shared_database.unit_of_work() as work:
        found_city(work)
        merge(work, "materials", [ELV, GLASS])
        merge(work, "sites", CHAIN)
        merge(
            work,
            "parameters",
            [Parameter(code, value, "share") for code, value in FIGURES.items()],
        )
        merge(work, "tickets", [*TICKETS, *VEHICLE])
        stocks = [
            Stocktake(site, material, day, 0)
            for site, material in (("T", "glass"), ("A", "glass"), ("C", "steel"))
            for day in (date(2026, 9, 30), date(2026, 10, 31))
        ]
        merge(work, "stocktakes", stocks)
    return shared_database


@pytest.mark.parametrize(
    ("rule", "counted_at"),
    [("first_intake", "T"), ("gate:1", "T"), ("gate:2", "A"), ("gate:3", "K")],
)
def test_a_load_counts_once_under_any_rule(city, rule, counted_at):
    with undone(city) as work:
        work.weighings.recount(CountingRule.parse(rule))
        counted = {
            (row.site, row.material): row.net_kg
            for row in work.books.recovered(*OCTOBER, ["site", "material"])
        }
        # What leaves the centre is lighter by its residue.
        kg = 1_800 if counted_at == "K" else 2_000
        assert counted == {(counted_at, "glass"): kg, ("C", "elv"): 1_000}


@pytest.mark.parametrize("out_rule", OutRule)
def test_every_site_of_the_chain_balances(city, out_rule):
    with city.unit_of_work() as work:
        flows = work.flows.flows(OCTOBER[0])
        stocks = work.flows.stocktakes(date(2026, 9, 27), date(2026, 11, 3))
        balance = month_balance(
            work.inputs.network(), OCTOBER[0], flows, stocks, out_rule
        )
    gaps = {site.site_id: site.gap_kg for site in balance.sites}
    # The transfer station writes no output tickets.
    lost_kg = 2_000 if out_rule is OutRule.OWN else 0
    assert gaps == {"A": 0, "C": 0, "K": 0, "T": lost_kg}
    assert balance.entered_kg == 2_000 + 1_000 + 1_000
    assert balance.transferred_kg == 2_000 + 1_800 + 700


def test_sums_of_flows_are_the_tickets(city):
    with undone(city) as work:
        merge(
            work,
            "tickets",
            [moved("A", 9, 1_500, Flow.TRANSFER, "T", corrects="2")],
        )
        flows = work.flows.flows(OCTOBER[0])
        assert {
            (f.site, f.origin, f.flow): f.net_kg for f in flows if f.site == "A"
        } == {
            ("A", "T", Flow.TRANSFER): 1_500,
            ("A", "", Flow.OUTPUT): 1_800,
        }
        assert work.flows.flows(date(2026, 9, 1)) == []


def update(after, day, source, site="P"):
    return RateUpdate(
        site, "paper", Stream.HOUSEHOLD, day, 1.0, 2.0, after, 0.5, "visits", source
    )


def test_rates_are_appended_once_and_the_newest_is_in_force(city):
    first, second = update(1.5, OCTOBER[0], "v1"), update(1.75, OCTOBER[1], "v2")
    other = update(9.5, OCTOBER[0], "v1", site="T")
    with undone(city) as work:
        assert work.rates.append([first, other]) == 2
        assert work.rates.append([first, second]) == 1
        assert work.rates.append([]) == 0
        assert work.rates.in_force() == [second, other]
        assert work.rates.learnt_on(OCTOBER[0]) == [first, other]


def test_visits_tell_when_a_stop_was_emptied(city):
    days = [date(2026, 10, n) for n in (1, 8, 10)]
    orders = [
        Order(f"o{day.day}", "P", day, "paper", 100, stream=Stream.HOUSEHOLD)
        for day in days
    ]
    visits = [
        Visit(f"v{order.day.day}", order.day, "V", order.order_id, "P", 40)
        for order in orders
    ]
    visits[1] = replace(visits[1], outcome=VisitOutcome.PARTIAL, collected_kg=15)
    unknown = Visit("v9", days[0], "V", "nobody's", "P", 40)
    key = ("P", "paper", "household")
    with undone(city) as work:
        merge(work, "orders", orders)
        merge(work, "visits", [*visits, unknown])
        assert work.rates.visits(days[0]) == [visits[0], unknown]
        assert work.rates.emptied_before(days[2], days[0]) == {key: days[0]}
        assert work.rates.partial_before(days[2], days[0]) == [(key, days[1], 15)]
        assert work.rates.emptied_before(days[2], days[1]) == {}
        assert work.rates.emptied_before(days[0], date(2026, 1, 1)) == {}


def test_corrections_are_those_of_the_sites_asked_for(city):
    fix = moved("A", 9, 1_500, Flow.TRANSFER, "T", corrects="2")
    with undone(city) as work:
        merge(work, "tickets", [fix])
        assert work.rates.corrections({"A"}) == [fix]
        assert work.rates.corrections({"K"}) == []
