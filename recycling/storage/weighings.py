"""Tickets one by one: doubts about them, and what stands behind a sum."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from itertools import batched, groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    exists,
    func,
    insert,
    select,
    tuple_,
)

from recycling.domain.counting import CountingRule
from recycling.domain.tickets import FlagRule, Ticket, TicketFlag
from recycling.domain.tracing import TicketEntry, TicketFilter
from recycling.storage.counting import recount
from recycling.storage.rows import from_row, to_row
from recycling.storage.tables import (
    INPUTS,
    daily_rollup,
    flow_rollup,
    ticket_flags,
    tickets,
)
from recycling.storage.transaction import Transaction

ROWS_AT_ONCE = 2_000
"""Rows fetched at a time where a question may match millions."""

TUPLES_AT_ONCE = 400
"""Keys named in one question, well below what SQLite takes as parameters."""

_FIELDS = INPUTS["tickets"].attributes
_correcting = tickets.alias("correcting")


class WeighingTables:
    """Tickets one by one, and doubts about them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def recount(self, rule: CountingRule) -> None:
        """Keep the books by a rule: decide about every open ticket, and sum anew.

        Raises
        ------
        ConflictError
            When months are sealed under another rule.
        """
        recount(self._transaction.write(), rule)

    def find(self, site_id: str, ticket_no: str) -> Ticket | None:
        """Read a ticket by its key."""
        statement = select(tickets).where(
            tickets.c.site_id == site_id, tickets.c.ticket_no == ticket_no
        )
        row = self._transaction.read().execute(statement).mappings().first()
        return None if row is None else from_row(Ticket, row)

    def corrected_by(self, site_id: str, ticket_no: str) -> Ticket | None:
        """Read the ticket that takes the place of another, where there is one."""
        statement = select(tickets).where(
            tickets.c.site_id == site_id,
            tickets.c.corrects == ticket_no,
            tickets.c.corrects != "",
        )
        row = self._transaction.read().execute(statement).mappings().first()
        return None if row is None else from_row(Ticket, row)

    def entries(self, wanted: TicketFilter) -> Iterator[TicketEntry]:
        """Read what stands behind a sum, by day, site and number.

        A corrected ticket comes on its own day, and once more as reversed on the
        day of its correction. Rows are fetched as they are taken.
        """
        connection = self._transaction.read()
        reversals = sorted(
            (
                TicketEntry(from_row(Ticket, row), row["booked_on"], row["reversed_by"])
                for row in connection.execute(_reversals(wanted)).mappings()
            ),
            key=_place,
            reverse=True,
        )
        plain = select(tickets).where(*_conditions(wanted, tickets, tickets.c.day))
        rows = connection.execute(
            # By day alone: databases differ in how they order text.
            plain.order_by(tickets.c.day),
            execution_options={"yield_per": ROWS_AT_ONCE},
        ).mappings()
        for day, of_day in groupby(rows, key=lambda row: row["day"]):
            while reversals and reversals[-1].booked_on < day:
                yield reversals.pop()
            found = [TicketEntry(from_row(Ticket, row), day) for row in of_day]
            while reversals and reversals[-1].booked_on == day:
                found.append(reversals.pop())
            yield from sorted(found, key=_place)
        yield from reversed(reversals)

    def weighed_kg(self, wanted: TicketFilter) -> int:
        """Sum what `entries` gives, where only the sum is needed."""
        connection = self._transaction.read()
        plain = select(tickets.c.net_kg).where(
            *_conditions(wanted, tickets, tickets.c.day)
        )
        weighed, reversed_kg = (
            connection.scalar(select(func.sum(rows.c.net_kg)))
            for rows in (plain.subquery(), _reversals(wanted).subquery())
        )
        return int(weighed or 0) - int(reversed_kg or 0)

    def usual_loads(self) -> dict[tuple[str, ...], tuple[int, int]]:
        """Mass and number of all loads by site, material and flow."""
        keys = (flow_rollup.c.site, flow_rollup.c.material, flow_rollup.c.flow)
        sums = (func.sum(flow_rollup.c.net_kg), func.sum(flow_rollup.c.tickets))
        statement = select(*keys, *sums).group_by(*keys)
        return {
            (site, material, flow): (int(kg), int(loads))
            for site, material, flow, kg, loads in self._transaction.read().execute(
                statement
            )
        }

    def day_range(self) -> tuple[date, date] | None:
        """Day of the oldest and of the newest ticket."""
        connection = self._transaction.read()
        first = connection.scalar(select(func.min(tickets.c.day)))
        last = connection.scalar(select(func.max(tickets.c.day)))
        return None if first is None or last is None else (first, last)

    def number_before(self, site_id: str, ticket_no: str) -> Ticket | None:
        """Read the ticket with the next lower number of the same length."""
        statement = (
            select(tickets)
            .where(
                tickets.c.site_id == site_id,
                tickets.c.ticket_no < ticket_no,
                func.length(tickets.c.ticket_no) == len(ticket_no),
            )
            .order_by(tickets.c.ticket_no.desc())
            .limit(1)
        )
        row = self._transaction.read().execute(statement).mappings().first()
        return None if row is None else from_row(Ticket, row)

    def repeated(self, days: Collection[date]) -> list[tuple[Ticket, ...]]:
        """Tickets of some days that say the same under several numbers.

        One weighbridge weighs one vehicle at a time: two tickets of a site with
        the time, material, flow, mass and vehicle in common are one weighing.
        Corrections are left out, since they repeat what they correct.
        """
        same = [
            tickets.c[name]
            for name in (
                "site_id", "day", "weighed_at", "material", "flow", "net_kg",
                "vehicle_id",
            )
        ]  # fmt: skip
        connection = self._transaction.read()
        found = []
        for some in batched(sorted(days), TUPLES_AT_ONCE):
            groups = (
                select(*same)
                .where(tickets.c.day.in_(some), tickets.c.corrects == "")
                .group_by(*same)
                .having(func.count() > 1)
                .subquery()
            )
            rows = connection.execute(
                select(tickets).join(
                    groups,
                    tuple_(*same) == tuple_(*(groups.c[c.name] for c in same)),
                ).where(tickets.c.corrects == "")
            ).mappings()  # fmt: skip
            read = [from_row(Ticket, row) for row in rows]
            read.sort(key=lambda t: (*_weighing(t), t.ticket_no))
            found += [tuple(group) for _, group in groupby(read, key=_weighing)]
        return found

    def flag(self, flags: Iterable[TicketFlag]) -> int:
        """Write doubts about recorded tickets and return how many were new."""
        wanted = {(f.site_id, f.ticket_no, f.rule): f for f in flags}
        connection = self._transaction.write()
        keys = sorted({(site_id, ticket_no) for site_id, ticket_no, _ in wanted})
        own = (ticket_flags.c.site_id, ticket_flags.c.ticket_no)
        for some in batched(keys, TUPLES_AT_ONCE):
            known = select(*own, ticket_flags.c.rule).where(tuple_(*own).in_(some))
            for key in connection.execute(known):
                wanted.pop(tuple(key), None)
        if wanted:
            connection.execute(insert(ticket_flags), list(map(to_row, wanted.values())))
        return len(wanted)

    def flags(
        self, start: date, end: date, rule: FlagRule | None = None, site: str = ""
    ) -> list[tuple[TicketFlag, Ticket]]:
        """Read doubts about the tickets of some days, the newest first.

        Tickets that were corrected since are left out: somebody looked. Those of
        one site's tickets, or of all when it is empty.
        """
        link = (tickets.c.site_id == ticket_flags.c.site_id) & (
            tickets.c.ticket_no == ticket_flags.c.ticket_no
        )
        told = [ticket_flags.c[name] for name in ("rule", "value", "expected")]
        statement = (
            select(tickets, *told)
            .join(ticket_flags, link)
            .where(tickets.c.day.between(start, end), ~_is_corrected())
        )
        if rule is not None:
            statement = statement.where(ticket_flags.c.rule == rule)
        if site:
            statement = statement.where(tickets.c.site_id == site)
        rows = self._transaction.read().execute(statement).mappings()
        found = [(from_row(TicketFlag, row), from_row(Ticket, row)) for row in rows]
        found.sort(key=lambda pair: (pair[0].site_id, pair[0].ticket_no, pair[0].rule))
        found.sort(key=lambda pair: pair[1].weighed_at, reverse=True)
        return found


