"""How long a leg takes that departs at a given moment.

Speeds, not durations, are constant within a bucket of the day (S. Ichoua,
M. Gendreau, J.-Y. Potvin, Vehicle dispatching with time-dependent travel times,
European J. Operational Research 144, 2003): a leg is driven at the speed of the
bucket it is in, so that who leaves later never arrives earlier. The speed factor
of a leg is the mean of those of both its ends, in each bucket.

All in integers, and thereby exact: factors are read to the thousandth and the
factors of both ends added, so a leg of d table seconds is a work of 2,000 d. It
is done at the first whole second at which the work driven since the departure
reaches that; rounding up keeps the order of arrivals.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.vrp.problem import UNREACHABLE, RoutingProblem, SpeedProfile
from routing.vrp.windows import FOREVER

UNITS = 1000
"""Units of a factor of 1."""

WORK_PER_S = 2 * UNITS

ENDLESS = 1000 * FOREVER
"""End of the last bucket: beyond a leg that departs after a place's ``NEVER``."""

type _Ints = NDArray[np.int64]


def leg_duration_s(
    problem: RoutingProblem,
    profile: str,
    origin: int,
    destination: int,
    departure_s: int,
) -> int:
    """Return the seconds of a leg that departs at a moment.

    Parameters
    ----------
    problem
        A valid problem.
    profile
        The vehicle's profile: which travel table it drives by.
    origin, destination
        Locations: row and column of the table.
    departure_s
        Seconds after midnight, >= 0.

    Returns
    -------
    int
        Seconds; ``UNREACHABLE`` where no way leads.
    """
    base_s = int(problem.tables[profile].duration_s[origin, destination])
    speeds = problem.speed_profile
    if speeds is None or base_s == UNREACHABLE:
        return base_s
    zones = int(speeds.zone[origin]), int(speeds.zone[destination])
    return pace_between(speeds, *zones).arrival_s(base_s, departure_s) - departure_s


@dataclass(frozen=True, slots=True)
class Pace:
    """Speed over the day between two zones.

    Attributes
    ----------
    starts_s, ends_s
        Beginning and end of each bucket.
    speed
        Sum of both ends' factors per bucket, in thousandths.
    """

    starts_s: tuple[int, ...]
    ends_s: tuple[int, ...]
    speed: tuple[int, ...]

    def arrival_s(self, base_s: int, departure_s: int) -> int:
        """Return when a leg of ``base_s`` table seconds ends."""
        work = WORK_PER_S * base_s
        bucket = bisect_right(self.starts_s, departure_s) - 1
        clock_s = departure_s
        while work > (done := self.speed[bucket] * (self.ends_s[bucket] - clock_s)):
            work -= done
            clock_s = self.ends_s[bucket]
            bucket += 1
        return clock_s - (-work // self.speed[bucket])

    def departure_s(self, base_s: int, arrival_s: int) -> int | None:
        """Return the last departure that arrives by a moment, if there is one."""
        if arrival_s < 0:
            return None
        work = WORK_PER_S * base_s
        bucket = max(bisect_left(self.starts_s, arrival_s) - 1, 0)
        clock_s = arrival_s
        while work > (done := self.speed[bucket] * (clock_s - self.starts_s[bucket])):
            if not bucket:
                return None
            work -= done
            clock_s = self.starts_s[bucket]
            bucket -= 1
        return clock_s + (-work // self.speed[bucket])


def pace_between(speeds: SpeedProfile, origin: int, destination: int) -> Pace:
    """Return the pace of legs from one zone to another."""
    units = np.rint(UNITS * speeds.factor[[origin, destination]]).astype(np.int64)
    starts = tuple(map(int, speeds.starts_s))
    return Pace(starts, (*starts[1:], ENDLESS), tuple(units.sum(axis=0).tolist()))


@dataclass(frozen=True)
class PaceTable:
    """The paces between all zones, and the same as arrays over many legs."""

    profile: SpeedProfile

    @cached_property
    def paces(self) -> list[list[Pace]]:
        """Pace from zone (first index) to zone (second)."""
        zones = range(len(self.profile.factor))
        return [[pace_between(self.profile, a, b) for b in zones] for a in zones]

    @cached_property
    def _starts_s(self) -> _Ints:
        return np.array(self.profile.starts_s, dtype=np.int64)

    @cached_property
    def _ends_s(self) -> _Ints:
        return np.append(self._starts_s[1:], ENDLESS)

    @cached_property
    def _speed(self) -> _Ints:
        """Speeds of shape (pairs of zones, buckets)."""
        rows = [pace.speed for row in self.paces for pace in row]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def _work(self) -> _Ints:
        """Work driven from midnight to the beginning of each bucket, per pair."""
        driven = np.diff(self._starts_s) * self._speed[:, :-1]
        return np.pad(np.cumsum(driven, axis=1), ((0, 0), (1, 0)))

    def durations_s(
        self, base_s: _Ints, origins: _Ints, destinations: _Ints, departure_s: _Ints
    ) -> _Ints:
        """Return what ``Pace.arrival_s`` gives, less the departure, for many legs.

        ``origins`` and ``destinations`` are zones; all four broadcast.
        """
        bucket = self._bucket(departure_s)
        pair = origins * len(self.profile.factor) + destinations
        answer = _ceil(WORK_PER_S * base_s, self._speed[pair, bucket])
        longer = answer > self._ends_s[bucket] - departure_s
        if longer.any():
            every = np.broadcast_arrays(base_s, pair, departure_s, longer)
            legs = (array[longer] for array in every[:3])
            answer[longer] = self._through_buckets(*legs)
        return answer

    def _bucket(self, moment_s: _Ints) -> _Ints:
        return np.searchsorted(self._starts_s, moment_s, side="right") - 1

    def _through_buckets(self, base_s: _Ints, pair: _Ints, departure_s: _Ints) -> _Ints:
        """Return durations of legs, each of shape (k,), from work since midnight."""
        bucket = self._bucket(departure_s)
        since_s = departure_s - self._starts_s[bucket]
        driven = self._work[pair, bucket] + self._speed[pair, bucket] * since_s
        done = driven + WORK_PER_S * base_s
        last = (self._work[pair] <= done[:, None]).sum(axis=1) - 1
        rest = _ceil(done - self._work[pair, last], self._speed[pair, last])
        answer: _Ints = self._starts_s[last] + rest - departure_s
        return answer


def _ceil(work: _Ints, speed: _Ints) -> _Ints:
    """Return work over speed, rounded up; exact for work below 2^50.

    A double holds such numbers and whole quotients exactly, and rounds no other
    quotient, at least 1 / speed away from a whole number, to one.
    """
    return np.ceil(work / speed).astype(np.int64)
