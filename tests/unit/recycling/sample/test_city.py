"""What both scales promise: sums, labels, positions."""

from collections import Counter
from pathlib import Path

import pytest

from recycling.domain.sites import SiteKind
from recycling.sample.city import generate_city, sample_network
from recycling.sample.files import read_rows
from recycling.sample.inputs import Inputs
from recycling.sample.volumes import year_share, yearly_volumes

SCALES = ["small", "full"]


@pytest.fixture(scope="module", params=SCALES)
def city(
    request: pytest.FixtureRequest,
) -> tuple[dict[str, list[dict[str, str]]], Inputs]:
    files = request.getfixturevalue(f"{request.param}_files")
    inputs = request.getfixturevalue(f"{request.param}_inputs")
    tables = {n: read_rows(p) for n, p in files.items() if n.endswith(".csv")}
    return tables, inputs


type City = tuple[dict[str, list[dict[str, str]]], Inputs]


def _of_kind(city: City, kind: str, status: str = "existing") -> list[dict[str, str]]:
    rows = city[0]["sites.csv"]
    return [r for r in rows if r["kind"] == kind and r["status"] == status]


def test_population_is_the_census(city: City) -> None:
    served: Counter[str] = Counter()
    for row in _of_kind(city, "collection_point"):
        served[row["district"]] += int(row["population_served"])
    expected = {p.code: p.district.population for p in city[1].places}
    assert dict(served) == expected


def test_no_point_outgrows_a_truck(city: City) -> None:
    limit = city[1].knobs.count("points.max_population")
    people = [int(r["population_served"]) for r in _of_kind(city, "collection_point")]
    assert 0 < min(people) <= max(people) <= limit


def test_counts(city: City) -> None:
    knobs = city[1].knobs
    for kind, knob in [
        ("collection_point", "points.count"),
        ("sorting_centre", "centres.count"),
        ("park", "parks.count"),
        ("dismantler", "dismantlers.count"),
        ("depot", "depots.count"),
        ("transfer_station", "transfers.count"),
    ]:
        assert len(_of_kind(city, kind)) == knobs.count(knob), kind
    candidates = _of_kind(city, "sorting_centre", "candidate")
    assert len(candidates) == knobs.count("candidates.count")


def test_capacities(city: City) -> None:
    share = yearly_volumes(city[1]).share
    centres = [int(r["capacity_kg_per_year"]) for r in _of_kind(city, "sorting_centre")]
    assert sum(centres) == round(9_000_000_000 * share) // 1000 * 1000
    units = [int(r["capacity_units_per_year"]) for r in _of_kind(city, "dismantler")]
    assert sum(units) == city[1].knobs.count("dismantlers.capacity")


def test_every_district_can_unload_everything(city: City) -> None:
    household = set(_of_kind(city, "collection_point")[0]["materials"].split(";"))
    broad = {
        row["district"]
        for row in _of_kind(city, "sorting_centre")
        if household <= set(row["materials"].split(";"))
    }
    assert broad == {place.code for place in city[1].places}


def test_supplies_add_up(city: City) -> None:
    volumes = yearly_volumes(city[1])
    by_material: Counter[str] = Counter()
    units = 0
    for row in city[0]["supplies.csv"]:
        by_material[row["material"]] += int(row["kg_per_year"])
        units += int(row["units_per_year"])
    assert dict(by_material) == dict(volumes.direct_kg)
    assert units == volumes.elv_units


def test_history_adds_up(city: City) -> None:
    volumes, due = yearly_volumes(city[1]), year_share(city[1])
    rows = city[0]["tickets_history.csv"]
    assert sum(int(r["net_kg"]) for r in rows) == round(volumes.total_kg * due)
    vehicles = sum(int(r["units"]) for r in rows if r["material"] == "elv")
    assert vehicles == round(volumes.elv_units * due)
    appliances = sum(int(r["units"]) for r in rows if r["material"] != "elv")
    assert appliances == city[1].knobs.count("history.takeback_units")
    assert {r["material"] for r in rows if r["units"] != "0"} == {"elv", "weee"}
    assert len({(r["site_id"], r["ticket_no"]) for r in rows}) == len(rows)
    assert {r["is_simulated"] for r in rows} == {"yes"}


