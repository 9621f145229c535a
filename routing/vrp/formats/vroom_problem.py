"""A problem as VROOM states it: tasks, shipments, vehicles, matrices.

Times are in seconds, distances in metres, costs in VROOM's own unit (a second of
travel by default). All times are counted from ``VroomProblem.origin_s``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

type Coordinates = tuple[float, float]
"""Longitude and latitude."""

type Window = tuple[int, int]
type Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VroomTask:
    """A job, or one end of a shipment.

    Attributes
    ----------
    kind
        ``job``, ``pickup`` or ``delivery``.
    key
        Its ``id``, unique among tasks of its kind.
    location
        Row of the matrices.
    place
        Coordinates, if given.
    windows
        When the service may start; empty for any time.
    setup_s, service_s
        Seconds of preparing, unless the vehicle was here just before, and of work.
    setup_by_type, service_by_type
        The same for vehicles of a type.
    delivery, pickup
        What is brought here from the start, and taken from here to the end. For
        the ends of a shipment, what is loaded or left.
    shipment
        Number of the shipment it is an end of.
    """

    kind: str
    key: int
    location: int
    place: Coordinates | None
    windows: tuple[Window, ...]
    setup_s: int
    service_s: int
    setup_by_type: Mapping[str, int]
    service_by_type: Mapping[str, int]
    delivery: tuple[int, ...]
    pickup: tuple[int, ...]
    skills: frozenset[int]
    priority: int
    shipment: int | None
    description: str | None

    def setup(self, vehicle_type: str) -> int:
        """Return the seconds of preparing for a type of vehicle."""
        return self.setup_by_type.get(vehicle_type, self.setup_s)

    def service(self, vehicle_type: str) -> int:
        """Return the seconds of work for a type of vehicle."""
        return self.service_by_type.get(vehicle_type, self.service_s)


@dataclass(frozen=True, slots=True)
class VroomBreak:
    """A break; with no window it may begin at any time.

    Attributes
    ----------
    max_load
        Most on board during the break; ``None`` for any load.
    """

    key: int
    windows: tuple[Window, ...]
    service_s: int
    description: str | None
    max_load: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class VroomCosts:
    """Prices of a vehicle, in VROOM's unit of cost."""

    fixed: int = 0
    per_hour: int = 3600
    per_km: int = 0
    per_task_hour: int = 0


@dataclass(frozen=True, slots=True)
class VroomVehicle:
    """A vehicle; ``None`` for a start or end that is free, and for no limit."""

    key: int
    profile: str
    description: str | None
    start: int | None
    end: int | None
    start_place: Coordinates | None
    end_place: Coordinates | None
    capacity: tuple[int, ...]
    costs: VroomCosts
    skills: frozenset[int]
    type: str
    window: Window | None
    breaks: tuple[VroomBreak, ...]
    speed_factor: float
    max_tasks: int | None
    max_travel_s: int | None
    max_distance_m: int | None


@dataclass(frozen=True, slots=True)
class VroomMatrix:
    """Travel between all locations; ``costs`` only where they are their own."""

    durations: Table
    distances: Table | None = None
    costs: Table | None = None


@dataclass(frozen=True, slots=True)
class VroomProblem:
    """A whole problem.

    Attributes
    ----------
    origin_s
        What is taken off every time of the file.
    dimensions
        Length of every amount.
    steps
        Positions of the tasks on the route of each vehicle with which the search
        begins; empty for a vehicle, or all of them, without one.
    notes
        What the file says that solving makes no use of, for the user.
    """

    tasks: tuple[VroomTask, ...]
    vehicles: tuple[VroomVehicle, ...]
    matrices: Mapping[str, VroomMatrix]
    origin_s: int
    dimensions: int
    steps: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def size(self) -> int:
        """Number of locations."""
        return next((len(m.durations) for m in self.matrices.values()), 0)

    @property
    def horizon_s(self) -> int:
        """Seconds within which any day ends that keeps all windows."""
        ends = [w[1] for task in self.tasks for w in task.windows]
        ends += [v.window[1] for v in self.vehicles if v.window is not None]
        ends += [w[1] for v in self.vehicles for b in v.breaks for w in b.windows]
        slowest = min((v.speed_factor for v in self.vehicles), default=1.0)
        longest = max(
            (int(m.durations.max(initial=0)) for m in self.matrices.values()), default=0
        )
        travel = (len(self.tasks) + 1) * int(longest / slowest + 1)
        work = sum(
            max([t.setup_s, *t.setup_by_type.values()])
            + max([t.service_s, *t.service_by_type.values()])
            for t in self.tasks
        )
        pauses = sum(b.service_s for v in self.vehicles for b in v.breaks)
        return max(ends, default=0) + travel + work + pauses


@dataclass(frozen=True, slots=True)
class VroomStep:
    """A visit of a route: a task, or a break where ``task`` is ``None``.

    ``start_s`` is when the work begins, setup included.
    """

    task: int | None
    pause: int | None
    arrival_s: int
    start_s: int
    departure_s: int


@dataclass(frozen=True, slots=True)
class VroomRoute:
    """One vehicle's route, by its position among the vehicles."""

    vehicle: int
    start_s: int
    end_s: int
    steps: tuple[VroomStep, ...]


@dataclass(frozen=True, slots=True)
class VroomAnswer:
    """Routes, the positions of the tasks left out, and seconds used."""

    routes: tuple[VroomRoute, ...]
    unassigned: tuple[int, ...]
    seconds: float = 0.0
