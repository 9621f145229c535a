"""Existing sorting centres and candidate sites for green ones."""

from dataclasses import replace

import numpy as np

from recycling.domain.sites import FacilityClass, Site, SiteKind, SiteStatus
from recycling.domain.targets import Indicator
from recycling.domain.units import KG_PER_T
from recycling.sample.geography import (
    Floats,
    Ints,
    apportion,
    centroid,
    disc,
    positions,
    scatter,
)
from recycling.sample.inputs import Inputs, Place
from recycling.sample.labels import CANDIDATE, SiteMaker, generator
from recycling.sample.zones import DrawnZone

COMPREHENSIVE = ("steel", "nonferrous", "plastic", "paper", "textile", "glass")
LICENSED = ("tyre", "weee", "battery")
SPECIALISED = (
    ("paper", "plastic"),
    ("steel", "nonferrous"),
    ("paper", "plastic"),
    ("steel", "nonferrous"),
    ("glass",),
    ("textile",),
)
LEAST_DOCKS = 2
DOCKS_AT_KG = (5_000_000, 15_000_000, 40_000_000)
"""Yearly capacities from which a centre has a third, fourth and fifth dock: made up
so that the loads of a day keep docks busy for about half of it."""


def sorting_centres(
    inputs: Inputs, points: list[Site], share: float, maker: SiteMaker
) -> list[Site]:
    """Place the existing sorting centres.

    Parameters
    ----------
    inputs
        Knobs, classes and places.
    points
        Collection points; centres stand near them.
    share
        Sample over city; capacities add up to this share of the baseline.
    maker
        Makes the sites.
    """
    rng = generator(inputs, "centres")
    knobs = inputs.knobs
    weights = np.array([_weight(inputs, place) for place in inputs.places])
    least = knobs.count("centres.min_per_district")
    numbers = apportion(knobs.count("centres.count"), weights, least)
    capacity = _capacities(inputs, share, rng)
    sites: list[Site] = []
    for place, number in zip(inputs.places, numbers, strict=True):
        own = np.sort(capacity[len(sites) : len(sites) + int(number)])[::-1]
        spots = _near_points(inputs, place, points, int(number), rng)
        is_broad = rng.random(len(own)) < knobs.number("centres.comprehensive_share")
        # The largest of a district takes everything: nobody is left without one.
        is_broad[0] = True
        for i, spot in enumerate(spots):
            sites.append(
                _centre(
                    inputs,
                    place,
                    spot,
                    int(own[i]),
                    maker,
                    is_broad=bool(is_broad[i]),
                )
            )
    return _with_green(inputs, sites)


def _weight(inputs: Inputs, place: Place) -> float:
    """Half by people, half by industry."""
    people = sum(district.population for district in inputs.city)
    return place.district.population / people + place.district.industry_share


