"""The values of a VRPLIB file by client and by vehicle, rounded."""

import numpy as np

from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vrplib_text import VrplibText
from routing.vrp.formats.vrplib_travel import Rounding


class Values:
    """Reads headers and sections as whole numbers; what is wrong is noted."""

    def __init__(self, text: VrplibText, rounding: Rounding, faults: Faults) -> None:
        self.text = text
        self.rounding = rounding
        self.faults = faults

    def number(self, name: str) -> float | None:
        """Return a header as a number, ``None`` where it is missing or none."""
        raw = self.text.headers.get(name)
        if raw is None:
            return None
        try:
            value = float(raw)
        except ValueError:
            value = float("nan")
        if not np.isfinite(value) or value < 0:
            self.faults.add(self.text.place(name), "must be a number >= 0", raw)
            return None
        return value

    def count(self, name: str) -> int | None:
        """Return a header as a whole number that is not rounded."""
        value = self.number(name)
        if value is not None and value != int(value):
            self.faults.add(self.text.place(name), "must be a whole number", value)
            return None
        return None if value is None else int(value)

    def column(self, name: str, rows: int, default: float | None) -> list[int] | None:
        """Return one rounded value per row, from a section or one header for all.

        ``None`` where the file says nothing and there is no default.
        """
        raw = self.raw_column(name, rows, default)
        return None if raw is None else [self.whole(name, value) for value in raw]

    def raw_column(
        self, name: str, rows: int, default: float | None
    ) -> list[float] | None:
        """Return one value per row as the file has it."""
        if name in self.text.sections:
            given = self.pairs(name, rows, 1)
            return [row[0] for row in given]
        value = self.number(name)
        value = default if value is None else value
        return None if value is None else [value] * rows

    def windows(self, name: str, rows: int) -> list[tuple[int, int]] | None:
        """Return one rounded window per row; ``None`` without such a section."""
        if name not in self.text.sections:
            return None
        found = [
            (self.whole(name, row[0]), self.whole(name, row[1]))
            for row in self.pairs(name, rows, 2)
        ]
        for number, (start, end) in enumerate(found, start=1):
            if end < start:
                place = f"{self.text.place(name)}_SECTION, row {number}"
                self.faults.add(place, "must end after it starts", (start, end))
        return found

    def pairs(self, name: str, rows: int, width: int) -> list[list[float]]:
        """Return a section of rows of equal width, or zeros with the fault noted."""
        given = self.text.sections[name]
        place = f"{self.text.place(name)}_SECTION"
        if len(given) != rows:
            self.faults.add(place, f"needs {rows} rows", len(given))
            return [[0.0] * width] * rows
        for number, row in enumerate(given, start=1):
            if len(row) != width:
                rule = f"needs {width} values after the number"
                self.faults.add(f"{place}, row {number}", rule, row)
            elif min(row) < 0:
                self.faults.add(f"{place}, row {number}", "must be >= 0", row)
        return [row if len(row) == width else [0.0] * width for row in given]

    def lists(self, name: str, rows: int, largest: int) -> list[tuple[int, ...]] | None:
        """Return a list of numbers from 1 to ``largest`` per row, counted from 0."""
        if name not in self.text.sections:
            return None
        given = self.text.sections[name]
        place = f"{self.text.place(name)}_SECTION"
        if len(given) != rows:
            self.faults.add(place, f"needs {rows} rows", len(given))
            return None
        known = range(1, largest + 1)
        for number, row in enumerate(given, start=1):
            if any(value not in known for value in row):
                rule = f"must be numbers from 1 to {largest}"
                self.faults.add(f"{place}, row {number}", rule, row)
        return [tuple(int(v) - 1 for v in row if v in known) for row in given]

    def whole(self, name: str, value: float) -> int:
        """Return a value rounded, which must leave a whole number."""
        rounded = float(self.rounding(np.array([value]))[0])
        if rounded != int(rounded):
            way = "choose a rounding: round, trunc, dimacs or exact"
            self.faults.add(self.text.place(name), "must be whole", value, way)
        return int(rounded)
