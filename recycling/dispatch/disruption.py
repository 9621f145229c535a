"""What events of a running day change: vehicles, sites, roads, orders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from recycling.dispatch.docks import NEVER, Dock
from recycling.dispatch.freeze import Refused
from recycling.dispatch.shares import Share
from recycling.dispatch.traffic import ZONE_DETOUR
from recycling.domain.network import Network, Travel, TravelBlock, ZoneLines
from recycling.domain.running import BETWEEN, DayEvent, DayEventKind
from recycling.domain.units import S_PER_DAY
from routing.vrp.parts import Charger
from routing.vrp.problem import (
    UNREACHABLE,
    AccessRule,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
)

FOR_GOOD_S = 2 * S_PER_DAY
"""End of what lasts for the rest of the day: after any vehicle is back."""

type Spell = tuple[int, int]
"""Begin and end of a time in which something is shut."""


@dataclass(frozen=True, slots=True)
class Disruption:
    """What is otherwise than planned.

    Attributes
    ----------
    down
        Second after midnight from which a broken vehicle drives again; ``None`` for
        not today.
    late_s
        How much later than known a vehicle is.
    shut
        When sites take nothing and give nothing.
    failed
        From when on an order that could not be served can be; ``None`` for not today.
    roads
        Pairs of sites between which no way leads.
    zones
        When zones are closed.
    """

    down: Mapping[str, int | None] = field(default_factory=dict)
    late_s: Mapping[str, int] = field(default_factory=dict)
    shut: Mapping[str, Spell] = field(default_factory=dict)
    failed: Mapping[str, int | None] = field(default_factory=dict)
    roads: frozenset[tuple[str, str]] = frozenset()
    zones: Mapping[str, Spell] = field(default_factory=dict)

    def refused(self, at_s: int) -> Refused:
        """Return what nobody drives to at a moment."""
        shut = {k for k, (begin, end) in self.shut.items() if begin <= at_s < end}
        return Refused(frozenset(self.failed), frozenset(shut))


def disruption(events: Iterable[DayEvent]) -> Disruption:
    """Put the events of a day together; a vehicle's delays add up."""
    down: dict[str, int | None] = {}
    failed: dict[str, int | None] = {}
    late: dict[str, int] = {}
    shut: dict[str, Spell] = {}
    zones: dict[str, Spell] = {}
    roads: set[tuple[str, str]] = set()
    for event in events:
        key = event.subject
        spell = (event.at_s, FOR_GOOD_S if event.until_s is None else event.until_s)
        match event.kind:
            case DayEventKind.VEHICLE_DOWN:
                down[key] = event.until_s
            case DayEventKind.DRIVER_LATE:
                late[key] = late.get(key, 0) + event.delay_s
            case DayEventKind.SITE_CLOSED | DayEventKind.SITE_FULL:
                shut[key] = spell
            case DayEventKind.STOP_FAILED:
                failed[key] = event.until_s
            case DayEventKind.ROAD_CLOSED if BETWEEN in key:
                begin, end = key.split(BETWEEN, 1)
                roads.add((begin, end))
            case DayEventKind.ROAD_CLOSED:
                zones[key] = spell
            case DayEventKind.LATE_BOOKING:
                pass  # The order itself says all there is to say.
    return Disruption(down, late, shut, failed, frozenset(roads), zones)


@dataclass(frozen=True, slots=True)
class OpenRoads:
    """Travel without the roads that are closed."""

    travel: Travel
    closed: frozenset[tuple[str, str]]

    @property
    def name(self) -> str:
        """Where the times come from."""
        return self.travel.name

    def block(self, origins: Sequence[str], destinations: Sequence[str]) -> TravelBlock:
        """Travel from each origin site to each destination site."""
        block = self.travel.block(origins, destinations)
        row = {site: n for n, site in enumerate(origins)}
        column = {site: n for n, site in enumerate(destinations)}
        pairs = [
            (row[a], column[b]) for a, b in self.closed if a in row and b in column
        ]
        if not pairs:
            return block
        metres = np.array(block.distance_m, dtype=np.int32)
        seconds = np.array(block.duration_s, dtype=np.int32)
        for pair in pairs:
            metres[pair] = seconds[pair] = UNREACHABLE
        return TravelTable(metres, seconds)