def _capacities(inputs: Inputs, share: float, rng: np.random.Generator) -> Ints:
    """Log-normal capacities that add up to the baseline's share exactly."""
    knobs = inputs.knobs
    baseline = next(
        t.value
        for t in inputs.targets
        if t.indicator is Indicator.RECOVERED and t.is_baseline
    )
    number = knobs.count("centres.count")
    weights = rng.lognormal(0.0, knobs.number("centres.capacity_sigma"), number)
    least = knobs.count("centres.min_capacity")
    tonnes = apportion(round(baseline * share) // KG_PER_T, weights, least // KG_PER_T)
    return tonnes * KG_PER_T


def _near_points(
    inputs: Inputs,
    place: Place,
    points: list[Site],
    number: int,
    rng: np.random.Generator,
) -> Floats:
    """Positions near points drawn by the people they stand for."""
    own = [point for point in points if point.district == place.code]
    people = np.array([point.population_served for point in own], float)
    chosen = rng.choice(len(own), number, p=people / people.sum())
    spots = positions(own)[chosen]
    return scatter(rng, spots[:, 0], spots[:, 1], inputs.knobs.number("centres.spread"))


def _centre(
    inputs: Inputs,
    place: Place,
    spot: Floats,
    capacity_kg: int,
    maker: SiteMaker,
    *,
    is_broad: bool,
) -> Site:
    opens_s, closes_s = inputs.knobs.hours("intake.hours")
    is_licensed = is_broad and capacity_kg >= inputs.knobs.count(
        "centres.licensed_capacity"
    )
    kinds = COMPREHENSIVE + LICENSED * is_licensed
    if not is_broad:
        kinds = SPECIALISED[capacity_kg // KG_PER_T % len(SPECIALISED)]
    area_per_t = inputs.knobs.number("centres.area_per_t")
    is_large = capacity_kg >= DOCKS_AT_KG[1]
    return maker.make(
        SiteKind.SORTING_CENTRE,
        place,
        spot,
        materials=kinds,
        opens_s=opens_s,
        closes_s=closes_s,
        capacity_kg_per_year=capacity_kg,
        facility_class=_class_for(inputs, capacity_kg, is_green=False),
        area_m2=round(capacity_kg / KG_PER_T * area_per_t),
        has_weighbridge=True,
        has_hazardous_store=is_licensed,
        has_dust_control=is_large,
        has_noise_control=is_large and is_broad,
        docks=LEAST_DOCKS + sum(capacity_kg >= limit for limit in DOCKS_AT_KG),
        service_s=int(inputs.parameter("time.unload_s")),
    )


def _class_for(inputs: Inputs, capacity_kg: int, *, is_green: bool) -> str:
    """Largest class of centres that a capacity fills, else the smallest."""
    classes = sorted(
        (
            c
            for c in inputs.facility_classes
            if c.kind is SiteKind.SORTING_CENTRE and c.is_green is is_green
        ),
        key=_capacity,
    )
    filled = [c for c in classes if c.capacity_kg_per_year <= capacity_kg]
    return (filled or classes)[-1 if filled else 0].code


def _capacity(facility_class: FacilityClass) -> int:
    return facility_class.capacity_kg_per_year


def _with_green(inputs: Inputs, sites: list[Site]) -> list[Site]:
    """Recognise the largest comprehensive centres as green."""
    broad = [site for site in sites if set(COMPREHENSIVE) <= set(site.materials)]
    broad.sort(key=lambda site: (-(site.capacity_kg_per_year or 0), site.site_id))
    chosen = {s.site_id for s in broad[: inputs.knobs.count("centres.green")]}
    return [
        replace(
            site,
            is_green=True,
            facility_class=_class_for(
                inputs, site.capacity_kg_per_year or 0, is_green=True
            ),
        )
        if site.site_id in chosen
        else site
        for site in sites
    ]


def candidate_sites(
    inputs: Inputs, zones: list[DrawnZone], maker: SiteMaker
) -> list[Site]:
    """Place candidate sites; some deliberately inside exclusion zones."""
    rng = generator(inputs, "candidates")
    knobs = inputs.knobs
    number = knobs.count("candidates.count")
    excluded = round(number * knobs.number("candidates.excluded_share"))
    places = {place.code: place for place in inputs.places}
    by_industry = sorted(
        inputs.places, key=lambda place: -place.district.industry_share
    )
    sites = []
    for i in range(number):
        if i < excluded:
            zone = zones[i % len(zones)]
            spot = disc(rng, 1, zone.middle, zone.inner_m)
            place = places[zone.district]
        else:
            place = by_industry[i % len(by_industry)]
            spot = disc(rng, 1, centroid(place), place.radius_m / 2)
        sites.append(_candidate(inputs, place, spot[0], maker))
    return sites


def _candidate(inputs: Inputs, place: Place, spot: Floats, maker: SiteMaker) -> Site:
    opens_s, closes_s = inputs.knobs.hours("intake.hours")
    return maker.make(
        SiteKind.SORTING_CENTRE,
        place,
        spot,
        CANDIDATE,
        status=SiteStatus.CANDIDATE,
        materials=COMPREHENSIVE + LICENSED,
        opens_s=opens_s,
        closes_s=closes_s,
        has_weighbridge=True,
        has_hazardous_store=True,
        has_dust_control=True,
        has_noise_control=True,
        docks=LEAST_DOCKS + len(DOCKS_AT_KG),
        service_s=int(inputs.parameter("time.unload_s")),
    )
