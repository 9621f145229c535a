r"""A town of a few streets, written as OpenStreetMap XML.

::

    W --- D ==bridge== C           island: I --- J, far away
    |     |            |
    |   no lorries     |
    |     |            |
     ---- A ---------- B
           \-> E ----->/           one way

The bridge carries 5 t. From C to D a truck goes round by B, A and W; a car crosses.
"""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Xml

import numpy as np

from maps.travel import Points


@dataclass(frozen=True)
class Street:
    name: str
    nodes: str
    tags: dict[str, str]


PLACES = {
    "A": (106.500, 29.500),
    "B": (106.510, 29.500),
    "C": (106.510, 29.510),
    "D": (106.500, 29.510),
    "E": (106.505, 29.495),
    "W": (106.480, 29.505),
    "I": (106.600, 29.600),
    "J": (106.610, 29.600),
}

STREETS = (
    Street("Long Street", "AB", {"highway": "primary"}),
    Street("North Road", "BC", {"highway": "residential"}),
    Street("Old Bridge", "CD", {"highway": "secondary", "maxweight": "5"}),
    Street("Market Lane", "AD", {"highway": "tertiary", "hgv": "no"}),
    Street("Weir Road", "AWD", {"highway": "tertiary"}),
    Street("Mill Street", "AEB", {"highway": "tertiary", "oneway": "yes"}),
    Street("Island Road", "IJ", {"highway": "tertiary"}),
)


def write_town(path: Path, streets: tuple[Street, ...] = STREETS) -> Path:
    """Write the town as an .osm file."""
    root = Xml.Element("osm", version="0.6")
    ids = {name: str(number) for number, name in enumerate(PLACES, start=1)}
    for name, (lon, lat) in PLACES.items():
        attributes = {"id": ids[name], "lon": str(lon), "lat": str(lat)}
        Xml.SubElement(root, "node", attributes, version="1")
    for number, street in enumerate(streets, start=1):
        way = Xml.SubElement(root, "way", id=str(number), version="1")
        for name in street.nodes:
            Xml.SubElement(way, "nd", ref=ids[name])
        for key, value in {"name": street.name, **street.tags}.items():
            Xml.SubElement(way, "tag", k=key, v=value)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def at(*names: str) -> Points:
    """Corners of the town as points."""
    lon, lat = zip(*(PLACES[name] for name in names), strict=True)
    return Points(np.array(lon), np.array(lat))
