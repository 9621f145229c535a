"""Seals of closed months, and the records they are made over and checked against."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    cast,
    func,
    insert,
    select,
)

from recycling.domain.ledger import Posting
from recycling.domain.materials import EmissionFactor
from recycling.domain.months import last_day
from recycling.domain.seals import Seal, Section, SumApart
from recycling.domain.site_records import SiteEnergy, Stocktake
from recycling.domain.tickets import Ticket
from recycling.storage.rows import field_names, from_row, to_row
from recycling.storage.sealed_terms import keep_terms
from recycling.storage.tables import (
    INPUTS,
    daily_rollup,
    district_rollup,
    monthly_rollup,
    postings,
    sealed_parties,
    sealed_prices,
    seals,
    site_rollup,
    tickets,
)
from recycling.storage.transaction import Transaction

CHUNK = 4_096
"""Rows taken from the driver at once: few round trips, little memory."""

_corrections = tickets.alias("corrections")
_emission_factors = INPUTS["emission_factors"].table
_BULKY = ("document", "digests")
_FINER = ((daily_rollup, "day"), (district_rollup, "day"), (site_rollup, "month"))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the records of a section come from.

    Attributes
    ----------
    section
        Columns and key as a month is sealed today.
    rows
        Table or join.
    columns
        Column by name; a month sealed earlier may ask for fewer.
    within
        Makes the condition from the first and last day and the factor version.
    """

    section: Section
    rows: FromClause
    columns: Mapping[str, ColumnElement[Any]]
    within: Callable[[date, date, str], ColumnElement[bool]]


def _of_days(
    table: Table, day: str, columns: Sequence[str], key: tuple[str, ...]
) -> _Source:
    """Take the records of one table that belong to a month by a column."""
    section = Section(table.name, tuple(columns), key)
    return _Source(
        section,
        table,
        dict(table.columns.items()),
        lambda first, last, _: table.c[day].between(first, last),
    )


def _ticket_columns() -> list[str]:
    # By time first, so that the order of the text is the order they took force in.
    first = ("weighed_at", "site_id", "ticket_no")
    rest = [name for name in field_names(Ticket) if name not in first]
    return [*first, *rest, "day", "is_counted"]


def _reversed_source() -> _Source:
    """Tickets that others of the month take the place of."""
    columns: dict[str, ColumnElement[Any]] = {
        "corrected_by": _corrections.c.ticket_no,
        **dict(tickets.columns.items()),
    }
    names = ["site_id", "corrected_by", *_ticket_columns()]
    section = Section(
        "reversed", tuple(dict.fromkeys(names)), ("site_id", "corrected_by")
    )
    pairs = and_(
        _corrections.c.site_id == tickets.c.site_id,
        _corrections.c.corrects == tickets.c.ticket_no,
    )
    return _Source(
        section,
        tickets.join(_corrections, pairs),
        columns,
        lambda first, last, _: and_(
            _corrections.c.corrects != "", _corrections.c.day.between(first, last)
        ),
    )


def _factor_source() -> _Source:
    table = _emission_factors
    key = ("code", "version", "region", "year")
    return _Source(
        Section(table.name, field_names(EmissionFactor), key),
        table,
        dict(table.columns.items()),
        lambda _first, _last, version: table.c.version == version,
    )


def _input_source(record: type, day: str) -> _Source:
    entry = next(entry for entry in INPUTS.values() if entry.record is record)
    return _of_days(entry.table, day, entry.attributes, entry.key)


_ROLLUP_KEY = ("month", "district", "material", "stream")
_SOURCES: Mapping[str, _Source] = MappingProxyType(
    {
        source.section.table: source
        for source in (
            _of_days(tickets, "day", _ticket_columns(), ("site_id", "ticket_no")),
            _reversed_source(),
            _input_source(Stocktake, "day"),
            _input_source(SiteEnergy, "month"),
            _of_days(
                monthly_rollup,
                "month",
                list(monthly_rollup.columns.keys()),
                _ROLLUP_KEY,
            ),
            _of_days(
                postings,
                "day",
                ["number", "identity", "is_contra", *field_names(Posting)],
                ("number",),
            ),
            _factor_source(),
            _of_days(
                sealed_prices,
                "month",
                list(sealed_prices.columns.keys()),
                tuple(sealed_prices.primary_key.columns.keys()),
            ),
            _of_days(
                sealed_parties,
                "month",
                list(sealed_parties.columns.keys()),
                ("month", "party_id"),
            ),
        )
    }
)


