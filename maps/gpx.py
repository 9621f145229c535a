"""Journeys as GPX 1.1, the format of navigation devices and telephone maps.

Each journey becomes a route (its stops, in order, with times) and a track (its way
on the ground). Order of the elements as the schema has it:
http://www.topografix.com/GPX/1/1/gpx.xsd
"""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from maps.files import replacing

NAMESPACE: Final = "http://www.topografix.com/GPX/1/1"

_CREATOR: Final = "recovery-network"
_DECIMALS: Final = 7
# What XML 1.0 cannot hold at all, not even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A stop of a journey.

    Attributes
    ----------
    lon, lat
        Position in degrees.
    name, note, kind
        What a device shows: name, comment and category.
    time
        When one is there, with its time zone; None where not known.
    """

    lon: float
    lat: float
    name: str
    note: str = ""
    kind: str = ""
    time: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """A vehicle's way.

    Attributes
    ----------
    name, note, kind
        What a device shows: name, description and category.
    stops
        Where it calls, in order.
    way
        Line it follows, pairs of lon and lat.
    """

    name: str
    note: str
    kind: str
    stops: tuple[Waypoint, ...]
    way: tuple[tuple[float, float], ...]


def write_gpx(
    path: Path | str,
    journeys: Sequence[Journey],
    *,
    name: str,
    note: str = "",
    keywords: str = "",
) -> None:
    """Write journeys as one file.

    Parameters
    ----------
    path
        File to write or replace; its folder must exist. It appears whole or not at
        all.
    journeys
        Journeys, numbered from 1 in this order.
    name, note, keywords
        What the file says of itself. GPX means WGS-84: a file in another datum must
        say so here.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    root = ET.Element("gpx", {"xmlns": NAMESPACE, "version": "1.1"})
    root.set("creator", _CREATOR)
    metadata = ET.SubElement(root, "metadata")
    _texts(metadata, name=name, desc=note, keywords=keywords)
    for number, journey in enumerate(journeys, 1):
        _head(root, "rte", journey, number).extend(_stop(s) for s in journey.stops)
    for number, journey in enumerate(journeys, 1):
        segment = ET.SubElement(_head(root, "trk", journey, number), "trkseg")
        segment.extend(_point("trkpt", lon, lat) for lon, lat in journey.way)
    ET.indent(root, " ")
    with replacing(Path(path)) as partial:
        ET.ElementTree(root).write(partial, encoding="utf-8", xml_declaration=True)


def _head(root: ET.Element, tag: str, journey: Journey, number: int) -> ET.Element:
    """Route or track of a journey, still without its points."""
    element = ET.SubElement(root, tag)
    _texts(element, name=journey.name, desc=journey.note)
    _texts(element, number=str(number), type=journey.kind)
    return element


def _stop(stop: Waypoint) -> ET.Element:
    element = _point("rtept", stop.lon, stop.lat)
    if stop.time is not None:
        moment = stop.time.astimezone(dt.UTC)
        _texts(element, time=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    _texts(element, name=stop.name, cmt=stop.note, type=stop.kind)
    return element


def _point(tag: str, lon: float, lat: float) -> ET.Element:
    degrees = {"lat": f"{lat:.{_DECIMALS}f}", "lon": f"{lon:.{_DECIMALS}f}"}
    return ET.Element(tag, degrees)


def _texts(parent: ET.Element, **texts: str) -> None:
    """Add child elements that hold text; an empty text adds none."""
    for tag, text in texts.items():
        if text:
            ET.SubElement(parent, tag).text = _NOT_XML.sub("", text)
