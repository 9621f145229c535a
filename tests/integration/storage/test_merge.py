"""Merging batches into the input tables."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from recycling.domain.errors import ConflictError
from recycling.domain.fleet import Restriction, Vehicle, VehicleRole, VehicleType
from recycling.domain.materials import EmissionFactor, Parameter, Stream
from recycling.domain.orders import Order
from recycling.domain.records import Batch, ImportCounts, ImportRecord
from recycling.domain.sites import FacilityClass, SiteKind, Supply
from recycling.domain.targets import Indicator, Target
from recycling.storage.rows import to_batch
from recycling.storage.tables import INPUTS, imports
from tests.integration.storage.samples import (
    DISTRICTS,
    MATERIALS,
    SITES,
    ZONE,
    an_import,
    found_city,
    merge,
    tally,
)


def test_rows_are_added_updated_or_left_as_they_are(database):
    renamed = replace(DISTRICTS[0], name_zh="渝中区")
    third = replace(DISTRICTS[0], code="500105")
    with database.unit_of_work() as work:
        assert tally(merge(work, "districts", DISTRICTS)) == (2, 0, 0)
        assert tally(merge(work, "districts", DISTRICTS)) == (0, 0, 2)
        assert tally(merge(work, "districts", [renamed, DISTRICTS[1], third])) == (
            1,
            1,
            1,
        )
        assert work.inputs.network().districts == {
            "500103": renamed,
            "500105": third,
            "500112": DISTRICTS[1],
        }


def test_counts_name_table_and_file(database):
    with database.unit_of_work() as work:
        counts = merge(work, "districts", DISTRICTS)
    assert counts == ImportCounts("districts", "districts.csv", 2, 2, 0, 0, 0)


def test_equal_rows_keep_the_import_they_came_with(database):
    table = INPUTS["districts"].table
    with database.unit_of_work() as work:
        first, second = an_import(work), an_import(work)
        merge(work, "districts", DISTRICTS, first)
        changed = replace(DISTRICTS[1], population=7)
        merge(work, "districts", [DISTRICTS[0], changed], second)
    with database.engine.connect() as connection:
        found = connection.execute(select(table.c.code, table.c.import_id))
        assert dict(map(tuple, found)) == {"500103": first, "500112": second}


def test_what_stood_in_the_file_is_kept(database):
    batch = to_batch("zones", [ZONE])
    raw = {"raw_wkt": ["POLYGON ((9 9, 8 9, 8 8, 9 9))"], "crs": ["gcj02"]}
    with database.unit_of_work() as work:
        number = an_import(work)
        work.inputs.merge(Batch("zones", batch.columns, raw), number)
        assert tally(work.inputs.merge(Batch("zones", batch.columns, raw), number)) == (
            0,
            0,
            1,
        )
    with database.engine.connect() as connection:
        row = connection.execute(select(INPUTS["zones"].table)).mappings().one()
    assert (row["raw_wkt"], row["crs"]) == (raw["raw_wkt"][0], "gcj02")
    assert row["geometry_wkt"] == ZONE.geometry_wkt


def test_an_empty_batch_changes_nothing(database):
    columns = {name: [] for name in INPUTS["districts"].attributes}
    with database.unit_of_work() as work:
        number = an_import(work)
        assert tally(work.inputs.merge(Batch("districts", columns), number)) == (
            0,
            0,
            0,
        )
        columns = {name: [] for name in INPUTS["tickets"].attributes}
        assert tally(work.inputs.merge(Batch("tickets", columns), number)) == (0, 0, 0)


def test_a_row_said_twice_counts_once(database):
    with database.unit_of_work() as work:
        twice = [DISTRICTS[0], DISTRICTS[0], DISTRICTS[1]]
        assert tally(merge(work, "districts", twice)) == (2, 0, 1)


def test_rows_that_contradict_each_other_are_refused(database):
    other = replace(DISTRICTS[0], population=1)
    with (
        pytest.raises(ConflictError, match=r"code 500103\. Keep one of each"),
        database.unit_of_work() as work,
    ):
        merge(work, "districts", [*DISTRICTS, other])


def test_a_row_must_name_what_is_recorded(database):
    lost = replace(SITES[0], district="599999")
    with database.unit_of_work() as work:
        merge(work, "districts", DISTRICTS)
    with (
        pytest.raises(ConflictError, match=r"sites, district: .*599999\. Import"),
        database.unit_of_work() as work,
    ):
        merge(work, "sites", [lost])


def test_plain_text_stands_for_members_of_enumerations(database):
    columns = dict(to_batch("sites", SITES).columns)
    columns["kind"] = [str(kind) for kind in columns["kind"]]
    with database.unit_of_work() as work:
        found_city(work)
        counts = work.inputs.merge(Batch("sites", columns), an_import(work))
        assert tally(counts) == (0, 0, 3)
        assert work.inputs.network().sites["A"].kind is SiteKind.SORTING_CENTRE


def test_bugs_of_the_caller_are_named(database):
    columns = dict(to_batch("districts", DISTRICTS).columns)
    with database.unit_of_work() as work:
        number = an_import(work)
        with pytest.raises(ValueError, match="no such input table"):
            work.inputs.merge(Batch("imports", columns), number)
        with pytest.raises(ValueError, match="call record_import first"):
            work.inputs.merge(Batch("districts", columns), number + 1)
        del columns["zone"]
        with pytest.raises(ValueError, match="lacks the columns zone"):
            work.inputs.merge(Batch("districts", columns), number)


def test_keys(database):
    with database.unit_of_work() as work:
        found_city(work)
        assert work.inputs.keys("sites") == {"A", "B", "C"}
        assert work.inputs.keys("vehicles") == frozenset()
        with pytest.raises(ValueError, match="site_id, ticket_no"):
            work.inputs.keys("tickets")


def test_the_network_holds_every_table(database):
    vehicle_type = VehicleType("t", "t", "t", VehicleRole.FEEDER, "electric", 900)
    supply = Supply("C", "steel", Stream.ELV, 5)
    restriction = Restriction("r", "Z", weekdays=("1", "2"))
    facility = FacilityClass("f", "f", "f", SiteKind.SORTING_CENTRE, 100)
    factors = [EmissionFactor("diesel_l", version, 2.6, "l") for version in "21"]
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "zones", [ZONE])
        merge(work, "restrictions", [restriction])
        merge(work, "vehicle_types", [vehicle_type])
        merge(work, "vehicles", [Vehicle("v", "t", "A", materials=("paper",))])
        merge(work, "facility_classes", [facility])
        merge(work, "parameters", [Parameter("speed", 30.0, "km/h")])
        merge(work, "emission_factors", factors)
        merge(work, "supplies", [supply, replace(supply, site_id="A")])
        network = work.inputs.network()
        counts = work.inputs.counts()
    assert list(network.sites.values()) == list(SITES)
    assert list(network.materials.values()) == list(MATERIALS)
    assert network.zones == {"Z": ZONE}
    assert network.restrictions == {"r": restriction}
    assert network.vehicle_types == {"t": vehicle_type}
    assert network.vehicles["v"].materials == ("paper",)
    assert network.facility_classes == {"f": facility}
    assert network.parameter("speed") == 30.0
    assert [factor.version for factor in network.emission_factors] == ["1", "2"]
    assert network.supplies == (replace(supply, site_id="A"), supply)
    assert counts["sites"] == 3
    assert counts["tickets"] == 0
    assert counts.keys() == INPUTS.keys()


def test_orders_of_a_day_by_id(database):
    day, next_day = date(2026, 7, 1), date(2026, 7, 2)
    late, early = (Order(key, "A", day, "paper", 50) for key in "ba")
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "orders", [late, early, replace(late, order_id="c", day=next_day)])
        assert work.inputs.orders(day) == [early, late]


def test_targets_by_year_and_id(database):
    targets = [
        Target(key, Indicator.RECOVERED, year, 1)
        for key, year in (("a", 2030), ("c", 2027), ("b", 2027))
    ]
    with database.unit_of_work() as work:
        merge(work, "targets", targets)
        assert [target.target_id for target in work.inputs.targets()] == ["b", "c", "a"]


def test_times_of_imports_are_kept_in_utc(database):
    moment = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
    with database.unit_of_work() as work:
        work.inputs.record_import(ImportRecord("f", "00", "sites", "wgs84", moment))
    with database.engine.connect() as connection:
        found = connection.execute(select(imports.c.imported_at)).scalar_one()
    assert found == moment.replace(tzinfo=None)
