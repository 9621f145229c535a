"""Traffic rules: whom they bar, and when they are in force."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.fleet import (
    Energy,
    Restriction,
    Vehicle,
    VehicleRole,
    VehicleType,
    last_digit,
)

TRUCK = VehicleType(
    "t", "T", "卡车", VehicleRole.MILK_RUN, Energy.DIESEL, payload_kg=9_000
)
VAN = replace(TRUCK, energy=Energy.ELECTRIC)
VEHICLE = Vehicle("v", "t", "d", plate="渝A-S0017", emission_stage=4)
ANYONE = Restriction("r", "z")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ANYONE, True),
        (replace(ANYONE, energy=Energy.DIESEL), True),
        (replace(ANYONE, energy=Energy.ELECTRIC), False),
        (replace(ANYONE, max_emission_stage=4), True),
        (replace(ANYONE, max_emission_stage=3), False),
        (replace(ANYONE, min_payload_kg=9_000), True),
        (replace(ANYONE, min_payload_kg=9_001), False),
        (replace(ANYONE, plate_digits=("2", "7")), True),
        (replace(ANYONE, plate_digits=("1", "6")), False),
        (replace(ANYONE, exempt_permit="red"), True),
    ],
)
def test_each_condition_of_a_rule_must_fit(rule: Restriction, expected: bool) -> None:
    assert rule.bars(VEHICLE, TRUCK) is expected


def test_a_permit_lifts_its_rule_and_no_other() -> None:
    rule = replace(ANYONE, exempt_permit="red")
    assert not rule.bars(replace(VEHICLE, permit="red"), TRUCK)
    assert rule.bars(replace(VEHICLE, permit="green-A"), TRUCK)


def test_an_emission_stage_binds_only_vehicles_that_have_one() -> None:
    rule = replace(ANYONE, max_emission_stage=6)
    assert not rule.bars(replace(VEHICLE, emission_stage=0), VAN)


@pytest.mark.parametrize(
    ("plate", "digit"), [("渝A-S0017", "7"), ("渝AD1234F", "4"), ("", ""), ("渝A", "")]
)
def test_the_last_digit_of_a_plate_may_stand_before_a_letter(
    plate: str, digit: str
) -> None:
    assert last_digit(plate) == digit


def test_a_plate_without_a_digit_is_not_caught_by_digits() -> None:
    rule = replace(ANYONE, plate_digits=("7",))
    assert not rule.bars(replace(VEHICLE, plate=""), TRUCK)


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        (ANYONE, date(2026, 11, 2), True),
        (replace(ANYONE, weekdays=("1",)), date(2026, 11, 2), True),
        (replace(ANYONE, weekdays=("6", "7")), date(2026, 11, 2), False),
        (replace(ANYONE, valid_from=date(2026, 11, 3)), date(2026, 11, 2), False),
        (replace(ANYONE, valid_to=date(2026, 11, 2)), date(2026, 11, 2), True),
        (replace(ANYONE, valid_to=date(2026, 11, 1)), date(2026, 11, 2), False),
    ],
)
def test_a_rule_holds_on_its_days(rule: Restriction, day: date, expected: bool) -> None:
    assert rule.in_force(day) is expected
