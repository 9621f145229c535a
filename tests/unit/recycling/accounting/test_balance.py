"""Tonnes and vehicles as postings."""

from datetime import date

from recycling.accounting.balance import recovered_postings, source_of
from recycling.domain.ledger import Account, Posting
from recycling.domain.materials import HazardClass, Material
from recycling.domain.tickets import Recovered

MONTH = date(2026, 10, 1)
MATERIALS = {
    "paper": Material("paper", "Paper", "废纸", "paper"),
    "elv": Material("elv", "Vehicles", "报废车", "elv", hazard=HazardClass.ELV),
    "weee": Material("weee", "Appliances", "家电", "weee", hazard=HazardClass.WEEE),
}


def test_tonnes_and_vehicles_are_posted_apart() -> None:
    group = Recovered(MONTH, "C", "elv", "elv", 13_500, 10, 2)
    shared = {
        "day": MONTH,
        "source_table": "daily_rollup",
        "source_id": "2026-10|C|elv|elv",
        "district": "C",
        "material": "elv",
        "stream": "elv",
    }
    assert list(recovered_postings([group], MATERIALS)) == [
        Posting(account=Account.RECOVERED_KG, amount=13_500, **shared),
        Posting(account=Account.ELV_UNITS, amount=10, **shared),
    ]


def test_appliances_and_pieces_of_other_materials_are_no_vehicles() -> None:
    groups = [
        Recovered(MONTH, "C", "weee", "household", 400, 16, 2),
        Recovered(MONTH, "C", "paper", "household", 50, 3, 1),
    ]
    found = [(p.account, p.amount) for p in recovered_postings(groups, MATERIALS)]
    assert found == [
        (Account.RECOVERED_KG, 400),
        (Account.APPLIANCE_UNITS, 16),
        (Account.RECOVERED_KG, 50),
    ]


def test_no_vehicles_are_no_posting() -> None:
    group = Recovered(MONTH, "A", "paper", "household", 100, 0, 1)
    assert [p.account for p in recovered_postings([group], MATERIALS)] == [
        Account.RECOVERED_KG
    ]


def test_the_source_tells_every_group_apart() -> None:
    groups = [
        Recovered(month, district, material, stream, 1, 0, 1)
        for month in (MONTH, date(2026, 11, 1))
        for district in ("A", "B")
        for material in ("paper", "steel")
        for stream in ("household", "industrial")
    ]
    assert len({source_of(group) for group in groups}) == 16
