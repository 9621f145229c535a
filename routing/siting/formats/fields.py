"""What the files hold, as data: columns and their meaning."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("fields.csv")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file.

    Attributes
    ----------
    file, field
        Where it stands.
    shape
        Its dimensions by their letters, empty for a single value.
    en, zh
        What it means.
    """

    file: str
    field: str
    shape: str
    en: str
    zh: str


@cache
def fields() -> tuple[Field, ...]:
    """Return all fields in the order of the files."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(Field(**row) for row in csv.DictReader(lines))


def names_in(file: str) -> tuple[str, ...]:
    """Return the names of a file's fields, without those inside of others."""
    return tuple(
        entry.field
        for entry in fields()
        if entry.file == file and "." not in entry.field
    )
