"""Keys: each row's own, and those it refers to."""

from collections.abc import Collection, Container, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any, Final

_MAX_SUGGESTIONS: Final = 100
_MAX_COMPARED: Final = 400
_LIKENESS: Final = 0.8
_SHEET_BITS: Final = 32


class KnownKeys:
    """Keys rows may refer to: what is recorded, and what this file has added.

    Parameters
    ----------
    recorded
        Keys by table.
    """

    def __init__(self, recorded: Mapping[str, Container[str]]) -> None:
        self._recorded = recorded
        self._added: dict[str, set[str]] = {}
        self._suggested: dict[tuple[str, str], str] = {}

    def add(self, table: str, keys: Sequence[str]) -> None:
        """Let later sheets of the file refer to rows of this one."""
        self._added.setdefault(table, set()).update(keys)

    def unknown(self, table: str, keys: Sequence[str | tuple[str, ...]]) -> set[str]:
        """Say which of some cells' keys nobody knows; empty cells are fine."""
        recorded = self._recorded.get(table, ())
        added = self._added.get(table, ())
        distinct = set(keys)
        flat = chain.from_iterable(
            (key,) if isinstance(key, str) else key or () for key in distinct
        )
        return {key for key in flat if key and key not in recorded and key not in added}

    def suggestion(self, table: str, key: str) -> str:
        """Name the known key that looks most like one, empty for none."""
        found = self._suggested.get((table, key))
        if found is None:
            if len(self._suggested) >= _MAX_SUGGESTIONS:
                return ""
            found = self._suggested[table, key] = self._nearest(table, key)
        return found

    def _nearest(self, table: str, key: str) -> str:
        recorded = self._recorded.get(table, ())
        names = list(self._added.get(table, ()))
        if isinstance(recorded, Collection):
            names += recorded
        close = get_close_matches(key, _worth_comparing(names, key), 1, _LIKENESS)
        return close[0] if close else ""


def _worth_comparing(names: Sequence[str], key: str) -> list[str]:
    """Keep the names that share their first or last half with a key.

    One slip of the hand leaves one half as it was, and comparing thoroughly
    with every one of ten thousand names would take seconds.
    """
    if len(names) <= _MAX_COMPARED:
        return sorted(names)
    half = len(key) // 2
    head, tail = key[:half], key[half + 1 :]
    near = [
        name
        for name in names
        if abs(len(name) - len(key)) <= 1
        and (name.startswith(head) or name.endswith(tail))
    ]
    near.sort(key=lambda name: -sum(map(str.__eq__, name, key)))
    return near[:_MAX_COMPARED]


class RowKeys:
    """Finds rows whose key occurred before in the same file.

    A sound row repeats only a sound one: where faulty rows are left out, the row
    that corrects one of them is the first of its key.
    """

    def __init__(self) -> None:
        self._rows: dict[Any, int] = {}
        self._bad_rows: dict[Any, int] = {}
        self._sheets: list[str] = []

    def start_sheet(self, sheet: str) -> None:
        """Note that the rows to come are counted from the start of a sheet."""
        self._sheets.append(sheet)

    def repeated(
        self,
        columns: Sequence[Sequence[Any]],
        numbers: Sequence[int],
        bad: Collection[int] = (),
    ) -> dict[int, str]:
        """Find repeated keys of a block and note its new ones.

        Parameters
        ----------
        columns
            The attributes of the key, column by column; ``None`` where a cell
            is faulty, which makes the row a key of its own.
        numbers
            Row numbers as the user counts.
        bad
            Places of rows that have another fault; a faulty key is one.

        Returns
        -------
        dict
            The row a key stood in first, by place in the block.
        """
        keys = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
        base = (len(self._sheets) - 1) << _SHEET_BITS
        places = [base + number for number in numbers] if base else numbers
        seen = self._rows
        # Most blocks repeat nothing, and sets say so without a loop.
        if (
            len(set(keys)) == len(keys)
            and seen.keys().isdisjoint(keys)
            and self._bad_rows.keys().isdisjoint(keys)
        ):
            seen.update(zip(keys, places, strict=True))
            for index in bad:
                self._note_bad(keys[index], seen.pop(keys[index]))
            return {}
        found: dict[int, str] = {}
        for index, (key, place) in enumerate(zip(keys, places, strict=True)):
            first = self._first(key, place, is_bad=index in bad)
            if first != place:
                found[index] = self._name(first)
        return found

    def _first(self, key: Any, place: int, *, is_bad: bool) -> int:
        """Row whose key a row repeats, the row itself when it repeats none."""
        if not is_bad:
            return self._rows.setdefault(key, place)
        first = self._rows.get(key)
        return self._note_bad(key, place) if first is None else first

    def _note_bad(self, key: Any, place: int) -> int:
        """Note the key of a faulty row; return the faulty row it stood in first."""
        if None in (key if isinstance(key, tuple) else (key,)):
            return place
        return self._bad_rows.setdefault(key, place)

    def _name(self, place: int) -> str:
        """Name a row, with its sheet when it is not the one being read."""
        sheet, row = place >> _SHEET_BITS, place & (1 << _SHEET_BITS) - 1
        if sheet == len(self._sheets) - 1:
            return str(row)
        return f"{self._sheets[sheet]}!{row}"
