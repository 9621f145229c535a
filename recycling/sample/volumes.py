"""Yearly amounts of the sample: the city's straight line, cut to its districts."""

from collections.abc import Mapping
from dataclasses import dataclass

from recycling.domain.materials import Stream
from recycling.domain.season import elapsed_weight
from recycling.domain.targets import Indicator, trajectory
from recycling.domain.tickets import ElvClass
from recycling.domain.units import DAYS_PER_YEAR
from recycling.sample.inputs import Inputs

ELV = Stream.ELV.value
BALANCE = "steel"
"""Category that takes up what rounding and the vehicles' masses leave over."""


@dataclass(frozen=True, slots=True)
class Volumes:
    """What the sample's districts produce in the year of the history.

    Attributes
    ----------
    year
        Calendar year.
    household_kg, direct_kg
        By material; household supply is what the demand stage estimates too.
    elv_units
        End-of-life vehicles; their mass is in ``direct_kg``.
    share, elv_share
        Sample over city, in tonnage and in vehicles.
    """

    year: int
    household_kg: Mapping[str, int]
    direct_kg: Mapping[str, int]
    elv_units: int
    share: float
    elv_share: float

    @property
    def total_kg(self) -> int:
        """Household and direct flows together."""
        return sum(self.household_kg.values()) + sum(self.direct_kg.values())


def yearly_volumes(inputs: Inputs) -> Volumes:
    """Work out the year's amounts.

    The city's total is a share of the plan's straight line; its materials
    follow the category mix; what the household stream does not bring comes as
    direct loads, split over districts by their industry. Vehicles follow
    people.
    """
    year = inputs.knobs.day("scope.as_of_day").year
    people = sum(district.population for district in inputs.city)
    local = sum(place.district.population for place in inputs.places)
    industry = sum(place.district.industry_share for place in inputs.places)
    city_household = _household_kg(inputs, people, year)
    city_kg = _of_plan(inputs, Indicator.RECOVERED, "scope.achieved_share", year)
    city_units = _of_plan(inputs, Indicator.ELV_UNITS, "scope.elv_achieved_share", year)
    household = _household_kg(inputs, local, year)
    is_all = len(inputs.places) == len(inputs.city)
    units = city_units if is_all else round(city_units * local / people)
    direct = {
        code: round(kg if is_all else kg * industry)
        for code, kg in _direct_kg(inputs, city_kg, city_household).items()
    }
    direct[ELV] = round(units * mean_elv_kg(inputs))
    if is_all:
        used = sum(household.values()) + sum(direct.values())
        direct[BALANCE] += city_kg - used
    total = sum(household.values()) + sum(direct.values())
    return Volumes(year, household, direct, units, total / city_kg, units / city_units)


def mean_elv_kg(inputs: Inputs) -> float:
    """Mean mass of a vehicle handed in: class shares times class masses."""
    return sum(
        inputs.parameter(f"elv.share.{kind}") * inputs.parameter(f"elv.mass_kg.{kind}")
        for kind in ElvClass
    )


def year_share(inputs: Inputs) -> float:
    """Share of the year's target due by the last day of the history."""
    return elapsed_weight(inputs.knobs.day("scope.as_of_day"), inputs.parameters)


def _of_plan(inputs: Inputs, indicator: Indicator, knob: str, year: int) -> int:
    dated = [target for target in inputs.targets if target.indicator is indicator]
    return round(trajectory(dated, year) * inputs.knobs.number(knob))


def _household_kg(inputs: Inputs, people: int, year: int) -> dict[str, int]:
    """``people x kg per person and day x share x 365``, grown to the year."""
    growth = 1 + inputs.parameter("demand.growth_per_year")
    years = year - inputs.parameter("demand.base_year")
    kg = people * inputs.parameter("demand.household_kg_per_person_day")
    kg *= DAYS_PER_YEAR * growth**years
    shares = {
        c: inputs.parameter(f"demand.household_share.{c}") for c in _codes(inputs)
    }
    return {code: round(kg * share) for code, share in shares.items() if share}


def _direct_kg(
    inputs: Inputs, city_kg: int, household: Mapping[str, int]
) -> dict[str, float]:
    """City's direct flow by material: its share of the total less households."""
    return {
        code: max(0.0, city_kg * material.share_of_total - household.get(code, 0))
        for code, material in inputs.materials.items()
        if code != ELV
    }


def _codes(inputs: Inputs) -> list[str]:
    return [code for code in inputs.materials if code != ELV]
