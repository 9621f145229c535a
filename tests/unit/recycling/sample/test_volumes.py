import pytest

from recycling.sample.inputs import Inputs
from recycling.sample.volumes import mean_elv_kg, year_share, yearly_volumes


def test_city_follows_the_straight_line(full_inputs: Inputs) -> None:
    volumes = yearly_volumes(full_inputs)
    # 2026 is 1,050 万吨 between 900 (2023) and 1,100 (2027); 98.5 % of it.
    assert volumes.total_kg == round(10_500_000_000 * 0.985)
    assert volumes.elv_units == 285_000
    assert (volumes.share, volumes.elv_share) == (1.0, 1.0)


def test_households_bring_four_thousand_tonnes_a_day(full_inputs: Inputs) -> None:
    household = sum(yearly_volumes(full_inputs).household_kg.values())
    assert household / 365 == pytest.approx(4_000_000, rel=0.001)


def test_categories_follow_the_mix(full_inputs: Inputs) -> None:
    volumes = yearly_volumes(full_inputs)
    for code, material in full_inputs.materials.items():
        kg = volumes.household_kg.get(code, 0) + volumes.direct_kg[code]
        assert kg / volumes.total_kg == pytest.approx(
            material.share_of_total, abs=0.0005
        )


def test_small_city_is_its_share(small_inputs: Inputs, full_inputs: Inputs) -> None:
    small, full = yearly_volumes(small_inputs), yearly_volumes(full_inputs)
    assert small.share == pytest.approx(small.total_kg / full.total_kg)
    people = 588_717 + 421_904 + 756_022
    assert small.elv_units == round(285_000 * people / 32_054_101)


def test_mean_vehicle(full_inputs: Inputs) -> None:
    by_hand = 0.48 * 1350 + 0.506 * 110 + 0.011 * 7000 + 0.003 * 9000
    assert mean_elv_kg(full_inputs) == pytest.approx(by_hand)


def test_year_share_counts_days_of_the_last_month(full_inputs: Inputs) -> None:
    # Ten whole months and one of the thirty days of November.
    assert year_share(full_inputs) == pytest.approx(0.825 + 0.088 / 30)
