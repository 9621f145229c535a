"""The vehicle-routing problem: stops, unloading sites, vehicles, travel tables.

Numbers only: masses in integer kilograms and volumes in integer litres (any
other dimension in its own integer unit), distances in metres, times in seconds
after midnight, money in fen (1 CNY = 100 fen).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.vrp.parts import (
    Break,
    Carried,
    Charger,
    Choice,
    Compartment,
    DrivingRest,
    Energy,
    Objective,
    Overtime,
    PlannedVisit,
)

UNREACHABLE = -1
"""Entry of a travel table where no way leads from the row to the column."""

DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Seconds after midnight between which a service may start.

    A window that ends after midnight has ``end_s`` above 86,400.
    """

    start_s: int = 0
    end_s: int = 2 * DAY_S


@dataclass(frozen=True, slots=True)
class TravelTable:
    """Travel between all locations of a problem for one vehicle profile.

    Attributes
    ----------
    distance_m
        int32 array of shape (n, n): metres from row to column.
    duration_s
        int32 array of shape (n, n): seconds from row to column. An entry of
        ``UNREACHABLE`` in either array closes that arc. Neither table need be
        symmetric.
    """

    distance_m: NDArray[np.int32]
    duration_s: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Stop:
    """Something to pick up.

    Attributes
    ----------
    name
        The caller's key.
    location
        Row of the travel tables.
    load
        One amount per dimension of the problem, each >= 0. A load that no
        vehicle can hold at once is fetched in parts (``routing.vrp.split``).
    commodity
        What is picked up; an unloading site must accept it.
    service_s
        Seconds of work at the stop, whatever the load.
    service_s_per_1000
        Seconds of work for every 1,000 units of the first dimension (a tonne,
        where that is kilograms), in proportion; see ``work_s``.
    time_windows
        Windows in which the service may start; empty means at any time.
    late_cost_fen_per_min
        ``None``: the windows are hard. Otherwise the service may also start
        after a window has ended, at this price per minute since the end of the
        last one before it; never before the first window begins.
    release_s
        When it becomes known or ready: the trip that serves it does not leave
        the depot, or the unloading before, earlier.
    required
        A required stop is left out only when no vehicle can serve it, and then
        its omission is priced above anything else.
    priority
        Among required stops that cannot all be served, those of higher priority
        come first: an omission weighs ``1 + priority``. From 0 to 100.
    prize_fen
        What serving an optional stop is worth; it is left out when it costs more.
        Fetching a part of its load is worth a part of it.
    skills
        Skills a vehicle must have to serve it.
    vehicle_types
        Positions of the vehicle types that may serve it; ``None`` for all. One
        locks it to a vehicle, all but one forbids that one.
    rank
        Its place among the stops of its route: 0 for the first, 1 for the
        second, -1 for the last, -2 for the one before; ``None`` for any.
    home
        Position of the vehicle type that was to serve it, of which any vehicle
        will do; another's visit weighs the objective's ``reassign_fen``. ``None``
        where it is all the same.
    """

    name: str
    location: int
    load: tuple[int, ...]
    commodity: str = ""
    service_s: int = 0
    service_s_per_1000: int = 0
    time_windows: tuple[TimeWindow, ...] = ()
    late_cost_fen_per_min: int | None = None
    release_s: int = 0
    required: bool = True
    priority: int = 0
    prize_fen: int = 0
    skills: frozenset[str] = frozenset()
    vehicle_types: frozenset[int] | None = None
    rank: int | None = None
    home: int | None = None


@dataclass(frozen=True, slots=True)
class UnloadSite:
    """A place that empties a vehicle on the way (an intermediate facility).

    Attributes
    ----------
    name
        The caller's key.
    location
        Row of the travel tables.
    service_s
        Seconds of weighing and unloading, whatever the load.
    service_s_per_1000
        Seconds for every 1,000 units unloaded of the first dimension, in
        proportion; see ``work_s``.
    time_windows
        Windows in which unloading may start; empty means at any time.
    commodities
        What it accepts; ``None`` accepts everything. A vehicle may unload only
        where all that it carries is accepted.
    docks
        How many vehicles can unload at a time; others queue, which is waiting.
        ``None`` for no limit.
    intake
        Most it takes from all vehicles together, one amount per dimension;
        ``None`` for no limit.
    charge_power_w
        Watts at which an electric vehicle charges while it unloads; 0 for none.
    """

    name: str
    location: int
    service_s: int = 0
    service_s_per_1000: int = 0
    time_windows: tuple[TimeWindow, ...] = ()
    commodities: frozenset[str] | None = None
    docks: int | None = None
    intake: tuple[int, ...] | None = None
    charge_power_w: int = 0


@dataclass(frozen=True, slots=True)
class Depot:
    """Where vehicles start and end."""

    name: str
    location: int


