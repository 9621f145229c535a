"""What a posting is known by."""

from dataclasses import fields, replace
from datetime import date

import pytest

from recycling.domain.ledger import Account, Posting
from recycling.storage.ledger import identity

POSTING = Posting(
    account=Account.TRANSPORT_CO2_G,
    day=date(2026, 7, 1),
    amount=5,
    source_table="routes",
    source_id="r1",
    factor_code="diesel_l",
    factor_version="2024",
)
OTHERS = {
    "account": Account.AVOIDED_CO2_G,
    "day": date(2026, 7, 2),
    "source_table": "tickets",
    "source_id": "r2",
    "district": "500103",
    "material": "paper",
    "stream": "household",
    "factor_code": "grid_kwh",
}
VALUES = {"amount": 6, "low": 1, "high": 9, "factor_version": "2025"}


@pytest.mark.parametrize("name", OTHERS)
def test_source_and_group_tell_postings_apart(name):
    assert identity(replace(POSTING, **{name: OTHERS[name]})) != identity(POSTING)


@pytest.mark.parametrize("name", VALUES)
def test_values_do_not(name):
    assert identity(replace(POSTING, **{name: VALUES[name]})) == identity(POSTING)


def test_every_field_is_one_or_the_other():
    assert OTHERS.keys() | VALUES.keys() == {field.name for field in fields(Posting)}


def test_parts_do_not_run_into_each_other():
    one = replace(POSTING, district="ab", material="c")
    other = replace(POSTING, district="a", material="bc")
    assert identity(one) != identity(other)
