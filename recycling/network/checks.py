"""Rules of the network, one ``check_*`` function each.

Every check yields findings and changes nothing. `run_checks` runs them all; a
test notices when one is missing from `CHECKS` or has no bad example.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from math import pi, sqrt

from maps.geometry import assign_nearest, great_circle_m
from recycling.domain.fleet import VehicleRole
from recycling.domain.materials import HazardClass
from recycling.domain.network import Finding, Network, Severity
from recycling.domain.sites import (
    INTAKE_KINDS,
    Site,
    SiteKind,
    SiteStatus,
)
from recycling.domain.units import M_PER_KM, S_PER_H
from recycling.network.positions import degrees_of
from recycling.network.zones import excluded_candidates

DISTRICT_RADIUS_FACTOR = 3.0
"""A site farther from its seat than this many equivalent radii is suspicious.

The equivalent radius of a district is ``sqrt(area / pi)``; a seat may lie at the
edge of its district, and a district may be long, so twice is common and three
times is not.
"""


def check_depot_of_vehicle(network: Network, day: date) -> Iterator[Finding]:
    """Each vehicle leaves from a working depot."""
    del day
    for vehicle in network.vehicles.values():
        depot = network.sites.get(vehicle.depot_id)
        is_depot = depot is not None and depot.kind is SiteKind.DEPOT
        if not is_depot or depot is None or depot.status is not SiteStatus.EXISTING:
            yield Finding(
                "depot_of_vehicle",
                Severity.ERROR,
                vehicle.vehicle_id,
                vehicle.depot_id,
            )


def check_material_accepted(network: Network, day: date) -> Iterator[Finding]:
    """Each material is taken by at least one working site."""
    del day
    accepted: set[str] = set()
    for site in _working_intakes(network):
        accepted |= network.accepted(site)
    for code in sorted(set(network.materials) - accepted):
        yield Finding("material_accepted", Severity.WARNING, code)


def check_opening_hours(network: Network, day: date) -> Iterator[Finding]:
    """Each site opens before it closes."""
    del day
    for site in network.sites.values():
        if site.opens_s >= site.closes_s:
            yield Finding(
                "opening_hours",
                Severity.ERROR,
                site.site_id,
                f"{site.opens_s}-{site.closes_s} s",
            )


def check_permit(network: Network, day: date) -> Iterator[Finding]:
    """No working site's permit has run out."""
    for site in network.sites.values():
        expiry = site.permit_valid_to
        if site.status is SiteStatus.EXISTING and expiry and expiry < day:
            yield Finding("permit", Severity.WARNING, site.site_id, str(expiry))


def check_near_district(network: Network, day: date) -> Iterator[Finding]:
    """Each site lies near the seat of the district it names."""
    del day
    sites = [s for s in network.sites.values() if s.district in network.districts]
    if not sites:
        return
    seats = [network.districts[site.district] for site in sites]
    away_m = great_circle_m(*degrees_of(sites), *degrees_of(seats))
    for site, seat, metres in zip(sites, seats, away_m, strict=True):
        limit_m = DISTRICT_RADIUS_FACTOR * sqrt(seat.area_km2 / pi) * M_PER_KM
        if metres > limit_m:
            yield Finding(
                "near_district",
                Severity.WARNING,
                site.site_id,
                f"{metres / M_PER_KM:.1f} km",
                f"{seat.code}, {limit_m / M_PER_KM:.1f} km",
            )


def check_same_place(network: Network, day: date) -> Iterator[Finding]:
    """No two collection points stand on the same spot."""
    del day
    points = network.of_kind(SiteKind.COLLECTION_POINT)
    spots = Counter((site.lon, site.lat) for site in points)
    for site in points:
        count = spots[site.lon, site.lat]
        if count > 1:
            yield Finding("same_place", Severity.WARNING, site.site_id, str(count))


def check_exclusion(network: Network, day: date) -> Iterator[Finding]:
    """No candidate lies in an exclusion zone or its buffer."""
    for hit in excluded_candidates(network, day):
        yield Finding(
            "exclusion",
            Severity.ERROR,
            hit.site_id,
            f"{hit.zone_name}, {hit.distance_m} m",
            f"{hit.rule}, {hit.buffer_m} m",
        )


