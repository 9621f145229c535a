"""Sites of the recovery network, districts, zones and what sites may become."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.materials import Certainty, Stream
from recycling.domain.units import S_PER_DAY


def is_valid(first: date | None, last: date | None, day: date) -> bool:
    """Whether a day lies between two days, both counted; ``None`` for no limit."""
    return (first is None or first <= day) and (last is None or day <= last)


class SiteKind(StrEnum):
    """Kind of a node of the network."""

    COLLECTION_POINT = "collection_point"
    TRANSFER_STATION = "transfer_station"
    SORTING_CENTRE = "sorting_centre"
    DISMANTLER = "dismantler"
    PARK = "park"
    PROCESSING_BASE = "processing_base"
    DEPOT = "depot"
    DISPOSAL = "disposal"
    CHARGER = "charger"
    PORT = "port"
    RAIL_STATION = "rail_station"
    GENERATOR = "generator"
    ADDRESS = "address"


INTAKE_KINDS = frozenset(
    {
        SiteKind.SORTING_CENTRE,
        SiteKind.DISMANTLER,
        SiteKind.PARK,
        SiteKind.PROCESSING_BASE,
    }
)
"""Kinds whose weighbridge may be the first licensed intake of a load."""


class TravelZone(StrEnum):
    """Part of the city with its own detour factor and speed."""

    CENTRAL = "central"
    NEW_CITY = "new_city"
    NORTHEAST = "northeast"
    SOUTHEAST = "southeast"


class SiteStatus(StrEnum):
    """Whether a site works today."""

    EXISTING = "existing"
    CANDIDATE = "candidate"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Site:
    """A node of the network.

    Attributes
    ----------
    site_id
        Key of the site.
    name
        Name shown to users; synthetic sites say so.
    kind, status
        What it is and whether it works today.
    district
        Code of the district it lies in.
    lon, lat
        Position in WGS-84 degrees.
    materials
        Codes of the materials it takes or gives; empty for all.
    opens_s, closes_s
        Opening hours in seconds after midnight.
    capacity_kg_per_year
        Licensed yearly intake; ``None`` where none is known.
    capacity_units_per_year
        Licensed vehicles per year of a dismantler.
    facility_class
        Code of the class a sorting centre or dismantler belongs to.
    area_m2
        Site area.
    is_green
        Recognised as a green sorting centre (绿色分拣中心).
    has_weighbridge, has_hazardous_store, has_dust_control, has_noise_control
        Compliance attributes of GB/T 45083-2024.
    permit_no, permit_valid_to
        Pollution or dismantling permit and its last day.
    docks
        Vehicles that can unload or charge at once; 0 where it is not known, which
        limits no unloading and is one plug of a charger.
    service_s
        Fixed time of one visit: loading at a point, weighing and unloading at
        a centre.
    population_served
        People a collection point stands for.
    power_kw
        Power of a charger.
    visit_weekdays
        ISO weekdays (1 Monday .. 7 Sunday) on which a collection point may be
        visited; empty for those of the settings.
    unload_s_per_t
        Time of unloading a tonne, besides the fixed time.
    intake_kg_per_day
        Most it takes in a day; ``None`` for no limit.
    storage_l
        Loose litres that the containers of a collection point hold together; ``None``
        for the parameter's litres per person.
    source, certainty
        Where the row comes from.
    """

    site_id: str
    name: str
    kind: SiteKind
    district: str
    lon: float
    lat: float
    status: SiteStatus = SiteStatus.EXISTING
    materials: tuple[str, ...] = ()
    opens_s: int = 0
    closes_s: int = S_PER_DAY
    capacity_kg_per_year: int | None = None
    capacity_units_per_year: int | None = None
    facility_class: str = ""
    area_m2: int | None = None
    is_green: bool = False
    has_weighbridge: bool = False
    has_hazardous_store: bool = False
    has_dust_control: bool = False
    has_noise_control: bool = False
    permit_no: str = ""
    permit_valid_to: date | None = None
    docks: int = 0
    service_s: int = 0
    population_served: int = 0
    power_kw: int = 0
    visit_weekdays: tuple[str, ...] = ()
    unload_s_per_t: int = 0
    intake_kg_per_day: int | None = None
    storage_l: int | None = None
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION


@dataclass(frozen=True, slots=True)
class District:
    """An administrative district of the city, as a point with its people.

    Attributes
    ----------
    code
        GB/T 2260 code.
    name_en, name_zh
        Names shown to users.
    zone, subzone
        Planning zone (主城都市区, 渝东北, 渝东南) and its part.
    travel_zone
        Which detour and speed parameters hold there.
    lon, lat
        Seat of the district in WGS-84 degrees.
    population
        Census population.
    area_km2
        Published area.
    industry_share
        Share of the city's industrial scrap, 0 to 1.
    source, certainty
        Where the row comes from.
    """

    code: str
    name_en: str
    name_zh: str
    zone: str
    lon: float
    lat: float
    population: int
    area_km2: float
    subzone: str = ""
    travel_zone: TravelZone = TravelZone.NEW_CITY
    industry_share: float = 0.0
    source: str = ""
    certainty: Certainty = Certainty.PUBLISHED


class ZoneKind(StrEnum):
    """What a polygon is for."""

    DISTRICT = "district"
    EXCLUSION = "exclusion"
    RESTRICTION = "restriction"


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon on the map.

    Attributes
    ----------
    zone_id, name, kind
        Key, name shown to users, and what it is for.
    geometry_wkt
        Polygon or multipolygon in WGS-84, well-known text.
    buffer_m
        Width of the strip around it that counts as inside.
    rule
        The rule it stands for, shown wherever it excludes something.
    valid_from, valid_to
        First and last day it holds; ``None`` for no limit.
    source, certainty
        Where it comes from.
    """

    zone_id: str
    name: str
    kind: ZoneKind
    geometry_wkt: str
    buffer_m: int = 0
    rule: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION

    def in_force(self, day: date) -> bool:
        """Whether the zone holds on a day."""
        return is_valid(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Supply:
    """What a site produces of one material in a year, as declared or measured.

    Sites without a row get an estimate from the demand stage.
    """

    site_id: str
    material: str
    stream: Stream
    kg_per_year: int
    units_per_year: int = 0
    year: int = 0
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION


@dataclass(frozen=True, slots=True)
class FacilityClass:
    """A size a sorting centre can be built or upgraded to.

    Attributes
    ----------
    code
        Key of the class.
    name_en, name_zh
        Names shown to users.
    kind
        Kind of site it applies to.
    capacity_kg_per_year, min_throughput_kg_per_year
        Most and least it may take in a year.
    capital_cost_fen
        Investment for a new site of this class.
    upgrade_cost_fen
        Investment for bringing an existing site to this class.
    lifetime_years
        Years over which the investment is annualised.
    fixed_cost_fen_per_year, unit_cost_fen_per_t
        Operation without and per tonne.
    is_green
        Meets the green sorting centre standard.
    can_be_new
        May be built on a candidate site.
    can_be_upgrade
        An existing site may be upgraded to it.
    """

    code: str
    name_en: str
    name_zh: str
    kind: SiteKind
    capacity_kg_per_year: int
    min_throughput_kg_per_year: int = 0
    capital_cost_fen: int = 0
    upgrade_cost_fen: int = 0
    lifetime_years: int = 15
    fixed_cost_fen_per_year: int = 0
    unit_cost_fen_per_t: int = 0
    is_green: bool = False
    can_be_new: bool = False
    can_be_upgrade: bool = False
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION
