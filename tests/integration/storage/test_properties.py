"""Write-read is the same for every class; the sums are those of the tickets."""

import itertools
from collections import Counter
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recycling.domain.fleet import Energy, VehicleRole, VehicleType
from recycling.domain.ledger import Posting
from recycling.domain.materials import Material, Stream
from recycling.domain.network import Network
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.domain.sites import District, Site, SiteKind, Zone, ZoneKind
from recycling.domain.tickets import Flow, Ticket
from recycling.storage.tables import INPUTS
from tests.integration.storage.samples import (
    SITES,
    an_import,
    found_city,
    merge,
    tally,
    undone,
)

FEW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# What both databases can hold: no NUL, no half of a surrogate pair.
TEXT = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8
)
PLAIN: dict[type, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(),
}
PARENT = "the parent"


def values(hint: Any) -> st.SearchStrategy[Any]:
    if hint in PLAIN:
        return PLAIN[hint]
    if NoneType in get_args(hint):
        (kind,) = set(get_args(hint)) - {NoneType}
        return st.none() | values(kind)
    if get_args(hint):
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return records(hint)


def records(kind: type, **given_fields: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    drawn = {field.name: values(hints[field.name]) for field in fields(kind)}
    return st.builds(kind, **{**drawn, **given_fields})


@pytest.fixture(scope="module")
def city(shared_database):
    """Hold a small city and a parent for rows of every table; tests undo theirs."""
    with shared_database.unit_of_work() as work:
        found_city(work)
        add_parents(work)
    return shared_database


def add_parents(work):
    district = District(PARENT, "", "", "", 0, 0, 0, 1)
    vehicle_type = VehicleType(PARENT, "", "", VehicleRole.ELV, Energy.DIESEL, 1)
    merge(work, "districts", [district])
    merge(work, "materials", [Material(PARENT, "", "", PARENT)])
    merge(work, "vehicle_types", [vehicle_type])
    merge(work, "zones", [Zone(PARENT, "", ZoneKind.DISTRICT, "")])
    merge(work, "sites", [Site(PARENT, "", SiteKind.DEPOT, PARENT, 0, 0)])


NETWORK = {field.name for field in fields(Network)}


def read(work, table, value):
    if table == "orders":
        return work.inputs.orders(value.day)
    if table == "targets":
        return work.inputs.targets()
    if table == "tickets":
        return work.books.tickets(value.weighed_at.date())
    if table not in NETWORK:
        return work.inputs.rows(type(value))
    found = getattr(work.inputs.network(), table)
    return found if isinstance(found, tuple) else found.values()


@pytest.mark.parametrize("table", INPUTS)
@FEW
@given(data=st.data())
def test_rows_of_inputs_come_back_as_they_were(city, table, data):
    entry = INPUTS[table]
    parents = {name: st.just(PARENT) for name in entry.references}
    if table == "tickets":
        # What it corrects would have to be there.
        parents["corrects"] = st.just("")
    value = data.draw(records(entry.record, **parents))
    with undone(city) as work:
        merge(work, table, [value])
        assert value in read(work, table, value)
        assert tally(merge(work, table, [value])) == (0, 0, 1)


@FEW
@given(siting=records(SitingPlan), routes=records(RoutePlan))
def test_plans_come_back_as_they_were(city, siting, routes):
    with undone(city) as work:
        work.plans.save_siting(siting)
        work.plans.save_routes(routes)
        assert work.plans.siting(siting.plan_id) == siting
        assert work.plans.routes(routes.plan_id) == routes


@FEW
@given(posting=records(Posting))
def test_postings_come_back_as_they_were(city, posting):
    with undone(city) as work:
        assert work.books.post([posting]) == 1
        assert work.books.post([posting]) == 0
        (total,) = work.books.posted(posting.account, posting.day, posting.day)
        assert total.amount == posting.amount
        assert total.low == (posting.amount if posting.low is None else posting.low)


START = datetime(2026, 1, 20)
TICKETS = st.builds(
    Ticket,
    site_id=st.sampled_from(["A", "B", "C"]),
    ticket_no=st.integers(0, 9).map(str),
    weighed_at=st.integers(0, 60).map(lambda days: START + timedelta(days=days)),
    material=st.sampled_from(["paper", "steel"]),
    net_kg=st.integers(1, 100),
    stream=st.sampled_from(Stream),
    flow=st.sampled_from([Flow.INTAKE, Flow.INTAKE, Flow.TRANSFER]),
    units=st.integers(0, 2),
    is_simulated=st.booleans(),
)
CITY_TICKETS = st.lists(
    TICKETS, max_size=25, unique_by=lambda one: (one.site_id, one.ticket_no)
)
FIELDS = ("day", "month", "district", "material", "stream")
SPLITS = [by for size in range(3) for by in itertools.permutations(FIELDS, size)]


def group_of(one: Ticket, districts: dict[str, str], by: tuple[str, ...]) -> Any:
    own = {
        "day": one.weighed_at.date(),
        "month": one.weighed_at.date().replace(day=1),
        "district": districts[one.site_id],
        "material": one.material,
        "stream": one.stream,
    }
    return tuple(own[name] for name in by)


def found_group(row: Any, by: tuple[str, ...]) -> Any:
    own = {name: getattr(row, name, row.day) for name in FIELDS}
    own["month"] = row.day.replace(day=1)
    return tuple(own[name] for name in by)


@settings(FEW, max_examples=20)
@given(
    found=CITY_TICKETS,
    cut=st.integers(0, 25),
    home=st.sampled_from(["500103", "500112"]),
    days=st.tuples(st.integers(-5, 65), st.integers(0, 65)),
    by=st.sampled_from(SPLITS),
)
def test_sums_are_those_of_the_tickets(city, found, cut, home, days, by):
    first = START.date() + timedelta(days=days[0])
    last = first + timedelta(days=days[1])
    moved = replace(SITES[0], district=home)
    districts = {site.site_id: site.district for site in (*SITES, moved)}
    net, tickets, simulated = Counter(), Counter(), Counter()
    for one in found:
        if one.flow is Flow.INTAKE and first <= one.weighed_at.date() <= last:
            group = group_of(one, districts, by)
            net[group] += one.net_kg
            tickets[group] += 1
            simulated[group] += one.net_kg * one.is_simulated
    with undone(city) as work:
        number = an_import(work)
        for part in (found[:cut], found[cut // 2 :]):
            if part:
                merge(work, "tickets", part, number)
            merge(work, "sites", [moved], number)
        rows = work.books.recovered(first, last, by)
        groups = [found_group(row, by) for row in rows]
        assert groups == sorted(net)
        assert [row.net_kg for row in rows] == [net[group] for group in groups]
        assert [row.tickets for row in rows] == [tickets[group] for group in groups]
        assert [row.simulated_kg for row in rows] == [simulated[g] for g in groups]
