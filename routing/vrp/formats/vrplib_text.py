"""The text of a VRPLIB file: headers, and sections of rows of numbers."""

import re
from dataclasses import dataclass, field
from math import isfinite

from routing.vrp.formats.faults import Faults, nearest

HEADERS = frozenset(
    [
        "NAME",
        "COMMENT",
        "TYPE",
        "DIMENSION",
        "VEHICLES",
        "CAPACITY",
        "SERVICE_TIME",
        "RELEASE_TIME",
        "DISTANCE",
        "EDGE_WEIGHT_TYPE",
        "EDGE_WEIGHT_FORMAT",
        "NODE_COORD_TYPE",
        "DISPLAY_DATA_TYPE",
        "VEHICLES_DEPOT",
        "VEHICLES_MAX_DURATION",
        "VEHICLES_MAX_DISTANCE",
        "VEHICLES_MAX_RELOADS",
        "VEHICLES_FIXED_COST",
        "VEHICLES_UNIT_DISTANCE_COST",
    ]
)
"""Headers that are read, or say nothing about the problem."""

SECTIONS = frozenset(
    [
        "NODE_COORD",
        "EDGE_WEIGHT",
        "DEMAND",
        "DEPOT",
        "SERVICE_TIME",
        "TIME_WINDOW",
        "RELEASE_TIME",
        "PRIZE",
        "CAPACITY",
        "MUTUALLY_EXCLUSIVE_GROUP",
        "VEHICLES_DEPOT",
        "VEHICLES_MAX_DURATION",
        "VEHICLES_MAX_DISTANCE",
        "VEHICLES_MAX_RELOADS",
        "VEHICLES_FIXED_COST",
        "VEHICLES_UNIT_DISTANCE_COST",
        "VEHICLES_ALLOWED_CLIENTS",
        "VEHICLES_RELOAD_DEPOT",
    ]
)
"""Sections that are read."""

REFUSED = {
    "LINEHAUL": "deliveries before pickups",
    "BACKHAUL": "pickups after deliveries",
    "PICKUP_AND_DELIVERY": "shipments from one client to another",
    "DISPLAY_DATA": "coordinates for drawing only",
}
"""Sections known to the format whose meaning a problem here cannot express."""

_NAME = re.compile(r"^[A-Z][A-Z0-9_]*$")
_TABLE_ROWS = frozenset(["EDGE_WEIGHT", "DEPOT"])
"""Sections whose rows do not begin with a number of their own."""


@dataclass(slots=True)
class VrplibText:
    """What a file says, before it means anything.

    Attributes
    ----------
    headers
        Value by name.
    sections
        Rows of numbers by name; the number a row begins with is left out, and
        rows are in the order of these numbers.
    lines
        Line on which a header or a section begins.
    """

    headers: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[list[float]]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Return where a header or a section begins, for a message."""
        return f"line {self.lines[name]}, {name}" if name in self.lines else name


def parse_text(text: str, faults: Faults) -> VrplibText:
    """Return the headers and sections of a file; what is wrong is noted."""
    parsed = VrplibText()
    section: str | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.upper() == "EOF":
            break
        word = line.rstrip(": \t")
        if word.endswith("_SECTION"):
            section = word.removesuffix("_SECTION").upper()
            _open_section(parsed, section, number, faults)
        elif ":" in line:
            section = None
            _read_header(parsed, line, number, faults)
        elif section is None:
            faults.add(f"line {number}", "must be 'NAME : value' or a section", line)
        else:
            _read_row(parsed, section, line, number, faults)
    for name, rows in parsed.sections.items():
        if name not in _TABLE_ROWS:
            _drop_numbers(parsed, name, rows, faults)
    return parsed


def _open_section(parsed: VrplibText, name: str, number: int, faults: Faults) -> None:
    place = f"line {number}, {name}_SECTION"
    if name in REFUSED:
        way = "solve it with a program that has them"
        faults.add(place, f"{REFUSED[name]} cannot be expressed", way=way)
    elif name not in SECTIONS:
        faults.add(place, "is not a known section", way=nearest(name, SECTIONS))
    if name in parsed.lines:
        faults.add(place, f"is given already on line {parsed.lines[name]}")
    parsed.lines[name] = number
    parsed.sections[name] = []


def _read_header(parsed: VrplibText, line: str, number: int, faults: Faults) -> None:
    name, value = (part.strip() for part in line.split(":", 1))
    name = name.upper()
    place = f"line {number}, {name}"
    if not _NAME.match(name) or name not in HEADERS:
        faults.add(place, "is not a known header", way=nearest(name, HEADERS))
    elif name in parsed.lines:
        faults.add(place, f"is given already on line {parsed.lines[name]}")
    parsed.lines.setdefault(name, number)
    parsed.headers[name] = value


def _read_row(
    parsed: VrplibText, section: str, line: str, number: int, faults: Faults
) -> None:
    try:
        row = [float(word) for word in line.split()]
    except ValueError:
        faults.add(f"line {number}, {section}_SECTION", "must be numbers", line)
        return
    if not all(map(isfinite, row)):
        rule = "must be finite numbers"
        faults.add(f"line {number}, {section}_SECTION", rule, line)
        return
    parsed.sections[section].append(row)


def _drop_numbers(
    parsed: VrplibText, name: str, rows: list[list[float]], faults: Faults
) -> None:
    """Sort rows by the number each begins with, and leave that out."""
    numbers = sorted(row[0] for row in rows)
    if numbers != list(range(1, len(rows) + 1)):
        faults.add(
            f"{parsed.place(name)}_SECTION",
            f"rows must be numbered from 1 to {len(rows)}, each once",
        )
    ordered = sorted(rows, key=lambda row: row[0])
    parsed.sections[name] = [row[1:] for row in ordered]
