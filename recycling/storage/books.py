"""Recovered amounts, summed from the rollups, and the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    FromClause,
    Select,
    Table,
    cast,
    func,
    select,
    union_all,
)

from recycling.domain.counting import CountingRule
from recycling.domain.errors import InputError
from recycling.domain.ledger import Account, Posting
from recycling.domain.records import PostingTotal
from recycling.domain.tickets import Pieces, Recovered, Ticket
from recycling.schema.said import said
from recycling.storage.counting import counting_rule
from recycling.storage.ledger import live, post
from recycling.storage.rollup import FIGURES, month_of
from recycling.storage.rows import from_row
from recycling.storage.sealed_days import open_spans
from recycling.storage.tables import (
    daily_rollup,
    district_rollup,
    monthly_rollup,
    postings,
    site_rollup,
    tickets,
    unit_rollup,
)
from recycling.storage.transaction import Transaction

_TICKET_FIELDS = ("day", "month", "site", "district", "material", "stream")
_POSTING_FIELDS = (
    "day",
    "month",
    "district",
    "material",
    "stream",
    "factor_code",
    "factor_version",
)
_DAY = timedelta(days=1)


class BookTables:
    """Recovered amounts and the ledger."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def recovered(
        self, start: date, end: date, by: Sequence[str] = (), site: str = ""
    ) -> list[Recovered]:
        """Sum what the counting rule counts, from the rollup.

        A corrected ticket counts on its own day and is taken back on the day of
        its correction, so a group may come out below zero.

        Parameters
        ----------
        start, end
            First and last day, both counted.
        by
            What to split by, of day, month, site, district, material and stream;
            rows come in the order of these fields. A field that is not split by
            is empty, the day then is ``start``.
        site
            Sum this site's tickets alone; all sites' when empty.

        Raises
        ------
        InputError
            When a field is unknown.
        """
        _check_fields(by, _TICKET_FIELDS)
        connection = self._transaction.read()
        source = _rollup_source(start, end, by, site, connection.dialect)
        groups = [source.c[name] for name in by]
        figures = [_total(source.c[name]).label(name) for name in FIGURES]
        rows = connection.execute(_grouped(groups, figures)).mappings()
        found = [dict(row) for row in rows if any(row[name] for name in FIGURES)]
        found.sort(key=lambda row: [row[name] for name in by])
        return [_recovered(row, start) for row in found]

    def pieces(self, start: date, end: date) -> list[Pieces]:
        """Sum vehicles by class and appliances, month by month, from the rollup.

        Parameters
        ----------
        start, end
            Months of these two days, both counted.
        """
        columns = [column for column in unit_rollup.columns if column.name != "site"]
        groups = [column for column in columns if column.name not in FIGURES]
        figures = [_total(unit_rollup.c[name]).label(name) for name in FIGURES]
        statement = _grouped(groups, figures).where(
            unit_rollup.c.month.between(start.replace(day=1), end)
        )
        rows = self._transaction.read().execute(statement).mappings()
        found = [from_row(Pieces, row) for row in rows if row["units"]]
        return sorted(
            found, key=attrgetter("month", "district", "material", "elv_class")
        )

    def open_days(self, start: date, end: date) -> list[tuple[date, date]]:
        """Stretches of days of open months between two days, both counted."""
        return open_spans(self._transaction.read(), start, end)

    def counting_rule(self) -> CountingRule:
        """Rule of what counts as recovered."""
        return counting_rule(self._transaction.read())

    def tickets(self, day: date) -> list[Ticket]:
        """Tickets weighed on a day, by site and number."""
        statement = select(tickets).where(tickets.c.day == day)
        rows = self._transaction.read().execute(statement).mappings()
        found = [from_row(Ticket, row) for row in rows]
        return sorted(found, key=lambda ticket: (ticket.site_id, ticket.ticket_no))

    def last_ticket_day(self) -> date | None:
        """Day of the newest intake ticket."""
        statement = select(func.max(district_rollup.c.day))
        newest: date | None = self._transaction.read().scalar(statement)
        return newest

    def post(self, wanted: Iterable[Posting]) -> int:
        """Append postings that are new or changed; reverse what they replace.

        Returns
        -------
        int
            Postings appended, contra entries left out.

        Raises
        ------
        ConflictError
            When a new or changed one is of a sealed month.
        ValueError
            When two of the postings are known by the same and differ.
        """
        return post(self._transaction.write(), wanted)

    def live(self, start: date, end: date) -> list[Posting]:
        """Read the postings in force of some days, both ends counted."""
        return live(self._transaction.read(), start, end)

    def posted(
        self, account: Account, start: date, end: date, by: Sequence[str] = ()
    ) -> list[PostingTotal]:
        """Sum postings of an account over days, both ends counted.

        Raises
        ------
        InputError
            When a field is unknown; postings are not split by site.
        """
        _check_fields(by, _POSTING_FIELDS)
        connection = self._transaction.read()
        entries = _with_month(postings, connection.dialect)
        amount = postings.c.amount
        figures = [
            _total(value).label(name)
            for name, value in {
                "amount": amount,
                "low": func.coalesce(postings.c.low, amount),
                "high": func.coalesce(postings.c.high, amount),
            }.items()
        ]
        statement = _grouped([entries[name] for name in by], figures).where(
            postings.c.account == account, postings.c.day.between(start, end)
        )
        rows = connection.execute(statement).mappings()
        totals = [
            PostingTotal(
                group=tuple(str(row[name]) for name in by),
                amount=row["amount"],
                low=row["low"],
                high=row["high"],
            )
            for row in rows
            if row["amount"] is not None
        ]
        return sorted(totals, key=lambda total: total.group)


