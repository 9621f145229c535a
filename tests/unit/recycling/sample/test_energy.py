"""Energy of the sample's sites, by the tonne they weighed."""

from collections import Counter
from pathlib import Path

import pytest

from recycling.domain.site_records import SiteEnergy
from recycling.sample.files import read_rows, read_table
from recycling.sample.inputs import Inputs


def test_every_site_and_month_that_weighed_used_energy(
    small_files: dict[str, Path], small_inputs: Inputs
) -> None:
    energy = read_table("site_energy", small_files["site_energy.csv"], SiteEnergy)
    mass_kg: Counter[tuple[str, str]] = Counter()
    for row in read_rows(small_files["tickets_history.csv"]):
        mass_kg[row["site_id"], row["weighed_at"][:7]] += int(row["net_kg"])
    used = {(use.site_id, f"{use.month:%Y-%m}"): use for use in energy}
    assert used.keys() == mass_kg.keys()
    kwh_per_t = small_inputs.knobs.number("energy.kwh_per_t")
    total_kwh = sum(use.electricity_kwh for use in energy)
    assert total_kwh == pytest.approx(mass_kg.total() / 1000 * kwh_per_t, rel=0.1)


def test_green_power_is_that_of_green_centres(
    small_files: dict[str, Path], small_inputs: Inputs
) -> None:
    energy = read_table("site_energy", small_files["site_energy.csv"], SiteEnergy)
    green = {
        row["site_id"]
        for row in read_rows(small_files["sites.csv"])
        if row["is_green"] == "yes"
    }
    share = small_inputs.knobs.number("energy.green_share")
    for use in energy:
        assert use.green_share == (share if use.site_id in green else 0)
