"""Traffic rules and speeds of a day, as the routing problem takes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recycling.domain.fleet import Restriction, Vehicle
from recycling.domain.network import Network, SpeedBuckets, ZoneLines
from recycling.domain.units import S_PER_DAY
from routing.vrp.problem import AccessRule, SpeedProfile, TimeWindow, TravelTable

ZONE_DETOUR = "travel.zone_detour"


@dataclass(frozen=True, slots=True)
class Traffic:
    """What holds on the roads on a day.

    Attributes
    ----------
    sites_by_zone
        Sites inside each restriction zone in force; a zone may hold none.
    speeds
        Speed of the hours; ``None`` where it is the same all day.
    lines
        Tells which ways lead through a zone; ``None`` to bar places only.
    """

    sites_by_zone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    speeds: SpeedBuckets | None = None
    lines: ZoneLines | None = None

    def near(self, site_ids: Sequence[str]) -> "Traffic":
        """Leave out the zones that no site lies in and no way leads through.

        Vehicles are told apart by the rules that bar them; rules of zones far
        away would only make alike ones look different.
        """
        inside = {
            zone_id: sites
            for zone_id, sites in self.sites_by_zone.items()
            if sites.intersection(site_ids) or self._crossed(zone_id, site_ids)
        }
        return replace(self, sites_by_zone=inside)

    def _crossed(self, zone_id: str, site_ids: Sequence[str]) -> bool:
        if self.lines is None:
            return False
        return bool(np.any(np.asarray(self.lines.through(zone_id, site_ids))))


def rules_of(
    network: Network, traffic: Traffic, vehicle: Vehicle, day: date
) -> tuple[str, ...]:
    """Ids of the restrictions that bar a vehicle somewhere on a day."""
    kind = network.vehicle_types[vehicle.vehicle_type]
    return tuple(
        key
        for key, rule in sorted(network.restrictions.items())
        if rule.zone_id in traffic.sites_by_zone
        and rule.in_force(day)
        and rule.bars(vehicle, kind)
    )


def access_rules(
    network: Network,
    traffic: Traffic,
    rules_by_type: Sequence[tuple[str, ...]],
    stop_sites: Sequence[str],
    unload_sites: Sequence[str],
) -> tuple[AccessRule, ...]:
    """State the restrictions of a catchment's vehicles at its places.

    Parameters
    ----------
    network
        Restrictions.
    traffic
        Sites inside their zones.
    rules_by_type
        Ids of the restrictions that bar each vehicle type of the problem.
    stop_sites, unload_sites
        Site of each stop and unload site of the problem.

    Returns
    -------
    tuple of AccessRule
        One per restriction that closes a place of the catchment to one of its
        vehicle types; one that spans midnight is two.
    """
    found = []
    for key in sorted({key for rules in rules_by_type for key in rules}):
        rule = network.restrictions[key]
        inside = traffic.sites_by_zone[rule.zone_id]
        stops = _positions(stop_sites, inside)
        unloads = _positions(unload_sites, inside)
        if not stops and not unloads:
            continue
        types = frozenset(n for n, rules in enumerate(rules_by_type) if key in rules)
        found += [
            AccessRule(key, types, stops, unloads, closed)
            for closed in _closed(rule.start_s, rule.end_s)
        ]
    return tuple(found)


def barred_table(
    network: Network,
    traffic: Traffic,
    rules: Sequence[str],
    site_ids: Sequence[str],
    table: TravelTable,
    out_s: tuple[int, int],
) -> TravelTable:
    """Lengthen the ways that lead through zones a vehicle is barred from.

    A way whose straight line crosses a zone without beginning or ending in it is
    driven round it: it gets longer and slower by the parameter
    ``travel.zone_detour``, in proportion to the part of the time on the road in
    which the zone is closed. Places inside the zone are left to `access_rules`.

    Parameters
    ----------
    network
        Restrictions and the parameter.
    traffic
        Tells which ways lead through a zone.
    rules
        Ids of the restrictions that bar the vehicle.
    site_ids
        Site of each row and column of the table.
    table
        Travel of vehicles that nothing bars.
    out_s
        Earliest departure and latest return.

    Returns
    -------
    TravelTable
        The same object when no way is barred.
    """
    detour = network.parameters.get(ZONE_DETOUR)
    if traffic.lines is None or detour is None or not rules:
        return table
    factor = np.ones(table.distance_m.shape)
    for key in rules:
        rule = network.restrictions[key]
        through = np.asarray(traffic.lines.through(rule.zone_id, site_ids), dtype=bool)
        added = (detour.value - 1) * _closed_share(rule, out_s)
        factor[through] = np.maximum(factor[through], 1 + added)
    if np.all(factor == 1):
        return table
    return TravelTable(
        _longer(table.distance_m, factor), _longer(table.duration_s, factor)
    )


def _closed_share(rule: Restriction, out_s: tuple[int, int]) -> float:
    """Part of the time on the road in which a rule holds."""
    closed_s = sum(
        max(0, min(window.end_s, out_s[1]) - max(window.start_s, out_s[0]))
        for window in _closed(rule.start_s, rule.end_s)
    )
    return min(1.0, closed_s / max(1, out_s[1] - out_s[0]))


def _longer(table: NDArray[np.int32], factor: NDArray[np.float64]) -> NDArray[np.int32]:
    # What cannot be reached stays so: its mark is negative.
    longer = np.where(table < 0, table, np.rint(table * factor))
    return longer.astype(np.int32)


def _positions(sites: Iterable[str], inside: frozenset[str]) -> frozenset[int]:
    return frozenset(n for n, site_id in enumerate(sites) if site_id in inside)


def _closed(start_s: int, end_s: int) -> list[TimeWindow]:
    """List the closed times of a rule on its day; the day after is taken alike."""
    if start_s < end_s:
        today = [TimeWindow(start_s, end_s)]
    else:
        today = [TimeWindow(0, end_s), TimeWindow(start_s, S_PER_DAY)]
    tomorrow = [
        TimeWindow(window.start_s + S_PER_DAY, window.end_s + S_PER_DAY)
        for window in today
    ]
    return [window for window in today + tomorrow if window.start_s < window.end_s]


def speed_profile(
    network: Network,
    traffic: Traffic,
    site_ids: Sequence[str],
    first_s: int,
    last_s: int,
) -> SpeedProfile | None:
    """State the speeds of the hours for the locations of a problem.

    Parameters
    ----------
    network
        Districts, which say in which travel zone a site lies.
    traffic
        Speeds by travel zone.
    site_ids
        Site of each location.
    first_s, last_s
        Earliest departure and latest return of the vehicles.

    Returns
    -------
    SpeedProfile or None
        ``None`` where speeds do not change while vehicles are out.
    """
    speeds = traffic.speeds
    if speeds is None:
        return None
    zones = sorted(speeds.factor_by_zone)
    starts_s = [
        *speeds.starts_s,
        *(start_s + S_PER_DAY for start_s in speeds.starts_s),
    ]
    ends_s = [*starts_s[1:], 2 * S_PER_DAY]
    factor = np.array([speeds.factor_by_zone[zone] * 2 for zone in zones])
    of_site = {zone: n for n, zone in enumerate(zones)}
    zone = np.array([of_site.get(_zone(network, site), -1) for site in site_ids])
    driven = [
        n
        for n, (start_s, end_s) in enumerate(zip(starts_s, ends_s, strict=True))
        if start_s < last_s and first_s < end_s
    ]
    used = np.unique(zone[zone >= 0])
    if np.all(factor[np.ix_(used, driven)] == 1):
        return None
    plain = np.ones((1, factor.shape[1]))
    return SpeedProfile(
        tuple(starts_s),
        np.concatenate([factor, plain]),
        np.where(zone < 0, len(zones), zone),
    )


def _zone(network: Network, site_id: str) -> str:
    district = network.districts.get(network.sites[site_id].district)
    return district.travel_zone.value if district else ""