@dataclass(frozen=True, slots=True)
class VehicleType:
    """Vehicles that are alike in everything the problem can see.

    Attributes
    ----------
    name
        The caller's key.
    num_available
        How many of them there are.
    capacity
        One limit per dimension of the problem.
    start_depot, end_depot
        Positions in the problem's depots.
    returns_empty
        A vehicle arrives at its end depot empty: the last unloading is part of
        its route. ``False`` lets it bring its last trip's load home.
    shift
        Earliest departure from and latest arrival at the depot.
    max_duration_s
        Longest time between departure and return, service, breaks and waiting
        included; ``None`` for no limit besides the shift.
    overtime
        Price of long days within these limits; ``None`` for no extra.
    max_distance_m
        Longest way of one vehicle's day; ``None`` for no limit.
    max_trips
        Most unloadings in one day; ``None`` for no limit. With 0 and
        ``returns_empty`` a vehicle serves only stops without load.
    max_stops
        Most stops in one day; ``None`` for no limit.
    max_load
        Most it may pick up in one day, one amount per dimension, whatever it
        unloads in between; ``None`` for no limit.
    breaks
        Pauses of its driver, in the order of the day.
    driving_rest
        Rest after long driving; ``None`` where no rule asks for it.
    fixed_cost_fen
        Cost of using the vehicle at all.
    unit_distance_cost_fen_per_km
        Cost per kilometre driven.
    unit_duration_cost_fen_per_h
        Cost per hour between departure and return.
    emission_g_per_km
        Grams of CO2 per kilometre, priced by the objective.
    commodities
        What it may carry; ``None`` for everything.
    compartments
        Separate parts of its body; empty for one undivided body.
    skills
        What it can do.
    profile
        Which travel table it uses.
    energy
        Battery; ``None`` where range is no matter.
    on_board
        What each such vehicle carries when it leaves its depot. A vehicle with
        a load on board is always used, and unloads it like any other load.
    prefix
        Visits every such vehicle makes first, in this order: what a running
        route has promised. Needs ``num_available`` 1 where it names stops; such
        a vehicle is always used.
    """

    name: str
    num_available: int
    capacity: tuple[int, ...]
    start_depot: int = 0
    end_depot: int = 0
    returns_empty: bool = True
    shift: TimeWindow = field(default_factory=TimeWindow)
    max_duration_s: int | None = None
    overtime: Overtime | None = None
    max_distance_m: int | None = None
    max_trips: int | None = None
    max_stops: int | None = None
    max_load: tuple[int, ...] | None = None
    breaks: tuple[Break, ...] = ()
    driving_rest: DrivingRest | None = None
    fixed_cost_fen: int = 0
    unit_distance_cost_fen_per_km: int = 0
    unit_duration_cost_fen_per_h: int = 0
    emission_g_per_km: int = 0
    commodities: frozenset[str] | None = None
    compartments: tuple[Compartment, ...] = ()
    skills: frozenset[str] = frozenset()
    profile: str = "default"
    energy: Energy | None = None
    on_board: tuple[Carried, ...] = ()
    prefix: tuple[PlannedVisit, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessRule:
    """A time in which some vehicles may not be at some places.

    Work there, from its start to the departure, must be over when the closed
    time begins or start when it has ended; a vehicle that comes too early waits
    outside. A rule closed for a whole shift keeps the vehicles away.

    Attributes
    ----------
    name
        The caller's key, named when an answer breaks the rule.
    vehicle_types
        Positions of the vehicle types it holds for.
    stops, unload_sites
        Positions of the places it closes to them.
    closed
        The closed time; it ends later than it starts. A rule with several, or
        one that comes back the next day, is several rules.
    chargers
        Positions of the chargers it closes to them, where charging is the work.
    """

    name: str
    vehicle_types: frozenset[int]
    stops: frozenset[int] = frozenset()
    unload_sites: frozenset[int] = frozenset()
    closed: TimeWindow = field(default_factory=TimeWindow)
    chargers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SpeedProfile:
    """How fast vehicles drive where and when, against their travel tables.

    A leg is driven at the mean of the factors of both its ends, bucket by bucket
    (see ``routing.vrp.pace``).

    Attributes
    ----------
    starts_s
        Seconds after midnight at which the buckets begin, from 0 upwards. The
        last bucket lasts for ever: a day that goes on past midnight names the
        next day's buckets too.
    factor
        float64 array of shape (zones, buckets): speed as a multiple of that
        behind the tables, 1 for as in the table, 0.5 for half as fast. Read to
        the thousandth.
    zone
        Integer array of shape (n,): zone of each location.
    """

    starts_s: tuple[int, ...]
    factor: NDArray[np.float64]
    zone: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class RoutingProblem:
    """One day's routing problem.

    Attributes
    ----------
    dimensions
        Names of the capacity dimensions, for example ``("kg", "l")``.
    tables
        One travel table per vehicle profile.
    depots, unload_sites, stops, vehicle_types, chargers
        The parts; they refer to each other by position.
    access_rules
        Where and when some vehicles may not be.
    speed_profile
        Speeds by zone and time of day; ``None`` drives by the tables at any time.
    incompatible
        Pairs of commodities that may not be on board together.
    choices
        Groups of stops of which one alternative is served, such as the days on
        which a station may be visited.
    objective
        Carbon price and weights besides the vehicles' costs.
    """

    dimensions: tuple[str, ...]
    tables: Mapping[str, TravelTable]
    depots: tuple[Depot, ...]
    unload_sites: tuple[UnloadSite, ...]
    stops: tuple[Stop, ...]
    vehicle_types: tuple[VehicleType, ...]
    access_rules: tuple[AccessRule, ...] = ()
    speed_profile: SpeedProfile | None = None
    chargers: tuple[Charger, ...] = ()
    incompatible: frozenset[frozenset[str]] = frozenset()
    choices: tuple[Choice, ...] = ()
    objective: Objective = field(default_factory=Objective)


def work_s(place: Stop | UnloadSite, load: tuple[int, ...]) -> int:
    """Return the seconds of work at a place where a load is picked up or left.

    The fixed seconds and those in proportion to the first dimension, rounded up.
    """
    amount = load[0] if load else 0
    return place.service_s - (-amount * place.service_s_per_1000 // 1000)
