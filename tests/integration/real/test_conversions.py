"""The converters on sources small enough to check by eye; no real data needed."""

import csv
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generated import Size, write_generated
from benchmarks.real import amsterdam, qingdao
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.services.importing import ImportRequest, ImportResult, import_files


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(files: list[Path], *, skip_bad_rows: bool = False) -> ImportResult:
    context = build_context(load_settings(files[0].parent, {}))
    request = ImportRequest(files, "wgs84", skip_bad_rows=skip_bad_rows)
    return import_files(context, request)


@pytest.fixture
def weighings(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "containers.csv").write_text(
        "container_id,lat,lon\nA,52.35,4.90\nB,52.36,4.91\n", encoding="utf-8"
    )
    rows = [
        "container_id,weighed_at_utc,net_weight_kg",
        "A,2020-06-30T22:30:00.000Z,100",
        "B,2020-06-30T22:30:00.000Z,0",
        "A,2020-06-30T22:30:00.000Z,105",
        "B,2020-07-01T08:00:00.000Z,-5",
        "B,2020-07-01T09:00:00.000Z,200",
    ]
    with gzip.open(source / "weighings_2020_2021.csv.gz", "wt") as file:
        file.write("\n".join(rows) + "\n")
    return source


def test_weighings_keep_every_row_and_its_number(
    weighings: Path, tmp_path: Path
) -> None:
    files = amsterdam.convert(weighings, tmp_path / "out")

    tickets = read(files[-1])
    assert [row["net_kg"] for row in tickets] == ["100", "0", "105", "-5", "200"]
    assert [row["site_id"] for row in tickets] == ["A", "B", "A", "B", "B"]
    assert tickets[0]["ticket_no"] == "2020-06-30T22:30:00.000Z"


def test_weighings_are_imported_with_each_fault_on_its_row(
    weighings: Path, tmp_path: Path
) -> None:
    files = amsterdam.convert(weighings, tmp_path / "out")

    result = load(files, skip_bad_rows=True)

    found = [(fault.row, fault.column, fault.rule) for fault in result.faults]
    assert found == [
        (3, "net_kg", "zero_not_a_correction"),
        (4, "ticket_no", "duplicate_key"),
        (5, "net_kg", "out_of_range"),
    ]
    assert result.counts[-1].added == 2


def test_weighings_are_dated_by_the_clock_of_the_city(
    weighings: Path, tmp_path: Path
) -> None:
    files = amsterdam.convert(weighings, tmp_path / "out")
    load(files, skip_bad_rows=True)

    context = build_context(load_settings(files[0].parent, {}))
    with context.unit_of_work() as work:
        # 22:30 UTC on 30 June is half past midnight of 1 July in Amsterdam.
        assert str(work.books.last_ticket_day()) == "2020-07-01"
        months = work.books.recovered(date(2020, 6, 1), date(2020, 7, 31), ("month",))
    assert [(row.day.month, row.net_kg) for row in months] == [(7, 300)]


def place(key: str, lng: int, lat: int, **more: Any) -> dict[str, Any]:
    return {"id": key, "lng": lng, "lat": lat, **more}


@pytest.fixture
def day(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    hours = [["07:00", "17:00"]]
    tables = {
        "WasteCollectionSites": [
            place("a", 120010000, 36020000, capacity=240, stopLength=60)
            | {"workTimes": hours},
            place("b", 120020000, 36030000, capacity=7, stopLength=70)
            | {"workTimes": hours},
        ],
        "Depots": [place("x", 120000000, 36000000)],
        "DisposalFacilities": [place("x", 120000000, 36000000)],
        "VehicleData_100": [{"id": "v", "maxCapacity": 720, "no": "1", "stopId": "x"}],
    }
    for name, rows in tables.items():
        (source / f"{name}.json").write_text(json.dumps({"rows": rows}))
    return source


def test_sites_become_orders_in_litres_and_kilograms(day: Path, tmp_path: Path) -> None:
    files = qingdao.convert(day, tmp_path / "out")

    orders = read(tmp_path / "out" / "orders.csv")
    # A bin of 240 l at 125 kg/m3 is 30 kg; 7 l are 0.875 kg, rounded up.
    assert [(row["load_l"], row["load_kg"]) for row in orders] == [
        ("240", "30"),
        ("7", "1"),
    ]
    result = load(files)
    assert result.faults == ()
    assert {count.table: count.added for count in result.counts}["sites"] == 4


def test_a_place_that_is_depot_and_facility_becomes_two_sites(
    day: Path, tmp_path: Path
) -> None:
    qingdao.convert(day, tmp_path / "out")

    sites = {row["site_id"]: row for row in read(tmp_path / "out" / "sites.csv")}
    depot, centre = sites["depot-x"], sites["centre-x"]
    assert (depot["kind"], centre["kind"]) == ("depot", "sorting_centre")
    assert (depot["lon"], depot["lat"]) == (centre["lon"], centre["lat"])


def test_vehicles_hold_a_hundred_times_the_stated_capacity(
    day: Path, tmp_path: Path
) -> None:
    qingdao.convert(day, tmp_path / "out")

    types = {r["code"]: r for r in read(tmp_path / "out" / "vehicle_types.csv")}
    kind = types[qingdao.VEHICLE_TYPE]
    assert (kind["volume_l"], kind["payload_kg"]) == ("72000", "9000")
    assert types["compact_ev"]["volume_l"] == "12000"


def test_generated_weighings_have_only_the_dirt_asked_for(tmp_path: Path) -> None:
    files = write_generated(tmp_path, Size(10, 500, 7))

    result = load(files, skip_bad_rows=True)

    rules = {fault.rule for fault in result.faults}
    assert rules <= {"out_of_range", "zero_not_a_correction"}
    assert len(result.faults) == 7
    assert (result.counts[-1].rows, result.counts[-1].added) == (500, 493)
