"""Made-up parties deliver, at prices within the published ranges."""

from pathlib import Path

from recycling.sample.files import read_rows
from recycling.sample.inputs import Inputs


def test_households_deliver_what_comes_from_homes_and_suppliers_the_rest(
    small_files: dict[str, Path],
) -> None:
    parties = {row["party_id"]: row for row in read_rows(small_files["parties.csv"])}
    sites = {row["site_id"]: row for row in read_rows(small_files["sites.csv"])}
    assert {row["certainty"] for row in parties.values()} == {"synthetic"}
    assert all(row["name"].startswith("合成") for row in parties.values())
    used = set()
    for row in read_rows(small_files["tickets_history.csv"]):
        party = parties[row["party_id"]]
        assert (party["kind"] == "resident") == (row["stream"] == "household")
        assert party["district"] == sites[row["site_id"]]["district"]
        # Households are paid by the list, suppliers by the ticket.
        assert (row["price_fen_per_t"] == "0") == (party["kind"] == "resident")
        used.add(row["party_id"])
    assert len(used) > len(parties) / 2


def test_prices_lie_in_the_ranges_they_name_as_their_source(
    small_files: dict[str, Path], small_inputs: Inputs
) -> None:
    rows = read_rows(small_files["prices.csv"])
    bought = [row for row in rows if row["kind"] == "purchase"]
    assert len(bought) == 2 * len(small_inputs.materials)
    for row in bought:
        material = small_inputs.materials[row["material"]]
        low, high = material.price_low_fen_per_t, material.price_high_fen_per_t
        assert low <= int(row["fen_per_t"]) <= high
        assert "materials.csv" in row["source"]
    granted = {row["material"] for row in rows if row["kind"] == "subsidy"}
    low_value = {m.code for m in small_inputs.materials.values() if m.is_low_value}
    assert granted == low_value


def test_one_version_of_point_rules_covers_every_material(
    small_files: dict[str, Path], small_inputs: Inputs
) -> None:
    rows = read_rows(small_files["point_rules.csv"])
    assert {row["version"] for row in rows} == {"sample-2026"}
    assert {row["material"] for row in rows} == set(small_inputs.materials)
