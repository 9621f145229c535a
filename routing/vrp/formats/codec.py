"""Data classes as JSON values and back, by their types; defaults are left out."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

type Json = bool | int | float | str | list[Any] | dict[str, Any] | None


@cache
def hints_of(cls: type) -> Mapping[str, Any]:
    """Return the types of a data class's fields, ``NDArray``s spelled out."""
    return get_type_hints(cls)


def default_of(field: Field[Any]) -> object:
    """Return what a field is when nothing is said; ``MISSING`` if it must be."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def non_null(hint: Any) -> tuple[Any, bool]:
    """Return a type without ``None``, and whether ``None`` was allowed."""
    if isinstance(hint, UnionType):
        rest = [part for part in get_args(hint) if part is not NoneType]
        return rest[0], len(rest) < len(get_args(hint))
    return hint, False


def to_json(value: object) -> Json:
    """Return a value of the contract as JSON; sets are sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_json(getattr(value, field.name))
            for field in fields(value)
            if not _is_default(getattr(value, field.name), default_of(field))
        }
    if isinstance(value, Mapping):
        return {str(key): to_json(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return sorted((to_json(entry) for entry in value), key=_order)
    if isinstance(value, tuple | list):
        return [to_json(entry) for entry in value]
    return _plain(value)


def _plain(value: object) -> Json:
    """Return an array, a member of an enumeration, or a scalar as JSON."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, np.ndarray):
        return list(value.tolist())
    if isinstance(value, np.integer | np.floating):
        return int(value) if isinstance(value, np.integer) else float(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    msg = f"{type(value).__name__} has no form in JSON"
    raise TypeError(msg)


def from_json(hint: Any, value: Any) -> Any:
    """Return JSON that keeps the schema as a value of a type of the contract."""
    hint, _ = non_null(hint)
    if value is None:
        return None
    if is_dataclass(hint):
        hints = hints_of(hint)  # type: ignore[arg-type]
        given = {name: from_json(hints[name], entry) for name, entry in value.items()}
        return hint(**given)  # type: ignore[operator]
    if get_origin(hint) is None:
        return hint(value)
    return _container(get_origin(hint), get_args(hint), value)


def _container(origin: Any, inner: tuple[Any, ...], value: Any) -> object:
    """Return a mapping, an array, a tuple or a set from JSON."""
    if origin is Mapping:
        return {key: from_json(inner[1], entry) for key, entry in value.items()}
    if origin is NDArray:
        # The contract leaves the width of some whole numbers open.
        kind = np.int32 if inner[0] is np.integer else inner[0]
        return np.array(value, dtype=kind)
    return origin(from_json(inner[0], entry) for entry in value)


def _is_default(value: object, default: object) -> bool:
    # An array equals nothing else at once, and is never a default.
    if isinstance(value, np.ndarray) or default is MISSING:
        return False
    return type(value) is type(default) and value == default


def _order(entry: Json) -> tuple[str, Any]:
    """Order entries of a set: numbers as numbers, lists by their entries."""
    return type(entry).__name__, entry
