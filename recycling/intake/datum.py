"""Does a declared datum look wrong? Evidence from districts and recorded places.

GCJ-02 lies about 500 m from WGS-84 and BD-09 about 1,100 m: too little for the area
check of a city, enough to put a stop across a river. Nothing here refuses anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from maps.crs import BD09, CGCS2000, GCJ02, WGS84, from_wgs84, to_wgs84
from maps.geometry import ZoneShape, assign_nearest, great_circle_m, points_in_zones

type FloatArray = NDArray[np.float64]
type BoolArray = NDArray[np.bool_]
type IntArray = NDArray[np.intp]
type Facts = Mapping[str, str | int | float]

MIN_GAIN: Final = 8
"""Points that must come to lie in their district: a coin that falls eight times the
same way does so once in 128 times."""
MIN_GAIN_RATIO: Final = 4
"""Points won per point lost. Under the right datum a shift of 500 m loses points near
borders and wins only those with a wrong district."""
MIN_FIT: Final = 0.9
"""Share of the points that must then lie in their district: where fewer do, districts
or positions are wrong in another way, and any shift may win some by chance."""
MIN_MATCHED: Final = 5
"""Recorded places to compare with: one or two may have moved."""
MIN_APART_M: Final = 150.0
"""Nearer, places may as well have moved. GCJ-02 is 300 to 650 m from WGS-84 in most
of China; in parts of the west it comes nearer than this, and then does little harm."""
MAX_REST_M: Final = 60.0
"""Median that may be left under the right datum: a place recorded twice, its mark set
at the gate one time and in the yard the other."""
MAX_SPREAD_M: Final = 100.0
MIN_TOGETHER: Final = 0.6
"""Share of the places that must end up within `MAX_SPREAD_M`: some were moved."""
MIN_NEAREST: Final = 30
"""Places needed where nothing but nearness says which belongs to which."""
MAX_NEAREST_M: Final = 30.0
NEAREST_RATIO: Final = 4.0
"""Among dense places some other one is always near; the same one is much nearer."""
MAX_SAMPLE: Final = 500
"""Places looked at for nearness; a table of all with all would take seconds."""


@dataclass(frozen=True, slots=True)
class Places:
    """Longitudes and latitudes in WGS-84."""

    lon: FloatArray
    lat: FloatArray

    @classmethod
    def of(cls, lon: Sequence[float], lat: Sequence[float]) -> "Places":
        """Take plain numbers."""
        return cls(np.asarray(lon, np.float64), np.asarray(lat, np.float64))

    def take(self, index: IntArray | BoolArray) -> "Places":
        """Pick some."""
        return Places(self.lon[index], self.lat[index])

    def apart_m(self, other: "Places") -> FloatArray:
        """Metres to the places of another set, one by one."""
        return great_circle_m(self.lon, self.lat, other.lon, other.lat)


@dataclass(frozen=True, slots=True)
class Readings:
    """The same places under the declared datum and under each it could be instead."""

    declared: Places
    others: Mapping[str, Places]

    def take(self, index: IntArray | BoolArray) -> "Readings":
        """Pick some of the places."""
        others = {name: places.take(index) for name, places in self.others.items()}
        return Readings(self.declared.take(index), others)

    def without(self, names: frozenset[str]) -> "Readings":
        """Leave datums out."""
        others = {name: p for name, p in self.others.items() if name not in names}
        return Readings(self.declared, others)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A datum that fits better than the declared one.

    Attributes
    ----------
    likely
        The datum that fits.
    evidence
        ``districts``, ``sites`` (in districts), ``same_ids``, ``same_names`` or
        ``nearest``.
    count
        Places that were judged.
    facts
        Figures for the message.
    """

    likely: str
    evidence: str
    count: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class DistrictCheck:
    """Places against the boundaries of the districts they name.

    Attributes
    ----------
    known
        Indices of the places whose district has a boundary.
    inside
        Which of them lie in it as declared.
    suspicion
        A datum under which clearly more would, ``None`` for none.
    ruled_out
        Datums under which clearly fewer would.
    """

    known: IntArray
    inside: BoolArray
    suspicion: Suspicion | None
    ruled_out: frozenset[str]


def readings_of_points(places: Places, declared: str) -> Readings:
    """Read points of a file, converted as declared, as if in the other datums."""
    x, y = from_wgs84(places.lon, places.lat, declared)
    others = {name: Places(*to_wgs84(x, y, name)) for name in _others(declared)}
    return Readings(places, others)


def readings_beside_shapes(places: Places, declared: str) -> Readings:
    """Move recorded points to where they lie beside shapes of a file.

    The shapes stay as they were converted; where they are really in another datum,
    the points are moved by the difference of the two.
    """
    others = {
        name: Places(*to_wgs84(*from_wgs84(places.lon, places.lat, name), declared))
        for name in _others(declared)
    }
    return Readings(places, others)


