"""The network: sites and what is known about them, checked together."""

from collections.abc import Buffer, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from recycling.domain.errors import InputError
from recycling.domain.fleet import Restriction, Vehicle, VehicleType
from recycling.domain.materials import (
    Certainty,
    EmissionFactor,
    HazardClass,
    Material,
    Parameter,
)
from recycling.domain.sites import (
    District,
    FacilityClass,
    Site,
    SiteKind,
    SiteStatus,
    Supply,
    Zone,
)


class Severity(StrEnum):
    """Whether a finding stops the planning of the site it names."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check of the network noticed.

    Attributes
    ----------
    check
        Name of the check; its wording in every language is a message.
    severity
        An error takes the site out of planning, a warning does not.
    subject_id
        Site, vehicle or zone concerned.
    value
        What was found.
    detail
        What the message refers to: a limit, the accepted values.
    """

    check: str
    severity: Severity
    subject_id: str
    value: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A candidate that lies where nothing may be built.

    Attributes
    ----------
    site_id
        The candidate.
    zone_id, zone_name, rule
        The polygon, and the rule it stands for.
    distance_m
        Metres from the polygon; 0 inside it.
    buffer_m
        Width of the strip around the polygon that counts as inside.
    """

    site_id: str
    zone_id: str
    zone_name: str
    rule: str
    distance_m: int
    buffer_m: int


@dataclass(frozen=True, slots=True)
class Network:
    """Everything planning starts from, keyed by code or id."""

    sites: Mapping[str, Site]
    districts: Mapping[str, District]
    materials: Mapping[str, Material]
    vehicle_types: Mapping[str, VehicleType]
    vehicles: Mapping[str, Vehicle]
    zones: Mapping[str, Zone]
    restrictions: Mapping[str, Restriction]
    facility_classes: Mapping[str, FacilityClass]
    parameters: Mapping[str, Parameter]
    emission_factors: tuple[EmissionFactor, ...]
    supplies: tuple[Supply, ...]

    @property
    def is_synthetic(self) -> bool:
        """Some sites come from the synthetic sample; whoever shows them says so."""
        return any(
            site.certainty is Certainty.SYNTHETIC for site in self.sites.values()
        )

    def of_kind(
        self, kind: SiteKind, status: SiteStatus | None = SiteStatus.EXISTING
    ) -> list[Site]:
        """Sites of a kind in the order of their ids; ``None`` for any status."""
        chosen = [
            site
            for site in self.sites.values()
            if site.kind is kind and (status is None or site.status is status)
        ]
        return sorted(chosen, key=lambda site: site.site_id)

    def accepted(self, site: Site) -> frozenset[str]:
        """Codes of the materials a site takes.

        A site that lists none takes every material, but end-of-life vehicles
        go to dismantlers only, and dismantlers take nothing else (Decree 715:
        vehicles are dismantled only at a licensed site; GB/T 45083-2024 does
        not cover licensed dismantling).
        """
        if site.materials:
            return frozenset(site.materials)
        is_dismantler = site.kind is SiteKind.DISMANTLER
        return frozenset(
            code
            for code, material in self.materials.items()
            if (material.hazard is HazardClass.ELV) == is_dismantler
        )

    def parameter(self, code: str) -> float:
        """Value of a parameter.

        Raises
        ------
        InputError
            When the parameter table has no such code.
        """
        if code not in self.parameters:
            msg = (
                f"parameters, {code}: no such row. Add it, or import "
                "data/reference/parameters.csv."
            )
            raise InputError(msg)
        return self.parameters[code].value

    def positive_parameter(self, code: str) -> float:
        """Value of a parameter that other figures are divided by.

        Raises
        ------
        InputError
            When it is missing, or not above 0.
        """
        value = self.parameter(code)
        if not value > 0:
            msg = f"parameters, {code}: must be > 0, got {value}. Correct the row."
            raise InputError(msg)
        return value


@dataclass(frozen=True, slots=True)
class SiteSupply:
    """What the demand stage expects of a site for one material and year.

    Attributes
    ----------
    site_id, material, stream
        Source.
    kg_per_year, units_per_year
        Expected yearly amount.
    is_estimate
        False where the amount was declared or measured.
    """

    site_id: str
    material: str
    stream: str
    kg_per_year: int
    units_per_year: int
    is_estimate: bool


class TravelBlock(Protocol):
    """Travel from some sites (rows) to others (columns), -1 where no way leads."""

    @property
    def distance_m(self) -> Buffer:
        """int32 array of metres."""

    @property
    def duration_s(self) -> Buffer:
        """int32 array of seconds."""


class Travel(Protocol):
    """Travel between sites, a block at a time; nothing asks for all of it."""

    @property
    def name(self) -> str:
        """Where the times come from, with a warning when it is a fall-back."""

    def block(self, origins: Sequence[str], destinations: Sequence[str]) -> TravelBlock:
        """Travel from each origin site to each destination site."""


@dataclass(frozen=True, slots=True)
class SpeedBuckets:
    """Speed of the hours of a day over the day's usual speed, by travel zone.

    Attributes
    ----------
    starts_s
        Seconds after midnight at which each bucket starts, the first at 0; the
        last one lasts until midnight.
    factor_by_zone
        One factor per bucket, by travel zone; 0.5 is half as fast.
    """

    starts_s: tuple[int, ...]
    factor_by_zone: Mapping[str, tuple[float, ...]]


class Paths(Protocol):
    """The way a vehicle takes on the ground through some sites, for drawing."""

    def path(self, site_ids: Sequence[str]) -> Sequence[tuple[float, float]]:
        """Line through the sites in order: lon, lat in WGS-84 degrees."""


class ZoneLines(Protocol):
    """Straight lines between sites that lead through a zone."""

    def through(self, zone_id: str, site_ids: Sequence[str]) -> Buffer:
        """Matrix of booleans, a row and a column per site: is the zone crossed."""
