"""Net carbon by hand, and the same activity under another set of factors."""

from datetime import date

import pytest

from recycling.accounting.carbon import (
    CarbonTotal,
    Totals,
    carbon_statement,
    green_share,
    restated,
)
from recycling.domain.carbon import Burden, Grams
from recycling.domain.errors import InputError
from recycling.domain.materials import EmissionFactor
from recycling.domain.site_records import SiteEnergy

FACTORS = (
    EmissionFactor("avoided.paper", "old", 500, "t", low=300, high=900),
    EmissionFactor("avoided.glass", "old", 300, "t", boundary="x; transport inside"),
    EmissionFactor("diesel_l", "old", 2.5, "l", low=2.4, high=2.6),
    EmissionFactor("residue_t", "old", 400, "t"),
    EmissionFactor("avoided.paper", "new", 1000, "t", low=100, high=2000),
    EmissionFactor("avoided.glass", "new", 150, "t", boundary="residue inside"),
    EmissionFactor("diesel_l", "new", 3.0, "l"),
    EmissionFactor("residue_t", "new", 800, "t", low=0, high=1600),
)
RECOVERED_KG = {"paper": 3_000, "glass": 1_000}


def total(material: str, code: str, *grams: int) -> CarbonTotal:
    return CarbonTotal(material, code, "old", Grams(*grams))


# 3 t paper and 1 t glass; 40 l on routes of no material, 4 l for paper, 20 l for
# glass; 0.5 t of residue of each.
TOTALS: Totals = {
    None: [
        total("paper", "avoided.paper", 900_000, 1_500_000, 2_700_000),
        total("glass", "avoided.glass", 300_000, 300_000, 300_000),
    ],
    Burden.TRANSPORT: [
        total("", "diesel_l", 96_000, 100_000, 104_000),
        total("paper", "diesel_l", 9_600, 10_000, 10_400),
        total("glass", "diesel_l", 48_000, 50_000, 52_000),
    ],
    Burden.RESIDUE: [
        total("paper", "residue_t", 200_000, 200_000, 200_000),
        total("glass", "residue_t", 200_000, 200_000, 200_000),
    ],
}


def test_a_burden_inside_the_factor_is_not_subtracted_again() -> None:
    made = carbon_statement(TOTALS, RECOVERED_KG, FACTORS, "old")
    assert made.avoided == Grams(1_200_000, 1_800_000, 3_000_000)
    assert made.burdens[Burden.TRANSPORT].amount == 160_000
    # Glass holds its transport: three quarters of the routes, and paper's own.
    assert made.subtracted[Burden.TRANSPORT] == Grams(81_600, 85_000, 88_400)
    assert made.subtracted[Burden.RESIDUE].amount == 400_000
    assert made.subtracted[Burden.SITE_ENERGY] == Grams(0, 0, 0)
    # 1,800 - 85 - 400; low 1,200 - 88.4 - 400; high 3,000 - 81.6 - 400.
    assert made.net == Grams(711_600, 1_315_000, 2_518_400)


def test_another_set_weighs_the_same_activity() -> None:
    moved = restated(TOTALS, FACTORS, "new")
    made = carbon_statement(moved, RECOVERED_KG, FACTORS, "new")
    # 3 t x 1,000 and 1 t x 150, with paper's range.
    assert made.avoided == Grams(450_000, 3_150_000, 6_150_000)
    # 64 l x 3 kg, no range known.
    assert made.burdens[Burden.TRANSPORT] == Grams(192_000, 192_000, 192_000)
    assert made.burdens[Burden.RESIDUE] == Grams(0, 800_000, 1_600_000)
    # Under this set it is the residue that glass holds.
    assert made.subtracted[Burden.TRANSPORT].amount == 192_000
    assert made.subtracted[Burden.RESIDUE].amount == 400_000
    assert {row.version for group in moved.values() for row in group} == {"new"}


def test_the_same_set_changes_nothing() -> None:
    assert restated(TOTALS, FACTORS, "old") == TOTALS


def test_what_the_other_set_lacks_is_named_at_once() -> None:
    poor = tuple(f for f in FACTORS if f.version == "old" or f.code == "avoided.paper")
    message = r"'new': no row for avoided\.glass, diesel_l, residue_t;"
    with pytest.raises(InputError, match=message):
        restated(TOTALS, poor, "new")


def test_a_factor_of_zero_stays_without_activity() -> None:
    factors = (
        EmissionFactor("avoided.elv", "old", 0, "t", low=0, high=10),
        EmissionFactor("avoided.elv", "new", 5, "t"),
    )
    totals: Totals = {None: [total("elv", "avoided.elv", 0, 0, 700)]}
    (row,) = restated(totals, factors, "new")[None]
    assert row.grams == Grams(0, 0, 0)


def test_without_mass_all_burdens_are_subtracted() -> None:
    totals: Totals = {Burden.TRANSPORT: [total("", "diesel_l", 1, 2, 3)]}
    made = carbon_statement(totals, {}, FACTORS, "old")
    assert made.net == Grams(-3, -2, -1)


def test_green_power_is_shared_by_kilowatt_hours() -> None:
    month = date(2026, 1, 1)
    uses = [SiteEnergy("a", month, 300.0, 0, 1.0), SiteEnergy("b", month, 900.0)]
    assert green_share(uses) == 0.25
    assert green_share([SiteEnergy("a", month, 0.0, 5.0)]) is None
