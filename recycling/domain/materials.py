"""Materials and the factors that turn tonnes into litres, money and carbon."""

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How far a reference figure can be trusted."""

    SEED_PLAN = "seed plan"
    PUBLISHED = "published"
    ASSUMPTION = "assumption"
    SYNTHETIC = "synthetic"


class HazardClass(StrEnum):
    """What a material asks of vehicle and store; never loaded with another class."""

    NONE = "none"
    WEEE = "weee"
    BATTERY = "battery"
    ELV = "elv"


class Stream(StrEnum):
    """Where a load comes from."""

    HOUSEHOLD = "household"
    COMMERCIAL = "commercial"
    INDUSTRIAL = "industrial"
    ELV = "elv"


@dataclass(frozen=True, slots=True)
class Material:
    """One of the ten statistical categories, or a sub-category of one.

    Attributes
    ----------
    code
        Key of the material.
    name_en, name_zh
        Names shown to users.
    category
        Code of the statistical category it counts towards; its own code for
        the ten themselves.
    is_low_value
        Collected at a loss without a subsidy (低值可回收物).
    hazard
        What it asks of vehicle and store.
    density_loose_kg_per_m3, density_baled_kg_per_m3
        Planning densities before and after baling.
    yield_share
        Output over input of sorting, 0 to 1; the rest is residue.
    share_of_total
        Share of the city's tonnage, 0 to 1, over the ten categories.
    price_low_fen_per_t, price_high_fen_per_t
        Range of the trade price.
    source, certainty
        Where the figures come from.
    """

    code: str
    name_en: str
    name_zh: str
    category: str
    is_low_value: bool = False
    hazard: HazardClass = HazardClass.NONE
    density_loose_kg_per_m3: float = 100.0
    density_baled_kg_per_m3: float = 400.0
    yield_share: float = 1.0
    share_of_total: float = 0.0
    price_low_fen_per_t: int = 0
    price_high_fen_per_t: int = 0
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION


@dataclass(frozen=True, slots=True)
class Parameter:
    """A cost, time, demand or reporting figure a user may change.

    Attributes
    ----------
    code
        Dotted key, for example ``travel.detour.central``.
    value, low, high
        Figure and its range; low and high equal the value where none is known.
    unit
        Unit of the three.
    note
        What it is for.
    source, certainty
        Where it comes from.
    """

    code: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    note: str = ""
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION


@dataclass(frozen=True, slots=True)
class EmissionFactor:
    """Carbon per unit of activity, for one region, year and factor set.

    Attributes
    ----------
    code
        What the factor is for, for example ``diesel_l``, ``grid_kwh``, or
        ``avoided.steel`` for a tonne of steel that leaves sorting.
    version
        Factor set it belongs to; history can be recomputed under another set.
    region, year
        Where and when it holds.
    kg_per_unit, low, high
        kg CO2e per unit and its range.
    unit
        Unit of the activity.
    boundary
        What is counted: TTW, WTW, generation only. That of avoided emissions names
        the burdens it holds already: ``transport inside``, ``site_energy inside``,
        ``residue inside``.
    source, certainty
        Where it comes from.
    """

    code: str
    version: str
    kg_per_unit: float
    unit: str
    region: str = ""
    year: int = 0
    low: float | None = None
    high: float | None = None
    boundary: str = ""
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION
