"""Driver sheets: a vehicle's day as its crew reads it."""

from dataclasses import dataclass
from datetime import date

from recycling.domain.plans import PAUSES, PlanState, StopKind
from recycling.domain.units import S_PER_DAY


@dataclass(frozen=True, slots=True)
class SheetStop:
    """One visit, with all that is needed on the spot.

    Attributes
    ----------
    sequence
        Place on the route; the depot it leaves from is 0.
    kind, site_id, name
        What happens where.
    trip
        Trip it belongs to, from 1.
    arrival_s, start_s, departure_s
        Planned times in seconds after midnight.
    load_kg, units
        Picked up (positive) or unloaded (negative): mass, end-of-life vehicles.
    on_board_kg
        On board when leaving.
    distance_m
        Way from the visit before.
    order_id, material, address, contact
        Of an order; empty at any other visit.
    whole_kg
        Load of the order: more than ``load_kg`` where it is fetched in parts.
    window_start_s, window_end_s
        When the service may start.
    link
        Opens the way there on a telephone; empty where no position is known.
    """

    sequence: int
    kind: StopKind
    site_id: str
    name: str
    trip: int
    arrival_s: int
    start_s: int
    departure_s: int
    load_kg: int
    on_board_kg: int
    distance_m: int
    units: int = 0
    order_id: str = ""
    material: str = ""
    address: str = ""
    contact: str = ""
    whole_kg: int = 0
    window_start_s: int = 0
    window_end_s: int = S_PER_DAY
    link: str = ""

    @property
    def wait_s(self) -> int:
        """Time between arrival and the begin of the work."""
        return self.start_s - self.arrival_s

    @property
    def is_part(self) -> bool:
        """Whether it fetches a part of an order only."""
        return bool(self.order_id) and self.load_kg < self.whole_kg

    @property
    def has_window(self) -> bool:
        """Whether the work may not start at any time."""
        is_all_day = self.window_start_s <= 0 and self.window_end_s >= S_PER_DAY
        return bool(self.order_id) and not is_all_day


@dataclass(frozen=True, slots=True)
class DriverSheet:
    """A vehicle's day.

    Attributes
    ----------
    plan_id, state, day, route_id
        Plan it is from, where that stands, its day, and the route.
    vehicle_id, plate, vehicle_type
        Vehicle, its plate, and the code of its type.
    depot
        Name of the site it leaves from.
    stops
        Visits in order, depots included.
    distance_m, duration_s, load_kg
        Way, time from leaving to returning, and mass picked up.
    """

    plan_id: str
    state: PlanState
    day: date
    route_id: str
    vehicle_id: str
    plate: str
    vehicle_type: str
    depot: str
    stops: tuple[SheetStop, ...]
    distance_m: int
    duration_s: int
    load_kg: int

    @property
    def pickups(self) -> int:
        """Number of pickups."""
        return sum(stop.kind is StopKind.PICKUP for stop in self.stops)

    @property
    def trips(self) -> int:
        """Number of unloadings."""
        return sum(stop.kind is StopKind.UNLOAD for stop in self.stops)

    @property
    def units(self) -> int:
        """End-of-life vehicles picked up."""
        return sum(max(0, stop.units) for stop in self.stops)

    @property
    def pause_s(self) -> int:
        """Time of the driver's breaks and rests."""
        pauses = (stop for stop in self.stops if stop.kind in PAUSES)
        return sum(stop.departure_s - stop.start_s for stop in pauses)
