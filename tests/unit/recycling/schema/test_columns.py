from dataclasses import MISSING, fields
from decimal import Decimal

import pytest

from recycling.domain.fleet import Restriction, Vehicle, VehicleType
from recycling.domain.materials import EmissionFactor, Material, Parameter
from recycling.domain.orders import Order
from recycling.domain.parties import Party, PointRule, Price
from recycling.domain.site_records import (
    Downtime,
    PastVolume,
    SiteEnergy,
    Stocktake,
    Visit,
)
from recycling.domain.sites import District, FacilityClass, Site, Supply, Zone
from recycling.domain.targets import Target
from recycling.domain.tickets import Ticket
from recycling.schema.cells import default_value
from recycling.schema.columns import LANGUAGES, TABLES, Column, Table, fold
from recycling.schema.enums import ENUMS

RECORDS = {
    "districts": District,
    "materials": Material,
    "facility_classes": FacilityClass,
    "vehicle_types": VehicleType,
    "parameters": Parameter,
    "emission_factors": EmissionFactor,
    "sites": Site,
    "zones": Zone,
    "restrictions": Restriction,
    "vehicles": Vehicle,
    "supplies": Supply,
    "orders": Order,
    "targets": Target,
    "parties": Party,
    "prices": Price,
    "point_rules": PointRule,
    "past_volumes": PastVolume,
    "stocktakes": Stocktake,
    "site_energy": SiteEnergy,
    "downtimes": Downtime,
    "visits": Visit,
    "tickets": Ticket,
}
COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.attribute}")
    for table in TABLES.values()
    for column in table.columns
]


@pytest.mark.parametrize("name", TABLES)
def test_table_and_domain_agree_on_fields_and_defaults(name):
    table = TABLES[name]
    record = {field.name: field for field in fields(RECORDS[name])}
    assert list(table.by_attribute) == list(record)
    for column in table.columns:
        field = record[column.attribute]
        if column.required:
            # A file must say where its figures come from; a test object need not.
            assert field.default is MISSING or column.attribute == "source"
        else:
            assert default_value(column) == field.default, column.attribute


def test_a_table_comes_after_the_tables_it_refers_to():
    seen: set[str] = set()
    for table in TABLES.values():
        assert table.references <= seen
        seen.add(table.name)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_points_to_what_exists(table: Table, column: Column):
    assert set(table.key) <= table.by_attribute.keys()
    assert column.description_en
    assert column.description_zh
    if column.kind == "enum":
        assert column.target in ENUMS
    elif column.target:
        assert column.target in TABLES
        assert len(TABLES[column.target].key) == 1


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_the_header_written_in_a_language_is_read_as_the_column(
    table: Table, column: Column
):
    for lang in LANGUAGES:
        header = column.header(lang)
        assert table.match(header.name) == (column, header.factor)
        # Only powers of ten divide exactly on the way out.
        assert header.factor in {1, 100, 1000}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_two_columns_share_a_header(table: Table):
    names = [
        fold(name)
        for column in table.columns
        for name in {
            fold(column.attribute),
            *(fold(alias.name) for alias in column.aliases),
        }
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "header",
    [
        "capacity_kg_per_year",
        " Capacity KG per year ",
        "\ufeffcapacity_kg_per_year",
        "ＣＡＰＡＣＩＴＹ_kg_per_year",
    ],
)
def test_case_width_blanks_and_mark_do_not_count(header):
    found = TABLES["sites"].match(header)
    assert found is not None
    assert (found[0].attribute, found[1]) == ("capacity_kg_per_year", 1)


@pytest.mark.parametrize(
    "header", ["年处理能力(吨)", "年处理能力（吨）", "年处理能力 (吨)"]
)
def test_an_alias_carries_its_factor(header):
    found = TABLES["sites"].match(header)
    assert found is not None
    assert (found[0].attribute, found[1]) == ("capacity_kg_per_year", Decimal(1000))


def test_positions_are_known():
    assert [table.name for table in TABLES.values() if table.has_position] == [
        "districts",
        "sites",
        "zones",
    ]