def check_districts(
    readings: Readings, named: Sequence[str], boundaries: Sequence[ZoneShape]
) -> DistrictCheck:
    """Count the places that lie in the district they name, under every datum.

    Parameters
    ----------
    readings
        The places.
    named
        Code of the district each names.
    boundaries
        Boundaries in WGS-84, with the code of their district as id.
    """
    codes = [shape.zone_id for shape in boundaries]
    drawn = frozenset(codes)
    known = np.flatnonzero([code in drawn for code in named])
    wanted = [named[index] for index in known.tolist()]
    part = readings.take(known)
    inside = _inside(part.declared, wanted, boundaries)
    best: tuple[int, str] | None = None
    ruled_out: set[str] = set()
    for name, places in part.others.items():
        other = _inside(places, wanted, boundaries)
        won, lost = int((other & ~inside).sum()), int((inside & ~other).sum())
        is_better = won >= MIN_GAIN and won >= MIN_GAIN_RATIO * lost
        if is_better and other.mean() >= MIN_FIT:
            best = max(best or (0, ""), (int(other.sum()), name))
        elif lost >= MIN_GAIN and lost >= MIN_GAIN_RATIO * won:
            ruled_out.add(name)
    suspicion = None
    if best is not None:
        held, likely = best
        facts: Facts = {
            "share_declared": float(inside.mean()),
            "share_likely": held / len(known),
            "shift_m": _median(part.declared.apart_m(part.others[likely])),
        }
        suspicion = Suspicion(likely, "districts", len(known), facts)
    return DistrictCheck(known, inside, suspicion, frozenset(ruled_out))


def check_matched(
    readings: Readings, recorded: Places, evidence: str
) -> Suspicion | None:
    """Compare places with where the same ones are recorded.

    Parameters
    ----------
    readings
        Places of the file.
    recorded
        Where each is recorded.
    evidence
        How they were matched: ``same_ids`` or ``same_names``.
    """
    off_m = readings.declared.apart_m(recorded)
    if len(off_m) < MIN_MATCHED or _median(off_m) < MIN_APART_M:
        return None
    rests = {name: places.apart_m(recorded) for name, places in readings.others.items()}
    fitting = {
        name: rest_m
        for name, rest_m in rests.items()
        if _median(rest_m) <= MAX_REST_M
        and np.mean(rest_m <= MAX_SPREAD_M) >= MIN_TOGETHER
    }
    if not fitting:
        return None
    likely = min(fitting, key=lambda name: _median(fitting[name]))
    facts: Facts = {
        "shift_m": _median(off_m),
        "rest_m": _median(fitting[likely]),
        "direction": _direction(recorded, readings.declared),
    }
    return Suspicion(likely, evidence, len(off_m), facts)


def check_nearest(readings: Readings, recorded: Places) -> Suspicion | None:
    """Compare places with the nearest recorded ones, whichever they are."""
    count = len(readings.declared.lon)
    if count < MIN_NEAREST or not len(recorded.lon):
        return None
    sample = np.unique(np.linspace(0, count - 1, min(count, MAX_SAMPLE)).astype(int))
    part = readings.take(sample)
    off_m = _nearest_m(part.declared, recorded)
    rests = {name: _nearest_m(p, recorded) for name, p in part.others.items()}
    if not rests:
        return None
    likely = min(rests, key=lambda name: rests[name])
    rest_m = rests[likely]
    if rest_m > MAX_NEAREST_M or off_m < NEAREST_RATIO * max(rest_m, MAX_NEAREST_M):
        return None
    shifted = part.others[likely]
    facts: Facts = {
        "shift_m": _median(part.declared.apart_m(shifted)),
        "rest_m": rest_m,
        "direction": _direction(shifted, part.declared),
    }
    return Suspicion(likely, "nearest", len(sample), facts)


def _others(declared: str) -> Sequence[str]:
    """List the datums coordinates may be in instead; metres leave no doubt."""
    plain = WGS84 if declared == CGCS2000 else declared
    datums = (WGS84, GCJ02, BD09)
    return [name for name in datums if name != plain] if plain in datums else []


def _inside(
    places: Places, named: Sequence[str], boundaries: Sequence[ZoneShape]
) -> BoolArray:
    """Tell which places lie in the district they name."""
    found = points_in_zones(places.lon, places.lat, boundaries)
    return np.array(
        [
            zone >= 0 and boundaries[zone].zone_id == code
            for zone, code in zip(found, named, strict=True)
        ],
        dtype=np.bool_,
    )


def _nearest_m(places: Places, recorded: Places) -> float:
    """Median distance to the nearest recorded place."""
    _, distance_m = assign_nearest(places.lon, places.lat, recorded.lon, recorded.lat)
    return _median(distance_m)


def _direction(start: Places, end: Places) -> str:
    """Point of the compass from places to others: ``n``, ``ne`` and so on."""
    north = end.lat - start.lat
    east = (end.lon - start.lon) * np.cos(np.radians(start.lat))
    bearing = np.degrees(np.arctan2(np.median(east), np.median(north)))
    names = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
    return names[round(float(bearing) / 45.0) % 8]


def _median(values: FloatArray) -> float:
    """Middle value, infinite when there is none that is a number."""
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else float("inf")
