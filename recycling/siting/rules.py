"""What a siting plan has to keep to, and what it may decide about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from recycling.domain.plans import SiteAction


@dataclass(frozen=True, slots=True)
class TargetRule:
    """Least mass that must be recovered, first weighed at a licensed intake.

    Attributes
    ----------
    kg
        Kilograms a year, one figure per year of the plan.
    material, district
        Part it holds for; empty for all.
    """

    kg: tuple[int, ...]
    material: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What may become of a site, and who says so.

    Attributes
    ----------
    site_id
        The site.
    actions
        What is left to choose from.
    reason
        The rule, polygon or person that decided, in words.
    """

    site_id: str
    actions: frozenset[SiteAction]
    reason: str


@dataclass(frozen=True, slots=True)
class SitingRules:
    """Everything a plan is asked for besides the network and its supply.

    Attributes
    ----------
    years
        Years of the plan, ascending; each stands until the next, the last for
        itself.
    targets
        Least recovered masses.
    green_minimum
        Green centres asked for, one figure per year; empty for none.
    budget_fen_per_year
        Most that may be invested in a year; ``None`` for no limit.
    carbon_price_fen_per_t
        Money for a tonne of CO2.
    max_haul_km, max_direct_haul_km
        Longest way of collected and of direct loads; ``None`` for the parameters.
    max_haul_min
        Longest driving time of collected loads; ``None`` for no limit.
    min_throughput_kg
        Least yearly intake of centres that are opened or upgraded, where it is more
        than that of their class and not beyond its capacity.
    coverage_share
        Least share of the household tonnes served within the coverage radius.
    equity_share
        Least share of its supply that is taken from every district.
    is_single_source
        Whether all of a source's material goes to one site.
    has_trunks
        Whether what centres make goes on to parks, bases and disposal.
    has_outside
        Whether buyers outside the planned area take what is sorted, by a long way.
    decides_dismantlers
        Whether dismantlers may be closed and enlarged.
    unserved_fen_per_t
        Price of a tonne nobody takes; ``None`` for the parameter.
    demand_factor, diesel_factor
        Supply and diesel price over those of the parameters.
    haul_factors
        Way of collected loads over the estimate, by travel zone.
    sites
        Decisions that are already made.
    factor_version
        Set of emission factors.
    nearest_sites, trunk_legs
        Assignments of a source, and destinations of an output, that are considered.
    cell_km
        Collection points of one district within a square of this side are one
        source; 0 leaves every point alone.
    """

    years: tuple[int, ...]
    targets: tuple[TargetRule, ...] = ()
    green_minimum: tuple[int, ...] = ()
    budget_fen_per_year: int | None = None
    carbon_price_fen_per_t: int = 0
    max_haul_km: float | None = None
    max_direct_haul_km: float | None = None
    max_haul_min: float | None = None
    min_throughput_kg: int = 0
    coverage_share: float = 0.0
    equity_share: float = 0.0
    is_single_source: bool = False
    has_trunks: bool = False
    has_outside: bool = False
    decides_dismantlers: bool = False
    unserved_fen_per_t: int | None = None
    demand_factor: float = 1.0
    diesel_factor: float = 1.0
    haul_factors: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({})
    )
    sites: tuple[SiteRule, ...] = ()
    factor_version: str = ""
    nearest_sites: int = 6
    trunk_legs: int = 5
    cell_km: float = 10.0

    @property
    def weights(self) -> tuple[int, ...]:
        """Years each year of the plan stands for: 2, 3, 1 for 2025, 2027, 2030."""
        later = (*self.years[1:], self.years[-1] + 1)
        return tuple(b - a for a, b in zip(self.years, later, strict=True))
