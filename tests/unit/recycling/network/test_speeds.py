"""Speed of the hours of a day, from parameters."""

from dataclasses import replace

import pytest

from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.network.speeds import speed_buckets

HOURS = {
    "travel.peak.am_start_h": 7,
    "travel.peak.am_end_h": 9,
    "travel.peak.pm_start_h": 17,
    "travel.peak.pm_end_h": 19.5,
    "travel.night.start_h": 22,
    "travel.night.end_h": 6,
}


def with_hours(network: Network, hours: dict[str, float]) -> Network:
    """Give the central zone a range of 18 (peak) to 54 (night) km/h round 36."""
    central = replace(
        network.parameters["travel.speed_kmh.central"], low=18.0, high=54.0
    )
    added = {code: Parameter(code, value, "h") for code, value in hours.items()}
    parameters = {**network.parameters, **added, central.code: central}
    return replace(network, parameters=parameters)


def test_peaks_are_slow_and_nights_fast(micro: Network) -> None:
    buckets = speed_buckets(with_hours(micro, HOURS))
    assert buckets is not None
    hours = [seconds / 3600 for seconds in buckets.starts_s]
    assert hours == [0, 6, 7, 9, 17, 19.5, 22]
    assert buckets.factor_by_zone["central"] == (1.5, 1, 0.5, 1, 0.5, 1, 1.5)
    # No range is known elsewhere: the same speed all day.
    assert buckets.factor_by_zone["new_city"] == (1,) * 7


def test_without_hours_speeds_are_the_same_all_day(micro: Network) -> None:
    assert speed_buckets(with_hours(micro, {})) is None


def test_without_a_range_speeds_are_the_same_all_day(micro: Network) -> None:
    spoilt = with_hours(micro, HOURS)
    plain = {**spoilt.parameters}
    plain["travel.speed_kmh.central"] = micro.parameters["travel.speed_kmh.central"]
    assert speed_buckets(replace(spoilt, parameters=plain)) is None


@pytest.mark.parametrize("missing", ["travel.peak.pm_start_h", "travel.peak.pm_end_h"])
def test_a_peak_needs_both_its_hours(micro: Network, missing: str) -> None:
    hours = {code: hour for code, hour in HOURS.items() if code != missing}
    buckets = speed_buckets(with_hours(micro, hours))
    assert buckets is not None
    assert [s / 3600 for s in buckets.starts_s] == [0, 6, 7, 9, 22]
