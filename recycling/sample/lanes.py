"""Who weighed how much of what: the year so far, before it is cut into loads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recycling.domain.materials import HazardClass, Stream
from recycling.domain.sites import Site, SiteKind
from recycling.domain.tickets import ElvClass
from recycling.sample.geography import Ints, apportion
from recycling.sample.inputs import Inputs
from recycling.sample.volumes import ELV, Volumes, year_share


@dataclass(frozen=True, slots=True)
class Lane:
    """Loads of one kind that a site weighs over the period.

    Attributes
    ----------
    site, material, stream
        Where and what.
    kg
        Mass of the period.
    load_kg
        Mean truckload.
    tickets
        Number of weighings.
    units
        End-of-life vehicles or small appliances of the period; 0 for others.
    elv_class
        Class of end-of-life vehicle, empty for others.
    """

    site: Site
    material: str
    stream: str
    kg: int
    load_kg: float
    tickets: int
    units: int = 0
    elv_class: str = ""


def history_lanes(
    inputs: Inputs, volumes: Volumes, intakes: Sequence[Site]
) -> list[Lane]:
    """Allot the period's share of the yearly amounts to sites, exactly.

    Household loads go to centres of their district, direct loads to centres,
    parks and bases of the whole sample, vehicles to dismantlers; each by
    capacity among the sites that take the material.
    """
    due = year_share(inputs)
    flows = [("household", *item) for item in volumes.household_kg.items()]
    flows += [("direct", *item) for item in volumes.direct_kg.items()]
    yearly = np.array([kg for _, _, kg in flows], float)
    parts = apportion(round(volumes.total_kg * due), yearly)
    lanes: list[Lane] = []
    for (stream, material, _), kg in zip(flows, parts, strict=True):
        if stream == "household":
            lanes += _household(inputs, intakes, material, int(kg))
        elif material == ELV:
            units = round(volumes.elv_units * due)
            lanes += _vehicles(inputs, intakes, int(kg), units)
        else:
            taken_back = _take_backs(inputs, intakes, material, int(kg))
            own_kg = int(kg) - sum(lane.kg for lane in taken_back)
            lanes += [*taken_back, *_direct(inputs, intakes, material, own_kg)]
    return [lane for lane in lanes if lane.kg > 0]


def _take_backs(
    inputs: Inputs, intakes: Sequence[Site], material: str, kg: int
) -> list[Lane]:
    """Small appliances that people bring to centres, counted in pieces."""
    sites = _taking(intakes, material, {SiteKind.SORTING_CENTRE})
    if inputs.materials[material].hazard is not HazardClass.WEEE or not sites:
        return []
    mean_kg = inputs.knobs.number("history.takeback_kg")
    on_ticket = inputs.knobs.count("history.takeback_load")
    units = min(inputs.knobs.count("history.takeback_units"), int(kg / mean_kg))
    parts = apportion(units, np.ones(len(sites))).tolist()
    return [
        Lane(
            site,
            material,
            Stream.HOUSEHOLD.value,
            kg=round(number * mean_kg),
            load_kg=on_ticket * mean_kg,
            tickets=_at_least(number, on_ticket),
            units=number,
        )
        for site, number in zip(sites, parts, strict=True)
    ]


def _household(
    inputs: Inputs, intakes: Sequence[Site], material: str, kg: int
) -> list[Lane]:
    people = np.array([place.district.population for place in inputs.places], float)
    load_kg = inputs.knobs.number("history.household_load")
    lanes: list[Lane] = []
    for place, own_kg in zip(inputs.places, apportion(kg, people), strict=True):
        sites = [
            site
            for site in _taking(intakes, material, {SiteKind.SORTING_CENTRE})
            if site.district == place.code
        ]
        stream = Stream.HOUSEHOLD.value
        lanes += _lanes(sites, material, stream, int(own_kg), load_kg)
    return lanes


def _direct(
    inputs: Inputs, intakes: Sequence[Site], material: str, kg: int
) -> list[Lane]:
    stream = inputs.knobs.text(f"direct.stream.{material}")
    load_kg = inputs.knobs.number("history.direct_load")
    centres = _taking(intakes, material, {SiteKind.SORTING_CENTRE})
    sinks = _taking(intakes, material, {SiteKind.PARK, SiteKind.PROCESSING_BASE})
    share = inputs.knobs.number("direct.centre_share") if sinks else 1.0
    at_centres = round(kg * share) if centres else 0
    return [
        *_lanes(centres, material, stream, at_centres, load_kg),
        *_lanes(sinks, material, stream, kg - at_centres, load_kg),
    ]


def _taking(intakes: Sequence[Site], material: str, kinds: set[SiteKind]) -> list[Site]:
    return [s for s in intakes if s.kind in kinds and material in s.materials]


def _lanes(
    sites: Sequence[Site], material: str, stream: str, kg: int, load_kg: float
) -> list[Lane]:
    """Split a mass over sites by capacity per material they take."""
    if not sites or not kg:
        return []
    weights = np.array(
        [(site.capacity_kg_per_year or 0) / len(site.materials) for site in sites]
    )
    return [
        Lane(site, material, stream, int(own), load_kg, _at_least(int(own), load_kg))
        for site, own in zip(sites, apportion(kg, weights), strict=True)
    ]


def _vehicles(
    inputs: Inputs, intakes: Sequence[Site], kg: int, units: int
) -> list[Lane]:
    """Split vehicles over classes and dismantlers, their mass by class masses."""
    sites = _taking(intakes, ELV, {SiteKind.DISMANTLER})
    capacity = np.array([site.capacity_units_per_year or 0 for site in sites], float)
    kinds = list(ElvClass)
    shares = np.array([inputs.parameter(f"elv.share.{kind}") for kind in kinds])
    masses = np.array([inputs.parameter(f"elv.mass_kg.{kind}") for kind in kinds])
    counts: Ints = np.array(
        [apportion(int(n), capacity) for n in apportion(units, shares)]
    )
    kilograms = apportion(kg, (counts * masses[:, None]).ravel()).reshape(counts.shape)
    lanes = []
    for row, kind in enumerate(kinds):
        on_ticket = inputs.knobs.count(f"history.elv_load.{kind}")
        for column, site in enumerate(sites):
            number = int(counts[row, column])
            lanes.append(
                Lane(
                    site,
                    ELV,
                    Stream.ELV.value,
                    kg=int(kilograms[row, column]),
                    load_kg=float(masses[row]) * on_ticket,
                    tickets=_at_least(number, on_ticket),
                    units=number,
                    elv_class=kind.value,
                )
            )
    return lanes


def _at_least(amount: int, load: float) -> int:
    """Count the loads it takes to carry an amount, none above the load."""
    return max(1, int(-(-amount // load)))
