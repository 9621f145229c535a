"""How fast traffic is at each hour, by travel zone."""

from recycling.domain.network import Network, SpeedBuckets
from recycling.domain.sites import TravelZone
from recycling.domain.units import S_PER_H

SPEED = "travel.speed_kmh."
PEAKS = "travel.peak."
NIGHT = "travel.night."


def speed_buckets(network: Network) -> SpeedBuckets | None:
    """Speed factors of the hours of a day, from the network's parameters.

    A zone's speed parameter gives its day speed; its low end holds in the
    peaks ``travel.peak.{am,pm}_{start,end}_h`` and its high end in the night
    ``travel.night.{start,end}_h``. A factor is the hour's speed over the day's.

    Returns
    -------
    SpeedBuckets or None
        ``None`` when no hours of a peak or night are given, or no zone's speed
        has a range: speeds are the same all day.
    """
    spans = [
        span
        for span in (
            _span(network, f"{PEAKS}am_"),
            _span(network, f"{PEAKS}pm_"),
        )
        if span
    ]
    night = _span(network, NIGHT)
    edges = {0.0, 24.0, *(hour for span in [*spans, night or ()] for hour in span)}
    starts_h = sorted(hour % 24 for hour in edges if hour != 24)
    factors = {
        zone.value: tuple(
            _factor(network, zone, hour, spans, night) for hour in starts_h
        )
        for zone in TravelZone
    }
    if all(factor == 1 for row in factors.values() for factor in row):
        return None
    return SpeedBuckets(tuple(round(hour * S_PER_H) for hour in starts_h), factors)


type _Span = tuple[float, float]


def _span(network: Network, prefix: str) -> _Span | None:
    """Hours from and to, ``None`` when one of them is not given."""
    start = network.parameters.get(f"{prefix}start_h")
    end = network.parameters.get(f"{prefix}end_h")
    return (start.value, end.value) if start and end else None


def _factor(
    network: Network,
    zone: TravelZone,
    hour: float,
    peaks: list[_Span],
    night: _Span | None,
) -> float:
    """Speed of a bucket over the day's, judged by where the bucket starts."""
    speed = network.parameters.get(f"{SPEED}{zone.value}")
    if speed is None or not speed.value > 0:
        return 1.0
    if any(start <= hour < end for start, end in peaks):
        return (speed.low or speed.value) / speed.value
    if night and (hour >= night[0] or hour < night[1]):
        return (speed.high or speed.value) / speed.value
    return 1.0
