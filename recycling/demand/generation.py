"""Yearly supply of every site: declared where known, estimated elsewhere."""

from collections.abc import Iterable

from recycling.domain.errors import InputError
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.sites import SiteKind
from recycling.domain.units import DAYS_PER_YEAR

RATE = "demand.household_kg_per_person_day"
SHARE = "demand.household_share."
GROWTH = "demand.growth_per_year"
BASE_YEAR = "demand.base_year"
MOST_YEARS = 50
"""Years from the base year beyond which growth is no estimate any more."""


def estimate_supply(network: Network, year: int) -> list[SiteSupply]:
    """Estimate what each site produces in a year, by material.

    A declared supply grows from the year it was declared for at the
    parameter's rate, compounding. A collection point without a declaration
    gets the household estimate::

        kg = people x kg per person and day x share of the material x 365

    (facts of the trade: the generation method of a Chongqing district plan,
    with the captured instead of the potential rate), grown from the
    parameters' base year.

    Parameters
    ----------
    network
        Sites, declared supplies and parameters.
    year
        Calendar year.

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
        msg = (
            f"year: must be within {MOST_YEARS} years of {BASE_YEAR} {base_year}, "
            f"got {year}. Name a year to plan for."
        )
        raise InputError(msg)
    declared = list(_declared(network, year))
    known = {(supply.site_id, supply.material) for supply in declared}
    estimated = [
        supply
        for supply in _household(network, year)
        if (supply.site_id, supply.material) not in known
    ]
    return sorted(declared + estimated, key=lambda s: (s.site_id, s.material, s.stream))


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
