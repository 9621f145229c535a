"""Traffic rules and hourly speeds as the routing problem takes them."""

from dataclasses import replace

import numpy as np

from recycling.dispatch.traffic import (
    Traffic,
    access_rules,
    barred_table,
    rules_of,
    speed_profile,
)
from recycling.domain.fleet import Energy, Restriction
from recycling.domain.materials import Parameter
from recycling.domain.network import Network, SpeedBuckets
from recycling.domain.sites import TravelZone
from routing.vrp.problem import TimeWindow, TravelTable
from tests.builders import DAY, HOUR_S

ZONES = {"Z": frozenset({"P1", "C1"})}
NOON = Restriction(
    "R", "Z", energy=Energy.DIESEL, start_s=11 * HOUR_S, end_s=13 * HOUR_S
)
SPEEDS = SpeedBuckets(
    (0, 7 * HOUR_S, 9 * HOUR_S),
    {"central": (1.0, 0.5, 1.0), "new_city": (1.0, 1.0, 1.0)},
)


def with_rules(network: Network, *rules: Restriction) -> Network:
    return replace(network, restrictions={r.restriction_id: r for r in rules})


def test_a_rule_bars_the_vehicles_it_fits(micro: Network) -> None:
    # V1 runs on diesel, V3 on electricity.
    network = with_rules(micro, NOON)
    traffic = Traffic(ZONES)
    assert rules_of(network, traffic, network.vehicles["V1"], DAY) == ("R",)
    assert rules_of(network, traffic, network.vehicles["V3"], DAY) == ()
    sunday = with_rules(micro, replace(NOON, weekdays=("7",)))
    assert rules_of(sunday, traffic, network.vehicles["V1"], DAY) == ()
    elsewhere = Traffic({"other": frozenset({"P1"})})
    assert rules_of(network, elsewhere, network.vehicles["V1"], DAY) == ()


def test_a_rule_closes_the_places_inside_its_zone(micro: Network) -> None:
    rules = access_rules(
        with_rules(micro, NOON), Traffic(ZONES), [("R",), ()], ["P2", "P1"], ["C1"]
    )
    noon = TimeWindow(11 * HOUR_S, 13 * HOUR_S)
    tomorrow = TimeWindow(35 * HOUR_S, 37 * HOUR_S)
    assert [rule.closed for rule in rules] == [noon, tomorrow]
    for rule in rules:
        assert rule.vehicle_types == {0}
        assert (rule.stops, rule.unload_sites) == ({1}, {0})


def test_a_rule_without_a_place_in_the_catchment_is_left_out(micro: Network) -> None:
    network = with_rules(micro, NOON)
    assert access_rules(network, Traffic(ZONES), [("R",)], ["P2"], ["C2"]) == ()


def test_a_rule_over_midnight_is_two(micro: Network) -> None:
    night = replace(NOON, start_s=22 * HOUR_S, end_s=6 * HOUR_S)
    rules = access_rules(with_rules(micro, night), Traffic(ZONES), [("R",)], ["P1"], [])
    hours = [(r.closed.start_s // HOUR_S, r.closed.end_s // HOUR_S) for r in rules]
    assert hours == [(0, 6), (22, 24), (24, 30), (46, 48)]


def central(network: Network) -> Network:
    """Put district A into the central city."""
    district = replace(network.districts["A"], travel_zone=TravelZone.CENTRAL)
    return replace(network, districts={**network.districts, "A": district})


def test_speeds_follow_the_zone_of_each_place_and_come_back_next_day(
    micro: Network,
) -> None:
    profile = speed_profile(
        central(micro), Traffic(speeds=SPEEDS), ["P1", "P4"], 6 * HOUR_S, 14 * HOUR_S
    )
    assert profile is not None
    hours = [seconds // HOUR_S for seconds in profile.starts_s]
    assert hours == [0, 7, 9, 24, 31, 33]
    factors = [profile.factor[zone].tolist() for zone in profile.zone]
    assert factors == [[1, 0.5, 1, 1, 0.5, 1], [1, 1, 1, 1, 1, 1]]


def test_speeds_that_change_while_no_vehicle_is_out_do_not_matter(
    micro: Network,
) -> None:
    traffic = Traffic(speeds=SPEEDS)
    late = (9 * HOUR_S, 17 * HOUR_S)
    assert speed_profile(central(micro), traffic, ["P1"], *late) is None
    assert speed_profile(micro, traffic, ["P1"], 0, 24 * HOUR_S) is None
    assert speed_profile(central(micro), Traffic(), ["P1"], 0, 24 * HOUR_S) is None


def test_a_place_in_no_district_is_driven_by_the_table(micro: Network) -> None:
    stray = replace(micro.sites["P2"], district="nowhere")
    network = replace(central(micro), sites={**micro.sites, "P2": stray})
    profile = speed_profile(
        network, Traffic(speeds=SPEEDS), ["P1", "P2"], 0, 24 * HOUR_S
    )
    assert profile is not None
    assert np.all(profile.factor[profile.zone[1]] == 1)


class PastP2:
    """Ways that lead through the zone: all between P1 and P3."""

    def through(self, zone_id: str, site_ids: list[str]) -> np.ndarray:
        assert zone_id == "Z"
        ends = {"P1", "P3"}
        return np.array([[{a, b} == ends for b in site_ids] for a in site_ids])


def with_detour(network: Network, *rules: Restriction) -> Network:
    """Drive 1.5 times as far round a closed zone."""
    detour = Parameter("travel.zone_detour", 1.5, "ratio")
    parameters = {**network.parameters, detour.code: detour}
    return replace(with_rules(network, *rules), parameters=parameters)


TABLE = TravelTable(
    np.array([[0, 1_000, 2_000], [1_000, 0, -1], [2_000, 1_000, 0]], dtype=np.int32),
    np.array([[0, 100, 200], [100, 0, -1], [200, 100, 0]], dtype=np.int32),
)


def test_a_way_through_a_closed_zone_is_driven_round_it(micro: Network) -> None:
    # Closed for two of eight hours on the road: 1 + 0.5 x 2 / 8 = 1.125 times as far.
    traffic = Traffic({"Z": frozenset()}, lines=PastP2())
    network = with_detour(micro, NOON)
    sites = ["P1", "P2", "P3"]
    out_s = (6 * HOUR_S, 14 * HOUR_S)
    barred = barred_table(network, traffic, ["R"], sites, TABLE, out_s)
    assert barred.distance_m.tolist() == [
        [0, 1_000, 2_250],
        [1_000, 0, -1],
        [2_250, 1_000, 0],
    ]
    assert barred.duration_s[0, 2] == 225
    assert barred_table(network, traffic, [], sites, TABLE, out_s) is TABLE
    late_s = (13 * HOUR_S, 20 * HOUR_S)
    assert barred_table(network, traffic, ["R"], sites, TABLE, late_s) is TABLE


def test_zones_that_nobody_passes_do_not_tell_vehicles_apart() -> None:
    traffic = Traffic({"Z": frozenset(), "Y": frozenset({"P9"})}, lines=None)
    assert traffic.near(["P1", "P3"]).sites_by_zone == {}
    crossed = Traffic({"Z": frozenset()}, lines=PastP2())
    assert set(crossed.near(["P1", "P3"]).sites_by_zone) == {"Z"}
    assert set(crossed.near(["P1", "P2"]).sites_by_zone) == set()
