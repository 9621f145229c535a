"""The best known cost of an instance, from the files beside it."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.siting.families import CENTER, CFLP, MEDIAN, SPLIT_TOO, SSCFLP, Instance
from benchmarks.siting.text import stem

COLUMNS: Mapping[str, tuple[str, ...]] = {
    SSCFLP: ("optimum_or_best",),
    # What one source can do, split demand can do as well.
    CFLP: ("optimum_multi_source_CFLP", "optimum_or_best"),
    MEDIAN: ("p_median_optimum",),
    CENTER: ("p_center_optimum",),
}
"""Columns of the tables that hold a model's cost."""

_TWO_STAGE = re.compile(r"PSC(?P<number>\d+)-C(?P<kind>\d+)-(?P<size>\d+)")


def best_known(instance: Instance) -> float | None:
    """Return the best known cost; ``None`` if unknown.

    A table may lie beside the instance or a folder above; of several rows on an
    instance the least counts.
    """
    if instance.model not in COLUMNS:
        return min(_of_list(instance.path), default=None)
    folder = instance.path.resolve().parent
    tables = [*sorted(folder.glob("*.csv")), *sorted(folder.parent.glob("*.csv"))]
    costs = (cost for table in tables for cost in _of_table(table, instance))
    return min(costs, default=None)


def is_reached(instance: Instance) -> bool:
    """Whether an answer of the best known cost exists for certain.

    The lists of TBED1 mix answers of one source with optima of split demand.
    """
    return instance.model != SSCFLP or instance.set not in SPLIT_TOO


def _of_table(path: Path, instance: Instance) -> Iterator[float]:
    """Costs of an instance in a table with a column ``instance``."""
    name = stem(instance.path)
    if instance.capacity is not None:
        name = f"{name}-{instance.capacity:g}"
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            is_of_set = row.get("set", instance.set) == instance.set
            if row.get("instance") == name and is_of_set:
                for column in COLUMNS[instance.model]:
                    yield from _number(row.get(column))


def _of_list(path: Path) -> Iterator[float]:
    """Costs in ``bks-<size>.txt``: class, number and cost, a star if optimal."""
    key = _TWO_STAGE.fullmatch(stem(path))
    table = path.parent / f"bks-{key['size']}.txt" if key else None
    if key is None or table is None or not table.is_file():
        return
    for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
        words = line.split()
        if words[:2] == [key["kind"], key["number"]]:
            yield from _number(words[2] if len(words) > 2 else None)


def _number(text: str | None) -> Iterator[float]:
    try:
        yield float(text or "")
    except ValueError:
        return
