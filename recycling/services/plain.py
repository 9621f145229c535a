"""Records from plain lists, dicts and text: what `reporting.files.to_plain` wrote."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints


def from_plain(kind: Any, value: Any) -> Any:
    """Turn plain values into a record of a dataclass, or what its fields hold.

    Parameters
    ----------
    kind
        Dataclass, or type of a field.
    value
        What was written; figures a record works out from its fields are passed over.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the values are not of the kind.
    """
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        inner = next(each for each in get_args(kind) if each is not type(None))
        return None if value is None else from_plain(inner, value)
    if origin is tuple:
        parts = get_args(kind)
        kinds = parts[:1] * len(value) if parts[-1] is Ellipsis else parts
        return tuple(from_plain(p, item) for p, item in zip(kinds, value, strict=True))
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is date:
        return date.fromisoformat(value)
    return value


def _record(kind: type, value: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: from_plain(hint, value[name]) for name, hint in hints})


@lru_cache(maxsize=64)
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))
