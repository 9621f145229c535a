"""Mass that goes through a site, and what of it is explained."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.errors import InputError
from recycling.domain.sites import SiteKind
from recycling.domain.tickets import Flow


class OutRule(StrEnum):
    """What tells the mass that left a site.

    A load that leaves one site for another may be weighed at both; only one of
    the two weighings may count.
    """

    OWN_ELSE_ARRIVALS = "own_else_arrivals"
    """Output tickets of the site; arrivals elsewhere that name it as their origin
    for materials of which it wrote no output ticket in the month."""

    OWN = "own"
    """Output tickets of the site alone."""

    ARRIVALS = "arrivals"
    """Arrivals elsewhere that name it as their origin, alone."""

    @classmethod
    def parse(cls, text: str) -> "OutRule":
        """Read a rule.

        Raises
        ------
        InputError
            When there is no such rule.
        """
        if text not in set(cls):
            msg = f"--out-rule: must be one of {', '.join(cls)}, got {text!r}."
            raise InputError(msg)
        return cls(text)


@dataclass(frozen=True, slots=True)
class FlowSum:
    """Sums of a month's tickets by where loads went and came from.

    Attributes
    ----------
    month
        First day of the month.
    site, origin
        Site that weighed them, and the one they name as origin, empty for none.
    material, stream, flow
        What was weighed and which way it went.
    net_kg, units, tickets, simulated_kg
        Sums; a correction may make them negative.
    """

    month: date
    site: str
    origin: str
    material: str
    stream: str
    flow: Flow
    net_kg: int
    units: int
    tickets: int
    simulated_kg: int


class Doubt(StrEnum):
    """Why a line of a balance wants a look."""

    BEYOND_TOLERANCE = "beyond_tolerance"
    NO_OPENING_STOCK = "no_opening_stock"
    NO_CLOSING_STOCK = "no_closing_stock"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """Mass balance of a site, a month and a material.

    ``gap = in + made - out - stock change - turned into products - residue``.

    Attributes
    ----------
    site_id, material
        Where and of what.
    intake_kg, transfer_kg, import_kg
        What came in, by flow.
    made_kg
        What dismantling made of vehicles.
    out_kg
        What left, by the rule of the balance.
    stock_change_kg
        Stock at the end less stock at the beginning; ``None`` where a stocktake is
        missing, counted as no change.
    used_kg
        What went into something else: vehicles dismantled, material that parks and
        bases turned into products.
    residue_kg
        What sorting or dismantling left over, by yield.
    doubts
        What is missing, and whether the gap is beyond the tolerance.
    """

    site_id: str
    material: str
    intake_kg: int
    transfer_kg: int
    import_kg: int
    made_kg: int
    out_kg: int
    stock_change_kg: int | None
    used_kg: int
    residue_kg: int
    doubts: tuple[Doubt, ...] = ()

    @property
    def in_kg(self) -> int:
        """Everything that came in."""
        return self.intake_kg + self.transfer_kg + self.import_kg

    @property
    def gap_kg(self) -> int:
        """Mass nobody explains: positive where more came in than is accounted for."""
        known = self.out_kg + (self.stock_change_kg or 0) + self.used_kg
        return self.in_kg + self.made_kg - known - self.residue_kg

    @property
    def gap_share(self) -> float | None:
        """Gap over what came in or was made; ``None`` where that is nothing."""
        base_kg = self.in_kg + self.made_kg
        return self.gap_kg / base_kg if base_kg > 0 else None


@dataclass(frozen=True, slots=True)
class SiteBalance:
    """Mass balance of a site and a month over its materials.

    Attributes
    ----------
    site_id, name, kind, district
        Where.
    month
        First day of the month.
    lines
        By material.
    is_flagged
        The gap of a material or of the whole site is beyond the tolerance.
    """

    site_id: str
    name: str
    kind: SiteKind
    district: str
    month: date
    lines: tuple[BalanceLine, ...]
    is_flagged: bool

    @property
    def in_kg(self) -> int:
        """Everything that came in."""
        return sum(line.in_kg for line in self.lines)

    @property
    def out_kg(self) -> int:
        """Everything that left."""
        return sum(line.out_kg for line in self.lines)

    @property
    def stock_change_kg(self) -> int:
        """Known change of the stock."""
        return sum(line.stock_change_kg or 0 for line in self.lines)

    @property
    def used_kg(self) -> int:
        """What was turned into something the balance does not follow."""
        return sum(line.used_kg - line.made_kg for line in self.lines)

    @property
    def residue_kg(self) -> int:
        """What sorting and dismantling left over."""
        return sum(line.residue_kg for line in self.lines)

    @property
    def gap_kg(self) -> int:
        """Mass nobody explains."""
        return sum(line.gap_kg for line in self.lines)

    @property
    def gap_share(self) -> float | None:
        """Gap over what came in; ``None`` where nothing did."""
        return self.gap_kg / self.in_kg if self.in_kg > 0 else None


@dataclass(frozen=True, slots=True)
class MonthBalance:
    """Mass balances of all sites in a month.

    Attributes
    ----------
    month, rule, tolerance
        When, what told the outputs, and the share beyond which a gap is flagged.
    sites
        By site.
    """

    month: date
    rule: OutRule
    tolerance: float
    sites: tuple[SiteBalance, ...]

    @property
    def entered_kg(self) -> int:
        """What came into the network: transfers between its sites are left out."""
        lines = (line for site in self.sites for line in site.lines)
        return sum(line.intake_kg + line.import_kg for line in lines)

    @property
    def transferred_kg(self) -> int:
        """What arrived from other sites of the network."""
        return sum(line.transfer_kg for site in self.sites for line in site.lines)

    @property
    def flagged(self) -> tuple[SiteBalance, ...]:
        """Sites whose gap is beyond the tolerance, the largest first."""
        found = [site for site in self.sites if site.is_flagged]
        return tuple(sorted(found, key=lambda site: (-abs(site.gap_kg), site.site_id)))
