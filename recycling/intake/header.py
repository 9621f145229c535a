"""From the header of a file to the columns of a table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from maps.crs import Crs
from recycling.schema.columns import Column, Table, fold
from recycling.schema.faults import Rule

_CRS_HEADERS: Final = frozenset({"crs", "datum", "坐标系", "坐标系统"})
_DATUMS: Final = {
    "wgs84": "wgs84",
    "gcj02": "gcj02",
    "火星坐标系": "gcj02",
    "火星坐标": "gcj02",
    "bd09": "bd09",
    "bd09ll": "bd09",
    "bd09mc": "bd09mc",
    "百度坐标系": "bd09",
    "百度坐标": "bd09",
    "cgcs2000": "cgcs2000",
}
_DATUM: Final = re.compile("|".join(sorted(_DATUMS, key=len, reverse=True)))
_IGNORED: Final = ("#", "＃")


@dataclass(frozen=True, slots=True)
class Bound:
    """A column of the file that holds a column of the table.

    Attributes
    ----------
    index
        Place in the row.
    header
        Header as it stands in the file.
    column, factor
        What it means, and what its figures are multiplied by.
    """

    index: int
    header: str
    column: Column
    factor: Decimal


@dataclass(frozen=True, slots=True)
class HeaderFault:
    """A broken rule of the header, before it has a file and a row."""

    rule: Rule
    column: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a file mean.

    Attributes
    ----------
    table
        Table the file is read into.
    width
        Cells of a row.
    bound
        Columns by attribute.
    crs_index
        Column that names each row's coordinate system, ``None`` for none.
    faults
        What is wrong with the header.
    """

    table: Table
    width: int
    bound: dict[str, Bound]
    crs_index: int | None
    faults: tuple[HeaderFault, ...]


def read_header(table: Table, header: Sequence[str], crs: Crs | None) -> Layout:
    """Match the headers of a file with the columns of a table.

    Parameters
    ----------
    table
        Table the file is read into.
    header
        Headers as they stand in the file.
    crs
        Declared coordinate system, if any.
    """
    bound: dict[str, Bound] = {}
    refused: dict[str, Bound] = {}
    faults: list[HeaderFault] = []
    crs_index: int | None = None
    for index, name in enumerate(header):
        if name.strip().startswith(_IGNORED):
            continue
        if table.has_position and fold(name) in _CRS_HEADERS:
            crs_index = index
            continue
        found, fault = _meaning(table, name, crs)
        if found is not None:
            place = Bound(index, name.strip(), *found)
            kept = bound if fault is None else refused
            first = kept.setdefault(found[0].attribute, place)
            if first is not place:
                fault = fault or _twice(name, first)
        if fault is not None:
            faults.append(fault)
    # A refused position still counts as there, or it would seem to be missing.
    bound = refused | bound
    faults.extend(_missing(table, bound))
    return Layout(table, len(header), bound, crs_index, tuple(faults))


def _twice(name: str, first: Bound) -> HeaderFault:
    """Refuse a second header of the same meaning."""
    return HeaderFault(Rule.DUPLICATE_COLUMN, name, name, first.header)


def required_share(table: Table, header: Sequence[str]) -> tuple[bool, int]:
    """Tell how well a header fits a table: all required there, and matches."""
    names = {found[0].attribute for name in header if (found := table.match(name))}
    required = {column.attribute for column in table.columns if column.required}
    return required <= names, len(names)


def _meaning(
    table: Table, name: str, crs: Crs | None
) -> tuple[tuple[Column, Decimal] | None, HeaderFault | None]:
    """Say which column a header means, and what is wrong with it."""
    found = table.match(name)
    if found is not None:
        return found, None
    found, datum = _with_datum(table, name)
    if found is None:
        nearest = _nearest(table, name)
        detail = f"{table.name}|{nearest}"
        return None, HeaderFault(Rule.UNKNOWN_COLUMN, name, name, detail)
    if crs is not None and crs.name != datum:
        return found, HeaderFault(Rule.DATUM_HEADER, name, name, crs.name)
    return found, None


def _with_datum(table: Table, name: str) -> tuple[tuple[Column, Decimal] | None, str]:
    """Read headers such as ``lon_gcj02`` as a position and its datum."""
    folded = fold(name)
    datum = _DATUM.search(folded)
    if datum is None:
        return None, ""
    rest = re.sub(r"[()\[\]]", "", _DATUM.sub("", folded))
    found = table.match(rest)
    if found is None or found[0].attribute not in {"lon", "lat", table.shape}:
        return None, ""
    return found, _DATUMS[datum.group()]


def _nearest(table: Table, name: str) -> str:
    """Find the header of the table that looks most like a name."""
    names = {
        fold(text): text
        for column in table.columns
        for text in (column.attribute, *(alias.name for alias in column.aliases))
    }
    close = get_close_matches(fold(name)[:60], names, n=1, cutoff=0.0)
    return names[close[0]]


def _missing(table: Table, bound: dict[str, Bound]) -> Iterator[HeaderFault]:
    """Name the required columns that no header means."""
    for column in table.columns:
        if column.required and column.attribute not in bound:
            names = [column.attribute, *(alias.name for alias in column.aliases)]
            yield HeaderFault(
                Rule.MISSING_COLUMN, column.attribute, "", ", ".join(names)
            )
