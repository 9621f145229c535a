"""Postings: every tonne, fen and gram the product reports, traced to its row."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Account(StrEnum):
    """What a posting counts; the unit is part of the name."""

    RECOVERED_KG = "recovered_kg"
    ELV_UNITS = "elv_units"
    APPLIANCE_UNITS = "appliance_units"
    TRANSPORT_COST_FEN = "transport_cost_fen"
    TRANSPORT_CO2_G = "transport_co2_g"
    SITE_ENERGY_CO2_G = "site_energy_co2_g"
    RESIDUE_CO2_G = "residue_co2_g"
    AVOIDED_CO2_G = "avoided_co2_g"


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry of the ledger; it is never changed, only reversed.

    Attributes
    ----------
    account
        What is counted.
    day
        Day it belongs to.
    amount, low, high
        Figure in the account's unit, and its range where a factor has one.
    district, material, stream
        What it is counted under; empty where it does not apply.
    source_table, source_id
        Row or group of rows it was worked out from.
    factor_code, factor_version
        Factor that turned activity into the amount.
    """

    account: Account
    day: date
    amount: int
    source_table: str
    source_id: str
    district: str = ""
    material: str = ""
    stream: str = ""
    low: int | None = None
    high: int | None = None
    factor_code: str = ""
    factor_version: str = ""

    @property
    def source(self) -> tuple[str, ...]:
        """What the posting is known by: all but its figures and factor version."""
        return (
            self.account.value,
            self.day.isoformat(),
            self.source_table,
            self.source_id,
            self.district,
            self.material,
            self.stream,
            self.factor_code,
        )
