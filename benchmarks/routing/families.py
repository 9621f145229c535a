"""The families of instances: conventions, bars, and how a file shows its family."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import FormatError
from benchmarks.routing.kim_file import is_kim
from benchmarks.routing.kim_verify import verify_kim
from benchmarks.routing.pvrpif_file import is_pvrpif
from benchmarks.routing.pvrpif_verify import verify_pvrpif
from benchmarks.routing.qingdao_file import FILES, is_qingdao
from benchmarks.routing.qingdao_verify import verify_qingdao
from benchmarks.routing.verdict import Verdict
from benchmarks.routing.vrplib_verify import verify_vrplib

VERY_LARGE = 2_000
"""Places from which a CVRP instance is one of the very large ones."""

_SNIFFED_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class Family:
    """Instances of one kind.

    Attributes
    ----------
    name
        Name of the set.
    rounding
        VRPLIB convention; empty for the families of other formats.
    divisor
        What the verifier's cost is divided by for the unit of the ``.sol`` files.
    decimals
        Of the cost in that unit.
    bar_pct
        Most the mean gap may be; ``None`` where it is not what is asked.
    cost_label
        What stands before the cost in the ``.sol`` files of the set.
    """

    name: str
    rounding: str = ""
    divisor: int = 1
    decimals: int = 0
    bar_pct: float | None = None
    cost_label: str = "Cost:"

    @property
    def suffix(self) -> str:
        """Suffix of the files of answers."""
        return ".sol" if self.rounding else ".json"

    def verify(self, instance: Path, solution: Path) -> Verdict:
        """Verify an answer, the cost in the unit of the verifier.

        Raises
        ------
        FormatError
            If a file cannot be understood, whatever is wrong with it.
        """
        try:
            if self.rounding:
                return verify_vrplib(instance, solution, self.rounding)
            return _VERIFIERS[self.name](instance, solution)
        except FormatError:
            raise
        except (ValueError, LookupError, TypeError, OSError) as error:
            msg = f"{instance.name} and {solution.name} cannot be compared: {error!r}."
            raise FormatError(msg) from error


_VERIFIERS: Mapping[str, Callable[[Path, Path], Verdict]] = {
    "waste_kim2006": verify_kim,
    "waste_pvrpif": verify_pvrpif,
    "qingdao": verify_qingdao,
}

FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        Family("cvrp_x", "round", bar_pct=0.5, cost_label="Cost"),
        Family("cvrp_ags", "round", bar_pct=1.0, cost_label="Cost"),
        Family("vrptw_gh1000", "dimacs", 10, 1, bar_pct=0.9, cost_label="Cost"),
        Family("mtvrptwr", "dimacs", bar_pct=0.8),
        Family("mdvrptw", "exact", bar_pct=1.2),
        Family("hfvrp", "exact", bar_pct=1.2),
        Family("sdvrptw", "exact"),
        Family("pcvrptw", "dimacs"),
        Family("waste_kim2006", decimals=2),
        Family("waste_pvrpif", decimals=0, bar_pct=1.5),
        Family("qingdao", decimals=1),
    )
}

_BY_TYPE = {
    "VRPTW": "vrptw_gh1000",
    "MTVRPTWR": "mtvrptwr",
    "MDVRPTW": "mdvrptw",
    "HFVRP": "hfvrp",
    "SDVRPTW": "sdvrptw",
    "PCVRPTW": "pcvrptw",
}

_BY_SECTION = (
    ("PRIZE_SECTION", "pcvrptw"),
    ("RELEASE_TIME_SECTION", "mtvrptwr"),
    ("VEHICLES_RELOAD_DEPOT_SECTION", "mtvrptwr"),
    ("VEHICLES_ALLOWED_CLIENTS_SECTION", "sdvrptw"),
    ("VEHICLES_DEPOT_SECTION", "mdvrptw"),
    ("CAPACITY_SECTION", "hfvrp"),
    ("VEHICLES_FIXED_COST_SECTION", "hfvrp"),
    ("TIME_WINDOW_SECTION", "vrptw_gh1000"),
)
"""What shows the family of a file whose type is none of the known ones."""


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance and its family."""

    path: Path
    family: Family

    @property
    def name(self) -> str:
        """Name of the file without what follows the last dot."""
        return self.path.name if self.path.is_dir() else self.path.stem


def recognise(path: Path) -> Family | None:
    """Return the family of a file by its content; ``None`` for any other file."""
    if path.is_dir():
        return FAMILIES["qingdao"] if is_qingdao(path) else None
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES).decode("utf-8-sig", "replace")
    if head.lstrip().startswith("{"):
        return _recognise_json(path)
    if "NODE_COORD_SECTION" in head or "EDGE_WEIGHT" in head:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        return FAMILIES[_vrplib_family(text)]
    return FAMILIES["waste_kim2006"] if is_kim(head) else None


def _recognise_json(path: Path) -> Family | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
    except ValueError:
        return None
    return FAMILIES["waste_pvrpif"] if is_pvrpif(data) else None


def _vrplib_family(text: str) -> str:
    values = dict[str, str]()
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            values.setdefault(key.strip().upper(), value.strip())
    kind = values.get("TYPE", "").upper()
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    found = [family for section, family in _BY_SECTION if section in text]
    if kind != "CVRP" and found:
        return found[0]
    size = values.get("DIMENSION", "0")
    is_large = size.isdigit() and int(size) > VERY_LARGE
    return "cvrp_ags" if is_large else "cvrp_x"


def find_instances(paths: Sequence[Path]) -> Iterator[Instance | Path]:
    """Find the instances at paths, folders searched to the bottom.

    Yields
    ------
    Instance or Path
        Each instance once, in the order of the paths and of the names in a
        folder. A path itself where it does not exist or is no instance; other
        files in a folder are passed over.
    """
    seen: set[Path] = set()
    for path in paths:
        found = list(_instances_at(path)) if path.exists() else []
        if not found:
            yield path
        for instance in found:
            if instance.path.resolve() not in seen:
                seen.add(instance.path.resolve())
                yield instance


def _instances_at(path: Path) -> Iterator[Instance]:
    folders = [path, *sorted(path.rglob("*"))] if path.is_dir() else [path]
    places = {folder for folder in folders if folder.is_dir() and is_qingdao(folder)}
    for place in folders:
        is_part = place.parent in places and place.name in FILES
        is_other = place.is_dir() and place not in places
        if is_part or is_other or place.suffix.lower() in {".sol", ".csv", ".md"}:
            continue
        try:
            family = recognise(place)
        except OSError:
            continue
        if family is not None:
            yield Instance(place, family)
