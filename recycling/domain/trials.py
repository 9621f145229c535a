"""What routing says about the ways a siting plan estimated."""

from dataclasses import dataclass
from datetime import date

from recycling.domain.studies import SitingStudy


@dataclass(frozen=True, slots=True)
class ZoneTrial:
    """Routed and estimated transport work of a travel zone.

    Attributes
    ----------
    zone
        Travel zone of the depots.
    days
        Days that were routed with loads there.
    load_kg
        Mass collected on them.
    estimated_kg_m, routed_kg_m
        Load times way: along the plan's assignments, and along the routes.
    """

    zone: str
    days: int
    load_kg: int
    estimated_kg_m: int
    routed_kg_m: int

    @property
    def factor(self) -> float | None:
        """Routed over estimated; ``None`` without an estimate."""
        if not self.estimated_kg_m:
            return None
        return self.routed_kg_m / self.estimated_kg_m


@dataclass(frozen=True, slots=True)
class SitingTrial:
    """A siting plan tested by routing, and the plan solved again with the result.

    Attributes
    ----------
    days
        The sampled days.
    zones
        Comparison by travel zone.
    before, after
        The study that was tested, and the one with corrected ways.
    """

    days: tuple[date, ...]
    zones: tuple[ZoneTrial, ...]
    before: SitingStudy
    after: SitingStudy
