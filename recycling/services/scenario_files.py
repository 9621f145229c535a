"""Options of a siting study from a TOML file, so that a scenario can be kept."""

import tomllib
import types
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from recycling.domain.errors import InputError
from recycling.schema.said import said
from recycling.services.siting_request import SitingAsk


def read_ask(path: Path) -> SitingAsk:
    """Read the options of a study.

    Parameters
    ----------
    path
        A TOML file with names and values as in ``SitingAsk``; what it leaves out
        keeps its default, and the scenario is named after the file.

    Raises
    ------
    InputError
        When the file is not there or not TOML, or a name or value cannot be used.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = said("scenario.toml", name=path.name, error=error)
        raise InputError(msg) from error
    return replace(SitingAsk(scenario=path.stem), **_options(given, path.name))


def ask_of(given: Mapping[str, Any], place: str) -> SitingAsk:
    """Return the options of a study that a mapping of plain values sets.

    Parameters
    ----------
    given
        Values by name, as in a file of options.
    place
        Where they come from, for messages.

    Raises
    ------
    InputError
        When a name or value cannot be used.
    """
    return SitingAsk(**_options(given, place))


def _options(given: Mapping[str, Any], place: str) -> dict[str, Any]:
    known = [item.name for item in fields(SitingAsk)]
    unknown = sorted(set(given) - set(known))
    if unknown:
        msg = said(
            "scenario.unknown", place=place, unknown=list(unknown), known=list(known)
        )
        raise InputError(msg)
    hints = get_type_hints(SitingAsk)
    return {
        name: _converted(place, name, hints[name], value)
        for name, value in given.items()
    }


def _converted(place: str, name: str, kind: Any, value: Any) -> Any:
    """Turn a plain value into what an option holds."""
    made = _value(kind, value)
    if made is None:
        msg = said("scenario.value", place=place, name=name, value=repr(value))
        raise InputError(msg)
    return made


def _value(kind: Any, value: Any) -> Any:
    """Return the value as the kind has it, ``None`` where it cannot be."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        return _value(parts[0], value)
    if origin is tuple:
        listed = value if isinstance(value, list) else [value]
        items = tuple(_value(parts[0], item) for item in listed)
        return None if None in items else items
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(parts[1], value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    is_right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    return value if is_right else None


def _mapping(kind: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    kind = getattr(kind, "__value__", kind)
    made = {key: _value(kind, item) for key, item in value.items()}
    return None if None in made.values() else made
