"""Routes with their times, as JSON: ``{"routes": [{"vehicle": ...}]}``."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.faults import FormatError

type PlaceId = int | str


@dataclass(frozen=True, slots=True)
class TimedRoute:
    """One vehicle's day.

    Attributes
    ----------
    vehicle
        Number of the vehicle, from 0.
    day
        Day of the horizon, from 0.
    visits
        Places in order, by the instance's ids: depot, stops and unloadings, depot.
    arrivals
        Seconds at which each visit begins, waiting and a pause before its work
        left behind: the departure from the first depot, the begin of each work,
        the return to the last depot.
    """

    vehicle: int
    day: int
    visits: Sequence[PlaceId]
    arrivals: Sequence[int]


def write_routes(path: Path, routes: Iterable[TimedRoute]) -> None:
    """Write routes, one a line."""
    rows = (json.dumps(asdict(route), ensure_ascii=False) for route in routes)
    text = '{"routes": [\n' + ",\n".join(rows) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def read_routes(path: Path) -> list[TimedRoute]:
    """Read routes.

    Raises
    ------
    FormatError
        If the file is not of that shape.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        routes = [
            TimedRoute(
                route["vehicle"], route["day"], route["visits"], route["arrivals"]
            )
            for route in data["routes"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path.name}: not a file of routes: {error!r}."
        raise FormatError(msg) from error
    for number, route in enumerate(routes):
        if len(route.visits) != len(route.arrivals) or len(route.visits) < 2:
            msg = f"{path.name}, route {number}: needs one arrival per visit, from two."
            raise FormatError(msg)
    return routes