def test_weighings_are_plausible(city: City) -> None:
    rows = city[0]["tickets_history.csv"]
    intakes = {r["site_id"]: r for r in city[0]["sites.csv"] if r["has_weighbridge"]}
    for row in rows:
        net, gross, tare = (int(row[k]) for k in ("net_kg", "gross_kg", "tare_kg"))
        assert 0 < net <= 32_000
        assert gross - tare == net
        assert gross <= 49_000
        assert row["material"] in intakes[row["site_id"]]["materials"].split(";")
        assert (row["elv_class"] != "") == (row["material"] == "elv")
        assert "2026-01-01" <= row["weighed_at"][:10] <= "2026-11-01"


def test_everything_made_up_says_so(city: City) -> None:
    tables, inputs = city
    known = {site.site_id for site in inputs.known}
    label = f"synthetic sample, seed {inputs.seed}"
    for name in ("sites.csv", "supplies.csv"):
        for row in tables[name]:
            is_known = row["site_id"] in known
            assert (row["certainty"] == "synthetic") is not is_known
            assert is_known or row["source"] == label
    assert known.isdisjoint(r["site_id"] for r in tables["tickets_history.csv"])
    assert all(r["plate"].startswith("渝A-S") for r in tables["vehicles.csv"])


def test_positions_lie_in_the_city(city: City) -> None:
    for row in city[0]["sites.csv"]:
        assert 105.2 <= float(row["lon"]) <= 110.3
        assert 28.1 <= float(row["lat"]) <= 32.3
    points = _of_kind(city, "collection_point")
    assert len({(r["lon"], r["lat"]) for r in points}) == len(points)


def test_hazardous_materials_have_a_store(city: City) -> None:
    for row in _of_kind(city, "sorting_centre"):
        if {"weee", "battery"} & set(row["materials"].split(";")):
            assert row["has_hazardous_store"] == "yes"


def test_files_come_after_what_they_refer_to(small_files: dict[str, Path]) -> None:
    assert list(small_files) == [
        "districts.csv",
        "sites.csv",
        "zones.geojson",
        "restrictions.csv",
        "vehicles.csv",
        "supplies.csv",
        "targets.csv",
        "past_volumes.csv",
        "parties.csv",
        "prices.csv",
        "point_rules.csv",
        "tickets_history.csv",
        "tickets_onward.csv",
        "stocktakes.csv",
        "site_energy.csv",
        "downtimes.csv",
        "orders_served.csv",
        "visits.csv",
        "README.txt",
    ]
    readme = small_files["README.txt"].read_text(encoding="utf-8")
    assert "not real data" in readme


def test_same_seed_same_bytes(
    data_dir: Path, tmp_path: Path, small_files: dict[str, Path]
) -> None:
    again = generate_city(data_dir, tmp_path / "again", "small", 7)
    for path in again:
        assert path.read_bytes() == small_files[path.name].read_bytes(), path.name
    other = generate_city(data_dir, tmp_path / "other", "small", 8)
    sites = next(p for p in other if p.name == "sites.csv")
    assert sites.read_bytes() != small_files["sites.csv"].read_bytes()


def test_small_targets_are_labelled(small_files: dict[str, Path]) -> None:
    rows = {r["target_id"]: r for r in read_rows(small_files["targets.csv"])}
    assert {r["certainty"] for r in rows.values()} == {"synthetic"}
    assert rows["points-2023"]["value"] == "260"
    assert int(rows["green-2027"]["value"]) == 1


def test_full_targets_are_the_plan(full_files: dict[str, Path]) -> None:
    rows = {r["target_id"]: r for r in read_rows(full_files["targets.csv"])}
    assert rows["recovered-2027"]["value"] == "11000000000"
    # The plan's figures; the years of its green malls alone are not known.
    doubtful = {key for key, r in rows.items() if r["certainty"] != "seed plan"}
    assert doubtful == {"malls-2027", "malls-2030"}


def test_a_network_without_files_has_the_sites_of_the_files(
    small_files: dict[str, Path], data_dir: Path
) -> None:
    network, targets = sample_network(data_dir, "small", 7)
    rows = {row["site_id"]: row for row in read_rows(small_files["sites.csv"])}
    assert set(network.sites) == set(rows)
    for key, site in network.sites.items():
        assert (site.name, site.district) == (rows[key]["name"], rows[key]["district"])
    assert len(network.supplies) == len(read_rows(small_files["supplies.csv"]))
    assert targets
    assert all(zone.certainty == "synthetic" for zone in network.zones.values())
    fewer, _ = sample_network(data_dir, "small", 7, 50)
    assert len(fewer.of_kind(SiteKind.COLLECTION_POINT)) == 50
