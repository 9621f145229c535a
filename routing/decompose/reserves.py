"""What a search keeps free for what it does not see: queues, charging and rests."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.vrp.features import is_committed
from routing.vrp.problem import RoutingProblem, UnloadSite, VehicleType
from routing.vrp.solution import RoutingSolution, Visit, VisitKind

FIRST_WAIT = 0.2
"""Waiting at a site with docks that the first search expects, and the least that is
added where stops were lost, as a share of the work there."""

LEAST_MORE = 0.05
"""The least that is added to the pauses of a day where stops were lost, as a share
of the shift."""

MOST_PAUSES = 0.5
"""Most of a shift that is kept free."""

PAUSES = frozenset({VisitKind.CHARGE, VisitKind.REST})

type Floats = NDArray[np.float64]


@dataclass(slots=True)
class Reserves:
    """Seconds kept free in the search of a problem without docks, range and rests.

    Attributes
    ----------
    problem
        The problem with all its rules.
    wait_s
        Per unloading site, what a vehicle is expected to wait.
    pauses_s
        Per vehicle type, what charging and rests are expected to take of a day.
    """

    problem: RoutingProblem
    wait_s: Floats
    pauses_s: Floats

    @classmethod
    def first(cls, problem: RoutingProblem) -> "Reserves":
        """Return what the first search keeps free."""
        return cls(
            problem, _first_wait_s(problem), np.zeros(len(problem.vehicle_types))
        )

    def eased(self) -> RoutingProblem:
        """Return the problem without docks, range and rests, but with time for them."""
        sites = zip(self.problem.unload_sites, self.wait_s.tolist(), strict=True)
        kinds = zip(self.problem.vehicle_types, self.pauses_s.tolist(), strict=True)
        return replace(
            self.problem,
            unload_sites=tuple(_eased_site(site, wait_s) for site, wait_s in sites),
            vehicle_types=tuple(_eased_type(kind, rest_s) for kind, rest_s in kinds),
            chargers=(),
        )

    def learn(self, found: RoutingSolution, answer: RoutingSolution) -> None:
        """Expect the waits there were; more, and longer pauses, where stops were lost.

        ``answer`` is what keeping every rule made of ``found``.
        """
        wait_s, pauses_s = self._seen(answer)
        if len(answer.unserved) <= len(found.unserved):
            self.wait_s = np.where(self._docked, (self.wait_s + wait_s) / 2, 0.0)
            # Time kept free serves nobody: never more of it than was needed so far.
            less_s = np.minimum(self.pauses_s, (self.pauses_s + pauses_s) / 2)
            self.pauses_s = less_s / 2 if found.unserved else less_s
            return
        # What waited and paused longest may be what was lost: ever more.
        more_s = np.maximum(wait_s / 2, _first_wait_s(self.problem))
        longer_s = np.maximum(self.wait_s, wait_s) + more_s
        self.wait_s = np.where(self._docked, longer_s, 0.0)
        shift_s = np.array([_shift_s(kind) for kind in self.problem.vehicle_types])
        more_s = np.maximum(pauses_s / 2, LEAST_MORE * shift_s)
        longer_s = np.maximum(self.pauses_s, pauses_s) + more_s
        longer_s = np.minimum(longer_s, MOST_PAUSES * shift_s)
        self.pauses_s = np.where(self._pausing, longer_s, 0.0)

    def _seen(self, answer: RoutingSolution) -> tuple[Floats, Floats]:
        """Return the mean wait at each site and the mean pauses of each type's days."""
        waits: list[list[int]] = [[] for _ in self.problem.unload_sites]
        pauses: list[list[int]] = [[] for _ in self.problem.vehicle_types]
        for route in answer.routes:
            pauses[route.vehicle_type].append(_pauses_s(route.visits))
            for visit in route.visits:
                if visit.kind is VisitKind.UNLOAD:
                    waits[visit.index].append(visit.start_s - visit.arrival_s)
        return _means(waits), _means(pauses)

    @property
    def _docked(self) -> NDArray[np.bool_]:
        return np.array([s.docks is not None for s in self.problem.unload_sites], bool)

    @property
    def _pausing(self) -> NDArray[np.bool_]:
        """Which types pause; what a vehicle has begun already is not cut short."""
        return np.array(
            [
                not (kind.energy is None and kind.driving_rest is None)
                and not is_committed(kind)
                for kind in self.problem.vehicle_types
            ],
            bool,
        )


def _first_wait_s(problem: RoutingProblem) -> Floats:
    return np.array(
        [
            0.0 if site.docks is None else FIRST_WAIT * site.service_s
            for site in problem.unload_sites
        ]
    )


def _means(values: Iterable[list[int]]) -> Floats:
    return np.array([float(np.mean(entry)) if entry else 0.0 for entry in values])


def _pauses_s(visits: Iterable[Visit]) -> int:
    return sum(v.departure_s - v.start_s for v in visits if v.kind in PAUSES)


def _shift_s(kind: VehicleType) -> int:
    return kind.shift.end_s - kind.shift.start_s


def _eased_site(site: UnloadSite, wait_s: float) -> UnloadSite:
    return replace(site, docks=None, service_s=site.service_s + round(wait_s))


def _eased_type(kind: VehicleType, pauses_s: float) -> VehicleType:
    less_s = round(pauses_s)
    longest_s = kind.max_duration_s
    return replace(
        kind,
        shift=replace(kind.shift, end_s=kind.shift.end_s - less_s),
        max_duration_s=None if longest_s is None else max(longest_s - less_s, 0),
        energy=None,
        driving_rest=None,
    )
