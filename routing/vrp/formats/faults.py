"""Collects what is wrong with a file, to be told at once."""

import difflib
from collections.abc import Iterable

from routing.errors import FormatError

SHOWN = 60
"""Characters of a wrong value that are repeated to the user."""


class Faults:
    """The faults found so far, each with place, rule, value and way out."""

    def __init__(self, headline: str) -> None:
        self.headline = headline
        self.found: list[str] = []

    def add(self, place: str, rule: str, value: object = None, way: str = "") -> None:
        """Note one fault.

        Parameters
        ----------
        place
            Where in the file.
        rule
            What must be so.
        value
            What is there instead; ``None`` where nothing is.
        way
            What to do about it.
        """
        got = "" if value is None else f", got {_short(value)}"
        rest = f"; {way}" if way else ""
        self.found.append(f"{place}: {rule}{got}{rest}")

    def raise_any(self) -> None:
        """Raise what was found, if anything was.

        Raises
        ------
        FormatError
            With every fault.
        """
        if self.found:
            raise FormatError(self.headline, self.found)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint at the known name that is most like a wrong one."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else "remove it"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
