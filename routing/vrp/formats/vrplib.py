"""VRPLIB files, in PyVRP's dialect, as routing problems.

One unit of the file's distance is a metre, a second and a fen at once. What a
client is brought there is fetched here, which is the same to a vehicle that
does nothing else. A vehicle may bring its last trip home; a depot where it may
reload is a place to unload.
"""

from dataclasses import dataclass
from pathlib import Path

from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vrplib_fleet import Fleet, read_fleet
from routing.vrp.formats.vrplib_text import VrplibText, parse_text
from routing.vrp.formats.vrplib_travel import ROUNDINGS, SCALES, travel_table
from routing.vrp.formats.vrplib_values import Values
from routing.vrp.parts import Choice
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
)


@dataclass(frozen=True, slots=True)
class VrplibInstance:
    """A problem read from a VRPLIB file, and how its numbers relate to it.

    Locations of the problem are the places of the file, counted from 0: first
    the depots, then the clients; stop ``i`` is place ``num_depots + i``.

    Attributes
    ----------
    name, kind
        The file's name of the problem and its type, such as ``CVRP``.
    problem
        The problem.
    scale
        How many units of the problem one unit of the file is (see ``SCALES``).
    vehicles
        Per vehicle type, the positions of its vehicles in the file.
    individual
        Whether routes belong to vehicles of the file by their position.
    """

    name: str
    kind: str
    problem: RoutingProblem
    scale: int
    vehicles: tuple[tuple[int, ...], ...]
    individual: bool

    @property
    def num_depots(self) -> int:
        """Number of depots: the number of the first client's place."""
        return len(self.problem.depots)


def read_vrplib(path: Path, rounding: str = "none") -> VrplibInstance:
    """Read a problem from a VRPLIB file.

    Parameters
    ----------
    path
        The file.
    rounding
        What is done to every value: one of ``ROUNDINGS``.

    Raises
    ------
    FormatError
        If the file is not one, asks for what cannot be expressed, or a value
        is not whole after rounding; every fault is named.
    """
    return parse_vrplib(path.read_text(encoding="utf-8"), rounding, path.name)


def parse_vrplib(text: str, rounding: str, source: str) -> VrplibInstance:
    """Return the problem a text in VRPLIB format states; see ``read_vrplib``."""
    faults = Faults(f"{source} cannot be read as VRPLIB")
    if rounding not in ROUNDINGS:
        faults.add("rounding", f"must be one of {', '.join(ROUNDINGS)}", rounding)
        faults.raise_any()
    parsed = parse_text(text, faults)
    values = Values(parsed, ROUNDINGS[rounding], faults)
    size = values.count("DIMENSION") or 0
    if not size:
        faults.add("DIMENSION", "must be the number of depots and clients, above 0")
    faults.raise_any()
    table = travel_table(parsed, size, ROUNDINGS[rounding], faults)
    depots = _depots(parsed, size, faults)
    fleet = read_fleet(values, size, depots, table)
    stops = _stops(values, fleet, size, depots)
    choices = _choices(values, stops, size, depots)
    faults.raise_any()
    problem = RoutingProblem(
        dimensions=("demand",),
        tables={"default": TravelTable(table, table)},
        depots=tuple(Depot(str(place + 1), place) for place in range(depots)),
        unload_sites=tuple(
            UnloadSite(str(place + 1), place) for place in fleet.reload_depots
        ),
        stops=tuple(stops),
        vehicle_types=fleet.vehicle_types,
        access_rules=fleet.access_rules,
        choices=choices,
    )
    return VrplibInstance(
        name=parsed.headers.get("NAME", source),
        kind=parsed.headers.get("TYPE", ""),
        problem=problem,
        scale=SCALES.get(rounding, 1),
        vehicles=fleet.vehicles,
        individual=len(fleet.vehicle_types) > 1,
    )


def _depots(text: VrplibText, size: int, faults: Faults) -> int:
    """Return the number of depots, which must be the first places."""
    if "DEPOT" not in text.sections:
        return 1
    given = [value for row in text.sections["DEPOT"] for value in row if value != -1]
    if not given or given != list(range(1, len(given) + 1)) or len(given) > size:
        place = f"{text.place('DEPOT')}_SECTION"
        way = "put the depots first"
        faults.add(place, "must be the first places, from 1 on", given, way)
        return 1
    return len(given)


def _stops(values: Values, fleet: Fleet, size: int, depots: int) -> list[Stop]:
    demands = values.column("DEMAND", size, 0) or []
    services = values.column("SERVICE_TIME", size, 0) or []
    releases = values.column("RELEASE_TIME", size, 0) or []
    prizes = values.column("PRIZE", size, 0) or []
    windows = values.windows("TIME_WINDOW", size)
    return [
        Stop(
            name=str(place + 1),
            location=place,
            load=(demands[place],),
            service_s=services[place],
            time_windows=() if windows is None else (TimeWindow(*windows[place]),),
            release_s=releases[place],
            required=prizes[place] == 0,
            prize_fen=prizes[place],
            vehicle_types=fleet.allowed_types(place),
        )
        for place in range(depots, size)
    ]


def _choices(
    values: Values, stops: list[Stop], size: int, depots: int
) -> tuple[Choice, ...]:
    """Return the groups of clients of which one is served."""
    name = "MUTUALLY_EXCLUSIVE_GROUP"
    if name not in values.text.sections:
        return ()
    rows = len(values.text.sections[name])
    groups = [g for g in values.lists(name, rows, size) or [] if len(g) > 1]
    place = f"{values.text.place(name)}_SECTION"
    members = [member for group in groups for member in group]
    if len(members) != len(set(members)):
        values.faults.add(place, "a client may be in one group only")
    for member in members:
        if member < depots:
            values.faults.add(place, "must name clients", member + 1)
        elif not stops[member - depots].required:
            rule = "a client of a group may have no prize"
            values.faults.add(place, rule, member + 1, "remove the prize")
    return tuple(
        Choice(tuple((member - depots,) for member in group)) for group in groups
    )
