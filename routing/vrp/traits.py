"""What of a routing problem does not depend on ways: its stops, sites and fleet."""

from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.problem import RoutingProblem, Stop
from routing.vrp.windows import Windows, merged_windows

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ProblemTraits:
    """Arrays over stops, sites and vehicle types, and what rules there are.

    Nodes are numbered through: the stops, then the unloading sites, then the
    depots, then the chargers.
    """

    problem: RoutingProblem

    @property
    def num_nodes(self) -> int:
        """Number of nodes."""
        return self.first_charger + len(self.problem.chargers)

    @property
    def num_stops(self) -> int:
        """Number of stops: the first unloading site's node."""
        return len(self.problem.stops)

    @property
    def num_sites(self) -> int:
        """Number of unloading sites."""
        return len(self.problem.unload_sites)

    @cached_property
    def special(self) -> NDArray[np.bool_]:
        """Nodes at which an order of visits needs more than the plain times.

        Stops with soft windows or a release time, and sites where access rules
        depend on how long an unloading takes.
        """
        answer = np.zeros(self.num_nodes, dtype=np.bool_)
        answer[: self.num_stops] = [
            stop.release_s > 0
            or (stop.late_cost_fen_per_min is not None and bool(stop.time_windows))
            for stop in self.problem.stops
        ]
        ruled = {site for r in self.problem.access_rules for site in r.unload_sites}
        for index in ruled:
            per_1000 = self.problem.unload_sites[index].service_s_per_1000
            answer[self.num_stops + index] = per_1000 > 0
        return answer

    @cached_property
    def loads_take_time(self) -> bool:
        """Whether the time of an unloading depends on the load."""
        return any(site.service_s_per_1000 for site in self.problem.unload_sites)

    @cached_property
    def limits_intake(self) -> bool:
        """Whether some site takes only so much in a day."""
        return any(site.intake is not None for site in self.problem.unload_sites)

    @cached_property
    def intake(self) -> Ints:
        """Most each site takes, of shape (sites, dimensions); no limit is the most."""
        no_limit = (np.iinfo(np.int64).max,) * len(self.problem.dimensions)
        rows = [
            no_limit if site.intake is None else site.intake
            for site in self.problem.unload_sites
        ]
        return np.array(rows, np.int64).reshape(self.num_sites, -1)

    @cached_property
    def commodity(self) -> Ints:
        """Number of each stop's commodity."""
        numbers: dict[str, int] = {}
        names = [stop.commodity for stop in self.problem.stops]
        found = [numbers.setdefault(name, len(numbers)) for name in names]
        return np.array(found, dtype=np.int64)

    @cached_property
    def planned(self) -> tuple[bool, ...]:
        """Whether each vehicle type's days have more than works and ways."""
        return tuple(
            bool(kind.breaks)
            or kind.driving_rest is not None
            or kind.energy is not None
            for kind in self.problem.vehicle_types
        )

    @cached_property
    def release_s(self) -> Ints:
        """Release time per stop."""
        return np.array([s.release_s for s in self.problem.stops], dtype=np.int64)

    @cached_property
    def queues(self) -> NDArray[np.bool_]:
        """Nodes where vehicles may have to queue: sites with docks, chargers."""
        answer = np.zeros(self.num_nodes, dtype=np.bool_)
        for index, site in enumerate(self.problem.unload_sites):
            answer[self.num_stops + index] = site.docks is not None
        answer[len(answer) - len(self.problem.chargers) :] = True
        return answer

    @cached_property
    def shares(self) -> bool:
        """Whether vehicles share docks, plugs or an intake."""
        return self.limits_intake or bool(self.queues.any())

    @cached_property
    def first_charger(self) -> int:
        """Node of the first charger."""
        return self.num_stops + self.num_sites + len(self.problem.depots)

    @cached_property
    def raw_windows(self) -> tuple[Windows, ...]:
        """Windows per stop, as given, whether hard or soft."""
        return tuple(merged_windows(s.time_windows) for s in self.problem.stops)

    @cached_property
    def weight(self) -> Ints:
        """Weight of leaving a stop out: 1 + priority, 0 for optional ones."""
        return np.array(
            [(1 + stop.priority) * stop.required for stop in self.problem.stops],
            dtype=np.int64,
        )

    @cached_property
    def rank(self) -> dict[int, int]:
        """Place on its route of each stop that has a certain one."""
        stops = enumerate(self.problem.stops)
        return {index: stop.rank for index, stop in stops if stop.rank is not None}

    @cached_property
    def away(self) -> Floats:
        """Weight of serving a stop by a type that is not its home, in parts of a fen.

        Shape (stops, types).
        """
        problem = self.problem
        homes = [-1 if stop.home is None else stop.home for stop in problem.stops]
        home = np.array(homes, dtype=np.int64)[:, None]
        kinds = np.arange(len(problem.vehicle_types))
        price = float(PARTS_PER_FEN * problem.objective.reassign_fen)
        answer: Floats = np.where((home >= 0) & (home != kinds), price, 0.0)
        return answer

    @cached_property
    def reassigns(self) -> bool:
        """Whether some vehicle weighs more than another on account of homes."""
        return bool(self.away.any())

    @cached_property
    def twin(self) -> Ints:
        """Number per stop, the same for stops alike in all but their names."""
        names = [item.name for item in fields(Stop) if item.name != "name"]
        numbers: dict[tuple[object, ...], int] = {}
        bare = map(attrgetter(*names), self.problem.stops)
        found = [numbers.setdefault(key, len(numbers)) for key in bare]
        return np.array(found, dtype=np.int64)

    @cached_property
    def twin_count(self) -> Ints:
        """How many stops there are of each number of ``twin``."""
        return np.bincount(self.twin)

    @cached_property
    def most_load(self) -> Ints:
        """Largest load of a stop per dimension, at least 1."""
        most: Ints = np.maximum(self.load.max(axis=0, initial=0), 1)
        return most

    @cached_property
    def mixing(self) -> bool:
        """Whether what rides together matters beyond the capacity."""
        compartments = any(kind.compartments for kind in self.problem.vehicle_types)
        return compartments or bool(self.problem.incompatible)

    @cached_property
    def load(self) -> Ints:
        """Load per stop and dimension."""
        rows = [stop.load for stop in self.problem.stops]
        shape = (len(rows), len(self.problem.dimensions))
        return np.array(rows, dtype=np.int64).reshape(shape)

    @cached_property
    def capacity(self) -> Ints:
        """Capacity per vehicle type and dimension."""
        rows = [vehicle.capacity for vehicle in self.problem.vehicle_types]
        shape = (len(rows), len(self.problem.dimensions))
        return np.array(rows, dtype=np.int64).reshape(shape)

    @cached_property
    def is_empty(self) -> NDArray[np.bool_]:
        """Stops with nothing to load: they need no unloading."""
        empty: NDArray[np.bool_] = ~self.load.any(axis=1)
        return empty

    @cached_property
    def prize_fen(self) -> Ints:
        """Prize per stop; 0 for required ones."""
        stops = self.problem.stops
        prizes = [0 if stop.required else stop.prize_fen for stop in stops]
        return np.array(prizes, dtype=np.int64)

    @cached_property
    def required(self) -> NDArray[np.bool_]:
        """Whether a stop is required."""
        return np.array([stop.required for stop in self.problem.stops], dtype=np.bool_)
