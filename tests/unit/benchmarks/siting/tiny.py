"""Instances small enough to do by hand, in the formats of the public ones.

Capacitated: clients of 4, 5 and 6; sites of 10 and 8 at 5 and 3; a unit costs 1, 2
and 3 from the first, 3, 1 and 1 from the second. One source: the second serves the
last client alone, 28. Split: it serves 2 of the second client's 5 as well, 26.
"""

from collections.abc import Mapping
from pathlib import Path

CAPACITATED = {
    "pairs": "2 3\n10 5\n8 3\n4 5 6\n4 10 18\n12 5 6\n",
    "orlib": " 2 3 \n 10 5. \n 8 3. \n 4 \n 4.0 12 \n 5\n 10 5\n 6\n 18 6\n",
    "matrix": "3 2\n4 12\n10.0 5\n18 6\n4 5 6\n5 3\n10 8\n\n",
    "blocks": "2\t3\n\n4\t5\t6\t\n\n10 8\n\n5 3\n\n1.0\t2\t3\n3 1 1\n",
}
"""The same instance in each layout."""

SINGLE_SOURCE, SPLIT = 28.0, 26.0

MEDIAN = " 4 4 2 \n 1 2 9\n 1 2 1\n 2 3 1\n 3 4 2\n"
"""A path of four nodes, of which two are opened: the second and the last."""

MEDIAN_COST, CENTER_COST = 2.0, 1.0

TWO_STAGE = "2 2 2\n3\n4\n10 5\n10 7\n1 2\n3 1\n5 2\n7 3\n1 2\n4 1\n"
"""The first plant and both satellites, each with a customer of its own."""

TWO_STAGE_COST = 28.0

FILES: Mapping[str, tuple[str, str]] = {
    "holmberg/p1": (CAPACITATED["pairs"], "fl_sscflp"),
    "delmaire/p1": (CAPACITATED["matrix"], "fl_sscflp"),
    "tbed1_TB3/p1": (CAPACITATED["blocks"], "fl_sscflp"),
    "cap/cap41.txt": (CAPACITATED["orlib"], "fl_orlib_cap"),
    "pmed/pmed1.txt": (MEDIAN, "fl_orlib_pmed"),
    "two stages/PSC2-C1-50.txt": (TWO_STAGE, "fl_tscflp"),
}
"""Text and family of an instance of each family, by path."""


def write_text(path: Path, text: str) -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_all(folder: Path) -> None:
    """Write an instance of each family."""
    for name, (text, _) in FILES.items():
        write_text(folder / name, text)
