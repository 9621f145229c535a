"""Collection points around where people live."""

from math import pi, sqrt

import numpy as np

from recycling.domain.sites import Site, SiteKind
from recycling.domain.units import M_PER_KM
from recycling.sample.geography import (
    Floats,
    Ints,
    apportion,
    centroid,
    disc,
    scatter,
    urban,
)
from recycling.sample.inputs import Inputs, Place
from recycling.sample.labels import SiteMaker, generator

LEAST_TOWNS = 2


def collection_points(inputs: Inputs, maker: SiteMaker) -> list[Site]:
    """Place the collection points of every district.

    Their number follows the census population; the people they stand for add
    up to it exactly.
    """
    rng = generator(inputs, "points")
    people = np.array([place.district.population for place in inputs.places], float)
    numbers = apportion(inputs.knobs.count("points.count"), people)
    materials = tuple(
        code
        for code in inputs.materials
        if inputs.parameter(f"demand.household_share.{code}") > 0
    )
    sites: list[Site] = []
    for place, number in zip(inputs.places, numbers, strict=True):
        spots, is_rural = _spots(inputs, place, int(number), rng)
        population = _population(inputs, place.district.population, is_rural, rng)
        hours = _hours(inputs, population, rng)
        service_s = rng.integers(
            inputs.knobs.count("points.service_min") // 10,
            inputs.knobs.count("points.service_max") // 10 + 1,
            len(spots),
        )
        for i, spot in enumerate(spots):
            sites.append(
                maker.make(
                    SiteKind.COLLECTION_POINT,
                    place,
                    spot,
                    materials=materials,
                    opens_s=hours[i][0],
                    closes_s=hours[i][1],
                    service_s=int(service_s[i]) * 10,
                    population_served=int(population[i]),
                )
            )
    return sites


def _spots(
    inputs: Inputs, place: Place, number: int, rng: np.random.Generator
) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Positions of a district's points, and which of them are rural."""
    knobs = inputs.knobs
    zone = place.district.travel_zone.value
    in_town = round(number * knobs.number(f"points.urban_share.{zone}"))
    rural = round((number - in_town) * knobs.number("points.rural_share"))
    towns = number - in_town - rural
    wide_m = place.radius_m * knobs.number("points.disc_share")
    power = knobs.number("points.urban_power")
    spots = np.vstack(
        [
            disc(rng, in_town, urban(place), _urban_radius_m(inputs, place), power),
            _town_spots(inputs, place, towns, wide_m, rng),
            disc(rng, rural, centroid(place), wide_m),
        ]
    )
    return spots, np.arange(number) >= number - rural


def _urban_radius_m(inputs: Inputs, place: Place) -> float:
    """Radius of a disc that holds the urban people at the urban density."""
    zone = place.district.travel_zone.value
    share = inputs.knobs.number(f"points.urban_share.{zone}")
    area_km2 = place.district.population * share
    area_km2 /= inputs.knobs.number("points.urban_density")
    limit_m = place.radius_m * inputs.knobs.number("points.disc_share")
    return min(sqrt(area_km2 / pi) * M_PER_KM, limit_m)


def _town_spots(
    inputs: Inputs, place: Place, number: int, wide_m: float, rng: np.random.Generator
) -> Floats:
    """Positions around towns of unequal size within the district's disc."""
    per_town = inputs.knobs.number("points.town_area")
    towns = max(LEAST_TOWNS, round(place.district.area_km2 / per_town))
    middles = disc(rng, towns, centroid(place), wide_m)
    chosen = middles[rng.choice(towns, number, p=rng.dirichlet(np.ones(towns) * 2))]
    sigma_m = inputs.knobs.number("points.town_sigma")
    return scatter(rng, chosen[:, 0], chosen[:, 1], sigma_m)


def _population(
    inputs: Inputs,
    total: int,
    is_rural: np.ndarray[tuple[int], np.dtype[np.bool_]],
    rng: np.random.Generator,
) -> Ints:
    """Split a district's people over its points, none above the limit."""
    knobs = inputs.knobs
    weights = rng.lognormal(0.0, knobs.number("points.size_sigma"), len(is_rural))
    weights = np.where(is_rural, weights * knobs.number("points.rural_weight"), weights)
    # Rounding adds at most one person to a share.
    limit = knobs.number("points.max_population") - 1
    shares = weights / weights.sum() * total
    while (over := shares > limit).any() and not over.all():
        shares[over] = limit
        rest = ~over & (shares < limit)
        shares[rest] *= (total - shares[~rest].sum()) / shares[rest].sum()
    return apportion(total, shares)


def _hours(
    inputs: Inputs, population: Ints, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Draw windows: most all day, some points only mornings or afternoons."""
    knobs = inputs.knobs
    draw = rng.random(len(population))
    morning = knobs.number("points.morning_share")
    afternoon = morning + knobs.number("points.afternoon_share")
    is_small = population <= knobs.number("points.morning_max_population")
    all_day = knobs.hours("points.hours.residential")
    early = knobs.hours("points.hours.morning")
    late = knobs.hours("points.hours.afternoon")
    return [
        (early if x < morning else late if x < afternoon else all_day)
        if small
        else all_day
        for x, small in zip(draw, is_small, strict=True)
    ]
