"""Figures are rounded half up, in the unit asked for, and keep the exact amount."""

import pytest

from recycling.reporting.pen import MassUnit, Pen, VehicleUnit


@pytest.mark.parametrize(
    ("mass", "kg", "shown", "unit"),
    [
        (MassUnit.TEN_KT, 9_000_000_000, "900.000", "万吨"),
        (MassUnit.TEN_KT, 1_234_567_890, "123.457", "万吨"),
        (MassUnit.T, 1_050, "1.1", "吨"),
        (MassUnit.T, -1_050, "-1.1", "吨"),
        (MassUnit.T, -20, "0.0", "吨"),
        (MassUnit.KG, 1_234_567, "1,234,567", "千克"),
    ],
)
def test_masses(mass: MassUnit, kg: int, shown: str, unit: str) -> None:
    cell = Pen("zh", mass).kilograms(kg)
    assert (cell.text, cell.unit, cell.exact) == (shown, unit, kg)
    assert cell.number == float(shown.replace(",", ""))


@pytest.mark.parametrize(
    ("vehicles", "shown", "unit"),
    [(VehicleUnit.TEN_K, "24.0001", "万台"), (VehicleUnit.ONE, "240,001", "台")],
)
def test_vehicles(vehicles: VehicleUnit, shown: str, unit: str) -> None:
    cell = Pen("zh", vehicles=vehicles).scrapped(240_001)
    assert (cell.text, cell.unit) == (shown, unit)


def test_money_carbon_and_shares() -> None:
    pen = Pen("en")
    assert pen.yuan(123_456_789).text == "1,234,567.89"
    assert pen.carbon(1_234_500).text == "1.235"
    assert pen.share(0.99949).text == "99.9%"
    assert pen.count(1_234).text == "1,234"
    assert pen.amount(12.345, 2, "kWh").text == "12.35"


def test_nothing_is_no_zero() -> None:
    cell = Pen("en").kilograms(None)
    assert (cell.text, cell.number, cell.is_figure) == ("-", None, True)
