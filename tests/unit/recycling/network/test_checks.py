"""Every rule of the network: silent on a sound network, loud on one bad example."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.materials import HazardClass, Material
from recycling.domain.network import Finding, Network, Severity
from recycling.domain.sites import SiteStatus, Zone, ZoneKind
from recycling.network import checks
from recycling.network.checks import CHECKS, run_checks
from recycling.schema.columns import LANGUAGES
from recycling.schema.messages import text
from tests.builders import DAY, LAT, LON


def with_site(network: Network, site_id: str, **changes: object) -> Network:
    site = replace(network.sites[site_id], **changes)
    return replace(network, sites={**network.sites, site_id: site})


def with_vehicle(network: Network, vehicle_id: str, **changes: object) -> Network:
    vehicle = replace(network.vehicles[vehicle_id], **changes)
    return replace(network, vehicles={**network.vehicles, vehicle_id: vehicle})


def square(lon: float, lat: float, half: float) -> str:
    west, east, south, north = lon - half, lon + half, lat - half, lat + half
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON (({', '.join(f'{x} {y}' for x, y in ring)}))"


def zone_at(network: Network, site_id: str, **changes: object) -> Network:
    site = network.sites[site_id]
    zone = Zone(
        "Z1",
        "Red line",
        ZoneKind.EXCLUSION,
        square(site.lon, site.lat, 0.001),
        rule="ecology",
    )
    return replace(network, zones={"Z1": replace(zone, **changes)})


def battery(network: Network) -> Network:
    """Add batteries, which nobody but C1 names."""
    material = Material("battery", "B", "电池", "battery", hazard=HazardClass.BATTERY)
    materials = {**network.materials, "battery": material}
    named = with_site(network, "C1", materials=("battery", "paper", "steel"))
    return replace(named, materials=materials)


def without_volume(network: Network) -> Network:
    """Take the body off the diesel truck."""
    spoilt = replace(network.vehicle_types["truck"], volume_l=0)
    return replace(network, vehicle_types={**network.vehicle_types, "truck": spoilt})


BAD: Mapping[str, tuple[Callable[[Network], Network], str, Severity]] = {
    "depot_of_vehicle": (
        lambda n: with_vehicle(n, "V1", depot_id="C1"),
        "V1",
        Severity.ERROR,
    ),
    "material_accepted": (
        lambda n: with_site(n, "E1", status=SiteStatus.CLOSED),
        "elv",
        Severity.WARNING,
    ),
    "opening_hours": (
        lambda n: with_site(n, "P1", opens_s=100, closes_s=100),
        "P1",
        Severity.ERROR,
    ),
    "permit": (
        lambda n: with_site(n, "C1", permit_valid_to=date(2026, 11, 1)),
        "C1",
        Severity.WARNING,
    ),
    # Three equivalent radii of 314.159 km2 are 30 km; the seat of A is at km 2.
    "near_district": (
        lambda n: with_site(n, "C2", district="A", lon=LON + 0.35, lat=LAT),
        "C2",
        Severity.WARNING,
    ),
    "same_place": (
        lambda n: with_site(n, "P1", lon=n.sites["P2"].lon),
        "P1",
        Severity.WARNING,
    ),
    "exclusion": (lambda n: zone_at(n, "N1"), "N1", Severity.ERROR),
    # Half of 300 s at 36 km/h reaches 1.5 km; P2, P3 and P6 are farther away.
    "reachable": (
        lambda n: replace(
            n,
            vehicles={
                key: replace(vehicle, shift_end_s=vehicle.shift_start_s + 300)
                for key, vehicle in n.vehicles.items()
            },
        ),
        "P2",
        Severity.ERROR,
    ),
    "hazardous_store": (battery, "C1", Severity.WARNING),
    # 100 vehicles a year: 500 licensed are more than twice that, as built.
    "elv_capacity": (lambda n: n, "dismantler", Severity.WARNING),
    "capacity": (
        lambda n: with_site(n, "C2", capacity_kg_per_year=None),
        "C2",
        Severity.WARNING,
    ),
    "body_volume": (without_volume, "truck", Severity.WARNING),
}


def sound(network: Network) -> Network:
    """Bring the dismantler's licence in line with the 100 vehicles expected."""
    return with_site(network, "E1", capacity_units_per_year=200)


