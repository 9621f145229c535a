"""JSON text: read strictly, and faults of its shape worded for users."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from routing.vrp.formats.faults import Faults, nearest
from routing.vrp.formats.strict import StrictReader


def parse_json(text: str, faults: Faults) -> Any:
    """Return the value of a JSON text.

    Raises
    ------
    FormatError
        If it is no JSON, says a key twice, or holds a number that is not finite;
        every place of the latter two is named.
    """
    reader = StrictReader(text)
    try:
        value = reader.read()
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        faults.add(place, f"must be JSON: {error.msg}")
    except RecursionError:
        faults.add("$", "must not be nested so deeply")
    else:
        for parts, rule in reader.refused(value):
            faults.add(json_path(parts), rule)
        faults.raise_any()
        return value
    faults.raise_any()
    return None


def check_shape(value: object, schema: Mapping[str, Any], faults: Faults) -> None:
    """Note every place at which a value breaks a schema."""
    errors = Draft202012Validator(schema).iter_errors(value)
    for error in sorted(errors, key=lambda error: [str(p) for p in error.path]):
        _note(error, faults)


def pretty(value: object, indent: str = "") -> str:
    """Return JSON with one line per entry, and lists of plain values on one line.

    Raises
    ------
    ValueError
        For NaN and Infinity.
    """
    deeper = f"{indent} "
    if isinstance(value, dict) and value:
        rows = [f"{_dump(key)}: {pretty(value[key], deeper)}" for key in value]
        opening, closing = "{", "}"
    elif isinstance(value, list) and any(isinstance(v, list | dict) for v in value):
        rows = [pretty(entry, deeper) for entry in value]
        opening, closing = "[", "]"
    else:
        return _dump(value)
    inner = f",\n{deeper}".join(rows)
    return f"{opening}\n{deeper}{inner}\n{indent}{closing}"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def json_path(parts: Iterable[str | int]) -> str:
    """Return a path as in ``$.stops[3].load[0]``."""
    steps = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return "".join(["$", *steps])


def _note(error: ValidationError, faults: Faults) -> None:
    """Word one error of the validator: place, rule, value, way out."""
    place, rule, value = json_path(error.absolute_path), error.validator, error.instance
    if rule == "additionalProperties":
        known = error.schema.get("properties", {})
        for name in sorted(set(value) - set(known)):
            way = nearest(name, known)
            faults.add(f"{place}.{name}", "is not a known field", way=way)
    elif rule == "required":
        # One error per missing field, which only its message names.
        name = next(
            name for name in error.validator_value if repr(name) in error.message
        )
        faults.add(f"{place}.{name}", "is missing", way="add it")
    elif rule == "anyOf":
        deeper = [part for part in error.context or [] if len(part.path)]
        for part in deeper:
            _note(part, faults)
        if not deeper:
            _note_alternatives(error, place, faults)
    else:
        faults.add(place, _rule(error), value)


def _note_alternatives(error: ValidationError, place: str, faults: Faults) -> None:
    """Word an error where an object or null may stand: the object's own faults."""
    for part in error.context or []:
        if part.validator in {"additionalProperties", "required"}:
            _note(part, faults)
            return
    faults.add(place, "must be an object or null", error.instance)


def _rule(error: ValidationError) -> str:
    """Word the rule that a single value breaks."""
    asked = error.validator_value
    if error.validator == "type":
        names = [asked] if isinstance(asked, str) else asked
        return f"must be {' or '.join(_KINDS[name] for name in names)}"
    if error.validator == "enum":
        return f"must be one of {', '.join(map(str, asked))}"
    if error.validator == "const":
        return f"must be {asked!r}"
    if error.validator in _BOUNDS:
        return f"must be {_BOUNDS[str(error.validator)]} {asked}"
    return _OTHERS.get(str(error.validator), str(error.message))


_BOUNDS = {
    "minimum": ">=",
    "maximum": "<=",
    "exclusiveMinimum": ">",
    "exclusiveMaximum": "<",
}
_OTHERS = {
    "uniqueItems": "must name each entry once",
    "minItems": "has too few entries",
    "maxItems": "has too many entries",
}


_KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
