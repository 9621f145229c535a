"""Tonnes and vehicles as postings."""

from datetime import date

from recycling.accounting.balance import recovered_postings, source_of
from recycling.domain.ledger import Account, Posting
from recycling.domain.tickets import Recovered

MONTH = date(2026, 10, 1)


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
    assert list(recovered_postings([group])) == [
        Posting(account=Account.RECOVERED_KG, amount=13_500, **shared),
        Posting(account=Account.ELV_UNITS, amount=10, **shared),
    ]


def test_no_vehicles_are_no_posting() -> None:
    group = Recovered(MONTH, "A", "paper", "household", 100, 0, 1)
    assert [p.account for p in recovered_postings([group])] == [Account.RECOVERED_KG]


def test_the_source_tells_every_group_apart() -> None:
    groups = [
        Recovered(month, district, material, stream, 1, 0, 1)
        for month in (MONTH, date(2026, 11, 1))
        for district in ("A", "B")
        for material in ("paper", "steel")
        for stream in ("household", "industrial")
    ]
    assert len({source_of(group) for group in groups}) == 16