def shut_docks(share: Share, shut: Mapping[str, Spell]) -> Share:
    """Leave out of a catchment's share the times in which sites are shut."""
    docks = {
        site_id: Dock(dock.number, without(dock.windows, shut.get(site_id)))
        for site_id, dock in share.docks.items()
    }
    return replace(share, docks=docks)


def without(
    windows: Sequence[TimeWindow], spell: Spell | None
) -> tuple[TimeWindow, ...]:
    """Return what a shut time leaves of windows; never, where that is nothing."""
    if spell is None:
        return tuple(windows)
    begin_s, end_s = spell
    parts = [
        part
        for window in windows
        for part in (
            TimeWindow(window.start_s, min(window.end_s, begin_s)),
            TimeWindow(max(window.start_s, end_s), window.end_s),
        )
        if part.start_s <= part.end_s
        # What begins when it shuts does not begin.
        and not (part.start_s == part.end_s == begin_s)
    ]
    return tuple(dict.fromkeys(parts)) or (NEVER,)


@dataclass(frozen=True, slots=True)
class ClosedZones:
    """Zones no one may enter.

    Attributes
    ----------
    network
        For the way round a zone.
    spells
        When each zone is closed.
    inside
        Sites in each of them.
    lines
        Tells which ways lead through a zone.
    """

    network: Network
    spells: Mapping[str, Spell] = field(default_factory=dict)
    inside: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lines: ZoneLines | None = None

    def closed(
        self, problem: RoutingProblem, site_ids: Sequence[str]
    ) -> RoutingProblem:
        """Close the zones in a problem.

        Of one that opens again the places are shut meanwhile; no way leads into
        one that stays closed, out of it any does. Ways through either are led round
        for the rest of the day: longer by the parameter ``travel.zone_detour``, as
        for vehicles a zone is barred to.
        """
        factor = np.ones((len(site_ids), len(site_ids)))
        barred = np.zeros_like(factor, dtype=bool)
        detour = self.network.parameters.get(ZONE_DETOUR)
        rules = list(problem.access_rules)
        for zone_id, (begin_s, end_s) in self.spells.items():
            sites = self.inside.get(zone_id, frozenset())
            is_inside = np.array([site in sites for site in site_ids])
            if end_s == FOR_GOOD_S:
                barred |= ~is_inside[:, None] & is_inside[None, :]
            else:
                rules += _shut_places(problem, zone_id, is_inside, (begin_s, end_s))
            if self.lines is not None and detour is not None:
                through = np.asarray(self.lines.through(zone_id, site_ids), dtype=bool)
                through = through & ~is_inside[:, None] & ~is_inside[None, :]
                factor[through] = np.maximum(factor[through], detour.value)
        if len(rules) > len(problem.access_rules):
            problem = replace(problem, access_rules=tuple(rules))
        if np.all(factor == 1) and not barred.any():
            return problem
        tables = {
            name: TravelTable(
                _changed(table.distance_m, factor, barred),
                _changed(table.duration_s, factor, barred),
            )
            for name, table in problem.tables.items()
        }
        return replace(problem, tables=tables)


def _shut_places(
    problem: RoutingProblem, zone_id: str, is_inside: NDArray[np.bool_], spell: Spell
) -> Iterator[AccessRule]:
    """Yield the rule that shuts the places of a zone to everybody for a while."""

    def within(places: Sequence[Stop | UnloadSite | Charger]) -> frozenset[int]:
        return frozenset(n for n, p in enumerate(places) if is_inside[p.location])

    stops, sites = within(problem.stops), within(problem.unload_sites)
    chargers = within(problem.chargers)
    if stops or sites or chargers:
        kinds = frozenset(range(len(problem.vehicle_types)))
        yield AccessRule(zone_id, kinds, stops, sites, TimeWindow(*spell), chargers)


def _changed(
    table: NDArray[np.int32], factor: NDArray[np.float64], barred: NDArray[np.bool_]
) -> NDArray[np.int32]:
    longer = np.where(table < 0, table, np.rint(table * factor))
    return np.where(barred, UNREACHABLE, longer).astype(np.int32)
