"""Exclusion zones and traffic zones, drawn as simple polygons."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recycling.domain.materials import Certainty
from recycling.domain.sites import Zone, ZoneKind
from recycling.sample.geography import apportion, centroid, disc, ring
from recycling.sample.inputs import Inputs
from recycling.sample.labels import generator

CORNERS = 12
INNER_SHARE = 0.6
"""Least radius of an exclusion zone's corners over its nominal radius."""

RULES = ("生态保护红线(合成示意)", "饮用水水源保护区(合成示意)")


@dataclass(frozen=True, slots=True)
class DrawnZone:
    """A polygon with what its file needs.

    Attributes
    ----------
    zone_id, name, kind, rule, buffer_m, source
        As in the table of zones.
    district
        District it was drawn in.
    middle, inner_m
        A disc that lies inside it.
    corners
        Closed ring of positions.
    """

    zone_id: str
    name: str
    kind: ZoneKind
    rule: str
    buffer_m: int
    source: str
    district: str
    middle: tuple[float, float]
    inner_m: float
    corners: tuple[tuple[float, float], ...]


def exclusion_zones(inputs: Inputs) -> list[DrawnZone]:
    """Draw exclusion zones, more of them where more land is protected."""
    rng = generator(inputs, "zones")
    knobs = inputs.knobs
    protected = np.array(
        [
            place.eco_priority_pct * place.district.area_km2 + 1
            for place in inputs.places
        ]
    )
    numbers = apportion(knobs.count("zones.count"), protected)
    zones = []
    for place, number in zip(inputs.places, numbers, strict=True):
        for i in range(int(number)):
            spot = disc(rng, 1, centroid(place), place.radius_m / 2)[0]
            middle = (float(spot[0]), float(spot[1]))
            radius_m = rng.uniform(
                knobs.number("zones.radius_min"), knobs.number("zones.radius_max")
            )
            radii_m = radius_m * rng.uniform(INNER_SHARE, 1.0, CORNERS)
            zones.append(
                DrawnZone(
                    zone_id=f"EX-{place.code}-{i + 1:02d}",
                    name=f"禁建区-{place.short_name}-{i + 1:02d}",
                    kind=ZoneKind.EXCLUSION,
                    rule=RULES[i % len(RULES)],
                    buffer_m=knobs.count("zones.buffer"),
                    source=inputs.source,
                    district=place.code,
                    middle=middle,
                    inner_m=radius_m * INNER_SHARE / 2,
                    corners=tuple(ring(middle, radii_m)),
                )
            )
    return zones


def traffic_zones(inputs: Inputs) -> list[DrawnZone]:
    """Draw the areas of published traffic rules as circles."""
    zones = []
    for row in inputs.traffic_zones:
        middle = (float(row["lon"]), float(row["lat"]))
        radius_m = float(row["radius_m"])
        corners = ring(middle, np.full(CORNERS, radius_m))
        zones.append(
            DrawnZone(
                zone_id=row["zone_id"],
                name=row["name"],
                kind=ZoneKind.RESTRICTION,
                rule=row["rule"],
                buffer_m=0,
                source=f"{inputs.source}; circle drawn around the area of the rule",
                district=row["district"],
                middle=middle,
                inner_m=radius_m / 2,
                corners=tuple(corners),
            )
        )
    return zones


def zone_of(drawn: DrawnZone) -> Zone:
    """Turn a drawn zone into one of the network."""
    line = ", ".join(f"{lon} {lat}" for lon, lat in drawn.corners)
    return Zone(
        zone_id=drawn.zone_id,
        name=drawn.name,
        kind=drawn.kind,
        geometry_wkt=f"POLYGON (({line}))",
        buffer_m=drawn.buffer_m,
        rule=drawn.rule,
        source=drawn.source,
        certainty=Certainty.SYNTHETIC,
    )


def write_zones(path: Path, zones: Sequence[DrawnZone]) -> Path:
    """Write zones as GeoJSON in WGS-84 (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "zone_id": zone.zone_id,
                "name": zone.name,
                "kind": zone.kind.value,
                "buffer_m": zone.buffer_m,
                "rule": zone.rule,
                "source": zone.source,
                "certainty": Certainty.SYNTHETIC.value,
            },
            "geometry": {"type": "Polygon", "coordinates": [zone.corners]},
        }
        for zone in zones
    ]
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(
        json.dumps(collection, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return path
