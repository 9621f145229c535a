"""Generators of direct full loads, places for scrapped vehicles, and supplies."""

import numpy as np

from recycling.domain.materials import Certainty, Stream
from recycling.domain.sites import Site, SiteKind, Supply
from recycling.sample.geography import Floats, apportion, centroid, disc, urban
from recycling.sample.inputs import Inputs, Place
from recycling.sample.labels import ELV_POINT, SiteMaker, generator
from recycling.sample.volumes import ELV, Volumes

GENERATOR_SERVICE_S = 1_800
"""Loading of a full load by crane or fork-lift."""


def direct_supply(
    inputs: Inputs, volumes: Volumes, maker: SiteMaker
) -> tuple[list[Site], list[Supply]]:
    """Make generators and what they declare; materials add up exactly."""
    rng = generator(inputs, "generators")
    materials = _materials(inputs, volumes, rng)
    streams = [inputs.knobs.text(f"direct.stream.{own[0]}") for own in materials]
    places = _places(inputs, streams, rng)
    opens_s, closes_s = inputs.knobs.hours("generators.hours")
    sites = [
        maker.make(
            SiteKind.GENERATOR,
            place,
            spot,
            materials=own,
            opens_s=opens_s,
            closes_s=closes_s,
            service_s=GENERATOR_SERVICE_S,
        )
        for own, (place, spot) in zip(materials, places, strict=True)
    ]
    supplies = []
    for code, total_kg in volumes.direct_kg.items():
        givers = [site for site in sites if code in site.materials]
        if not givers:
            continue
        sigma = inputs.knobs.number("generators.kg_sigma")
        shares = apportion(total_kg, rng.lognormal(0.0, sigma, len(givers)))
        supplies += [
            _supply(inputs, volumes.year, site, code, kg=int(kg))
            for site, kg in zip(givers, shares, strict=True)
        ]
    return sites, supplies


def _materials(
    inputs: Inputs, volumes: Volumes, rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """One or two materials per generator, more generators for more tonnes.

    The square root keeps small categories from a single generator.
    """
    codes = [code for code in volumes.direct_kg if code != ELV]
    weights = np.sqrt([volumes.direct_kg[code] for code in codes])
    numbers = apportion(inputs.knobs.count("generators.count"), weights, 1)
    main = np.repeat(np.arange(len(codes)), numbers)
    second = rng.choice(len(codes), len(main), p=weights / weights.sum())
    has_two = rng.random(len(main)) < inputs.knobs.number("generators.second_share")
    # A hazardous material is never loaded with another, so it stays alone.
    alone = {c for c in codes if inputs.materials[c].hazard.value != "none"}
    return [
        (codes[a], codes[b])
        if two and a != b and not {codes[a], codes[b]} & alone
        else (codes[a],)
        for a, b, two in zip(main, second, has_two, strict=True)
    ]


def _places(
    inputs: Inputs, streams: list[str], rng: np.random.Generator
) -> list[tuple[Place, Floats]]:
    """Industry by district industry round its middle, shops by people in town."""
    industry = np.array([p.district.industry_share for p in inputs.places])
    people = np.array([p.district.population for p in inputs.places], float)
    chosen = []
    for stream in streams:
        is_works = stream == Stream.INDUSTRIAL
        weights = industry if is_works else people
        index = int(rng.choice(len(inputs.places), p=weights / weights.sum()))
        place = inputs.places[index]
        middle = centroid(place) if is_works else urban(place)
        spot = disc(rng, 1, middle, place.radius_m / (1.5 if is_works else 4))[0]
        chosen.append((place, spot))
    return chosen


def elv_supply(
    inputs: Inputs, volumes: Volumes, maker: SiteMaker
) -> tuple[list[Site], list[Supply]]:
    """Make the places where vehicles are handed over; units add up exactly."""
    rng = generator(inputs, "elv")
    people = np.array([p.district.population for p in inputs.places], float)
    numbers = apportion(inputs.knobs.count("elv_points.count"), people, 1)
    opens_s, closes_s = inputs.knobs.hours("generators.hours")
    sites = []
    weights: list[float] = []
    for place, number in zip(inputs.places, numbers, strict=True):
        for spot in disc(rng, int(number), urban(place), place.radius_m / 3):
            sites.append(
                maker.make(
                    SiteKind.GENERATOR,
                    place,
                    spot,
                    ELV_POINT,
                    materials=(ELV,),
                    opens_s=opens_s,
                    closes_s=closes_s,
                    service_s=int(inputs.parameter("time.elv_load_s")),
                )
            )
            weights.append(place.district.population / int(number))
    units = apportion(
        volumes.elv_units, np.array(weights) * rng.uniform(0.7, 1.3, len(sites))
    )
    kilograms = apportion(volumes.direct_kg[ELV], units.astype(float))
    supplies = [
        _supply(inputs, volumes.year, site, ELV, kg=int(kg), units=int(n))
        for site, kg, n in zip(sites, kilograms, units, strict=True)
    ]
    return sites, supplies


def _supply(
    inputs: Inputs, year: int, site: Site, material: str, *, kg: int, units: int = 0
) -> Supply:
    return Supply(
        site_id=site.site_id,
        material=material,
        stream=Stream(inputs.knobs.text(f"direct.stream.{material}")),
        kg_per_year=kg,
        units_per_year=units,
        year=year,
        source=inputs.source,
        certainty=Certainty.SYNTHETIC,
    )
