"""Ways between points, with instructions, from the OSRM engine."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from maps.osrm_engine import osrm
from maps.osrm_tables import Snaps, engine_refusal
from maps.paths import RoadLeg, RoadStep

if TYPE_CHECKING:
    from osrm import OSRM

_NO_WAY = "NoRoute"


def find_leg(engine: "OSRM", ends: Snaps) -> RoadLeg | None:
    """Find the way between two points; None when there is none.

    Each leg is asked for by itself: then it takes as long as the table says.

    Raises
    ------
    RoadsError
        The engine refuses the question.
    """
    question = osrm.RouteParameters(
        coordinates=ends.places(),
        hints=ends.hints.tolist(),
        steps=True,
        geometries="geojson",
        overview="false",
        generate_hints=False,
    )
    try:
        answer = engine.Route(question)
    except RuntimeError as error:
        if _NO_WAY in str(error):
            return None
        raise engine_refusal(error) from error
    leg = answer["routes"][0]["legs"][0]
    line = np.array(list(_line(leg["steps"])))
    return RoadLeg(
        lon=line[:, 0],
        lat=line[:, 1],
        distance_m=_whole(leg["distance"]),
        duration_s=_whole(leg["duration"]),
        steps=tuple(_step(step) for step in leg["steps"]),
    )


def _line(steps: list[Mapping[str, Any]]) -> Iterator[tuple[float, float]]:
    """Points of the line, without those where one step takes over from another."""
    last = None
    for step in steps:
        for lon, lat in step["geometry"]["coordinates"]:
            if (lon, lat) != last:
                yield lon, lat
            last = lon, lat


def _step(step: Mapping[str, Any]) -> RoadStep:
    manoeuvre = step["maneuver"]
    lon, lat = manoeuvre["location"]
    words = [manoeuvre["type"], _get(manoeuvre, "modifier")]
    return RoadStep(
        manoeuvre=" ".join(word for word in words if word),
        name=step["name"] or _get(step, "ref"),
        distance_m=_whole(step["distance"]),
        duration_s=_whole(step["duration"]),
        lon=lon,
        lat=lat,
    )


def _get(what: Mapping[str, Any], key: str) -> str:
    # The engine's objects have no ``get``.
    return str(what[key]) if key in what else ""


def _whole(exact: float) -> int:
    """Round half up, as tables do."""
    return int(exact + 0.5)
