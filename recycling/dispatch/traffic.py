"""Traffic rules and speeds of a day, as the routing problem takes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, SpeedBuckets
from recycling.domain.units import S_PER_DAY
from routing.vrp.problem import AccessRule, SpeedProfile, TimeWindow


@dataclass(frozen=True, slots=True)
class Traffic:
    """What holds on the roads on a day.

    Attributes
    ----------
    sites_by_zone
        Sites inside each restriction zone in force.
    speeds
        Speed of the hours; ``None`` where it is the same all day.
    """

    sites_by_zone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    speeds: SpeedBuckets | None = None


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
