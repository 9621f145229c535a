"""The schema says of every field what it is, in both languages."""

from dataclasses import fields

import pytest
from jsonschema import Draft202012Validator

from routing.vrp.formats.schema import FORMATS, schema_of, words
from routing.vrp.problem import Stop, VehicleType


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema_of(name))


def described() -> set[tuple[str, str]]:
    found = {("File", ""), ("File", "format"), ("File", "version")}
    for name, root in FORMATS.items():
        schema = schema_of(name)
        parts = {root.__name__: schema, **schema["$defs"]}
        for part, definition in parts.items():
            found.add((part, ""))
            found |= {(part, field) for field in definition["properties"]}
            if part == root.__name__:
                found -= {(part, "format"), (part, "version")}
    return found


def test_every_field_is_described_and_nothing_else() -> None:
    assert set(words()) == described()


def test_every_description_is_there_in_both_languages() -> None:
    assert [key for key, row in words().items() if not (row["en"] and row["zh"])] == []


def test_what_has_no_default_is_required() -> None:
    stop = schema_of("routing-problem")["$defs"]["Stop"]
    assert stop["required"] == ["name", "location", "load"]
    assert set(stop["properties"]) == {field.name for field in fields(Stop)}


def test_limits_and_nulls_are_stated() -> None:
    parts = schema_of("routing-problem")["$defs"]
    assert parts["Stop"]["properties"]["rank"]["type"] == ["integer", "null"]
    assert "minimum" not in parts["Stop"]["properties"]["rank"]
    assert parts["Stop"]["properties"]["priority"]["maximum"] == 100
    vehicle = parts["VehicleType"]["properties"]
    assert vehicle["overtime"]["anyOf"][1] == {"type": "null"}
    assert set(vehicle) == {field.name for field in fields(VehicleType)}
