"""Parts of a routing problem: breaks, rest, compartments, energy, choices."""

from dataclasses import dataclass

from routing.vrp.solution import VisitKind


@dataclass(frozen=True, slots=True)
class Break:
    """A pause a driver must have, such as lunch.

    It is due on every route that is still on its way after ``latest_s`` and had
    left its depot before; it is taken once, between two works: at the place just
    worked at, before driving on, or at the next one, before its work.

    Attributes
    ----------
    earliest_s, latest_s
        Seconds after midnight between which it begins.
    duration_s
        How long it lasts.
    """

    earliest_s: int
    latest_s: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class DrivingRest:
    """A rest due after driving for some time.

    Any pause of at least ``rest_s`` in one piece counts: a rest, a break,
    waiting, or charging. Work at stops and unloading is neither driving nor rest.

    Attributes
    ----------
    max_driving_s
        Most seconds of driving between two rests; no single way may be longer.
    rest_s
        Least seconds of a rest.
    """

    max_driving_s: int
    rest_s: int


@dataclass(frozen=True, slots=True)
class Overtime:
    """What the hours beyond the regular ones cost on top.

    Attributes
    ----------
    regular_s
        Seconds between departure and return without overtime.
    unit_cost_fen_per_h
        Extra cost per hour beyond them.
    """

    regular_s: int
    unit_cost_fen_per_h: int


@dataclass(frozen=True, slots=True)
class Compartment:
    """A separate part of a vehicle's body.

    On every trip all that is on board of one commodity rides in one compartment.
    Commodities that may not travel together may share a vehicle with compartments,
    but not a compartment. The vehicle's own capacity holds besides.

    Attributes
    ----------
    capacity
        One limit per dimension of the problem.
    commodities
        What it may hold; ``None`` for everything.
    """

    capacity: tuple[int, ...]
    commodities: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Energy:
    """The battery of an electric vehicle.

    Attributes
    ----------
    usable_wh
        Watt-hours that may be used between full and empty.
    consumption_wh_per_km
        Of the empty vehicle.
    load_consumption_wh_per_km_per_1000
        Added for every 1,000 units on board of the first dimension (a tonne,
        where that is kilograms), in proportion.
    charge_power_w
        Most watts it can take.
    initial_wh
        Watt-hours left when a route begins; ``None`` for full.
    """

    usable_wh: int
    consumption_wh_per_km: int
    load_consumption_wh_per_km_per_1000: int
    charge_power_w: int
    initial_wh: int | None = None

    @property
    def start_wh(self) -> int:
        """Watt-hours left when a route begins."""
        return self.usable_wh if self.initial_wh is None else self.initial_wh


@dataclass(frozen=True, slots=True)
class Charger:
    """A place where electric vehicles charge on the way, at any time of day.

    Attributes
    ----------
    name
        The caller's key.
    location
        Row of the travel tables.
    power_w
        Watts of each plug.
    plugs
        How many vehicles can charge at a time; others queue, which is waiting.
    """

    name: str
    location: int
    power_w: int
    plugs: int = 1


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit that is already decided: a stop or an unloading, by position."""

    kind: VisitKind
    index: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Sets of stops of which exactly one is served.

    A stop belongs to one choice at most. Its stops are required or optional
    together and share a priority. The stops of the alternatives not taken are
    unserved with the reason ``not_chosen``; when none can be taken, all are, the
    first alternative's with the true reason. The prize and the weight of an
    omission count once: those of the first alternative's stops.

    Attributes
    ----------
    alternatives
        Positions of the stops of each alternative.
    """

    alternatives: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A load on board.

    Attributes
    ----------
    commodity
        What it is.
    load
        One amount per dimension of the problem.
    """

    commodity: str
    load: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """What counts besides the vehicles' own costs; all zero by default.

    Attributes
    ----------
    carbon_price_fen_per_t
        Price of a tonne of CO2 emitted; part of the cost of a route.
    balance_fen_per_h
        Weight, not money spent: per hour between the longest and the shortest
        duration of the routes.
    compactness_fen_per_km
        Weight, not money spent: per kilometre between the stops of a route and
        its centre, the stop with the least sum of such distances. Routes that
        keep to themselves do not cross.
    reassign_fen
        Weight, not money spent: per visit of a stop by a vehicle of another type
        than its home. A day that changes under way stays like the one known.
    """

    carbon_price_fen_per_t: int = 0
    balance_fen_per_h: int = 0
    compactness_fen_per_km: int = 0
    reassign_fen: int = 0