def whole_months(start: date, end: date) -> tuple[date, date] | None:
    """First and last day of the whole calendar months among some days."""
    first = start if start.day == 1 else _next_month(start)
    after = (end + _DAY).replace(day=1)
    return (first, after - _DAY) if first < after else None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _check_fields(by: Sequence[str], accepted: Sequence[str]) -> None:
    unknown = [name for name in by if name not in accepted]
    if unknown:
        msg = said("books.split", accepted=list(accepted), unknown=list(unknown))
        raise InputError(msg)


def _grouped(
    groups: Sequence[ColumnElement[Any]], figures: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    return select(*groups, *figures).group_by(*groups)


def _total(column: ColumnElement[Any]) -> ColumnElement[int]:
    # PostgreSQL sums 64-bit integers as decimals.
    return cast(func.sum(column), BigInteger)


def _with_month(table: Table, dialect: Dialect) -> Mapping[str, ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = dict(table.columns.items())
    return {**columns, "month": month_of(table.c.day, dialect).label("month")}


def _rollup_source(
    start: date, end: date, by: Sequence[str], site: str, dialect: Dialect
) -> FromClause:
    """Rows of the coarsest rollups that can answer, months before days."""
    groups = list(dict.fromkeys(by))
    has_sites = bool(site) or "site" in by
    table = daily_rollup if has_sites else district_rollup
    monthly = site_rollup if has_sites else monthly_rollup
    days = [(start, end)]
    parts: list[Select[Any]] = []
    months = None if "day" in by else whole_months(start, end)
    if months is not None:
        names = [monthly.c[name] for name in (*groups, *FIGURES)]
        whole = select(*names).where(monthly.c.month.between(*months))
        parts.append(_of_site(whole, monthly, site))
        days = [(start, months[0] - _DAY), (months[1] + _DAY, end)]
    columns = _with_month(table, dialect)
    wanted = [columns[name] for name in (*groups, *FIGURES)]
    parts.extend(
        _of_site(select(*wanted).where(table.c.day.between(first, last)), table, site)
        for first, last in days
        if first <= last
    )
    if not parts:
        # An empty range: still a question, with nothing for an answer.
        parts.append(select(*wanted).where(table.c.day.between(start, end)))
    return union_all(*parts).subquery()


def _of_site(statement: Select[Any], table: Table, site: str) -> Select[Any]:
    return statement.where(table.c.site == site) if site else statement


def _recovered(row: dict[str, Any], start: date) -> Recovered:
    day = row.get("day") or row.get("month") or start
    return from_row(
        Recovered, {"district": "", "material": "", "stream": "", **row, "day": day}
    )
