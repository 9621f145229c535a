"""Vehicles: as many per depot as its day of collection needs."""

from dataclasses import dataclass
from itertools import cycle

import numpy as np

from recycling.domain.fleet import Vehicle, VehicleType
from recycling.domain.sites import Site
from recycling.domain.units import L_PER_M3, M_PER_KM, S_PER_H
from recycling.sample.geography import Floats, distances_m, positions
from recycling.sample.inputs import Inputs

LIGHT = "light_ev"
LIGHT_DIESEL = "light_diesel"
DIESEL_STAGES = (6, 6, 5, 5, 4)
"""Emission stages of diesel vehicles, in turn."""

PLATE = "渝A-S{:04d}"
"""Plates with a hyphen and an S series, which no office issues."""


@dataclass(frozen=True, slots=True)
class _Legs:
    """Mean ways of one depot's points, seconds by road."""

    depot_s: float
    centre_s: float
    neighbour_s: float


def vehicles(
    inputs: Inputs,
    types: dict[str, VehicleType],
    yards: list[Site],
    points: list[Site],
    centres: list[Site],
) -> list[Vehicle]:
    """Give every depot its milk-run vehicles, and the rest in turn."""
    kind = inputs.knobs.text("fleet.type")
    light = inputs.knobs.count("fleet.light_per_depot")
    needs = milk_run_needs(inputs, types[kind], yards, points, centres)
    share = inputs.knobs.number("fleet.electric_share")
    planned = [
        (yard, code)
        for number, (yard, need) in enumerate(zip(yards, needs, strict=True))
        for code in [kind] * need + _light(number, share, light)
    ]
    turn = cycle(yards)
    for code, number in inputs.knobs.counts("fleet.extra").items():
        planned += [(next(turn), code) for _ in range(number)]
    return _numbered(inputs, types, planned)


def _light(depot: int, electric_share: float, number: int) -> list[str]:
    """Light trucks of a depot; through the city the share of them is electric."""
    first = depot * number
    return [
        LIGHT
        if int((n + 1) * electric_share) > int(n * electric_share)
        else LIGHT_DIESEL
        for n in range(first, first + number)
    ]


def milk_run_needs(
    inputs: Inputs,
    kind: VehicleType,
    yards: list[Site],
    points: list[Site],
    centres: list[Site],
) -> list[int]:
    """Vehicles each depot needs for an average day.

    ::

        stops per trip   k = body litres x compaction x used share / litres per visit
        seconds per trip c = k x service + unload + 2 x to the centre
                             + (k - 1) x to the next stop
        trips per day    n = (shift - 2 x to the depot) / c, at least 1
        vehicles           = visits per day / (k x n), plus slack

    Ways are straight lines times the detour factor over the day speed of the
    depot's zone. A depot serves the points nearest to it. A point is visited
    for a material whenever ``dispatch.visit_l`` litres wait, and once in
    ``fleet.visit_days`` at least.
    """
    spots = positions(points)
    nearest = distances_m(spots, positions(yards)).argmin(axis=1)
    litres, visits = _per_day(inputs, points)
    to_centre_m = distances_m(spots, positions(centres)).min(axis=1)
    services = np.array([point.service_s for point in points], float)
    trip_l = kind.loose_volume_l() * inputs.knobs.number("fleet.fill_share")
    needs = []
    for i, yard in enumerate(yards):
        own = nearest == i
        if not own.any():
            needs.append(0)
            continue
        legs = _legs(inputs, yard, spots[own], to_centre_m[own])
        stops = max(1.0, trip_l * visits[own].sum() / litres[own].sum())
        trip_s = stops * services[own].mean() + inputs.parameter("time.unload_s")
        trip_s += 2 * legs.centre_s + (stops - 1) * legs.neighbour_s
        shift_s = inputs.parameter("time.shift_s") - 2 * legs.depot_s
        per_vehicle = max(1.0, shift_s / trip_s) * stops
        slack = 1 + inputs.knobs.number("fleet.slack")
        needs.append(int(np.ceil(visits[own].sum() / per_vehicle * slack)))
    return needs


def _per_day(inputs: Inputs, points: list[Site]) -> tuple[Floats, Floats]:
    """Loose litres and visits of an average day at each point."""
    people = np.array([point.population_served for point in points], float)
    rate = inputs.parameter("demand.household_kg_per_person_day") * L_PER_M3
    shares = {
        code: inputs.parameter(f"demand.household_share.{code}")
        / material.density_loose_kg_per_m3
        for code, material in inputs.materials.items()
    }
    litres = np.outer(people, [rate * share for share in shares.values() if share])
    visits = litres / inputs.parameter("dispatch.visit_l")
    least = 1 / inputs.knobs.number("fleet.visit_days")
    return litres.sum(axis=1), np.clip(visits, least, 1.0).sum(axis=1)


def _legs(inputs: Inputs, yard: Site, spots: Floats, to_centre_m: Floats) -> _Legs:
    """Mean ways around one depot."""
    place = next(place for place in inputs.places if place.code == yard.district)
    zone = place.district.travel_zone.value
    speed_kmh = inputs.parameter(f"travel.speed_kmh.{zone}")
    detour = inputs.parameter(f"travel.detour.{zone}")
    s_per_m = detour * S_PER_H / (speed_kmh * M_PER_KM)
    between = np.sort(distances_m(spots, spots), axis=1)
    rank = min(inputs.knobs.count("fleet.neighbour"), len(spots) - 1)
    to_depot_m = distances_m(positions([yard]), spots)
    return _Legs(
        depot_s=float(to_depot_m.mean()) * s_per_m,
        centre_s=float(to_centre_m.mean()) * s_per_m,
        neighbour_s=float(between[:, rank].mean()) * s_per_m,
    )


def _numbered(
    inputs: Inputs, types: dict[str, VehicleType], planned: list[tuple[Site, str]]
) -> list[Vehicle]:
    """Give vehicles numbers through the city, shifts and stages in turn."""
    shifts = [
        inputs.knobs.hours("fleet.early_shift"),
        inputs.knobs.hours("fleet.late_shift"),
    ]
    longest_s = int(
        inputs.parameter("time.shift_s")
        + inputs.parameter("time.lunch_s")
        + inputs.knobs.number("fleet.overtime")
    )
    fleet = []
    for number, (yard, code) in enumerate(planned, start=1):
        start_s, end_s = shifts[number % len(shifts)]
        is_diesel = types[code].fuel_l_per_km > 0
        stage = DIESEL_STAGES[number % len(DIESEL_STAGES)] if is_diesel else 0
        fleet.append(
            Vehicle(
                vehicle_id=f"V-{number:04d}",
                vehicle_type=code,
                depot_id=yard.site_id,
                plate=PLATE.format(number),
                emission_stage=stage,
                shift_start_s=start_s,
                shift_end_s=end_s,
                max_duration_s=longest_s,
            )
        )
    return fleet
