"""Reads the OR-Library's p-median instances: a network and a number of sites.

``nodes edges p``, then ``from to length`` by edge, counted from 1; an edge serves
both directions, and of an edge given twice the last line counts. Each node is a
client and a candidate; distances are those of shortest paths.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.faults import FormatError
from benchmarks.siting.text import Floats, NumberStream, lines_of, read_text


@dataclass(frozen=True, slots=True)
class MedianFile:
    """An instance.

    Attributes
    ----------
    p
        Facilities to open.
    distance
        Between nodes, by facility and client.
    """

    p: int
    distance: Floats


def is_median(text: str) -> bool:
    """Whether a text has a network's three figures and as many edges as they say."""
    lines = lines_of(text)
    if not lines or any(len(line) != 3 for line in lines):
        return False
    if not all(map(str.isdigit, lines[0])):
        return False
    return len(lines) == 1 + int(lines[0][1])


def read_median(path: Path) -> MedianFile:
    """Read an instance and find its shortest paths.

    Raises
    ------
    FormatError
        If the file is no such instance.
    """
    text = read_text(path)
    if not is_median(text):
        msg = f"{path.name}: no p-median instance."
        raise FormatError(msg)
    stream = NumberStream(text.split())
    nodes, edges, p = (int(number) for number in stream.take(3))
    table = stream.take(3 * edges).reshape(edges, 3)
    ends = table[:, :2].astype(np.int64) - 1
    if ends.size and not (ends.min() >= 0 and ends.max() < nodes):
        msg = f"{path.name}: an edge ends at no node."
        raise FormatError(msg)
    distance = np.full((nodes, nodes), np.inf)
    for (start, end), length in zip(ends.tolist(), table[:, 2].tolist(), strict=True):
        distance[start, end] = distance[end, start] = length
    np.fill_diagonal(distance, 0)
    for via in range(nodes):
        np.minimum(distance, distance[:, via, None] + distance[via], out=distance)
    if not np.isfinite(distance).all():
        msg = f"{path.name}: the network is not connected."
        raise FormatError(msg)
    return MedianFile(p, distance)
