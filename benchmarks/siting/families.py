"""The families of instances: how a file shows its own, and what is solved of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import FormatError
from benchmarks.siting.capacitated_file import (
    OPEN_CAPACITIES,
    layout_of,
    read_capacitated,
)
from benchmarks.siting.median_file import is_median
from benchmarks.siting.text import read_text, stem
from benchmarks.siting.two_stage_file import is_two_stage

SSCFLP = "SSCFLP"
CFLP = "CFLP"
MEDIAN = "p-median"
CENTER = "p-center"
TWO_STAGE = "TSCFLP"

CAPACITATED = frozenset({SSCFLP, CFLP})
MEDIANS = frozenset({MEDIAN, CENTER})

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "fl_sscflp": (SSCFLP,),
    "fl_orlib_cap": (CFLP,),
    "fl_orlib_pmed": (MEDIAN, CENTER),
    "fl_tscflp": (TWO_STAGE,),
}
"""Models solved of the instances of each family, the first under the file's name."""

SPLIT_TOO = frozenset({"tbed1_300x300", "tbed1_TB3"})
"""Sets whose demand is split in a second line."""

SETS = frozenset(
    {
        *("holmberg", "delmaire", "orlib_small", "orlib_capabc"),
        *("yang_30x200", "yang_60x200", "yang_60x300", "yang_80x400"),
        *SPLIT_TOO,
    }
)
"""Sets of the family of single-source instances; folders are named after them."""

_HOLMBERG_CAPACITY = 400
"""Least capacity in Holmberg's instances of a size Yang's have, too."""

_LARGEST_BYTES = 50_000_000
_OTHER_SUFFIXES = {".csv", ".md", ".json", ".sol"}


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance, and the model to solve it with.

    Attributes
    ----------
    path
        Its file.
    family
        Name of its family.
    set
        Part of the family that has a bar of its own; the family's name where it
        has no parts.
    model
        Problem to solve.
    name
        Name of the answer: the file's, the capacity where that is open, and the
        model where it is not the family's first.
    capacity
        Overwrites the capacity of all sites; ``None`` to leave them.
    """

    path: Path
    family: str
    set: str
    model: str
    name: str
    capacity: float | None = None


def recognise(path: Path) -> tuple[str, str] | None:
    """Return family and set of a file by its content; ``None`` for any other file."""
    if path.stat().st_size > _LARGEST_BYTES:
        return None
    try:
        text = read_text(path)
    except FormatError:
        return None
    if is_median(text):
        return "fl_orlib_pmed", "fl_orlib_pmed"
    if is_two_stage(text):
        return "fl_tscflp", "fl_tscflp"
    layout = layout_of(text)
    if layout == "orlib":
        is_open = stem(path) in OPEN_CAPACITIES
        return "fl_orlib_cap", "capa-c" if is_open else "cap41-134"
    return None if layout is None else ("fl_sscflp", _set_of(path))


def _set_of(path: Path) -> str:
    """Set of a single-source instance: its folder's, else what its size tells."""
    for folder in path.resolve().parents:
        if folder.name in SETS:
            return folder.name
    try:
        source = read_capacitated(path)
    except FormatError:
        return "fl_sscflp"
    sites, clients = source.cost.shape
    if source.layout == "matrix":
        return "delmaire"
    if source.layout == "blocks":
        return "tbed1_300x300" if sites <= 300 else "tbed1_TB3"
    if not (source.cost % 1 == 0).all():
        return "orlib_small" if clients <= 50 else "orlib_capabc"
    yang = f"yang_{sites}x{clients}"
    is_yang = yang in SETS and source.capacity.min() < _HOLMBERG_CAPACITY
    return yang if is_yang else "holmberg"


def find_instances(paths: Sequence[Path]) -> Iterator[Instance | Path]:
    """Find the instances at paths, folders searched to the bottom.

    Yields
    ------
    Instance or Path
        Each model of each instance once, in the order of the paths and of the
        names in a folder. A path itself where it does not exist or is no
        instance; other files in a folder are passed over.
    """
    seen: set[Path] = set()
    for path in paths:
        files = _files_at(path)
        known = [(file, found) for file in files if (found := _recognised(file))]
        if not known:
            yield path
        for file, (family, part) in known:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield from _instances(file, family, part)


def _files_at(path: Path) -> list[Path]:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [
        file
        for file in files
        if file.is_file() and file.suffix.lower() not in _OTHER_SUFFIXES
    ]


def _recognised(path: Path) -> tuple[str, str] | None:
    try:
        return recognise(path)
    except OSError:
        return None


def _instances(path: Path, family: str, part: str) -> Iterator[Instance]:
    models = FAMILIES[family] + ((CFLP,) if part in SPLIT_TOO else ())
    name = stem(path)
    capacities = OPEN_CAPACITIES[name] if part == "capa-c" else (None,)
    for number, model in enumerate(models):
        for capacity in capacities:
            tail = f"-{capacity}" if capacity is not None else ""
            tail += f"-{model}" if number else ""
            yield Instance(path, family, part, model, f"{name}{tail}", capacity)
