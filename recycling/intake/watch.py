"""Watches the positions of an import, to judge their datum over whole files.

A boundary belongs to a district when it is a zone of kind ``district`` whose id or
name is the district's code or one of its names.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from maps.geometry import ZoneShape
from maps.wkt import box_middle
from recycling.domain.errors import Notice
from recycling.domain.network import Network
from recycling.domain.sites import ZoneKind
from recycling.intake.datum import (
    Places,
    Readings,
    Suspicion,
    check_districts,
    check_matched,
    check_nearest,
    readings_beside_shapes,
    readings_of_points,
)
from recycling.intake.report import IntakeReport
from recycling.intake.sheet import Chunk
from recycling.schema.columns import TABLES

DATUM_LOOKS_LIKE: Final = "datum_looks_like"
WRONG_DISTRICT: Final = "wrong_district"
_MAX_ROWS: Final = 5


@dataclass
class _Sheet:
    """Rows with positions of one table of a file, so far."""

    report: IntakeReport
    table: str
    name: str
    crs: str
    numbers: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, chunk: Chunk) -> None:
        """Take in a chunk."""
        self.numbers.extend(chunk.numbers)
        for column in _WATCHED[self.table]:
            values = chunk.batch.columns[column]
            self.columns.setdefault(column, []).extend(values)


_WATCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "districts": ("code", "name_zh", "name_en", "lon", "lat"),
    "sites": ("site_id", "name", "district", "lon", "lat"),
    "zones": ("zone_id", "name", "kind", "geometry_wkt"),
}


class PositionWatch:
    """Gathers the positions of all files, and judges them together.

    Parameters
    ----------
    recorded
        Reads what is recorded; called once, before rows with positions are
        handed out, and not at all for files without.
    """

    def __init__(self, recorded: Callable[[], Network]) -> None:
        self._recorded = recorded
        self._before: Network | None = None
        self._sheets: dict[tuple[int, str, str], _Sheet] = {}

    def take(self, report: IntakeReport, chunk: Chunk) -> None:
        """Take in a chunk, before its rows are recorded."""
        batch = chunk.batch
        if not len(batch) or not TABLES[batch.table].has_position:
            return
        if self._before is None:
            self._before = self._recorded()
        key = (id(report), batch.table, chunk.sheet)
        if key not in self._sheets:
            crs = str(batch.raw["crs"][0])
            self._sheets[key] = _Sheet(report, batch.table, chunk.sheet, crs)
        self._sheets[key].add(chunk)

    def judge(self) -> None:
        """Add what is odd to the reports of the files."""
        if self._before is None:
            return
        boundaries = _Boundaries(self._before, self._sheets.values())
        for sheet in self._sheets.values():
            if sheet.table == "zones":
                found = _judge_zones(sheet, self._before, boundaries)
            else:
                found = _judge_points(sheet, self._before, boundaries)
            sheet.report.notices.extend(found)


class _Boundaries:
    """Boundaries of districts: the recorded ones, and those of this import."""

    def __init__(self, before: Network, sheets: Iterable[_Sheet]) -> None:
        self._codes = {
            name: district.code
            for district in before.districts.values()
            for name in (district.code, district.name_zh, district.name_en)
        }
        shapes = {
            zone.zone_id: (zone.name, zone.geometry_wkt)
            for zone in before.zones.values()
            if zone.kind is ZoneKind.DISTRICT
        }
        read = list(sheets)
        for sheet in read:
            if sheet.table == "districts":
                words = (sheet.columns[name] for name in ("code", "name_zh", "name_en"))
                for code, *names in zip(*words, strict=True):
                    self._codes |= dict.fromkeys((code, *names), code)
        for sheet in read:
            if sheet.table == "zones":
                shapes |= {zone_id: (name, wkt) for zone_id, name, wkt in _drawn(sheet)}
        self.all = self._linked((key, *shape) for key, shape in shapes.items())

    def of(self, sheet: _Sheet) -> list[ZoneShape]:
        """Boundaries a sheet of zones holds."""
        return self._linked(_drawn(sheet))

    def _linked(self, zones: Iterable[tuple[str, str, str]]) -> list[ZoneShape]:
        """Keep the zones that belong to a district, by its code."""
        found = ((self._code(zone_id, name), wkt) for zone_id, name, wkt in zones)
        return [ZoneShape(code, wkt) for code, wkt in found if code]

    def _code(self, zone_id: str, name: str) -> str:
        return self._codes.get(zone_id) or self._codes.get(name, "")


def _drawn(sheet: _Sheet) -> Iterable[tuple[str, str, str]]:
    """Ids, names and shapes of the district boundaries among zones."""
    rows = zip(*(sheet.columns[name] for name in _WATCHED["zones"]), strict=True)
    for zone_id, name, kind, wkt in rows:
        if kind == ZoneKind.DISTRICT:
            yield zone_id, name, wkt


def _judge_points(
    sheet: _Sheet, before: Network, boundaries: _Boundaries
) -> list[Notice]:
    """Judge sites or the seats of districts."""
    places = Places.of(sheet.columns["lon"], sheet.columns["lat"])
    readings = readings_of_points(places, sheet.crs)
    is_sites = sheet.table == "sites"
    named = sheet.columns["district" if is_sites else "code"]
    check = check_districts(readings, named, boundaries.all)
    left = readings.without(check.ruled_out)
    suspicion = check.suspicion or _against_recorded(sheet, left, before)
    if suspicion is not None:
        return [_datum_notice(sheet, suspicion)]
    outside = check.known[~check.inside]
    if not outside.size:
        return []
    keys = sheet.columns["site_id" if is_sites else "code"]
    rows = [f"{sheet.numbers[i]} ({keys[i]})" for i in outside[:_MAX_ROWS]]
    facts: dict[str, str | int | float] = {
        "known": len(check.known),
        "rows": ", ".join(rows) + (" ..." if outside.size > _MAX_ROWS else ""),
    }
    return [Notice(sheet.report.file, sheet.name, WRONG_DISTRICT, len(outside), facts)]


def _against_recorded(
    sheet: _Sheet, readings: Readings, before: Network
) -> Suspicion | None:
    """Compare points with recorded ones: of the same id, else name, else nearest."""
    if sheet.table == "districts":
        seats = before.districts.values()
        ids = {seat.code: (seat.lon, seat.lat) for seat in seats}
        return _matched(readings, sheet.columns["code"], ids, "same_ids")
    sites = before.sites.values()
    ids = {site.site_id: (site.lon, site.lat) for site in sites}
    keys = sheet.columns["site_id"]
    found = _matched(readings, keys, ids, "same_ids")
    new = np.array([key not in ids for key in keys], dtype=np.bool_)
    if found is not None or not new.any():
        return found
    names = [
        name if is_new else ""
        for name, is_new in zip(sheet.columns["name"], new, strict=True)
    ]
    once = _once(site.name for site in sites)
    named = {s.name: (s.lon, s.lat) for s in sites if s.name in once}
    twice = Counter(names)
    alone = [name if twice[name] == 1 else "" for name in names]
    there = Places.of([s.lon for s in sites], [s.lat for s in sites])
    return _matched(readings, alone, named, "same_names") or check_nearest(
        readings.take(new), there
    )


def _judge_zones(
    sheet: _Sheet, before: Network, boundaries: _Boundaries
) -> list[Notice]:
    """Judge areas: by the sites in them, else by where they are recorded."""
    sites = before.sites.values()
    places = Places.of([s.lon for s in sites], [s.lat for s in sites])
    beside = readings_beside_shapes(places, sheet.crs)
    named = [site.district for site in sites]
    check = check_districts(beside, named, boundaries.of(sheet))
    if check.suspicion is not None:
        return [_datum_notice(sheet, replace(check.suspicion, evidence="sites"))]
    middles = [box_middle(wkt) for wkt in sheet.columns["geometry_wkt"]]
    lons, lats = zip(*middles, strict=True)
    readings = readings_of_points(Places.of(lons, lats), sheet.crs)
    keys = sheet.columns["zone_id"]
    ids = {
        key: box_middle(before.zones[key].geometry_wkt)
        for key in keys
        if key in before.zones
    }
    left = readings.without(check.ruled_out)
    suspicion = _matched(left, keys, ids, "same_ids")
    return [] if suspicion is None else [_datum_notice(sheet, suspicion)]


def _matched(
    readings: Readings,
    keys: Sequence[str],
    recorded: Mapping[str, tuple[float, float]],
    evidence: str,
) -> Suspicion | None:
    """Compare the rows whose key is recorded with what is recorded."""
    known = np.flatnonzero([key in recorded for key in keys])
    pairs = [recorded[keys[index]] for index in known.tolist()]
    there = Places.of([lon for lon, _ in pairs], [lat for _, lat in pairs])
    return check_matched(readings.take(known), there, evidence)


def _once(names: Iterable[str]) -> set[str]:
    """Names that only one place has."""
    return {name for name, count in Counter(names).items() if count == 1}


def _datum_notice(sheet: _Sheet, found: Suspicion) -> Notice:
    """Word a suspicion for the report."""
    facts = {
        "declared": sheet.crs,
        "likely": found.likely,
        "evidence": found.evidence,
        **found.facts,
    }
    return Notice(sheet.report.file, sheet.name, DATUM_LOOKS_LIKE, found.count, facts)
