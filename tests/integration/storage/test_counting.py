"""One load through the chain counts once, under every rule there is."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import insert

from recycling.domain.counting import LEVELS, CountingRule
from recycling.domain.errors import ConflictError
from recycling.domain.seals import Seal
from recycling.domain.sites import Site, SiteKind
from recycling.domain.tickets import Flow
from recycling.storage.rows import to_row
from recycling.storage.tables import seals
from tests.integration.storage.samples import found_city, merge, ticket, undone

JULY = (date(2026, 7, 1), date(2026, 7, 31))
KINDS = {
    "G": SiteKind.GENERATOR,
    "P": SiteKind.COLLECTION_POINT,
    "T": SiteKind.TRANSFER_STATION,
    "S": SiteKind.SORTING_CENTRE,
    "S2": SiteKind.SORTING_CENTRE,
    "K": SiteKind.PARK,
    "E": SiteKind.DISMANTLER,
}
CHAIN = (
    ticket("P", 1, "2026-07-01 08:00", 1_000),
    ticket("T", 1, "2026-07-02 08:00", 990, origin_site_id="P"),
    ticket("S", 1, "2026-07-03 08:00", 985, origin_site_id="T"),
    ticket("S2", 1, "2026-07-04 08:00", 984, origin_site_id="S"),
    ticket("K", 1, "2026-07-05 08:00", 950, origin_site_id="S2"),
)
# The point gives, it does not take: its intake is that of residents.
FLOWS = (Flow.INTAKE, *[Flow.TRANSFER] * 4)
RULES = {"first_intake": 1_000, "gate:0": 1_000, "gate:1": 990, "gate:2": 985,
         "gate:3": 950}  # fmt: skip


@pytest.fixture(scope="module")
def city(shared_database):
    """Hold a city; every test undoes what it does to it."""
    with shared_database.unit_of_work() as work:
        found_city(work)
        sites = [Site(s, s, kind, "500103", 0, 0) for s, kind in KINDS.items()]
        merge(work, "sites", sites)
    return shared_database


def counted(work, by=()):
    return [row.net_kg for row in work.books.recovered(*JULY, by)]


@pytest.mark.parametrize(("rule", "kilograms"), RULES.items())
@pytest.mark.parametrize("is_first", [True, False])
def test_a_chain_counts_once(city, rule, kilograms, is_first):
    chain = [replace(one, flow=flow) for one, flow in zip(CHAIN, FLOWS, strict=True)]
    with undone(city) as work:
        if is_first:
            work.weighings.recount(CountingRule.parse(rule))
        for one in chain:
            merge(work, "tickets", [one])
        if not is_first:
            work.weighings.recount(CountingRule.parse(rule))
        assert str(work.books.counting_rule()) == rule
        for by in ((), ("month",), ("site",), ("day", "district"), ("material",)):
            assert counted(work, by) == [kilograms], by
        whole = sum(flow.net_kg for flow in work.flows.flows(JULY[0]))
        assert whole == sum(one.net_kg for one in chain)


@pytest.mark.parametrize("rule", ["first_intake", "gate:2", "gate:3"])
def test_a_vehicle_counts_at_the_dismantler_and_its_steel_never(city, rule):
    loads = [
        ticket("E", 1, "2026-07-01 08:00", 1_350, origin_site_id="G", units=1),
        ticket("K", 1, "2026-07-02 08:00", 900, origin_site_id="E", material="steel"),
        ticket("E", 2, "2026-07-03 08:00", 950, material="steel"),
        ticket("S", 1, "2026-07-03 08:00", 77),
    ]
    flows = (Flow.INTAKE, Flow.TRANSFER, Flow.OUTPUT, Flow.IMPORT)
    with undone(city) as work:
        merge(work, "tickets", [
            replace(one, flow=flow) for one, flow in zip(loads, flows, strict=True)
        ])  # fmt: skip
        work.weighings.recount(CountingRule.parse(rule))
        assert counted(work) == [1_350]
        assert [row.units for row in work.books.pieces(*JULY)] == [1]


@pytest.mark.parametrize("level", sorted(set(LEVELS.values())))
def test_the_query_says_what_the_domain_says(city, level):
    rule = CountingRule(level)
    origins = (*KINDS, "", "unknown")
    loads = [
        replace(
            ticket(site, number, "2026-07-01 08:00", 1, origin_site_id=origin),
            flow=flow,
            ticket_no=f"{flow}-{origin}",
        )
        for site in KINDS
        for number, origin in enumerate(origins)
        for flow in Flow
    ]
    expected = sum(
        rule.counts(one.flow, KINDS[one.site_id], KINDS.get(one.origin_site_id))
        for one in loads
    )
    with undone(city) as work:
        work.weighings.recount(rule)
        merge(work, "tickets", loads)
        assert counted(work) == [expected]
        work.weighings.recount(rule)
        assert counted(work) == [expected]


def test_corrections_are_counted_anew_as_well(city):
    better = ticket("P", 2, "2026-08-01 08:00", 900, corrects="1")
    chain = [replace(one, flow=flow) for one, flow in zip(CHAIN, FLOWS, strict=True)]
    with undone(city) as work:
        merge(work, "tickets", [*chain, better])
        before = work.books.recovered(JULY[0], date(2026, 8, 31), ["month"])
        flows = work.flows.flows(date(2026, 8, 1))
        work.weighings.recount(CountingRule.parse("gate:2"))
        assert counted(work) == [985]
        work.weighings.recount(CountingRule())
        assert work.books.recovered(JULY[0], date(2026, 8, 31), ["month"]) == before
        assert work.flows.flows(date(2026, 8, 1)) == flows


def test_a_rule_months_are_sealed_under_stays(city):
    with undone(city) as work:
        merge(work, "tickets", [CHAIN[0]])
        seal = Seal(JULY[0], 1, datetime(2026, 8, 1), "", "", "", b"", b"")
        work.books._transaction.write().execute(insert(seals).values(to_row(seal)))
        work.weighings.recount(CountingRule())
        assert counted(work) == [1_000]
        with pytest.raises(
            ConflictError, match="2026-07 are sealed under first_intake"
        ):
            work.weighings.recount(CountingRule(2))
