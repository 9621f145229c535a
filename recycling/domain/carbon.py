"""Emissions of recovery and emissions avoided by it, of some days under one set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.errors import InputError
from recycling.domain.ledger import Account
from recycling.domain.materials import EmissionFactor

LOW, DEFAULT, HIGH = "low", "default", "high"
"""Ends and middle of a range, as figures are named by them."""


class Burden(StrEnum):
    """Emissions of recovery; a factor of avoided emissions may hold some already."""

    TRANSPORT = "transport"
    SITE_ENERGY = "site_energy"
    RESIDUE = "residue"

    @property
    def account(self) -> Account:
        """Account it is posted to."""
        return Account(f"{self.value}_co2_g")

    def is_inside(self, factor: EmissionFactor) -> bool:
        """Whether a factor of avoided emissions holds this burden already.

        Its boundary then says so: ``transport inside``.
        """
        return f"{self.value} inside" in factor.boundary


@dataclass(frozen=True, slots=True)
class Grams:
    """Grams CO2e with their range."""

    low: int
    amount: int
    high: int

    def end(self, name: str) -> int:
        """Pick ``low``, ``default`` or ``high``."""
        return {LOW: self.low, DEFAULT: self.amount, HIGH: self.high}[name]

    def __add__(self, other: "Grams") -> "Grams":
        """Add ends to ends."""
        return Grams(
            self.low + other.low, self.amount + other.amount, self.high + other.high
        )

    def less(self, other: "Grams") -> "Grams":
        """Take away: the low end less the other's high end, and the reverse."""
        return Grams(
            self.low - other.high, self.amount - other.amount, self.high - other.low
        )

    def scaled(self, factor: float) -> "Grams":
        """Multiply, rounded to whole grams."""
        return Grams(
            round(self.low * factor),
            round(self.amount * factor),
            round(self.high * factor),
        )


NOTHING = Grams(0, 0, 0)


@dataclass(frozen=True, slots=True)
class CarbonStatement:
    """Carbon of some days under one set of factors.

    Attributes
    ----------
    version
        Set of emission factors.
    avoided
        Emissions avoided by the materials recovered.
    burdens
        Emissions of transport, site energy and disposal of residue, in full.
    subtracted
        Part of each burden that no factor of avoided emissions holds already.
    """

    version: str
    avoided: Grams
    burdens: Mapping[Burden, Grams]
    subtracted: Mapping[Burden, Grams]

    @property
    def net(self) -> Grams:
        """Avoided emissions less the burdens outside their factors."""
        return self.avoided.less(sum(self.subtracted.values(), NOTHING))


@dataclass(frozen=True, slots=True)
class CarbonReport:
    """Carbon of some days: as posted, and worked out again under another set.

    Attributes
    ----------
    start, end
        First and last day, both counted.
    posted
        What the books say.
    restated
        The same activity under a chosen set; ``None`` when none was chosen.
    green_share
        Certified green power over all electricity of sites; ``None`` without any.
    kg_by_grade
        Recovered mass by data quality.
    price_fen_per_t
        Low, middle and high price of a tonne CO2e, for the indicative value.
    price_source
        Where the price comes from.
    sealed_until
        Last day of the last sealed month, ``None`` when none is.
    """

    start: date
    end: date
    posted: CarbonStatement
    restated: CarbonStatement | None
    green_share: float | None
    kg_by_grade: Mapping[str, int]
    price_fen_per_t: tuple[int, int, int]
    price_source: str
    sealed_until: date | None


def factor_set(
    factors: tuple[EmissionFactor, ...], version: str, codes: set[str]
) -> dict[str, EmissionFactor]:
    """Factors of a set by code, the newest year of each.

    Raises
    ------
    InputError
        When the set lacks some; the message names all of them, and the sets there
        are.
    """
    ordered = sorted(factors, key=lambda factor: factor.year)
    chosen = {f.code: f for f in ordered if f.version == version and f.code in codes}
    missing = sorted(codes - chosen.keys())
    if missing:
        known = ", ".join(sorted({f.version for f in factors})) or "none"
        msg = (
            f"emission_factors, version {version!r}: no row for {', '.join(missing)}; "
            f"versions there are: {known}. Add the rows (data/reference/"
            "emission_factors.csv has those of the product), or choose another "
            "version with --factor-version or accounting.factor_version."
        )
        raise InputError(msg)
    return chosen
