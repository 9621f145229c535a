"""Figures become cells here, once: every format shows the same digits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from recycling.domain.units import (
    FEN_PER_CNY,
    G_PER_T,
    KG_PER_10KT,
    KG_PER_T,
    UNITS_PER_10K,
)
from recycling.reporting.documents import Cell
from recycling.reporting.tables import NONE
from recycling.schema.columns import Lang
from recycling.schema.messages import text


class MassUnit(StrEnum):
    """Unit masses are shown in."""

    TEN_KT = "10kt"
    T = "t"
    KG = "kg"


class VehicleUnit(StrEnum):
    """Unit scrapped vehicles are shown in."""

    TEN_K = "10k"
    ONE = "1"


_MASS: Final = {
    MassUnit.TEN_KT: (KG_PER_10KT, 3),
    MassUnit.T: (KG_PER_T, 1),
    MassUnit.KG: (1, 0),
}
_VEHICLES: Final = {VehicleUnit.TEN_K: (UNITS_PER_10K, 4), VehicleUnit.ONE: (1, 0)}


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes figures in a language and in the units asked for.

    Attributes
    ----------
    lang
        Language of words and units.
    mass, vehicles
        Units of masses and of scrapped vehicles.
    """

    lang: Lang
    mass: MassUnit = MassUnit.TEN_KT
    vehicles: VehicleUnit = VehicleUnit.TEN_K

    def say(self, key: str, /, **params: object) -> str:
        """Word a message of the reports."""
        return text(f"document.{key}", self.lang, **params)

    def named(self, name_en: str, name_zh: str) -> str:
        """Pick the name in the document's language."""
        return name_zh if self.lang == "zh" else name_en

    @property
    def mass_unit(self) -> str:
        """Unit of masses in words."""
        return text(f"unit.{self.mass}", self.lang)

    @property
    def vehicle_unit(self) -> str:
        """Unit of scrapped vehicles in words."""
        return text(f"unit.{self.vehicles}_vehicles", self.lang)

    def kilograms(self, kg: int | None, figure_id: str = "") -> Cell:
        """Write a mass."""
        scale, decimals = _MASS[self.mass]
        return _figure(kg, scale, decimals, self.mass_unit, "kg", figure_id)

    def scrapped(self, units: int | None, figure_id: str = "") -> Cell:
        """Write a number of end-of-life vehicles."""
        scale, decimals = _VEHICLES[self.vehicles]
        return _figure(units, scale, decimals, self.vehicle_unit, "pcs", figure_id)

    def count(self, number: int | None, figure_id: str = "") -> Cell:
        """Write a number of things, with no unit of its own."""
        return _figure(number, 1, 0, "", "pcs", figure_id)

    def yuan(self, fen: int | None, figure_id: str = "") -> Cell:
        """Write money in yuan, to the fen."""
        unit = text("unit.cny", self.lang)
        return _figure(fen, FEN_PER_CNY, 2, unit, "fen", figure_id)

    def carbon(self, grams: int | None, figure_id: str = "") -> Cell:
        """Write grams of CO2 equivalent in tonnes."""
        return _figure(grams, G_PER_T, 3, "t CO2e", "g", figure_id)

    def share(self, share: float | None, figure_id: str = "") -> Cell:
        """Write a share in per cent with one decimal."""
        if share is None:
            return Cell(NONE, unit="%", decimals=1, exact_unit="1")
        number = _rounded(Decimal(str(share)) * 100, 1)
        return Cell(f"{number:,.1f}%", float(number), "%", 1, share, "1", figure_id)

    def amount(self, amount: float | None, decimals: int, unit: str) -> Cell:
        """Write any other figure, such as kilowatt-hours, as it is."""
        return _figure(amount, 1, decimals, unit, unit or "1", "")


def words(*texts: str) -> tuple[Cell, ...]:
    """Write words into cells."""
    return tuple(Cell(word) for word in texts)


def numbers(cells: Sequence[Cell]) -> tuple[float | None, ...]:
    """Read the figures of cells as they are shown, for a chart."""
    return tuple(cell.number for cell in cells)


def _figure(
    exact: float | None,
    scale: int,
    decimals: int,
    unit: str,
    exact_unit: str,
    figure_id: str,
) -> Cell:
    if exact is None:
        return Cell(NONE, unit=unit, decimals=decimals, exact_unit=exact_unit)
    number = _rounded(Decimal(str(exact)) / scale, decimals)
    shown = f"{number:,.{decimals}f}"
    return Cell(shown, float(number), unit, decimals, exact, exact_unit, figure_id)


def _rounded(number: Decimal, decimals: int) -> Decimal:
    # Half up, as people round; adding zero turns -0 into 0.
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
