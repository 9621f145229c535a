"""Journeys written as GPX and read back with a plain XML parser."""

import datetime as dt
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from maps.gpx import NAMESPACE, Journey, Waypoint, write_gpx

CITY = dt.timezone(dt.timedelta(hours=8))
HOSTILE = 'A & B <name> "x" \x00\x0b\ud800 渝\U0001f69b'
SPELLED = 'A & B <name> "x"  渝\U0001f69b'


def journey(name: str = "V-1") -> Journey:
    stops = (
        Waypoint(106.5, 29.5, "0 车场", kind="depot"),
        Waypoint(
            106.51, 29.51, f"1 {HOSTILE}", "pickup, 20 kg", "pickup",
            dt.datetime(2026, 11, 2, 7, 5, 9, tzinfo=CITY),
        ),
        Waypoint(106.5, 29.5, "2 车场", kind="depot"),
    )  # fmt: skip
    way = ((106.5, 29.5), (106.505, 29.52), (106.51, 29.51), (106.5, 29.5))
    return Journey(name, "3 stops", "road", stops, way)


def read(path: Path) -> ET.Element:
    return ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own


def texts(element: ET.Element, path: str) -> list[str]:
    found = element.findall(path.replace("/", "/g:"), {"g": NAMESPACE})
    return [each.text or "" for each in found]


@pytest.fixture
def root(tmp_path: Path) -> ET.Element:
    path = tmp_path / "day.gpx"
    note = "datum=gcj02; way=road"
    write_gpx(path, [journey(), journey("V-2")], name="Day", note=note, keywords=note)
    assert [file.name for file in tmp_path.iterdir()] == ["day.gpx"]
    return read(path)


def test_stops_come_back_in_order_with_their_names_and_times(root: ET.Element) -> None:
    routes = root.findall("g:rte", {"g": NAMESPACE})
    assert texts(root, "./rte/name") == ["V-1", "V-2"]
    assert texts(routes[0], "./rtept/name") == ["0 车场", f"1 {SPELLED}", "2 车场"]
    assert texts(routes[0], "./rtept/time") == ["2026-11-01T23:05:09Z"]
    points = routes[0].findall("g:rtept", {"g": NAMESPACE})
    assert [(float(p.attrib["lon"]), float(p.attrib["lat"])) for p in points] == [
        (106.5, 29.5), (106.51, 29.51), (106.5, 29.5),
    ]  # fmt: skip


def test_tracks_follow_the_way(root: ET.Element) -> None:
    points = root.findall("g:trk/g:trkseg/g:trkpt", {"g": NAMESPACE})
    positions = [(float(p.attrib["lon"]), float(p.attrib["lat"])) for p in points]
    assert tuple(positions) == journey().way * 2
    assert texts(root, "./trk/number") == ["1", "2"]


def test_the_file_says_its_datum(root: ET.Element) -> None:
    assert root.attrib["version"] == "1.1"
    assert texts(root, "./metadata/desc") == ["datum=gcj02; way=road"]


def test_elements_stand_in_the_order_of_the_schema(root: ET.Element) -> None:
    def tags(element: ET.Element) -> list[str]:
        return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]

    assert tags(root) == ["metadata", "rte", "rte", "trk", "trk"]
    assert tags(root[1]) == ["name", "desc", "number", "type", *["rtept"] * 3]
    assert tags(root[1][5]) == ["time", "name", "cmt", "type"]
    assert tags(root[3]) == ["name", "desc", "number", "type", "trkseg"]


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_gpx(tmp_path / "absent" / "day.gpx", [journey()], name="Day")
    assert list(tmp_path.iterdir()) == []
