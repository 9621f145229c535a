"""Columns from domain classes, so that a class and its table cannot drift apart."""

import json
from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    LargeBinary,
    Text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

NO_REFERENCES: Mapping[str, str] = MappingProxyType({})
"""For a table whose rows name no other table's."""


class EnumText(TypeDecorator[StrEnum]):
    """A member of an enumeration, kept as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write the plain text; drivers do not know the enumeration."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Read the member."""
        return None if value is None else self.members(value)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A list of codes, kept as a JSON array: readable, and safe for any code."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[str, ...] | None, dialect: Dialect
    ) -> str | None:
        """Write one spelling per list, so that equal lists are equal text."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(
        self, value: Any, dialect: Dialect
    ) -> tuple[str, ...] | None:
        """Read the list."""
        return None if value is None else _codes(value)


@lru_cache(maxsize=4096)
def _codes(text: str) -> tuple[str, ...]:
    """Read a list; thousands of rows have one of a few."""
    return tuple(json.loads(text))


class IsoText(sqlite.DATETIME):
    """SQLite's times, written the way SQLAlchemy does in a third of the time."""

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Write ISO text of one length, which sorts by time."""
        return _iso_text


def _iso_text(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(" ", "microseconds")


_PLAIN: Mapping[type, TypeEngine[Any]] = {
    str: Text(),
    bytes: LargeBinary(),
    bool: Boolean(),
    # Always 64 bits: masses, money and counts of a city outgrow 32.
    int: BigInteger(),
    float: Double(),
    date: Date(),
    # Without a zone: the city's own time.
    datetime: DateTime().with_variant(IsoText, "sqlite"),
}


def columns_of(
    record: type,
    *,
    key: tuple[str, ...] = (),
    references: Mapping[str, str] = NO_REFERENCES,
    omit: tuple[str, ...] = (),
) -> list[Column[Any]]:
    """Columns of a domain class, one per field in the same order.

    Parameters
    ----------
    record
        A dataclass.
    key
        Fields that make the primary key.
    references
        ``table.column`` another table's row is named by, per field.
    omit
        Fields kept elsewhere.
    """
    hints = get_type_hints(record)
    return [
        _column(field, hints[field.name], field.name in key, references)
        for field in fields(record)
        if field.name not in omit
    ]


def _column(
    field: Field[Any], hint: Any, is_key: bool, references: Mapping[str, str]
) -> Column[Any]:
    foreign = references.get(field.name)
    return Column(
        field.name,
        _column_type(hint),
        *([ForeignKey(foreign)] if foreign else []),
        primary_key=is_key,
        autoincrement=False,
        nullable=NoneType in get_args(hint),
    )


def _column_type(hint: Any) -> TypeEngine[Any]:
    if hint == tuple[str, ...]:
        return TextTuple()
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not NoneType]
    kind = kinds[0]
    if issubclass(kind, StrEnum):
        return EnumText(kind)
    return _PLAIN[kind]
