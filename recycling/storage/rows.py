"""Domain objects to rows and back; the types of the columns do the converting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

from recycling.domain.records import Batch

KEYS_AT_ONCE: Final = 5000
"""Keys asked for by one statement: databases limit how many they take."""

_NAMES: dict[type, tuple[str, ...]] = {}
"""Fields of the classes asked for so far: dataclasses look them up anew."""


def field_names(record: type) -> tuple[str, ...]:
    """Names of a dataclass's fields, in their order."""
    if record not in _NAMES:
        _NAMES[record] = tuple(field.name for field in fields(record))
    return _NAMES[record]


def to_row(value: Any) -> dict[str, Any]:
    """Row of a domain object: one entry per field, values as they are."""
    return {name: getattr(value, name) for name in field_names(type(value))}


def from_row[T](record: type[T], row: Mapping[Any, Any], **parts: Any) -> T:
    """Make a domain object from a row.

    Parameters
    ----------
    record
        Class to make.
    row
        Values by column; columns the class has no field for are left out.
    parts
        Fields kept in other tables.
    """
    # A report makes tens of thousands of objects: asking a plain dict is what is fast.
    values = row if isinstance(row, dict) else dict(row)
    known = {name: values[name] for name in field_names(record) if name in values}
    return record(**known, **parts)


def to_columns(values: Iterable[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    """Columns of objects of one class, in the order of the objects."""
    objects = list(values)
    return {name: list(map(attrgetter(name), objects)) for name in names}


def to_batch(table: str, values: Sequence[Any]) -> Batch:
    """Batch of an input table from at least one object of its class."""
    names = field_names(type(values[0]))
    return Batch(table=table, columns=to_columns(values, names))