def findings_of(name: str, network: Network, day: date = DAY) -> list[Finding]:
    return [f for f in run_checks(network, day) if f.check == name]


def test_every_check_is_registered_and_has_a_bad_example() -> None:
    written = {
        name.removeprefix("check_"): function
        for name, function in inspect.getmembers(checks, inspect.isfunction)
        if name.startswith("check_")
    }
    assert set(written.values()) == set(CHECKS)
    assert set(written) == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_every_finding_has_a_message(name: str) -> None:
    assert all(text(f"finding.{name}", lang) for lang in LANGUAGES)


def test_the_street_is_sound(micro: Network) -> None:
    assert run_checks(sound(micro), DAY) == []


@pytest.mark.parametrize("name", BAD)
def test_each_check_finds_its_bad_example_and_nothing_else_in_it(
    name: str, micro: Network
) -> None:
    spoil, subject, severity = BAD[name]
    spoilt = spoil(micro if name == "elv_capacity" else sound(micro))
    found = findings_of(name, spoilt)
    assert subject in {finding.subject_id for finding in found}
    assert {finding.severity for finding in found} == {severity}
    assert {finding.check for finding in run_checks(spoilt, DAY)} == {name}


def test_a_permit_holds_on_its_last_day(micro: Network) -> None:
    assert not findings_of("permit", with_site(micro, "C1", permit_valid_to=DAY))


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (None, None, 1),
        (DAY, DAY, 1),
        (date(2026, 11, 3), None, 0),
        (None, date(2026, 11, 1), 0),
    ],
)
def test_a_zone_excludes_only_while_it_is_in_force(
    micro: Network, valid_from: date | None, valid_to: date | None, expected: int
) -> None:
    spoilt = zone_at(micro, "N1", valid_from=valid_from, valid_to=valid_to)
    assert len(findings_of("exclusion", spoilt)) == expected


def test_a_buffer_excludes_beside_the_zone(micro: Network) -> None:
    # A square around K1, 6 km east of the candidate: only a wide strip reaches it.
    assert not findings_of("exclusion", zone_at(micro, "K1", buffer_m=1_000))
    assert len(findings_of("exclusion", zone_at(micro, "K1", buffer_m=7_000))) == 1


def test_exclusion_zones_leave_existing_sites_alone(micro: Network) -> None:
    assert not findings_of("exclusion", zone_at(micro, "C1"))


def test_without_any_depot_no_point_is_reachable(micro: Network) -> None:
    sites = {key: s for key, s in micro.sites.items() if not key.startswith("D")}
    found = findings_of("reachable", replace(micro, sites=sites))
    assert [finding.subject_id for finding in found] == [f"P{n}" for n in range(1, 7)]


def test_checks_of_an_empty_network_find_nothing(micro: Network) -> None:
    empty = replace(micro, sites={}, vehicles={}, supplies=(), materials={})
    assert run_checks(empty, DAY) == []


def test_reach_is_not_judged_without_any_speed(micro: Network) -> None:
    # Tickets alone can be reported: nothing but the speeds is missing here.
    parameters = {
        code: p for code, p in micro.parameters.items() if "speed" not in code
    }
    assert not findings_of("reachable", replace(micro, parameters=parameters))


def test_reach_is_half_the_longest_shift_there_and_back(micro: Network) -> None:
    # 300 s x 10 m/s / 2 = 1.5 km: of six points P2 (2), P3 (3) and P6 (3) are out.
    found = findings_of("reachable", BAD["reachable"][0](micro))
    assert [f.subject_id for f in found] == ["P2", "P3", "P6"]
    assert {f.detail for f in found} == {"1.5 km"}
    assert [f.value for f in found] == ["2.0 km", "3.0 km", "3.0 km"]
