"""Carbon by hand: kilometres, energy and factors; kilograms, yield and factors."""

from datetime import date

import pytest

from recycling.accounting.emissions import (
    avoided_postings,
    haul_emission_postings,
    needed_codes,
    residue_postings,
    route_emission_postings,
    site_energy_postings,
)
from recycling.config import AccountingSettings
from recycling.domain.carbon import factor_set
from recycling.domain.errors import InputError
from recycling.domain.ledger import Account
from recycling.domain.materials import EmissionFactor
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, RoutePlan
from recycling.domain.site_records import SiteEnergy
from recycling.domain.tickets import Recovered
from tests.builders import DAY, VERSION, haul

MONTH = date(2026, 10, 1)
PAPER = Recovered(MONTH, "A", "paper", "household", 10_000, 0, 5)
STEEL = Recovered(MONTH, "A", "steel", "industrial", 10_000, 0, 5)


@pytest.fixture
def factors(micro: Network) -> dict[str, EmissionFactor]:
    codes = {factor.code for factor in micro.emission_factors}
    return factor_set(micro.emission_factors, VERSION, codes)


def route(vehicle_id: str, depot: str, distance_m: int) -> PlannedRoute:
    return PlannedRoute(
        f"r-{vehicle_id}", vehicle_id, depot, (), distance_m, 0, 0, 0, 0
    )


def test_routes_burn_diesel_or_draw_current(
    micro: Network, factors: dict[str, EmissionFactor]
) -> None:
    # V1: 100 km x 0.2 l/km x 2.5 kg/l = 50 kg, from 48 to 52 kg.
    # V3: 100 km x 0.5 kWh/km x 0.5 kg/kWh = 25 kg, no range known.
    plan = RoutePlan(
        "routes", DAY, "", "hand", 0.0,
        (route("V1", "D1", 100_000), route("V3", "D2", 100_000)), (),
    )  # fmt: skip
    diesel, current = route_emission_postings(micro, plan, factors)
    assert (diesel.amount, diesel.low, diesel.high) == (50_000, 48_000, 52_000)
    assert (current.amount, current.low, current.high) == (25_000, None, None)
    assert (diesel.factor_code, current.factor_code) == ("diesel_l", "grid_kwh")
    assert {diesel.factor_version, current.factor_version} == {VERSION}
    assert (diesel.district, current.district) == ("A", "B")
    assert diesel.account is Account.TRANSPORT_CO2_G


def test_a_haul_emits_tonne_kilometres_times_factor(
    micro: Network, factors: dict[str, EmissionFactor]
) -> None:
    # 25 t x 5 km x 0.08 kg/tkm = 10 kg; a correction takes 1 t of it back.
    ways_m = {("G1", "K1"): 5_000}
    hauls = [haul(25_000), haul(-1_000, material="paper")]
    first, second = haul_emission_postings(micro, hauls, ways_m, factors)
    assert (first.amount, second.amount) == (10_000, -400)
    assert (first.district, first.material) == ("C", "steel")
    assert list(haul_emission_postings(micro, hauls, {}, factors)) == []


def test_avoided_is_tonnes_times_yield_times_factor(
    micro: Network, factors: dict[str, EmissionFactor]
) -> None:
    # 10 t paper x 0.9 x 500 kg/t = 4,500 kg; 2,700 low, 8,100 high.
    (posting,) = avoided_postings(micro, [PAPER], factors)
    assert (posting.low, posting.amount, posting.high) == (
        2_700_000,
        4_500_000,
        8_100_000,
    )
    assert posting.account is Account.AVOIDED_CO2_G
    assert posting.source_id == "2026-10|A|paper|household"
    assert (posting.factor_code, posting.factor_version) == ("avoided.paper", VERSION)


def test_what_sorting_leaves_over_is_disposed_of(
    micro: Network, factors: dict[str, EmissionFactor]
) -> None:
    # 10 t paper x 0.1 x 400 kg/t = 400 kg, from 10 to 1,000; steel leaves nothing.
    (posting,) = residue_postings(micro, [PAPER, STEEL], factors)
    assert (posting.low, posting.amount, posting.high) == (10_000, 400_000, 1_000_000)
    assert posting.account is Account.RESIDUE_CO2_G
    assert posting.material == "paper"


def test_sites_emit_what_is_not_green_power(
    micro: Network, factors: dict[str, EmissionFactor]
) -> None:
    # 1,000 kWh x (1 - 0.25) x 0.5 = 375 kg; 10 l x 2.5 = 25 kg. C2 is all green.
    energy = [
        SiteEnergy("C1", MONTH, 1_000, 10, 0.25),
        SiteEnergy("C2", MONTH, 1_000, 0, 1.0),
    ]
    grid, diesel = site_energy_postings(micro, energy, factors)
    assert (grid.amount, diesel.amount) == (375_000, 25_000)
    assert (grid.factor_code, diesel.factor_code) == ("grid_kwh", "diesel_l")
    assert grid.district == "A"
    assert grid.account is Account.SITE_ENERGY_CO2_G


def test_only_factors_of_what_happened_are_needed() -> None:
    assert needed_codes([], [], has_routes=False, has_hauls=False) == set()
    assert needed_codes([PAPER], [], has_routes=False, has_hauls=True) == {
        "avoided.paper",
        "residue_t",
        "road_tkm_heavy_30t",
    }
    energy = [SiteEnergy("C1", MONTH, 1.0)]
    assert needed_codes([], energy, has_routes=False, has_hauls=False) == {
        "diesel_l",
        "grid_kwh",
    }


def test_the_newest_year_of_a_set_is_taken() -> None:
    older = EmissionFactor("diesel_l", VERSION, 9.9, "l", year=2006)
    newer = EmissionFactor("diesel_l", VERSION, 2.6, "l", year=2022)
    other = EmissionFactor("diesel_l", "other", 1.0, "l", year=2024)
    assert factor_set((newer, older, other), VERSION, {"diesel_l"}) == {
        "diesel_l": newer
    }


def test_everything_a_set_lacks_is_named_at_once(micro: Network) -> None:
    wanted = {"diesel_l", "avoided.glass", "avoided.tyre"}
    message = r"'micro': no row for avoided\.glass, avoided\.tyre; .* are: micro\."
    with pytest.raises(InputError, match=message):
        factor_set(micro.emission_factors, VERSION, wanted)
    with pytest.raises(InputError, match=r"versions there are: none\."):
        factor_set((), VERSION, wanted)


def test_the_default_set_has_every_factor_that_is_asked_for(
    reference_factors: tuple[EmissionFactor, ...],
) -> None:
    codes = needed_codes([PAPER, STEEL], [], has_routes=True, has_hauls=True)
    version = AccountingSettings().factor_version
    assert factor_set(reference_factors, version, codes).keys() == codes
