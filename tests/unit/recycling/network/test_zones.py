"""Sites inside restriction zones."""

from dataclasses import replace
from datetime import date

from recycling.domain.network import Network
from recycling.domain.sites import Zone, ZoneKind
from recycling.network.zones import (
    SiteLines,
    excluded_candidates,
    sites_in_restriction_zones,
)
from tests.builders import DAY


def zone_round(network: Network, site_id: str, **changes: object) -> Network:
    """Draw a square of some 200 m round a site."""
    site, half = network.sites[site_id], 0.001
    west, east = site.lon - half, site.lon + half
    south, north = site.lat - half, site.lat + half
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}"
    wkt = f"POLYGON (({ring}, {west} {south}))"
    zone = replace(Zone("Z", "Zone", ZoneKind.RESTRICTION, wkt), **changes)
    return replace(network, zones={"Z": zone})


def test_a_zone_holds_the_sites_inside_it(micro: Network) -> None:
    assert sites_in_restriction_zones(zone_round(micro, "P2"), DAY) == {"Z": {"P2"}}


def test_a_buffer_reaches_the_neighbours(micro: Network) -> None:
    # Points stand 1 km apart; 950 m round a square of 100 m reaches both neighbours.
    wide = zone_round(micro, "P2", buffer_m=950)
    assert sites_in_restriction_zones(wide, DAY) == {"Z": {"P1", "P2", "P3"}}


def test_only_restriction_zones_in_force_count(micro: Network) -> None:
    exclusion = zone_round(micro, "P2", kind=ZoneKind.EXCLUSION)
    over = zone_round(micro, "P2", valid_to=date(2026, 11, 1))
    assert sites_in_restriction_zones(exclusion, DAY) == {}
    assert sites_in_restriction_zones(over, DAY) == {}
    assert sites_in_restriction_zones(micro, DAY) == {}


def test_a_zone_in_force_may_hold_no_site(micro: Network) -> None:
    zone = zone_round(micro, "P2").zones["Z"]
    sites = {key: site for key, site in micro.sites.items() if key != "P2"}
    network = replace(micro, zones={"Z": zone}, sites=sites)
    assert sites_in_restriction_zones(network, DAY) == {"Z": frozenset()}


def test_an_excluded_candidate_names_rule_polygon_and_metres(micro: Network) -> None:
    # N1 stands 1 km from P6, a square of 100 m round which ends 900 m away.
    near = zone_round(
        micro, "P6", kind=ZoneKind.EXCLUSION, buffer_m=950, rule="red line"
    )
    [hit] = excluded_candidates(near, DAY)
    assert (hit.site_id, hit.zone_id, hit.zone_name) == ("N1", "Z", "Zone")
    assert (hit.rule, hit.buffer_m) == ("red line", 950)
    assert 880 <= hit.distance_m <= 920
    far = zone_round(micro, "P6", kind=ZoneKind.EXCLUSION, buffer_m=850)
    assert excluded_candidates(far, DAY) == []


def test_ways_that_begin_or_end_in_a_zone_do_not_lead_through_it(
    micro: Network,
) -> None:
    # On one street, from P1 to P3 one passes P2; from P1 to P2 one stays there.
    lines = SiteLines(zone_round(micro, "P2"))
    through = lines.through("Z", ["P1", "P2", "P3", "D1"])
    assert through.tolist() == [
        [False, False, True, False],
        [False, False, False, False],
        [True, False, False, True],
        [False, False, True, False],
    ]