def _weighing(ticket: Ticket) -> tuple[str, datetime, str, str, int, str]:
    return (
        ticket.site_id,
        ticket.weighed_at,
        ticket.material,
        ticket.flow,
        ticket.net_kg,
        ticket.vehicle_id,
    )


def _place(entry: TicketEntry) -> tuple[date, str, str, str]:
    ticket = entry.ticket
    return entry.booked_on, ticket.site_id, ticket.ticket_no, entry.reversed_by


def _is_corrected() -> ColumnElement[bool]:
    return exists().where(
        _correcting.c.site_id == tickets.c.site_id,
        _correcting.c.corrects == tickets.c.ticket_no,
        _correcting.c.corrects != "",
    )


def _reversals(wanted: TicketFilter) -> Select[Any]:
    link = (tickets.c.site_id == _correcting.c.site_id) & (
        tickets.c.ticket_no == _correcting.c.corrects
    )
    return (
        select(
            *(tickets.c[name] for name in _FIELDS),
            _correcting.c.day.label("booked_on"),
            _correcting.c.ticket_no.label("reversed_by"),
        )
        .join(_correcting, link)
        .where(
            _correcting.c.corrects != "",
            *_conditions(wanted, tickets, _correcting.c.day),
        )
    )


def _conditions(
    wanted: TicketFilter, source: FromClause, booked_on: ColumnElement[Any]
) -> Iterator[ColumnElement[bool]]:
    yield booked_on.between(wanted.start, wanted.end)
    for name in ("site_id", "stream", "flow", "vehicle_id", "party_id"):
        if getattr(wanted, name):
            yield source.c[name] == getattr(wanted, name)
    if wanted.origin_site_id is not None:
        yield source.c.origin_site_id == wanted.origin_site_id
    if wanted.materials:
        yield source.c.material.in_(sorted(wanted.materials))
    if wanted.only_counted:
        yield source.c.is_counted
    if wanted.only_pieces:
        yield source.c.units != 0
    if wanted.elv_class is not None:
        yield func.coalesce(source.c.elv_class, "") == wanted.elv_class
    if wanted.grade is not None:
        yield source.c.grade == wanted.grade
    if wanted.district:
        # The sums know the district a site lay in when its month was sealed.
        yield exists().where(
            daily_rollup.c.day == booked_on,
            daily_rollup.c.site == source.c.site_id,
            daily_rollup.c.material == source.c.material,
            daily_rollup.c.stream == source.c.stream,
            daily_rollup.c.district == wanted.district,
        )
