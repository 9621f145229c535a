"""Yearly supply of every site: learnt from visits, declared, or estimated."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from recycling.domain.errors import InputError
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.reconciliation import SourceKey
from recycling.domain.site_records import RateUpdate
from recycling.domain.sites import SiteKind
from recycling.domain.units import DAYS_PER_YEAR
from recycling.schema.said import said

RATE = "demand.household_kg_per_person_day"
SHARE = "demand.household_share."
GROWTH = "demand.growth_per_year"
BASE_YEAR = "demand.base_year"
MOST_YEARS = 50
"""Years from the base year beyond which growth is no estimate any more."""


def estimate_supply(
    network: Network, year: int, learnt: Iterable[RateUpdate] = ()
) -> list[SiteSupply]:
    """Estimate what each site produces in a year, by material.

    A declared supply grows from the year it was declared for at the
    parameter's rate, compounding. A collection point without a declaration
    gets the household estimate::

        kg = people x kg per person and day x share of the material x 365

    (facts of the trade: the generation method of a Chongqing district plan,
    with the captured instead of the potential rate), grown from the
    parameters' base year. A rate learnt from visits takes the place of either,
    grown from the year it was learnt in.

    Parameters
    ----------
    network
        Sites, declared supplies and parameters.
    year
        Calendar year.
    learnt
        Rates in force, one per site, material and stream.

    Returns
    -------
    list of SiteSupply
        Supplies above zero, by site and material; kilograms and units are
        rounded half up.

    Raises
    ------
    InputError
        When the year is too far from the parameters' base year to say anything.
    """
    base_year = int(network.parameter(BASE_YEAR))
    if abs(year - base_year) > MOST_YEARS:
        msg = said(
            "demand.year",
            MOST_YEARS=MOST_YEARS,
            BASE_YEAR=BASE_YEAR,
            base_year=base_year,
            year=year,
        )
        raise InputError(msg)
    declared = list(_declared(network, year))
    known = {(supply.site_id, supply.material) for supply in declared}
    estimated = [
        supply
        for supply in _household(network, year)
        if (supply.site_id, supply.material) not in known
    ]
    supplies = {source_of(supply): supply for supply in declared + estimated}
    growth = 1 + network.parameter(GROWTH)
    for update in learnt:
        if update.site_id in network.sites:
            corrected = _learnt(update, supplies, growth ** (year - update.day.year))
            supplies[source_of(corrected)] = corrected
    return [supplies[key] for key in sorted(supplies) if _is_any(supplies[key])]


def source_of(supply: SiteSupply) -> SourceKey:
    """Name what the generation rate of a supply belongs to."""
    return supply.site_id, supply.material, supply.stream


def _learnt(
    update: RateUpdate, supplies: Mapping[SourceKey, SiteSupply], growth: float
) -> SiteSupply:
    """Correct a supply by a learnt rate; the vehicles of a supply are not learnt."""
    key = (update.site_id, update.material, update.stream.value)
    kilograms = _half_up(update.after_kg_per_day * DAYS_PER_YEAR * growth)
    known = supplies.get(key) or SiteSupply(*key, 0, 0, is_estimate=False)
    return replace(known, kg_per_year=kilograms, is_estimate=False)


def _is_any(supply: SiteSupply) -> bool:
    return bool(supply.kg_per_year or supply.units_per_year)


def daily_rates(
    supplies: Iterable[SiteSupply], learnt: Iterable[RateUpdate], year: int
) -> dict[SourceKey, float]:
    """Work out the mass per day of each source, as `estimate_supply` found it.

    A rate learnt in the same year is given as it was learnt, without the rounding
    of a yearly mass, so that the next visit goes on from it.

    Parameters
    ----------
    supplies
        Supplies of the year.
    learnt
        Rates in force.
    year
        Calendar year.
    """
    rates = {source_of(s): s.kg_per_year / DAYS_PER_YEAR for s in supplies}
    return rates | {
        (update.site_id, update.material, update.stream.value): update.after_kg_per_day
        for update in learnt
        if update.day.year == year
    }


def _declared(network: Network, year: int) -> Iterable[SiteSupply]:
    growth = 1 + network.parameter(GROWTH)
    for supply in network.supplies:
        factor = growth ** (year - supply.year) if supply.year else 1.0
        kilograms = _half_up(supply.kg_per_year * factor)
        units = _half_up(supply.units_per_year * factor)
        if kilograms or units:
            yield SiteSupply(
                site_id=supply.site_id,
                material=supply.material,
                stream=supply.stream.value,
                kg_per_year=kilograms,
                units_per_year=units,
                is_estimate=False,
            )


def _household(network: Network, year: int) -> Iterable[SiteSupply]:
    growth = 1 + network.parameter(GROWTH)
    years = year - int(network.parameter(BASE_YEAR))
    kg_per_person = network.parameter(RATE) * DAYS_PER_YEAR * growth**years
    shares = household_shares(network)
    for site in network.of_kind(SiteKind.COLLECTION_POINT):
        taken = set(site.materials)
        for material, share in shares.items():
            kilograms = _half_up(site.population_served * kg_per_person * share)
            if kilograms and (not taken or material in taken):
                yield SiteSupply(
                    site_id=site.site_id,
                    material=material,
                    stream=Stream.HOUSEHOLD.value,
                    kg_per_year=kilograms,
                    units_per_year=0,
                    is_estimate=True,
                )


def household_shares(network: Network) -> dict[str, float]:
    """Share of each material in what households put out, from the parameters."""
    return {
        code.removeprefix(SHARE): parameter.value
        for code, parameter in sorted(network.parameters.items())
        if code.startswith(SHARE) and parameter.value > 0
    }


def _half_up(value: float) -> int:
    return int(value + 0.5)
