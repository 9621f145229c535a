"""Each row rule, called alone: values in, broken rows out."""

from datetime import date, datetime

import pytest

from recycling.intake.rules import RULES, Rows
from recycling.schema.columns import TABLES
from recycling.schema.faults import Rule

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
MORNING, NOON = datetime(2026, 5, 1, 8), datetime(2026, 5, 1, 12)

# table, the rule's attributes, rows in order that hold, rows that do not
ORDERED = [
    ("sites", ("opens_s", "closes_s"), [(0, 86_400), (9, 9)], (79_200, 21_600)),
    ("vehicles", ("shift_start_s", "shift_end_s"), [(0, 1)], (2, 1)),
    ("orders", ("window_start_s", "window_end_s"), [(0, 0)], (50_400, 32_400)),
    ("restrictions", ("start_s", "end_s"), [(79_200, 108_000)], (79_200, 21_600)),
    ("restrictions", ("valid_from", "valid_to"), [(MAY, None)], (JUNE, MAY)),
    ("zones", ("valid_from", "valid_to"), [(MAY, MAY), (None, MAY)], (JUNE, MAY)),
    ("materials", ("price_low_fen_per_t", "price_high_fen_per_t"), [(1, 2)], (2, 1)),
    (
        "facility_classes",
        ("min_throughput_kg_per_year", "capacity_kg_per_year"),
        [(0, 5)],
        (6, 5),
    ),
    ("prices", ("valid_from", "valid_to"), [(MAY, None), (MAY, MAY)], (JUNE, MAY)),
    ("downtimes", ("starts_at", "ends_at"), [(NOON, NOON)], (NOON, MORNING)),
    ("visits", ("arrived_at", "departed_at"), [(None, NOON)], (NOON, MORNING)),
    ("parameters", ("low", "value"), [(None, 1.0), (0.5, 1.0)], (1.5, 1.0)),
    ("parameters", ("value", "high"), [(1.0, None)], (1.0, 0.5)),
    ("emission_factors", ("low", "kg_per_unit"), [(0.0, 1.0)], (1.5, 1.0)),
    ("emission_factors", ("kg_per_unit", "high"), [(1.0, 1.0)], (1.0, 0.5)),
]
WEIGHTS = ("gross_kg", "tare_kg", "net_kg")


def broken(table, attributes, values, rounded=()):
    empty = {name: [None] * len(values) for name in TABLES[table].by_attribute}
    given = dict(zip(attributes, map(list, zip(*values, strict=True)), strict=True))
    rows = Rows(empty | given, frozenset(rounded))
    return [found for rule in RULES[table] for found in rule(rows)]


@pytest.mark.parametrize(("table", "attributes", "good", "bad"), ORDERED)
def test_values_that_must_not_fall(table, attributes, good, bad):
    assert broken(table, attributes, good) == []
    found = broken(table, attributes, [*good, bad])
    assert [(one.index, one.attribute, one.against) for one in found] == [
        (len(good), attributes[1], (attributes[0],))
    ]


def test_every_table_with_row_rules_is_tested():
    tested = {table for table, *_ in ORDERED} | {"tickets"}
    assert tested == set(RULES)


def test_only_a_correction_weighs_nothing():
    names = ("net_kg", "corrects")
    assert broken("tickets", names, [(0, "T1"), (5, ""), (None, "")]) == []
    found = broken("tickets", names, [(5, ""), (0, "")])
    assert [(one.index, one.rule) for one in found] == [(1, Rule.ZERO_NOT_A_CORRECTION)]


def test_times_and_days_are_worded_apart():
    assert broken("zones", ("valid_from", "valid_to"), [(JUNE, MAY)])[0].rule is (
        Rule.ENDS_BEFORE_START
    )
    assert broken("orders", ("window_start_s", "window_end_s"), [(2, 1)])[0].rule is (
        Rule.TIME_ENDS_BEFORE_START
    )


@pytest.mark.parametrize(
    ("weights", "rule"),
    [
        ((3000, 1800, 1200), None),
        ((None, None, 1200), None),
        ((3000, None, 1200), None),
        ((None, 1800, 1200), None),
        ((3000, 1800, None), None),
        ((500, 1700, 1200), Rule.TARE_OVER_GROSS),
        ((3000, 1700, 1200), Rule.NET_NOT_GROSS_LESS_TARE),
        ((3000, 1800, 1201), Rule.NET_NOT_GROSS_LESS_TARE),
    ],
)
def test_the_three_weights_of_a_ticket(weights, rule):
    found = broken("tickets", WEIGHTS, [weights])
    assert [one.rule for one in found] == ([rule] if rule else [])


def test_weights_in_tonnes_may_be_a_kilogram_off():
    assert broken("tickets", WEIGHTS, [(3000, 1800, 1201)], rounded=["net_kg"]) == []
    assert broken("tickets", WEIGHTS, [(3000, 1800, 1202)], rounded=["net_kg"])
