"""Figures in words, worked out by hand."""

import pytest

from recycling.domain.targets import Indicator
from recycling.ui.figures import NONE, Figures, decimal, percent
from recycling.ui.i18n import Words

ZH, EN = Figures(Words("zh")), Figures(Words("en"))
ZH_T = Figures(Words("zh"), "t")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.00001, "0"),
        (0.01234, "0.0123"),
        (1.5, "1.50"),
        (30.0, "30"),
        (856.34, "856.3"),
        (1034.4, "1,034"),
        (-77.4, "-77.40"),
    ],
)
def test_decimal(number, text):
    assert decimal(number) == text


def test_a_signed_zero_has_no_sign():
    assert decimal(0, signed=True) == "0"
    assert decimal(5, signed=True) == "+5"


def test_percent():
    assert percent(None) == NONE
    assert percent(0.0644, signed=True) == "+6.4%"


def test_masses_follow_the_unit():
    assert ZH.mass(8_563_000_000) == "856.3 万吨"
    assert EN.mass(8_563_000_000) == "856.3 × 10 kt"
    assert ZH_T.mass(8_563_000_000) == "8,563,000 吨"
    assert ZH.mass(None) == NONE
    assert ZH_T.mass_number(1_500) == 1.5
    assert ZH.tonnes(220_700) == "220.7 吨"


def test_vehicles():
    assert ZH.amount(Indicator.ELV_UNITS, 212_000) == "21.20 万台"
    assert ZH.amount(Indicator.ELV_UNITS, -18, signed=True) == "-18 台"
    assert EN.amount(Indicator.ELV_UNITS, 212_000) == "212 k"


def test_counts():
    assert ZH.amount(Indicator.GREEN_CENTRES, -8, signed=True) == "-8"


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (12_345_678_900, "1.23 亿元", "CNY 123.5 M"),
        (2_650_759, "2.65 万元", "CNY 26.51 k"),
        (12_008, "120.1 元", "CNY 120.1"),
        (None, NONE, NONE),
    ],
)
def test_money(fen, zh, en):
    assert (ZH.money(fen), EN.money(fen)) == (zh, en)


@pytest.mark.parametrize(
    ("grams", "zh", "en"),
    [
        (725_741_600_000, "72.57 万吨", "725.7 kt"),
        (2_910_000, "2.91 吨", "2.91 t"),
        (-2_910_000, "-2.91 吨", "-2.91 t"),
    ],
)
def test_carbon(grams, zh, en):
    assert (ZH.carbon(grams), EN.carbon(grams)) == (zh, en)


def test_kilometres():
    assert EN.kilometres(1_210_000) == "1,210 km"