class SealTables:
    """Seals, and the records behind them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def chain(self) -> list[Seal]:
        """All seals in their order; documents and digests are left empty."""
        columns = [column for column in seals.columns if column.name not in _BULKY]
        statement = select(*columns).order_by(seals.c.sequence, seals.c.month)
        rows = self._transaction.read().execute(statement).mappings()
        return [from_row(Seal, row, document=b"", digests=b"") for row in rows]

    def of_month(self, month: date) -> Seal | None:
        """Whole seal of a month."""
        statement = select(seals).where(seals.c.month == month)
        row = self._transaction.read().execute(statement).mappings().first()
        return None if row is None else from_row(Seal, row)

    def keep_terms(self, month: date) -> None:
        """Write down the prices and price lists a month is sealed with."""
        keep_terms(self._transaction.write(), month)

    def append(self, seal: Seal) -> None:
        """Write the seal of a month."""
        self._transaction.write().execute(insert(seals).values(to_row(seal)))

    def first_ticket_day(self) -> date | None:
        """Day of the oldest ticket."""
        day: date | None = self._transaction.read().scalar(
            select(func.min(tickets.c.day))
        )
        return day

    def sections(self) -> list[Section]:
        """Sections a month is sealed with today, in their order."""
        return [source.section for source in _SOURCES.values()]

    def records(
        self, section: Section, month: date, factor_version: str
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Rows of a section as the driver gives them, some at a time.

        Texts, whole numbers, fractions and nothing; days and times as ISO text,
        yes and no as 1 and 0: the same from both databases.

        Parameters
        ----------
        section
            Columns to read.
        month
            First day of the month.
        factor_version
            Set of emission factors the month is sealed under.
        """
        connection = self._transaction.read()
        statement = _selected(section, month, factor_version, connection.dialect)
        # Past SQLAlchemy's own rows and converters: they take twice the time of
        # the driver, and a month has a hundred thousand tickets.
        result = connection.execute(statement)
        cursor = result.cursor
        try:
            while cursor is not None and (rows := cursor.fetchmany(CHUNK)):
                yield rows
        finally:
            result.close()

    def sums_apart(self, month: date) -> list[SumApart]:
        """Find finer rollups of a month that do not add up to the monthly one."""
        groups = ("district", "material", "stream")
        connection = self._transaction.read()

        def sums(table: Table, day: str) -> dict[tuple[str, ...], int]:
            kg = cast(func.sum(table.c.net_kg), BigInteger)
            rows = connection.execute(
                select(*(table.c[name] for name in groups), kg)
                .where(table.c[day].between(month, last_day(month)))
                .group_by(*(table.c[name] for name in groups))
            )
            return {tuple(row[:-1]): row[-1] for row in rows if row[-1]}

        whole = sums(monthly_rollup, "month")
        found = []
        for table, day in _FINER:
            parts = sums(table, day)
            found += [
                SumApart(table.name, key, whole.get(key, 0), parts.get(key, 0))
                for key in sorted({*whole, *parts})
                if whole.get(key, 0) != parts.get(key, 0)
            ]
        return found

    def grades(self, start: date, end: date) -> dict[str, int]:
        """Kilograms that count as recovered by data quality, both days counted.

        A ticket that was corrected is taken back on the day of its correction.
        """
        kg = func.sum(tickets.c.net_kg)
        sums: dict[str, int] = {}
        for name, sign in (("tickets", 1), ("reversed", -1)):
            source = _SOURCES[name]
            statement = (
                select(tickets.c.grade, kg)
                .select_from(source.rows)
                .where(source.within(start, end, ""), tickets.c.is_counted)
                .group_by(tickets.c.grade)
            )
            for grade, mass_kg in self._transaction.read().execute(statement):
                sums[grade.value] = sums.get(grade.value, 0) + sign * int(mass_kg)
        return sums


def _selected(
    section: Section, month: date, factor_version: str, dialect: Dialect
) -> Select[Any]:
    source = _SOURCES[section.table]
    columns = [_plain(source.columns[name], dialect) for name in section.columns]
    return (
        select(*columns)
        .select_from(source.rows)
        .where(source.within(month, last_day(month), factor_version))
    )


def _plain(column: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """Expression of a column whose raw value is the same from both drivers."""
    if dialect.name == "sqlite":
        return column
    if isinstance(column.type, DateTime):
        return func.to_char(column, "YYYY-MM-DD HH24:MI:SS.US")
    if isinstance(column.type, Date):
        return func.to_char(column, "YYYY-MM-DD")
    if isinstance(column.type, Boolean):
        return cast(column, Integer)
    return column
