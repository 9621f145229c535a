"""Reads the waste-collection instances of Kim, Kim and Sahoo (2006) as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import FormatError

DEPOT, STOP, LANDFILL = 0, 1, 2
FEET_PER_MILE = 5280
HEADER_LINES = 5
COLUMNS = 8
LUNCH_FIRST_S, LUNCH_LAST_S = 11 * 3600, 12 * 3600


@dataclass(frozen=True, slots=True)
class KimPlace:
    """A depot, stop or landfill: feet, seconds after midnight, cubic yards."""

    id: int
    x: float
    y: float
    earliest_s: int
    latest_s: int
    service_s: float
    load: float
    kind: int


@dataclass(frozen=True, slots=True)
class KimFile:
    """An instance.

    Attributes
    ----------
    capacity, daily_load
        Cubic yards a vehicle holds, and picks up in a day.
    daily_stops
        Stops of a vehicle in a day.
    lunch_s
        Seconds of lunch, begun between 11:00 and 12:00.
    feet_per_s
        Speed along the axes.
    """

    name: str
    capacity: float
    daily_load: float
    daily_stops: int
    lunch_s: int
    feet_per_s: float
    places: Sequence[KimPlace]

    def feet(self, start: KimPlace, end: KimPlace) -> float:
        """Distance along the axes."""
        return abs(start.x - end.x) + abs(start.y - end.y)

    def travel_s(self, start: KimPlace, end: KimPlace) -> float:
        """Seconds of driving."""
        return self.feet(start, end) / self.feet_per_s


def is_kim(text: str) -> bool:
    """Whether a text has five figures with comments, then the title row."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) <= HEADER_LINES + 1:
        return False
    head, row = lines[:HEADER_LINES], lines[HEADER_LINES + 1].split()
    are_figures = all(_is_figure(line.split(maxsplit=1)[0]) for line in head)
    return are_figures and len(row) == COLUMNS and all(map(_is_figure, row))


def _is_figure(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_kim(path: Path) -> KimFile:
    """Read an instance.

    Raises
    ------
    FormatError
        If a line is not what it should be; the message says which.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        head = [float(line.split(maxsplit=1)[0]) for line in lines[:HEADER_LINES]]
        capacity, daily_load, daily_stops, lunch_s, miles_per_h = head
    except (ValueError, IndexError) as error:
        msg = f"{path.name}: the first five lines must begin with a number."
        raise FormatError(msg) from error
    places = [
        _place(path.name, number, line.split())
        for number, line in enumerate(lines[HEADER_LINES:], HEADER_LINES + 1)
        if _is_figure(line.split(maxsplit=1)[0])
    ]
    if [place.kind for place in places].count(DEPOT) != 1:
        msg = f"{path.name}: needs exactly one depot."
        raise FormatError(msg)
    return KimFile(
        name=path.stem,
        capacity=capacity,
        daily_load=daily_load,
        daily_stops=int(daily_stops),
        lunch_s=int(lunch_s),
        feet_per_s=miles_per_h * FEET_PER_MILE / 3600,
        places=places,
    )


def _place(name: str, number: int, cells: list[str]) -> KimPlace:
    try:
        key, x, y, earliest, latest, service, load, kind = map(float, cells)
    except ValueError as error:
        msg = f"{name}, row {number}: eight figures are expected."
        raise FormatError(msg) from error
    return KimPlace(
        id=int(key),
        x=x,
        y=y,
        earliest_s=_clock_s(earliest),
        latest_s=_clock_s(latest),
        service_s=service,
        load=load,
        kind=int(kind),
    )


def _clock_s(hhmm: float) -> int:
    hours, minutes = divmod(int(hhmm), 100)
    return hours * 3600 + minutes * 60
