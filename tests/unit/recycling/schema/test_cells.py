from datetime import date, datetime
from decimal import Decimal

import pytest

from recycling.schema.cells import MAX_INT, CellError, parse_cell
from recycling.schema.columns import TABLES, Column
from recycling.schema.faults import Rule


def column(kind: str, rule: str = "", default: str = "", *, required=False) -> Column:
    return Column("x", kind, "", default, required, rule, "x", "x", ())


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("id", " SC-001 ", "SC-001"),
        ("id", "'=1+1", "=1+1"),
        ("text", "a\r\nb", "a\nb"),
        ("int", "12", 12),
        ("int", "１２", 12),
        ("int", "12.0", 12),
        ("int", "1e3", 1000),
        ("int", "-7", -7),
        ("float", "0.1", 0.1),
        ("float", ".5", 0.5),
        ("bool", "YES", True),
        ("bool", "否", False),
        ("bool", "1", True),
        ("date", "2026-11-05", date(2026, 11, 5)),
        ("date", "2026/11/5", date(2026, 11, 5)),
        ("date", "2026年11月5日", date(2026, 11, 5)),
        ("date", "20261105", date(2026, 11, 5)),
        ("date", "2026-11-05T00:00:00", date(2026, 11, 5)),
        ("datetime", "2026-11-05T08:30", datetime(2026, 11, 5, 8, 30)),
        ("datetime", "2026/11/5 8:30", datetime(2026, 11, 5, 8, 30)),
        ("datetime", "2026-11-05", datetime(2026, 11, 5)),
        ("datetime", "2026-11-05T00:30:00Z", datetime(2026, 11, 5, 8, 30)),
        ("datetime", "2026-11-05T08:30:00+08:00", datetime(2026, 11, 5, 8, 30)),
        ("time", "08:30", 30_600),
        ("time", "8:30:01", 30_601),
        ("time", "48:00", 172_800),
        ("enum:Flow", "intake", "intake"),
        ("enum:Flow", "首次入场", "intake"),
        ("enum:Flow", "First  Intake", "intake"),
        ("list", "a; b,c、d|e；a", ("a", "b", "c", "d", "e")),
        ("ref:sites", "SC-001", "SC-001"),
        ("int", "", None),
        ("text", "", ""),
        ("list:materials", " ", ()),
        ("enum:Energy", "", None),
    ],
)
def test_a_cell_is_read(kind, text, value):
    found = parse_cell(column(kind), text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("id", "a\x00b", Rule.CONTROL_CHARACTER),
        ("id", "a\nb", Rule.CONTROL_CHARACTER),
        ("id", "5.00112E+14", Rule.LOST_DIGITS),
        ("id", "x" * 201, Rule.TOO_LONG),
        ("text", "a\x0bb", Rule.CONTROL_CHARACTER),
        ("text", "\ud800", Rule.CONTROL_CHARACTER),
        ("text", "x" * 4_001, Rule.TOO_LONG),
        ("int", "12.5", Rule.NOT_AN_INTEGER),
        ("int", "1_000", Rule.NOT_AN_INTEGER),
        ("int", "1,000", Rule.NOT_AN_INTEGER),
        ("int", "nan", Rule.NOT_AN_INTEGER),
        ("int", "1e999", Rule.TOO_LARGE),
        ("int", str(MAX_INT + 1), Rule.TOO_LARGE),
        ("float", "nan", Rule.NOT_A_NUMBER),
        ("float", "inf", Rule.NOT_A_NUMBER),
        ("float", "1_0.5", Rule.NOT_A_NUMBER),
        ("float", "1e400", Rule.TOO_LARGE),
        ("float", "9" * 41, Rule.NOT_A_NUMBER),
        ("bool", "y", Rule.NOT_YES_NO),
        ("date", "2026-02-30", Rule.NOT_A_DATE),
        ("date", "11/05/2026", Rule.NOT_A_DATE),
        ("date", "1026-11-05", Rule.BAD_YEAR),
        ("datetime", "2026-13-01", Rule.NOT_A_DATETIME),
        ("datetime", "2026/1/1 25:00", Rule.NOT_A_DATETIME),
        ("datetime", "0001-01-01T00:00:00+14:00", Rule.BAD_YEAR),
        ("time", "48:01", Rule.NOT_A_TIME),
        ("time", "08:60", Rule.NOT_A_TIME),
        ("time", "8", Rule.NOT_A_TIME),
        ("enum:Flow", "sideways", Rule.UNKNOWN_CODE),
    ],
)
def test_a_faulty_cell_names_its_rule(kind, text, rule):
    with pytest.raises(CellError) as caught:
        parse_cell(column(kind), text)
    assert caught.value.rule is rule


@pytest.mark.parametrize(
    ("rule", "inside", "outside"),
    [
        (">=0", ["0", "5"], ["-1"]),
        (">0", ["1"], ["0", "-1"]),
        (">=1", ["1"], ["0"]),
        ("0..1", ["0", "1"], ["2", "-1"]),
        ("2000..2100", ["2000", "2100"], ["1999", "2101"]),
        ("lon", ["358772", "-500"], []),
    ],
)
def test_a_range_holds_at_its_ends(rule, inside, outside):
    for text in inside:
        assert parse_cell(column("int", rule), text) == int(text)
    for text in outside:
        with pytest.raises(CellError) as caught:
            parse_cell(column("int", rule), text)
        assert caught.value.rule is Rule.OUT_OF_RANGE_OR_EMPTY


def test_a_range_holds_for_each_item_of_a_list():
    weekdays = TABLES["restrictions"].by_attribute["weekdays"]
    assert parse_cell(weekdays, "1;7") == ("1", "7")
    for text in ("1;8", "Monday", "01"):
        with pytest.raises(CellError) as caught:
            parse_cell(weekdays, text)
        assert caught.value.detail == "1..7"


def test_a_required_cell_must_have_a_value():
    with pytest.raises(CellError) as caught:
        parse_cell(column("int", required=True), " ")
    assert caught.value.rule is Rule.MISSING_VALUE


def test_an_empty_cell_is_the_default():
    assert parse_cell(column("int", default="3"), "") == 3
    assert parse_cell(column("time", default="24:00"), "") == 86_400
    assert parse_cell(column("bool", default="yes"), "") is True


@pytest.mark.parametrize(
    ("text", "factor", "value"),
    [
        ("1.234", 1000, 1234),
        ("0.1", 1000, 100),
        ("900", 10_000_000, 9_000_000_000),
        ("1.0005", 1000, 1001),
        ("1.0004", 1000, 1000),
        ("0.29", 100, 29),
    ],
)
def test_a_larger_unit_is_converted_exactly_and_rounded_half_up(text, factor, value):
    assert parse_cell(column("int"), text, Decimal(factor)) == value


def test_a_time_with_an_offset_becomes_local_across_the_change_of_clocks():
    times = column("datetime")
    amsterdam = "Europe/Amsterdam"
    summer = parse_cell(times, "2021-07-01T07:00:00Z", timezone=amsterdam)
    winter = parse_cell(times, "2021-01-01T07:00:00Z", timezone=amsterdam)
    assert (summer.hour, winter.hour) == (9, 8)


def test_a_description_with_a_range_nobody_can_read_is_a_bug():
    with pytest.raises(ValueError, match="must be a range, got 'around 5'"):
        parse_cell(column("int", "around 5"), "5")
