"""Facts and knobs the sample city is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import pi, sqrt
from pathlib import Path
from typing import Literal

from recycling.domain.errors import InputError
from recycling.domain.materials import Material, Parameter
from recycling.domain.sites import District, FacilityClass, Site
from recycling.domain.targets import Target
from recycling.domain.units import M_PER_KM, S_PER_H, S_PER_MIN
from recycling.sample.files import read_rows, read_table

type Scale = Literal["small", "full"]

CITY = "chongqing"
REFERENCE = "reference"
_SUFFIXES = ("土家族苗族自治县", "苗族土家族自治县", "土家族自治县", "区", "县")


@dataclass(frozen=True, slots=True)
class Knobs:
    """Figures of the generator for one scale, as text by code."""

    values: Mapping[str, str]

    def text(self, code: str) -> str:
        """Value as it stands in the file.

        Raises
        ------
        InputError
            When the file has no such code.
        """
        if code not in self.values:
            msg = f"sample.csv, code: {code!r} is missing. Add its row."
            raise InputError(msg)
        return self.values[code]

    def number(self, code: str) -> float:
        """Value as a number."""
        return float(self.text(code))

    def count(self, code: str) -> int:
        """Value as a whole number."""
        return int(self.text(code))

    def day(self, code: str) -> date:
        """Value as a day."""
        return date.fromisoformat(self.text(code))

    def hours(self, code: str) -> tuple[int, int]:
        """Value ``HH:MM-HH:MM`` as seconds after midnight."""
        start, end = self.text(code).split("-")
        return _seconds(start), _seconds(end)

    def counts(self, code: str) -> dict[str, int]:
        """Value ``name:count|name:count`` as a mapping."""
        parts = (part.partition(":") for part in self.text(code).split("|"))
        return {name: int(count) for name, _, count in parts}


@dataclass(frozen=True, slots=True)
class Place:
    """A district with the points its sites are placed around.

    Attributes
    ----------
    district, short_name
        The district, and its name without 区 or 县.
    urban_lon, urban_lat
        Middle of its urban cluster.
    centre_lon, centre_lat
        Centroid of its area.
    eco_priority_pct
        Share of the area under ecological priority, per cent; 0 when unknown.
    """

    district: District
    short_name: str
    urban_lon: float
    urban_lat: float
    centre_lon: float
    centre_lat: float
    eco_priority_pct: float

    @property
    def code(self) -> str:
        """Code of the district."""
        return self.district.code

    @property
    def radius_m(self) -> float:
        """Radius of a disc of the district's area."""
        return sqrt(self.district.area_km2 / pi) * M_PER_KM


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the generator reads.

    Attributes
    ----------
    scale, seed
        What the caller asked for.
    knobs
        Figures of the generator.
    places
        Districts of the sample.
    city
        All districts, for the sample's share of the city.
    known
        Public facilities in the sample's districts.
    traffic_zones, restrictions
        Rows of the files of these names, for the sample's districts.
    """

    scale: Scale
    seed: int
    knobs: Knobs
    places: tuple[Place, ...]
    city: tuple[District, ...]
    materials: Mapping[str, Material]
    parameters: Mapping[str, Parameter]
    facility_classes: tuple[FacilityClass, ...]
    targets: tuple[Target, ...]
    known: tuple[Site, ...]
    traffic_zones: tuple[dict[str, str], ...]
    restrictions: tuple[dict[str, str], ...]

    @property
    def source(self) -> str:
        """Source every made-up row names."""
        return f"synthetic sample, seed {self.seed}"

    def parameter(self, code: str) -> float:
        """Value of a reference parameter."""
        return self.parameters[code].value


def read_inputs(data_dir: Path, scale: Scale, seed: int) -> Inputs:
    """Read the facts, the knobs and the reference tables.

    Parameters
    ----------
    data_dir
        Folder with ``chongqing/`` and ``reference/``.
    scale
        Column of ``sample.csv`` to use.
    seed
        Seed of every random choice.

    Raises
    ------
    InputError
        When a file or a code is missing.
    """
    city, reference = data_dir / CITY, data_dir / REFERENCE
    knobs = Knobs({r["code"]: r[scale] for r in read_rows(city / "sample.csv")})
    districts = tuple(read_table("districts", city / "districts.csv", District))
    places = _places(city / "centres.csv", districts, knobs.text("scope.districts"))
    codes = {place.code for place in places}
    zones = [r for r in read_rows(city / "traffic_zones.csv") if r["district"] in codes]
    zone_ids = {row["zone_id"] for row in zones}
    rules = read_rows(city / "restrictions.csv")
    materials = read_table("materials", reference / "materials.csv", Material)
    parameters = read_table("parameters", reference / "parameters.csv", Parameter)
    return Inputs(
        scale=scale,
        seed=seed,
        knobs=knobs,
        places=places,
        city=districts,
        materials={material.code: material for material in materials},
        parameters={parameter.code: parameter for parameter in parameters},
        facility_classes=tuple(
            read_table(
                "facility_classes", reference / "facility_classes.csv", FacilityClass
            )
        ),
        targets=tuple(read_table("targets", reference / "targets.csv", Target)),
        known=tuple(
            site
            for site in read_table("sites", city / "facilities.csv", Site)
            if site.district in codes
        ),
        traffic_zones=tuple(zones),
        restrictions=tuple(row for row in rules if row["zone_id"] in zone_ids),
    )


def short_name(name_zh: str) -> str:
    """Name of a district without its rank: 渝中 of 渝中区."""
    for suffix in _SUFFIXES:
        if name_zh.endswith(suffix):
            return name_zh.removesuffix(suffix)
    return name_zh


def _places(
    path: Path, districts: tuple[District, ...], wanted: str
) -> tuple[Place, ...]:
    rows = {row["code"]: row for row in read_rows(path)}
    codes = set(rows) if wanted == "all" else set(wanted.split("|"))
    return tuple(
        Place(
            district=district,
            short_name=short_name(district.name_zh),
            urban_lon=float(rows[district.code]["urban_lon"]),
            urban_lat=float(rows[district.code]["urban_lat"]),
            centre_lon=float(rows[district.code]["centroid_lon"]),
            centre_lat=float(rows[district.code]["centroid_lat"]),
            eco_priority_pct=float(rows[district.code]["eco_priority_pct"] or 0),
        )
        for district in districts
        if district.code in codes
    )


def _seconds(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * S_PER_H + int(minutes) * S_PER_MIN
