"""Depots, their chargers, and transfer stations."""

import numpy as np

from recycling.domain.sites import Site, SiteKind
from recycling.sample.geography import (
    Floats,
    apportion,
    positions,
    scatter,
)
from recycling.sample.inputs import Inputs, Place
from recycling.sample.labels import SiteMaker, generator

NEAR_M = 300.0
"""Spread of a site around the middle of what it serves."""

CHARGER_SERVICE_S = 3_600


def depots(inputs: Inputs, points: list[Site], maker: SiteMaker) -> list[Site]:
    """Place depots in the middle of groups of points, district by district."""
    rng = generator(inputs, "depots")
    numbers = _by_people(inputs, "depots.count", 1)
    sites = []
    for place, number in zip(inputs.places, numbers, strict=True):
        spots = _middles(place, points, number, rng)
        sites += [maker.make(SiteKind.DEPOT, place, spot) for spot in spots]
    return sites


def chargers(inputs: Inputs, yards: list[Site], maker: SiteMaker) -> list[Site]:
    """One charging site beside every depot."""
    rng = generator(inputs, "chargers")
    places = {place.code: place for place in inputs.places}
    spots = positions(yards)
    moved = scatter(rng, spots[:, 0], spots[:, 1], NEAR_M)
    return [
        maker.make(
            SiteKind.CHARGER,
            places[yard.district],
            spot,
            docks=4,
            power_kw=inputs.knobs.count("chargers.power"),
            service_s=CHARGER_SERVICE_S,
        )
        for yard, spot in zip(yards, moved, strict=True)
    ]


def transfer_stations(
    inputs: Inputs, points: list[Site], maker: SiteMaker
) -> list[Site]:
    """Place transfer stations in the middle of smaller groups of points."""
    rng = generator(inputs, "transfers")
    opens_s, closes_s = inputs.knobs.hours("transfers.hours")
    numbers = _by_people(inputs, "transfers.count", 1)
    sites = []
    for place, number in zip(inputs.places, numbers, strict=True):
        spots = _middles(place, points, number, rng)
        sites += [
            maker.make(
                SiteKind.TRANSFER_STATION,
                place,
                spot,
                materials=points[0].materials,
                opens_s=opens_s,
                closes_s=closes_s,
                docks=2,
                service_s=int(inputs.parameter("time.transfer_unload_s")),
            )
            for spot in spots
        ]
    return sites


def _by_people(inputs: Inputs, knob: str, least: int) -> list[int]:
    people = np.array([place.district.population for place in inputs.places], float)
    return [int(n) for n in apportion(inputs.knobs.count(knob), people, least)]


def _middles(
    place: Place, points: list[Site], number: int, rng: np.random.Generator
) -> Floats:
    """Middles of equally large groups of a district's points."""
    spots = positions([point for point in points if point.district == place.code])
    middles = np.array([group.mean(axis=0) for group in _split(spots, number)])
    return scatter(rng, middles[:, 0], middles[:, 1], NEAR_M)


def _split(spots: Floats, number: int) -> list[Floats]:
    """Cut positions into groups of one size, always across the longer side."""
    if number == 1:
        return [spots]
    left = number // 2
    axis = int(np.ptp(spots, axis=0).argmax())
    ordered = spots[np.argsort(spots[:, axis], kind="stable")]
    cut = len(spots) * left // number
    return [*_split(ordered[:cut], left), *_split(ordered[cut:], number - left)]