def check_reachable(network: Network, day: date) -> Iterator[Finding]:
    """Each collection point can be reached from a depot within half a shift."""
    del day
    depots = network.of_kind(SiteKind.DEPOT)
    points = network.of_kind(SiteKind.COLLECTION_POINT)
    limit_m = _half_shift_reach_m(network)
    if not points or limit_m is None:
        return
    _, nearest_m = assign_nearest(*degrees_of(points), *degrees_of(depots))
    for site, metres in zip(points, nearest_m, strict=True):
        # NaN, where there is no depot at all, is not within any limit either.
        if not metres <= limit_m:
            yield Finding(
                "reachable",
                Severity.ERROR,
                site.site_id,
                f"{metres / M_PER_KM:.1f} km",
                f"{limit_m / M_PER_KM:.1f} km",
            )


def check_hazardous_store(network: Network, day: date) -> Iterator[Finding]:
    """Each centre that names a hazardous material has a store for it."""
    del day
    hazardous = {
        code
        for code, material in network.materials.items()
        if material.hazard is not HazardClass.NONE
    }
    for site in network.of_kind(SiteKind.SORTING_CENTRE):
        taken = hazardous & set(site.materials)
        if taken and not site.has_hazardous_store:
            yield Finding(
                "hazardous_store",
                Severity.WARNING,
                site.site_id,
                ", ".join(sorted(taken)),
            )


def check_elv_capacity(network: Network, day: date) -> Iterator[Finding]:
    """Licensed dismantling capacity stays within twice the expected vehicles."""
    del day
    dismantlers = network.of_kind(SiteKind.DISMANTLER)
    capacity = sum(site.capacity_units_per_year or 0 for site in dismantlers)
    arrivals = sum(supply.units_per_year for supply in network.supplies)
    if arrivals and capacity > 2 * arrivals:
        yield Finding(
            "elv_capacity",
            Severity.WARNING,
            SiteKind.DISMANTLER.value,
            str(capacity),
            str(arrivals),
        )


def check_capacity(network: Network, day: date) -> Iterator[Finding]:
    """Each working site that takes loads says how much, itself or by its class."""
    del day
    for site in _working_intakes(network):
        own = site.capacity_kg_per_year or site.capacity_units_per_year
        if not own and site.facility_class not in network.facility_classes:
            yield Finding("capacity", Severity.WARNING, site.site_id)


def check_body_volume(network: Network, day: date) -> Iterator[Finding]:
    """Each type of vehicle in the fleet that visits points has a body volume."""
    del day
    used = {vehicle.vehicle_type for vehicle in network.vehicles.values()}
    for code in sorted(used):
        kind = network.vehicle_types[code]
        if kind.role is VehicleRole.MILK_RUN and not kind.volume_l:
            yield Finding("body_volume", Severity.WARNING, code)


CHECKS: tuple[Callable[[Network, date], Iterator[Finding]], ...] = (
    check_depot_of_vehicle,
    check_material_accepted,
    check_opening_hours,
    check_permit,
    check_near_district,
    check_same_place,
    check_exclusion,
    check_reachable,
    check_hazardous_store,
    check_elv_capacity,
    check_capacity,
    check_body_volume,
)


def run_checks(network: Network, day: date) -> list[Finding]:
    """Run every check.

    Parameters
    ----------
    network
        Network as the tables hold it.
    day
        Day the planning is for; permits and zones are judged on it.
    """
    return [finding for check in CHECKS for finding in check(network, day)]


def _working_intakes(network: Network) -> list[Site]:
    return [
        site
        for site in network.sites.values()
        if site.kind in INTAKE_KINDS and site.status is SiteStatus.EXISTING
    ]


def _half_shift_reach_m(network: Network) -> float | None:
    """Straight metres a vehicle covers in half of the longest shift.

    The fastest zone without detour is assumed, so only points that no vehicle
    could ever serve are reported. ``None`` where no speed or no vehicle is
    known: the plan of a day says then that there is none.
    """
    speeds_kmh = [
        p.value for c, p in network.parameters.items() if c.startswith("travel.speed")
    ]
    shifts_s = [v.shift_end_s - v.shift_start_s for v in network.vehicles.values()]
    if not speeds_kmh or not shifts_s:
        return None
    return max(speeds_kmh) * M_PER_KM * max(shifts_s) / S_PER_H / 2
