"""What sites produce: declared and grown, or estimated from people."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.demand.generation import (
    daily_rates,
    estimate_supply,
    household_shares,
)
from recycling.domain.errors import InputError
from recycling.domain.materials import Parameter, Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.site_records import RateUpdate
from recycling.domain.sites import SiteStatus, Supply


def of_site(network: Network, site_id: str, year: int) -> dict[str, SiteSupply]:
    found = estimate_supply(network, year)
    return {s.material: s for s in found if s.site_id == site_id}


def test_household_estimate_in_the_base_year(micro: Network) -> None:
    # 1,000 people x 0.1 kg x 365 days = 36,500 kg; 60 % paper, 40 % steel.
    point = of_site(micro, "P1", 2026)
    assert {code: s.kg_per_year for code, s in point.items()} == {
        "paper": 21_900,
        "steel": 14_600,
    }
    assert {s.stream for s in point.values()} == {"household"}
    assert all(s.is_estimate for s in point.values())


def test_the_estimate_grows_from_its_base_year(micro: Network) -> None:
    # 21,900 x 1.1^2 = 26,499; 14,600 x 1.21 = 17,666.
    point = of_site(micro, "P1", 2028)
    assert (point["paper"].kg_per_year, point["steel"].kg_per_year) == (26_499, 17_666)


def test_a_declared_supply_grows_from_its_own_year(micro: Network) -> None:
    # 135,000 x 1.1 = 148,500 kg and 100 x 1.1 = 110 vehicles; steel 1,100,000.
    found = of_site(micro, "G1", 2027)
    assert (found["elv"].kg_per_year, found["elv"].units_per_year) == (148_500, 110)
    assert found["steel"].kg_per_year == 1_100_000
    assert not any(s.is_estimate for s in found.values())


def test_a_supply_without_a_year_holds_for_any(micro: Network) -> None:
    steady = replace(micro.supplies[1], year=0)
    found = of_site(replace(micro, supplies=(steady,)), "G1", 2040)
    assert found["steel"].kg_per_year == 1_000_000


def test_an_earlier_year_shrinks(micro: Network) -> None:
    # 1,000,000 / 1.1 = 909,090.9
    assert of_site(micro, "G1", 2025)["steel"].kg_per_year == 909_091


def test_a_declaration_takes_the_place_of_the_estimate(micro: Network) -> None:
    declared = Supply("P1", "paper", Stream.HOUSEHOLD, 5_000, year=2026)
    point = of_site(replace(micro, supplies=(declared,)), "P1", 2026)
    assert point["paper"].kg_per_year == 5_000
    assert not point["paper"].is_estimate
    assert point["steel"].kg_per_year == 14_600


def test_a_point_that_takes_one_material_gives_one(micro: Network) -> None:
    picky = replace(micro.sites["P1"], materials=("steel",))
    network = replace(micro, sites={**micro.sites, "P1": picky})
    assert set(of_site(network, "P1", 2026)) == {"steel"}


@pytest.mark.parametrize(
    "changes", [{"population_served": 0}, {"status": SiteStatus.CLOSED}]
)
def test_nobody_or_nothing_open_produces_nothing(
    micro: Network, changes: dict[str, object]
) -> None:
    idle = replace(micro.sites["P1"], **changes)
    network = replace(micro, sites={**micro.sites, "P1": idle})
    assert of_site(network, "P1", 2026) == {}


def test_shares_of_zero_are_left_out(micro: Network) -> None:
    assert household_shares(micro) == {"paper": 0.6, "steel": 0.4}


def test_half_a_kilogram_is_rounded_up(micro: Network) -> None:
    # One person, 0.5 kg a year of steel: 0.1 kg x 365 x share.
    share = Parameter("demand.household_share.steel", 0.5 / 36.5, "")
    parameters = {**micro.parameters, share.code: share}
    one = replace(micro.sites["P1"], population_served=1)
    network = replace(micro, sites={"P1": one}, parameters=parameters, supplies=())
    assert of_site(network, "P1", 2026)["steel"].kg_per_year == 1


def test_the_answer_is_in_order_whatever_the_input_is(micro: Network) -> None:
    shuffled = replace(
        micro,
        sites=dict(reversed(micro.sites.items())),
        supplies=tuple(reversed(micro.supplies)),
    )
    found = estimate_supply(shuffled, 2026)
    assert found == estimate_supply(micro, 2026)
    assert found == sorted(found, key=lambda s: (s.site_id, s.material, s.stream))


@pytest.mark.parametrize("year", [1975, 2077, 99_999])
def test_a_year_too_far_away_is_refused(micro: Network, year: int) -> None:
    with pytest.raises(InputError, match=rf"base_year 2026, got {year}\."):
        estimate_supply(micro, year)


def learnt(site_id: str, material: str, after: float) -> RateUpdate:
    return RateUpdate(
        site_id, material, Stream.HOUSEHOLD, date(2026, 3, 1), 60.0, 100.0, after,
        0.25, "visits", "v1",
    )  # fmt: skip


def test_a_learnt_rate_takes_the_place_of_the_estimate(micro: Network) -> None:
    # 70 kg a day are 25,550 kg a year, and 28,105 in the next.
    rates = [learnt("P1", "paper", 70.0)]
    for year, kilograms in ((2026, 25_550), (2027, 28_105)):
        found = estimate_supply(micro, year, rates)
        paper = next(s for s in found if (s.site_id, s.material) == ("P1", "paper"))
        assert (paper.kg_per_year, paper.is_estimate) == (kilograms, False)
    others = [s for s in found if s.site_id != "P1" or s.material != "paper"]
    plain = estimate_supply(micro, 2027)
    assert others == [s for s in plain if s.site_id != "P1" or s.material != "paper"]


def test_a_rate_of_nothing_takes_the_supply_away(micro: Network) -> None:
    found = estimate_supply(micro, 2026, [learnt("P1", "paper", 0.0)])
    assert [s.material for s in found if s.site_id == "P1"] == ["steel"]


def test_a_site_may_teach_what_nobody_expected_of_it(micro: Network) -> None:
    rates = [learnt("P1", "elv", 2.0), learnt("gone", "paper", 9.0)]
    found = estimate_supply(micro, 2026, rates)
    assert ("P1", "elv", 730) in [(s.site_id, s.material, s.kg_per_year) for s in found]
    assert "gone" not in {s.site_id for s in found}


def test_rates_of_a_day_are_those_of_the_year_and_those_just_learnt(
    micro: Network,
) -> None:
    rates = [learnt("P1", "paper", 70.123)]
    daily = daily_rates(estimate_supply(micro, 2026, rates), rates, 2026)
    assert daily["P1", "paper", "household"] == 70.123
    assert daily["P1", "steel", "household"] == 40.0
