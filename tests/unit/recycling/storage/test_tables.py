"""The tables say what the descriptions of the input files say."""

import pytest
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Double, Text

from recycling.schema.columns import TABLES
from recycling.storage.mapping import EnumText, TextTuple
from recycling.storage.tables import INPUTS, metadata

TYPES = {
    "id": Text,
    "ref": Text,
    "text": Text,
    "wkt": Text,
    "enum": EnumText,
    "list": TextTuple,
    "int": BigInteger,
    "time": BigInteger,
    "float": Double,
    "bool": Boolean,
    "date": Date,
    "datetime": DateTime,
}


def test_every_input_table_has_a_table():
    assert INPUTS.keys() == TABLES.keys()


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_the_attributes(name):
    entry = INPUTS[name]
    derived = {"day", "is_counted"} if name == "tickets" else set()
    kept = {*entry.raw, "import_id", *derived}
    names = [column.name for column in entry.table.columns if column.name not in kept]
    assert names == [column.attribute for column in TABLES[name].columns]
    assert entry.attributes == tuple(names)


@pytest.mark.parametrize("name", TABLES)
def test_types_and_keys_are_those_of_the_attributes(name):
    entry = INPUTS[name]
    assert entry.key == TABLES[name].key
    for column in TABLES[name].columns:
        stored = entry.table.c[column.attribute].type
        assert type(stored) is TYPES[column.kind], column.attribute


@pytest.mark.parametrize("name", TABLES)
def test_raw_positions_are_kept_where_there_are_positions(name):
    table = TABLES[name]
    expected = {"raw_x", "raw_y", "crs"} if table.has_point else set()
    expected |= {"raw_wkt", "crs"} if table.shape else set()
    assert set(INPUTS[name].raw) == expected


def test_references_are_required_references_of_the_attributes():
    for name, entry in INPUTS.items():
        expected = {
            column.attribute: column.target
            for column in TABLES[name].columns
            if column.kind == "ref" and column.required
        }
        found = {key: target.split(".")[0] for key, target in entry.references.items()}
        assert found == expected, name


def test_parents_come_before_children():
    order = list(INPUTS)
    for name, entry in INPUTS.items():
        for target in entry.references.values():
            assert order.index(target.split(".")[0]) < order.index(name)


def test_every_table_has_a_key():
    assert all(table.primary_key.columns for table in metadata.tables.values())
