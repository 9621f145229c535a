"""Parks, processing bases, dismantlers and disposal sites."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from recycling.domain.materials import Stream
from recycling.domain.sites import Site, SiteKind
from recycling.domain.units import KG_PER_T
from recycling.sample.geography import (
    Floats,
    apportion,
    centroid,
    disc,
    positions,
    scatter,
)
from recycling.sample.inputs import Inputs, Place
from recycling.sample.labels import SiteMaker, generator

PARK_MATERIALS = (
    ("steel", "nonferrous", "plastic", "paper"),
    ("steel", "nonferrous", "tyre"),
    ("paper", "plastic", "textile", "glass"),
    ("steel", "nonferrous", "weee", "battery"),
)
SPREAD = 0.5
"""Log-normal spread of capacities of parks and bases."""

DOCKS = 4
QUAY_M = 1_500.0
"""Distance of a base from the port or station it was placed beside."""


def by_industry(
    inputs: Inputs, number: int, rng: np.random.Generator
) -> list[tuple[Place, Floats]]:
    """Districts and positions for works, more of them where industry is."""
    weights = np.array([place.district.industry_share for place in inputs.places])
    chosen = rng.choice(len(inputs.places), number, p=weights / weights.sum())
    places = [inputs.places[i] for i in np.sort(chosen)]
    return [(p, disc(rng, 1, centroid(p), p.radius_m / 2)[0]) for p in places]


def gateways(inputs: Inputs, maker: SiteMaker) -> list[Site]:
    """Ports and rail stations beside the known ones."""
    rng = generator(inputs, "gateways")
    return [
        maker.make(kind, place, spot)
        for kind, knob in (
            (SiteKind.PORT, "ports.count"),
            (SiteKind.RAIL_STATION, "rails.count"),
        )
        for place, spot in by_industry(inputs, inputs.knobs.count(knob), rng)
    ]


def parks(inputs: Inputs, maker: SiteMaker) -> list[Site]:
    """Parks and markets, as many as are missing beside the known ones."""
    rng = generator(inputs, "parks")
    known = sum(site.kind is SiteKind.PARK for site in inputs.known)
    number = inputs.knobs.count("parks.count") - known
    mean_kg = inputs.knobs.number("parks.capacity")
    capacity_t = rng.lognormal(np.log(mean_kg / KG_PER_T), SPREAD, number)
    spots = by_industry(inputs, number, rng)
    return [
        _works(
            inputs,
            maker,
            SiteKind.PARK,
            spot,
            materials=PARK_MATERIALS[i % len(PARK_MATERIALS)],
            capacity_kg_per_year=int(capacity_t[i]) * KG_PER_T,
        )
        for i, spot in enumerate(spots)
    ]


def bases(
    inputs: Inputs,
    direct_kg: Mapping[str, int],
    quays: list[Site],
    maker: SiteMaker,
) -> list[Site]:
    """Make processing bases, some of them beside a port or rail station.

    The bases of a material together can take its direct flow at the planned
    utilisation, less what is first weighed at sorting centres.
    """
    rng = generator(inputs, "bases")
    knobs = inputs.knobs
    kept = 1 - knobs.number("direct.centre_share")
    sites = []
    for material, number in knobs.counts("bases.materials").items():
        total_kg = direct_kg[material] * kept / knobs.number("bases.utilisation")
        shares = apportion(
            round(total_kg / KG_PER_T), rng.lognormal(0.0, SPREAD, number)
        )
        spots = by_industry(inputs, number, rng)
        for (place, spot), tonnes in zip(spots, shares, strict=True):
            quay = _quay(inputs, quays, rng)
            sites.append(
                _works(
                    inputs,
                    maker,
                    SiteKind.PROCESSING_BASE,
                    quay or (place, spot),
                    materials=(material,),
                    capacity_kg_per_year=int(tonnes) * KG_PER_T,
                )
            )
    return sites


def _quay(
    inputs: Inputs, quays: list[Site], rng: np.random.Generator
) -> tuple[Place, Floats] | None:
    """Place beside a random port or station, or nothing."""
    if not quays or rng.random() >= inputs.knobs.number("bases.quay_share"):
        return None
    quay = quays[int(rng.integers(len(quays)))]
    spot = positions([quay])
    places = {place.code: place for place in inputs.places}
    return places[quay.district], scatter(rng, spot[:, 0], spot[:, 1], QUAY_M)[0]


def dismantlers(inputs: Inputs, mean_kg: float, maker: SiteMaker) -> list[Site]:
    """Licensed dismantlers whose capacities add up to the city's figure.

    Parameters
    ----------
    inputs
        Knobs and places.
    mean_kg
        Mean mass of a vehicle, for the capacity in kilograms.
    maker
        Makes the sites.
    """
    rng = generator(inputs, "dismantlers")
    knobs = inputs.knobs
    number = knobs.count("dismantlers.count")
    weights = rng.lognormal(0.0, knobs.number("dismantlers.capacity_sigma"), number)
    units = apportion(knobs.count("dismantlers.capacity"), weights)
    people = np.array([p.district.population for p in inputs.places], float)
    least = int(number >= len(inputs.places))
    numbers = apportion(number, people, least)
    places = [
        place
        for place, count in zip(inputs.places, numbers, strict=True)
        for _ in range(int(count))
    ]
    return [
        _works(
            inputs,
            maker,
            SiteKind.DISMANTLER,
            (place, disc(rng, 1, centroid(place), place.radius_m / 2)[0]),
            materials=(Stream.ELV.value,),
            capacity_kg_per_year=round(int(count) * mean_kg),
            capacity_units_per_year=int(count),
            facility_class="dismantler_licensed",
            has_hazardous_store=True,
        )
        for place, count in zip(places, units, strict=True)
    ]


def disposals(inputs: Inputs, maker: SiteMaker) -> list[Site]:
    """Sites that take the residue of sorting."""
    rng = generator(inputs, "disposals")
    number = inputs.knobs.count("disposals.count")
    return [
        _works(inputs, maker, SiteKind.DISPOSAL, spot)
        for spot in by_industry(inputs, number, rng)
    ]


def _works(
    inputs: Inputs,
    maker: SiteMaker,
    kind: SiteKind,
    where: tuple[Place, Floats],
    **fields: Any,
) -> Site:
    """Make a site with a weighbridge and the hours of intakes."""
    opens_s, closes_s = inputs.knobs.hours("intake.hours")
    return maker.make(
        kind,
        *where,
        opens_s=opens_s,
        closes_s=closes_s,
        has_weighbridge=True,
        docks=DOCKS,
        service_s=int(inputs.parameter("time.unload_s")),
        **fields,
    )
