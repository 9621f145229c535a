"""Seals of closed months: what was sealed, and the hash that chains the months."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Seal:
    """Seal of a closed month.

    Attributes
    ----------
    month
        First day of the month.
    sequence
        Place in the chain, from 1.
    sealed_at
        Time of sealing, UTC.
    previous_hash, hash
        SHA-256 in hexadecimal digits: of the seal before (64 zeros for the first),
        and of this one.
    header
        Canonical JSON the hash is taken over: counts, factor version, results, the
        hashes of document and digests, and the previous hash.
    document
        The month's inputs, compressed: one canonical JSON text a line.
    digests
        First bytes of the SHA-256 of each line, so that a changed line has a name.
    """

    month: date
    sequence: int
    sealed_at: datetime
    previous_hash: str
    hash: str
    header: str
    document: bytes
    digests: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one table in a sealed month.

    Attributes
    ----------
    table
        Name of the section: a table, or ``reversed`` for the tickets that those of
        the month take the place of.
    columns, key
        Columns in the order of a line, and those a record is known by.
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumApart:
    """A sum of a finer rollup that is not the month's.

    Attributes
    ----------
    table, key
        The finer rollup, and district, material and stream.
    monthly_kg, kg
        Mass in the monthly rollup, and in the finer one.
    """

    table: str
    key: tuple[str, ...]
    monthly_kg: int
    kg: int
