"""Reads VRPLIB instances and solutions as they are, for the verifier.

Deliberately a reader of its own: what the product's reader gets wrong shows as a
difference. Fields: https://pyvrp.org/dev/supported_vrplib_fields.html
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import FormatError

type Rounding = Callable[[float], int]

ROUNDINGS: Mapping[str, Rounding] = {
    "round": lambda value: math.floor(value + 0.5),
    "dimacs": lambda value: math.trunc(10 * value),
    "exact": lambda value: round(1000 * value),
}


@dataclass(frozen=True, slots=True)
class RawVrplib:
    """A VRPLIB file: its single values, and the rows of its sections."""

    values: Mapping[str, str]
    sections: Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class VrplibVehicle:
    """One vehicle; money and measures as the rounding makes them.

    Attributes
    ----------
    depot
        Location where it starts and ends.
    reload_depots
        Locations where it may empty itself between two trips.
    clients
        Locations it may serve; ``None`` for all.
    max_duration, max_distance
        ``None`` for no limit.
    """

    capacity: int | None
    depot: int
    fixed_cost: int
    unit_cost: float
    max_duration: int | None
    max_distance: int | None
    reload_depots: frozenset[int]
    clients: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class VrplibFile:
    """An instance, every figure rounded by the convention of its family.

    Attributes
    ----------
    coordinates
        As written; distances are computed from them, pair by pair.
    vehicles
        In the order of the file; one per client where it states no number.
    """

    name: str
    rounding: Rounding
    coordinates: Sequence[tuple[float, float]]
    depots: frozenset[int]
    demand: Sequence[int]
    service: Sequence[int]
    window: Sequence[tuple[int, int]]
    release: Sequence[int]
    prize: Sequence[int]
    vehicles: Sequence[VrplibVehicle]

    def distance(self, start: int, end: int) -> int:
        """Return the rounded Euclidean distance, which is also the time."""
        (x1, y1), (x2, y2) = self.coordinates[start], self.coordinates[end]
        return self.rounding(math.sqrt((x1 - x2) ** 2 + (y1 - y2) ** 2))


def read_raw(path: Path) -> RawVrplib:
    """Read the values and sections of a VRPLIB file.

    Raises
    ------
    FormatError
        If a line belongs to no section and is no value.
    """
    values: dict[str, str] = {}
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] | None = None
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split()
        if not cells:
            continue
        if cells[0] == "EOF":
            break
        if cells[0].rstrip(":").endswith("_SECTION"):
            rows = sections.setdefault(cells[0].rstrip(":"), [])
        elif ":" in line and not _is_number(cells[0]):
            key, _, value = line.partition(":")
            values[key.strip()] = value.strip()
            rows = None
        elif rows is not None:
            rows.append(cells)
        else:
            msg = f"{path.name}, line {number}: neither a value nor in a section."
            raise FormatError(msg)
    return RawVrplib(values, sections)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_vrplib_file(path: Path, rounding: str) -> VrplibFile:
    """Read an instance with Euclidean distances.

    Parameters
    ----------
    path
        File in VRPLIB format, PyVRP's fields included.
    rounding
        Key of ``ROUNDINGS``, the convention of the instance's family.

    Raises
    ------
    FormatError
        If the file lacks what it needs.
    """
    raw = read_raw(path)
    if raw.values.get("EDGE_WEIGHT_TYPE") != "EUC_2D":
        msg = f"{path.name}: EDGE_WEIGHT_TYPE must be EUC_2D."
        raise FormatError(msg)
    if "NODE_COORD_SECTION" not in raw.sections:
        msg = f"{path.name}: NODE_COORD_SECTION is missing."
        raise FormatError(msg)
    reader = _Reader(raw, ROUNDINGS[rounding])
    return VrplibFile(
        name=path.stem,
        rounding=reader.rounding,
        coordinates=[
            (float(x), float(y)) for _, x, y in raw.sections["NODE_COORD_SECTION"]
        ],
        depots=frozenset(reader.depots),
        demand=reader.amounts("DEMAND_SECTION", 0),
        service=reader.service(),
        window=reader.windows(),
        release=reader.amounts("RELEASE_TIME_SECTION", 0),
        prize=reader.amounts("PRIZE_SECTION", 0),
        vehicles=reader.vehicles(),
    )


class _Reader:
    """Turns the parts of a raw file into rounded figures."""

    def __init__(self, raw: RawVrplib, rounding: Rounding) -> None:
        self.rounding = rounding
        self._raw = raw
        self._size = len(raw.sections["NODE_COORD_SECTION"])
        cells = [cell for row in self._rows("DEPOT_SECTION") for cell in row]
        self.depots = [int(cell) - 1 for cell in cells if int(cell) > 0] or [0]

    def amounts(self, section: str, default: int) -> list[int]:
        """One rounded figure per location."""
        found = [default] * self._size
        for row in self._rows(section):
            found[int(row[0]) - 1] = self.rounding(float(row[1]))
        return found

    def service(self) -> list[int]:
        """Return service times; a single value holds for every client."""
        one = self._raw.values.get("SERVICE_TIME")
        if one is None:
            return self.amounts("SERVICE_TIME_SECTION", 0)
        rounded = self.rounding(float(one))
        return [
            0 if location in self.depots else rounded for location in range(self._size)
        ]

    def windows(self) -> list[tuple[int, int]]:
        """Return windows; without any, time is no matter."""
        found = [(0, 2**62)] * self._size
        for row in self._rows("TIME_WINDOW_SECTION"):
            start, end = (self.rounding(float(cell)) for cell in row[1:3])
            found[int(row[0]) - 1] = (start, end)
        return found

    def vehicles(self) -> list[VrplibVehicle]:
        """Every vehicle by itself, in the order of the file."""
        count = int(self._raw.values.get("VEHICLES", self._size - len(self.depots)))
        capacity = self._per_vehicle("CAPACITY", count)
        fixed = self._per_vehicle("VEHICLES_FIXED_COST", count)
        unit = self._per_vehicle("VEHICLES_UNIT_DISTANCE_COST", count)
        duration = self._per_vehicle("VEHICLES_MAX_DURATION", count)
        distance = self._per_vehicle("VEHICLES_MAX_DISTANCE", count)
        depots = self._per_vehicle("VEHICLES_DEPOT", count)
        reloads = self._lists("VEHICLES_RELOAD_DEPOT", count)
        clients = self._lists("VEHICLES_ALLOWED_CLIENTS", count)
        return [
            VrplibVehicle(
                capacity=self._rounded(capacity[index]),
                depot=self.depots[0] if depots[index] is None else _at(depots[index]),
                fixed_cost=self._rounded(fixed[index]) or 0,
                unit_cost=_or_one(unit[index]),
                max_duration=self._rounded(duration[index]),
                max_distance=self._rounded(distance[index]),
                reload_depots=reloads[index] or frozenset(),
                clients=clients[index],
            )
            for index in range(count)
        ]

    def _rows(self, section: str) -> Sequence[Sequence[str]]:
        return self._raw.sections.get(section, ())

    def _rounded(self, value: float | None) -> int | None:
        return None if value is None else self.rounding(value)

    def _per_vehicle(self, key: str, count: int) -> list[float | None]:
        """One figure per vehicle, from a section or from a value for all."""
        one = self._raw.values.get(key)
        found = [None if one is None else float(one)] * count
        for row in self._rows(f"{key}_SECTION"):
            found[int(row[0]) - 1] = float(row[1])
        return found

    def _lists(self, key: str, count: int) -> list[frozenset[int] | None]:
        """Locations per vehicle, from a section; ``None`` where there is none."""
        rows = self._rows(f"{key}_SECTION")
        if not rows:
            return [None] * count
        found: list[frozenset[int] | None] = [frozenset()] * count
        for row in rows:
            found[int(row[0]) - 1] = frozenset(int(cell) - 1 for cell in row[1:])
        return found


def _at(value: float | None) -> int:
    return int(value or 1) - 1


def _or_one(value: float | None) -> float:
    return 1.0 if value is None else value


@dataclass(frozen=True, slots=True)
class SolFile:
    """A VRPLIB solution: locations by vehicle, and the cost as written."""

    routes: Mapping[int, Sequence[int]]
    cost: float | None


def read_sol(path: Path) -> SolFile:
    """Read a solution: ``Route #k: ...`` is the route of vehicle ``k``.

    Raises
    ------
    FormatError
        If a route cannot be read, or a vehicle has two.
    """
    routes: dict[int, list[int]] = {}
    cost: float | None = None
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        head, _, rest = line.strip().partition(":")
        try:
            if head.lower().startswith("route"):
                vehicle = int(head[len("route") :].strip(" \t#")) - 1
                if vehicle in routes:
                    msg = f"{path.name}, line {number}: a second route of one vehicle."
                    raise FormatError(msg)
                routes[vehicle] = [int(cell) for cell in rest.split()]
            elif head.lower().startswith("cost"):
                cost = float(line.replace(":", " ").split()[1])
        except (ValueError, IndexError) as error:
            if isinstance(error, FormatError):
                raise
            msg = f"{path.name}, line {number}: cannot be read: {line[:60]!r}."
            raise FormatError(msg) from error
    return SolFile(routes, cost)
