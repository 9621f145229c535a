"""The JSON Schema of our own format: shapes from the contract, words from a table."""

import csv
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import numpy as np
from numpy.typing import NDArray

from routing.vrp.formats.codec import Json, default_of, hints_of, non_null, to_json
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult

FIELDS_FILE = Path(__file__).with_name("fields.csv")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = 1
"""Version of the format; it grows when old files would mean something else."""


FORMATS: Mapping[str, type] = {
    "routing-problem": RoutingProblem,
    "routing-solution": RoutingResult,
}
"""What a file says it is, and what it holds."""

_SIGNED = frozenset([("Stop", "rank")])
"""Whole numbers that may be negative."""

_MOST: Mapping[tuple[str, str], int] = {("Stop", "priority"): 100}

_ARRAYS: Mapping[tuple[str, str], Json] = {
    ("TravelTable", "distance_m"): {"type": "integer", "minimum": -1},
    ("TravelTable", "duration_s"): {"type": "integer", "minimum": -1},
    ("SpeedProfile", "factor"): {"type": "number", "exclusiveMinimum": 0},
    ("SpeedProfile", "zone"): {"type": "integer", "minimum": 0},
}
"""Entries of arrays; all but ``zone`` are lists of rows."""


@cache
def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of one of ``FORMATS``, descriptions in English."""
    root = FORMATS[name]
    parts: dict[str, Json] = {}
    _define(root, parts)
    top = parts.pop(root.__name__)
    assert isinstance(top, dict)  # noqa: S101 - made just before
    heads = {
        "format": {"const": name, "description": word("File", "format")},
        "version": {"const": VERSION, "description": word("File", "version")},
    }
    return {
        "$schema": DIALECT,
        "$id": f"urn:recovery-network:{name}:{VERSION}",
        "title": name,
        **top,
        "properties": heads | top["properties"],
        "required": [*heads, *top["required"]],
        "$defs": dict(sorted(parts.items())),
    }


@cache
def words() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return the description of every object and field by language."""
    with FIELDS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["object"], row["field"]): row for row in rows}


def word(name: str, field: str, lang: str = "en") -> str:
    """Return what an object (with an empty field) or a field means.

    A field without a description is called by its name.
    """
    row = words().get((name, field))
    return field if row is None else row[lang]


def _define(cls: type, parts: dict[str, Json]) -> None:
    """Add the schema of a data class and of those it is made of."""
    name = cls.__name__
    if name in parts:
        return
    parts[name] = {}
    properties: dict[str, Any] = {}
    required = []
    hints = hints_of(cls)
    for field in fields(cls):
        shape = _shape(hints[field.name], (name, field.name), parts)
        default = default_of(field)
        properties[field.name] = {"description": word(name, field.name), **shape}
        if default is MISSING:
            required.append(field.name)
        else:
            properties[field.name]["default"] = to_json(default)
    parts[name] = {
        "description": word(name, ""),
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required,
    }


def _shape(
    hint: Any,
    place: tuple[str, str],
    parts: dict[str, Json],
) -> dict[str, Any]:
    hint, may_be_null = non_null(hint)
    shape = _plain_shape(hint, place, parts)
    if not may_be_null:
        return shape
    if isinstance(shape.get("type"), str):
        return {**shape, "type": [shape["type"], "null"]}
    return {"anyOf": [shape, {"type": "null"}]}


def _plain_shape(
    hint: Any,
    place: tuple[str, str],
    parts: dict[str, Json],
) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        _define(hint, parts)  # type: ignore[arg-type]
        return {"$ref": f"#/$defs/{hint.__name__}"}  # type: ignore[union-attr]
    if origin is NDArray:
        row = {"type": "array", "items": _ARRAYS[place]}
        return row if inner[0] is np.integer else {"type": "array", "items": row}
    if origin is tuple:
        return {"type": "array", "items": _shape(inner[0], place, parts)}
    if origin is frozenset:
        entries = _shape(inner[0], place, parts)
        return {"type": "array", "items": entries, "uniqueItems": True}
    if origin is Mapping:
        entries = _shape(inner[1], place, parts)
        return {"type": "object", "additionalProperties": entries}
    return _scalar(hint, place)


def _scalar(hint: type, place: tuple[str, str]) -> dict[str, Any]:
    if hint is bool:
        return {"type": "boolean"}
    if hint is str:
        return {"type": "string"}
    if hint is float:
        return {"type": "number", "minimum": 0}
    if issubclass(hint, Enum):
        return {"type": "string", "enum": [member.value for member in hint]}
    bounds = {} if place in _SIGNED else {"minimum": 0}
    if place in _MOST:
        bounds["maximum"] = _MOST[place]
    return {"type": "integer", **bounds}
