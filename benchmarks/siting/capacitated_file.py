"""Reads instances of capacitated location: four layouts of the same numbers.

- ``pairs``: sites and clients; capacity and fixed cost of each site, a line each;
  demands; a row of allocation costs per site (Holmberg, Yang, OR-Library).
- ``orlib``: the same, but after the sites a block per client: its demand on a line
  of its own, then its costs (OR-Library, split demand). The capacity may be left
  open: a word, or one figure for ``capa``, ``capb`` and ``capc`` to be overwritten.
- ``matrix``: clients and sites; a row of costs per client; demands; fixed costs;
  capacities (Delmaire).
- ``blocks``: set apart by blank lines: sites and clients; demands; capacities;
  fixed costs; a row of costs per UNIT of demand for each site (TBED1).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.faults import FormatError
from benchmarks.siting.text import Floats, NumberStream, lines_of, read_text

OPEN_CAPACITIES = {
    "capa": (8_000, 10_000, 12_000, 14_000),
    "capb": (5_000, 6_000, 7_000, 8_000),
    "capc": (5_000, 5_750, 6_500, 7_250),
}
"""Capacities of the OR-Library's instances that leave them open, by the stem."""


@dataclass(frozen=True, slots=True)
class CapacitatedFile:
    """An instance.

    Attributes
    ----------
    layout
        One of the four.
    capacity, fixed_cost
        By site.
    demand
        By client.
    cost
        Of serving a client wholly, by site and client.
    """

    layout: str
    capacity: Floats
    fixed_cost: Floats
    demand: Floats
    cost: Floats


def layout_of(text: str) -> str | None:
    """Return the layout of a text; ``None`` for any other text."""
    lines = lines_of(text)
    words = sum(map(len, lines))
    if len(lines) < 3 or len(lines[0]) != 2 or not all(map(str.isdigit, lines[0])):
        return None
    first, second = map(int, lines[0])
    both = 2 + first * second + first + second
    if len(lines[1]) == 2 and words == both + first:
        is_block = len(lines) > first + 1 and len(lines[first + 1]) == 1
        return "orlib" if is_block and second > 1 else "pairs"
    if words not in {both + first, both + second}:
        return None
    _, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    has_blank = not rest.partition("\n")[0].strip()
    return "blocks" if has_blank else "matrix"


def read_capacitated(path: Path, capacity: float | None = None) -> CapacitatedFile:
    """Read an instance.

    Parameters
    ----------
    path
        The instance, packed or not.
    capacity
        Overwrites the capacity of every site.

    Raises
    ------
    FormatError
        If the file is no such instance.
    """
    text = read_text(path)
    layout = layout_of(text)
    lines = lines_of(text)
    if layout is None:
        msg = f"{path.name}: no instance of capacitated location."
        raise FormatError(msg)
    if layout == "orlib" and capacity is not None:
        sites = int(lines[0][0])
        lines[1 : sites + 1] = [[str(capacity), w[1]] for w in lines[1 : sites + 1]]
    stream = NumberStream([word for line in lines for word in line])
    first, second = (int(number) for number in stream.take(2))
    is_turned = layout == "matrix"
    if layout in {"matrix", "blocks"} and first != second:
        # The count of numbers tells which of the two is counted twice: the sites.
        is_turned = sum(map(len, lines)) == 2 + first * second + first + 2 * second
    sites, clients = (second, first) if is_turned else (first, second)
    read = {
        "pairs": _pairs,
        "orlib": _orlib,
        "matrix": _matrix,
        "blocks": _blocks,
    }[layout](stream, sites, clients)
    stream.end()
    return read


def _pairs(stream: NumberStream, sites: int, clients: int) -> CapacitatedFile:
    pairs = stream.take(2 * sites).reshape(sites, 2)
    demand = stream.take(clients)
    cost = stream.take(sites * clients).reshape(sites, clients)
    return CapacitatedFile("pairs", pairs[:, 0], pairs[:, 1], demand, cost)


def _orlib(stream: NumberStream, sites: int, clients: int) -> CapacitatedFile:
    pairs = stream.take(2 * sites).reshape(sites, 2)
    rows = stream.take(clients * (sites + 1)).reshape(clients, sites + 1)
    cost = np.ascontiguousarray(rows[:, 1:].T)
    return CapacitatedFile("orlib", pairs[:, 0], pairs[:, 1], rows[:, 0], cost)


def _matrix(stream: NumberStream, sites: int, clients: int) -> CapacitatedFile:
    cost = np.ascontiguousarray(
        stream.take(sites * clients).reshape(clients, sites).T,
    )
    demand = stream.take(clients)
    fixed = stream.take(sites)
    return CapacitatedFile("matrix", stream.take(sites), fixed, demand, cost)


def _blocks(stream: NumberStream, sites: int, clients: int) -> CapacitatedFile:
    demand = stream.take(clients)
    capacity = stream.take(sites)
    fixed = stream.take(sites)
    unit = stream.take(sites * clients).reshape(sites, clients)
    return CapacitatedFile("blocks", capacity, fixed, demand, unit * demand)
