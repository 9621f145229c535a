"""JSON as the standard has it: no key twice, no number that is not finite."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

type Parts = tuple[str | int, ...]
"""Keys and positions that lead to a value."""


@dataclass(frozen=True, slots=True)
class _NotFinite:
    """Stands where a number is not finite, as it was written."""

    written: str


class _Repeating(dict[str, Any]):
    """An object that says some keys more than once.

    Attributes
    ----------
    repeated
        How often it says each of them.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts: dict[str, int] = {}
        for key, _ in pairs:
            counts[key] = counts.get(key, 0) + 1
        self.repeated = {key: count for key, count in counts.items() if count > 1}


class StrictReader:
    """Reads a text once, and then tells where what readers let pass stands.

    Parameters
    ----------
    text
        The text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._refuses = False

    def read(self) -> Any:
        """Return the value of the text; not to be used where some is refused.

        Raises
        ------
        json.JSONDecodeError
            If it is no JSON.
        RecursionError
            If it is nested too deeply.
        """
        return json.loads(
            self._text,
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_float=self._float,
        )

    def refused(self, value: Any) -> Iterator[tuple[Parts, str]]:
        """Yield each place of a value read that is refused, and the rule broken.

        In the order of the text, but that an object comes before what is in it.
        """
        # Values without fault, which may be large, are not looked at again.
        left: list[tuple[Parts, Any]] = [((), value)] if self._refuses else []
        while left:
            parts, found = left.pop()
            if isinstance(found, _NotFinite):
                yield parts, f"must be a finite number, got {found.written}"
            elif isinstance(found, list):
                inner = enumerate(found)
                left += reversed([((*parts, place), entry) for place, entry in inner])
            elif isinstance(found, dict):
                if isinstance(found, _Repeating):
                    yield from _repeated(parts, found)
                items = found.items()
                left += reversed([((*parts, key), entry) for key, entry in items])

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        self._refuses = True
        return _Repeating(pairs)

    def _constant(self, name: str) -> _NotFinite:
        self._refuses = True
        return _NotFinite(name)

    def _float(self, written: str) -> float | _NotFinite:
        value = float(written)
        return value if isfinite(value) else self._constant(written)


def _repeated(parts: Parts, found: _Repeating) -> Iterator[tuple[Parts, str]]:
    for key, count in found.repeated.items():
        yield (*parts, key), f"must be there once, not {count} times; keep one"
