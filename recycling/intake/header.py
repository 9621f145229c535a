"""From the header of a file to the columns of a table."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from maps.crs import Crs
from recycling.intake.adapting import filled_columns, meaning_faults, nearest_header
from recycling.intake.faulty import HeaderFault
from recycling.intake.options import IntakeOptions
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
_PLAIN: Final = IntakeOptions()


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
    filled
        By attribute, the value of every row of a column the file does not have.
    crs_index
        Column that names each row's coordinate system, ``None`` for none.
    ignored
        Headers left out because they mean nothing.
    faults
        What is wrong with the header.
    """

    table: Table
    width: int
    bound: dict[str, Bound]
    filled: Mapping[str, Any]
    crs_index: int | None
    ignored: tuple[str, ...]
    faults: tuple[HeaderFault, ...]


def read_header(
    table: Table,
    header: Sequence[str],
    crs: Crs | None,
    options: IntakeOptions = _PLAIN,
) -> Layout:
    """Match the headers of a file with the columns of a table.

    Parameters
    ----------
    table
        Table the file is read into.
    header
        Headers as they stand in the file.
    crs
        Declared coordinate system, if any.
    options
        What the user says about the columns.
    """
    adapting = options.adapting
    matches = _Matches(table, crs)
    for index, name in enumerate(header):
        meant = adapting.meaning(name)
        if meant != "" and not name.strip().startswith(_IGNORED):
            matches.add(index, name, meant)
    ignored = matches.forgive_extra() if adapting.ignore_extra else []
    # A refused position still counts as there, or it would seem to be missing.
    bound = matches.refused | matches.bound
    filled, fill_faults = filled_columns(table, adapting, options.timezone)
    faults = [
        *matches.faults,
        *meaning_faults(table, header, adapting),
        *fill_faults,
        *_filled_twice(filled, bound),
        *_missing(table, {*bound, *_attributes(table, adapting.fills)}),
    ]
    return Layout(
        table,
        len(header),
        bound,
        filled,
        matches.crs_index,
        tuple(ignored),
        tuple(faults),
    )


class _Matches:
    """Columns of a file as they find their meaning.

    Attributes
    ----------
    bound, refused
        Columns by attribute: the good ones, and those at fault.
    crs_index
        Column that names each row's coordinate system.
    faults
        What is wrong, in the order of the header.
    """

    def __init__(self, table: Table, crs: Crs | None) -> None:
        self._table = table
        self._crs = crs
        self.bound: dict[str, Bound] = {}
        self.refused: dict[str, Bound] = {}
        self.crs_index: int | None = None
        self.faults: list[HeaderFault] = []

    def add(self, index: int, name: str, meant: str | None) -> None:
        """Take in the next header; ``meant`` is what the user says it means."""
        if self._table.has_position and fold(name) in _CRS_HEADERS:
            self.crs_index = index
            return
        if meant is not None and self._table.match(meant) is None:
            return
        found, fault = _meaning(self._table, meant or name, self._crs)
        if found is not None:
            place = Bound(index, name.strip(), *found)
            kept = self.bound if fault is None else self.refused
            first = kept.setdefault(found[0].attribute, place)
            if first is not place:
                fault = fault or _twice(name, first)
        if fault is not None:
            self.faults.append(fault)

    def forgive_extra(self) -> list[str]:
        """Take back faults of columns that mean nothing, or give the position again.

        Returns
        -------
        list
            Headers of these columns.
        """
        extra = [
            fault
            for fault in self.faults
            if fault.rule is Rule.UNKNOWN_COLUMN
            or (fault.rule is Rule.DATUM_HEADER and self._is_given(fault.column))
        ]
        self.faults = [fault for fault in self.faults if fault not in extra]
        return [fault.column.strip() for fault in extra]

    def _is_given(self, name: str) -> bool:
        """Tell whether another header gives what a datum's header means."""
        found, _ = _with_datum(self._table, name)
        return found is not None and found[0].attribute in self.bound


def _twice(name: str, first: Bound) -> HeaderFault:
    """Refuse a second header of the same meaning."""
    return HeaderFault(Rule.DUPLICATE_COLUMN, name, name, first.header)


def required_share(table: Table, header: Sequence[str]) -> tuple[bool, int]:
    """Tell how well a header fits a table: all required there, and matches."""
    names = _attributes(table, header)
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
        nearest = nearest_header(table.columns, name)
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


def _attributes(table: Table, names: Iterable[str]) -> set[str]:
    """Attributes that some headers mean."""
    return {found[0].attribute for name in names if (found := table.match(name))}


def _filled_twice(
    filled: Mapping[str, Any], bound: Mapping[str, Bound]
) -> Iterator[HeaderFault]:
    """Refuse to fill columns the file has."""
    for attribute in filled:
        if attribute in bound:
            header = bound[attribute].header
            yield HeaderFault(Rule.SET_TWICE, attribute, attribute, header)


def _missing(table: Table, there: Collection[str]) -> Iterator[HeaderFault]:
    """Name the required columns that nothing gives."""
    for column in table.columns:
        if column.required and column.attribute not in there:
            names = [column.attribute, *(alias.name for alias in column.aliases)]
            yield HeaderFault(
                Rule.MISSING_COLUMN, column.attribute, "", ", ".join(names)
            )
