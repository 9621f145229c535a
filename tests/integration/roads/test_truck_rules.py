"""Which roads the truck profile takes, and how fast: one road per rule."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as Xml

import numpy as np
import pytest

from maps.osrm_provider import OsrmProvider
from maps.roads import build_roads
from maps.travel import UNREACHABLE, Points, TravelTable
from tests.integration.roads.conftest import RULES, silent

WEST, EAST, SOUTH, APART = 106.50, 106.52, 29.50, 0.01
"""Each road runs from west to east, 1.1 km north of the one before."""


@dataclass(frozen=True)
class Road:
    """Tags of a road and of the node in its middle, and the speed to expect."""

    tags: dict[str, str]
    kmh: float | None
    middle: dict[str, str] = field(default_factory=dict)


def primary(**tags: str) -> dict[str, str]:
    return {"highway": "primary", **{k.replace("__", ":"): v for k, v in tags.items()}}


CLOSED = None
ROADS = {
    "motorway": Road({"highway": "motorway"}, 75),
    "primary": Road(primary(), 45),
    "residential": Road({"highway": "residential"}, 18),
    "unclassified": Road({"highway": "unclassified"}, 24),
    "firm track": Road({"highway": "track", "tracktype": "grade1"}, 10),
    "soft track": Road({"highway": "track", "tracktype": "grade4"}, CLOSED),
    "track of no known kind": Road({"highway": "track"}, CLOSED),
    "footway": Road({"highway": "footway"}, CLOSED),
    "slow sign": Road(primary(maxspeed="30"), 30 * 0.85),
    "slow sign for lorries": Road(primary(maxspeed="60", maxspeed__hgv="20"), 17),
    "fast sign": Road(primary(maxspeed="120"), 45),
    "one lane": Road(primary(lanes="1"), 45 * 0.7),
    "gravel": Road(primary(surface="gravel"), 25),
    "strong": Road(primary(maxweight="20"), 45),
    "weak": Road(primary(maxweight="10"), CLOSED),
    "weak for lorries": Road(primary(maxweight__hgv="7.5"), CLOSED),
    "weak axles": Road(primary(maxaxleload="8"), CLOSED),
    "weak in kg": Road(primary(maxweight="3500 kg"), CLOSED),
    "high": Road(primary(maxheight="4.5"), 45),
    "low": Road(primary(maxheight="3.5"), CLOSED),
    "narrow": Road(primary(maxwidth="2.2"), CLOSED),
    "short": Road(primary(maxlength="8"), CLOSED),
    "no lorries": Road(primary(hgv="no"), CLOSED),
    "vans only": Road(primary(hgv="no", goods="yes"), CLOSED),
    "lorries only": Road(primary(motor_vehicle="no", hgv="yes"), 45),
    "buses only": Road(primary(motor_vehicle="psv"), CLOSED),
    "delivery": Road(primary(hgv="delivery"), 45),
    "no access": Road(primary(access="no"), CLOSED),
    "toll": Road(primary(toll="yes"), 45),
    "being built": Road({"highway": "construction"}, CLOSED),
    "bollard": Road(primary(), CLOSED, {"barrier": "bollard"}),
    "low bar": Road(primary(), CLOSED, {"barrier": "height_restrictor"}),
    "high bar": Road(
        primary(), 45, {"barrier": "height_restrictor", "maxheight": "4.2"}
    ),
    "toll booth": Road(primary(), 45, {"barrier": "toll_booth"}),
}


def write_roads(path: Path) -> Path:
    root = Xml.Element("osm", version="0.6")
    ways = []
    for row, road in enumerate(ROADS.values()):
        way = Xml.Element("way", id=str(row + 1), version="1")
        for at, lon in enumerate((WEST, (WEST + EAST) / 2, EAST)):
            attributes = {
                "id": str(3 * row + at + 1),
                "lon": f"{lon:.6f}",
                "lat": f"{SOUTH + row * APART:.6f}",
            }
            node = Xml.SubElement(root, "node", attributes, version="1")
            for key, value in (road.middle if at == 1 else {}).items():
                Xml.SubElement(node, "tag", k=key, v=value)
            Xml.SubElement(way, "nd", ref=attributes["id"])
        for key, value in road.tags.items():
            Xml.SubElement(way, "tag", k=key, v=value)
        ways.append(way)
    root.extend(ways)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> TravelTable:
    """Along every road from its west to its east."""
    pytest.importorskip("osrm", reason="no wheel of the road engine for this machine")
    folder = tmp_path_factory.mktemp("rules")
    extract = write_roads(folder / "rules.osm")
    graph = build_roads(extract, folder / "roads", "truck", RULES, silent)
    provider = OsrmProvider(graph, max_snap_m=50.0)
    lat = SOUTH + APART * np.arange(len(ROADS))
    west = Points(np.full(len(ROADS), WEST), lat)
    east = Points(np.full(len(ROADS), EAST), lat)
    return provider.table(west, east, "truck")


@pytest.mark.parametrize("name", ROADS)
def test_a_truck_keeps_the_rules_of_a_road(name: str, table: TravelTable) -> None:
    row, kmh = list(ROADS).index(name), ROADS[name].kmh
    seconds, metres = table.duration_s[row, row], table.distance_m[row, row]
    if kmh is CLOSED:
        assert seconds == UNREACHABLE
        assert metres == UNREACHABLE
    else:
        assert metres == pytest.approx(1_936, abs=10)
        assert metres / seconds * 3.6 == pytest.approx(kmh, rel=0.01)
