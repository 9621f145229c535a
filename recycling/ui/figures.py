"""Figures as people read them: a number, and the unit in the page's language."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from recycling.domain.targets import Indicator
from recycling.domain.units import (
    FEN_PER_CNY,
    G_PER_T,
    KG_PER_10KT,
    KG_PER_T,
    M_PER_KM,
    S_PER_H,
)
from recycling.ui.i18n import Words

type MassUnit = Literal["10kt", "t"]

MASS_UNITS: Final[tuple[MassUnit, ...]] = get_args(MassUnit.__value__)
"""Units a user may choose for masses; the city's plan counts in the first."""

KG_PER: Final = MappingProxyType({"10kt": KG_PER_10KT, "t": KG_PER_T})
"""Kilograms in each mass unit."""

NONE: Final = "—"
"""Stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Writes figures in a language and a mass unit.

    Attributes
    ----------
    words
        Words of the language.
    mass_unit
        Unit of recovered tonnages.
    """

    words: Words
    mass_unit: MassUnit = "10kt"

    def mass_number(self, kilograms: int | None) -> float | None:
        """Kilograms in the mass unit, for charts and tables."""
        return None if kilograms is None else kilograms / KG_PER[self.mass_unit]

    def kilograms_per_unit(self) -> int:
        """Kilograms in the mass unit, for whole columns of them."""
        return KG_PER[self.mass_unit]

    def mass_unit_name(self) -> str:
        """Name of the mass unit."""
        return self.words(f"unit.{self.mass_unit}")

    def mass(self, kilograms: int | None, *, signed: bool = False) -> str:
        """Write kilograms in the mass unit."""
        number = self.mass_number(kilograms)
        if number is None:
            return NONE
        return f"{decimal(number, signed=signed)} {self.mass_unit_name()}"

    def plain(self, number: float, *, signed: bool = False) -> str:
        """Write a number without a unit."""
        return decimal(number, signed=signed)

    def tonnes(self, kilograms: int) -> str:
        """Write kilograms in tonnes, whatever the mass unit."""
        return f"{decimal(kilograms / KG_PER_T)} {self.words('unit.t')}"

    def amount(self, indicator: Indicator, value: int, *, signed: bool = False) -> str:
        """Write an indicator's figure in the unit of the plan."""
        if indicator is Indicator.RECOVERED:
            return self.mass(value, signed=signed)
        if indicator is Indicator.ELV_UNITS:
            return self._scaled("vehicles", value, signed=signed)
        return f"{value:+,}" if signed else f"{value:,}"

    def money(self, fen: int | None) -> str:
        """Write fen in yuan, large sums in the language's larger units."""
        return NONE if fen is None else self._scaled("money", fen / FEN_PER_CNY)

    def carbon(self, grams: int) -> str:
        """Write grams of CO2e in tonnes, large ones in the language's larger unit."""
        return self._scaled("carbon", grams / G_PER_T)

    def _scaled(self, what: str, amount: float, *, signed: bool = False) -> str:
        """Write an amount in the largest unit of which there is at least one."""
        for size in ("large", "middle"):
            one = float(self.words(f"{what}.{size}_is"))
            if abs(amount) >= one:
                number = decimal(amount / one, signed=signed)
                return self.words(f"{what}.{size}", amount=number)
        return self.words(f"{what}.small", amount=decimal(amount, signed=signed))

    def hours(self, seconds: int) -> str:
        """Write seconds in hours."""
        return f"{decimal(seconds / S_PER_H)} {self.words('unit.h')}"

    def kilometres(self, metres: int) -> str:
        """Write metres in kilometres."""
        return f"{decimal(metres / M_PER_KM)} {self.words('unit.km')}"


def decimal(number: float, *, signed: bool = False) -> str:
    """Write a number with three or four figures that count.

    No digit after the point from 1,000 on, one from 100, two from 1, four below,
    and none where all of them would be zero.
    """
    size = abs(number)
    digits = next((d for least, d in ((1000, 0), (100, 1), (1, 2)) if size >= least), 4)
    rounded = round(number, digits)
    if rounded == round(number):
        # Adding zero turns -0.0, which would show its sign, into 0.
        rounded, digits = round(number) + 0.0, 0
    return f"{rounded:+,.{digits}f}" if signed and rounded else f"{rounded:,.{digits}f}"


def percent(share: float | None, *, signed: bool = False) -> str:
    """Write a share in per cent with one digit after the point."""
    if share is None:
        return NONE
    return f"{share:+.1%}" if signed else f"{share:.1%}"
