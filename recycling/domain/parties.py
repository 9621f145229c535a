"""Who delivers and is paid, at which price, and for how many points."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.materials import Certainty


class PartyKind(StrEnum):
    """What a party is to the network."""

    SUPPLIER = "supplier"
    RESIDENT = "resident"
    OPERATOR = "operator"
    BUYER = "buyer"


class PriceKind(StrEnum):
    """What a price is paid for."""

    PURCHASE = "purchase"
    SUBSIDY = "subsidy"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody loads are settled with.

    Attributes
    ----------
    party_id, name, kind
        Key, name on statements, and what the party is.
    district
        Where it is, empty when unknown.
    price_list
        Price list it is paid by.
    certainty
        ``synthetic`` for parties made up for a demonstration.
    """

    party_id: str
    name: str
    kind: PartyKind = PartyKind.SUPPLIER
    district: str = ""
    price_list: str = "standard"
    certainty: Certainty = Certainty.PUBLISHED


@dataclass(frozen=True, slots=True)
class Price:
    """A price per tonne of a material, from a day on.

    Attributes
    ----------
    price_list, kind, material, valid_from
        Key: list, what is paid for, material, first day.
    fen_per_t
        Price; paid to the party.
    valid_to
        Last day; ``None`` until the next price.
    source, certainty
        Where it comes from.
    """

    price_list: str
    kind: PriceKind
    material: str
    valid_from: date
    fen_per_t: int
    valid_to: date | None = None
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION


@dataclass(frozen=True, slots=True)
class PointRule:
    """Green points for a material under a version of the rules.

    Attributes
    ----------
    version, material
        Key.
    points_per_t
        Points for a tonne; a load's points are rounded down.
    valid_from
        First day of the version.
    source, certainty
        Where it comes from.
    """

    version: str
    material: str
    points_per_t: int
    valid_from: date
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION
