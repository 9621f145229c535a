"""What parties delivered, and what it comes to, summed where the tickets are.

A month of a city has hundreds of thousands of tickets and few corrections. Plain
tickets are priced in SQL; tickets that correct others are handed out as they are,
each with the one it takes the place of, since their price is that of another day.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Subquery,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from recycling.domain.parties import PartyKind, PriceKind
from recycling.domain.settlement import (
    BookedTicket,
    Delivered,
    PointSum,
    PriceGap,
    SealedTerms,
)
from recycling.domain.tickets import Flow, Ticket
from recycling.domain.units import KG_PER_T
from recycling.storage.rows import from_row
from recycling.storage.sealed_terms import list_of_party, pieces, terms_of
from recycling.storage.tables import INPUTS, sealed_prices, tickets
from recycling.storage.transaction import Transaction

SETTLED_FLOWS = (Flow.INTAKE, Flow.IMPORT)
"""Loads somebody is paid for: transfers and outputs leave with their owner."""

MOST_CORRECTIONS = 100
"""Corrections of corrections that are followed back to the first weighing."""

parties = INPUTS["parties"].table
prices = INPUTS["prices"].table
materials = INPUTS["materials"].table
point_rules = INPUTS["point_rules"].table

# A literal, not a parameter: only so is the index of corrections asked.
_NOTHING: ColumnElement[str] = literal_column("''")

_TICKET = [tickets.c[name] for name in INPUTS["tickets"].attributes]

# What the domain's `payable_kg` says, in SQL.
_deducted = tickets.c.net_kg - tickets.c.moisture_kg - tickets.c.contamination_kg
PAYABLE: ColumnElement[int] = case((_deducted > 0, _deducted), else_=0)


class SettlementTables:
    """Deliveries of parties, their prices and their points."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def delivered(self, start: date, end: date) -> list[Delivered]:
        """Sum the plain tickets of some days by party and material.

        A load that no price holds for counts with its mass and without an
        amount; ``gaps`` names it. Loads of no party come under an empty key. Sealed
        months come apart from the others, by the prices they were sealed with.
        """
        connection = self._transaction.read()
        return [
            part
            for first, last, month in pieces(connection, start, end)
            for part in self._delivered(first, last, month)
        ]

    def _delivered(self, start: date, end: date, month: date | None) -> list[Delivered]:
        own = tickets.c.price_fen_per_t
        bought = case(
            (own > 0, _half_up(PAYABLE * own)),
            else_=_half_up(PAYABLE * _listed(PriceKind.PURCHASE, month)),
        )
        subsidy = _half_up(PAYABLE * _listed(PriceKind.SUBSIDY, month))
        # The subsidies of a sealed month are those of low-value materials.
        granted = subsidy if month else case((_is_low_value(), subsidy), else_=0)
        groups = (tickets.c.party_id, tickets.c.material)
        statement = (
            select(
                *groups,
                _total(case((tickets.c.net_kg == 0, 0), else_=1)).label("tickets"),
                _total(PAYABLE).label("payable_kg"),
                func.coalesce(_total(bought), 0).label("purchase_fen"),
                func.coalesce(_total(granted), 0).label("subsidy_fen"),
                _total(case((own > 0, 0), else_=1)).label("listed"),
            )
            .where(_is_first(start, end))
            .group_by(*groups)
        )
        return [Delivered(*row) for row in self._transaction.read().execute(statement)]

    def gaps(self, start: date, end: date) -> list[PriceGap]:
        """Name the plain tickets of some days that no price holds for."""
        connection = self._transaction.read()
        return [
            gap
            for first, last, month in pieces(connection, start, end)
            for gap in self._gaps(first, last, month)
        ]

    def _gaps(self, start: date, end: date, month: date | None) -> list[PriceGap]:
        lacking = and_(
            tickets.c.price_fen_per_t == 0,
            PAYABLE > 0,
            _listed(PriceKind.PURCHASE, month).is_(None),
        )
        groups = (tickets.c.party_id, parties.c.price_list, tickets.c.material)
        statement = (
            select(
                *groups,
                func.min(tickets.c.day).label("first"),
                func.max(tickets.c.day).label("last"),
                func.count().label("tickets"),
            )
            .outerjoin(parties, parties.c.party_id == tickets.c.party_id)
            .where(_is_plain(start, end), or_(lacking, parties.c.party_id.is_(None)))
            .group_by(*groups)
        )
        rows = self._transaction.read().execute(statement).mappings()
        return [from_row(PriceGap, row) for row in rows]

    def sealed_terms(self, month: date) -> SealedTerms | None:
        """Read what a sealed month is settled by; ``None`` for an open month."""
        return terms_of(self._transaction.read(), month)

    def points(
        self, start: date, end: date, party_id: str | None = None
    ) -> list[PointSum]:
        """Sum the points of residents for plain tickets of some days."""
        rules = _rule_spans()
        source = tickets.join(parties, parties.c.party_id == tickets.c.party_id).join(
            rules,
            and_(rules.c.material == tickets.c.material, _is_within(rules)),
        )
        points = PAYABLE * rules.c.points_per_t // KG_PER_T
        groups = (tickets.c.party_id, tickets.c.material, rules.c.version)
        statement = (
            select(
                *groups,
                _total(PAYABLE).label("payable_kg"),
                _total(points).label("points"),
            )
            .select_from(source)
            .where(_is_plain(start, end), parties.c.kind == PartyKind.RESIDENT)
            .group_by(*groups)
        )
        if party_id is not None:
            statement = statement.where(tickets.c.party_id == party_id)
        rows = self._transaction.read().execute(statement).mappings()
        return [from_row(PointSum, row) for row in rows]

    def plain(self, start: date, end: date, party_id: str) -> list[BookedTicket]:
        """Tickets of a party on some days that correct no other."""
        statement = select(*_TICKET).where(
            _is_plain(start, end), tickets.c.party_id == party_id
        )
        found = self._read_tickets(statement)
        return [
            BookedTicket(t, t.weighed_at.date(), t.weighed_at.date()) for t in found
        ]

    def corrections(self, start: date, end: date) -> list[BookedTicket]:
        """Tickets of some days that correct others, and those they reverse."""
        chain = _chains(start, end)
        statement = (
            select(chain.c.new_no, chain.c.depth, *_TICKET)
            .join(
                tickets,
                and_(
                    tickets.c.site_id == chain.c.site_id,
                    tickets.c.ticket_no == chain.c.ticket_no,
                ),
            )
            .order_by(chain.c.site_id, chain.c.new_no, chain.c.depth)
        )
        chains: dict[tuple[str, str], list[Ticket]] = {}
        for row in self._transaction.read().execute(statement).mappings():
            key = (row["site_id"], row["new_no"])
            chains.setdefault(key, []).append(from_row(Ticket, row))
        return [booked for chain in chains.values() for booked in _booked(chain)]

    def _read_tickets(self, statement: Any) -> list[Ticket]:
        rows = self._transaction.read().execute(statement).mappings()
        return [from_row(Ticket, row) for row in rows]


def _booked(chain: Sequence[Ticket]) -> Iterable[BookedTicket]:
    """Count the newest ticket of a chain, and take back the one before it."""
    new, *older = chain
    day = new.weighed_at.date()
    delivered = chain[-1].weighed_at.date()
    for ticket, is_reversal in ((new, False), *((old, True) for old in older[:1])):
        if ticket.party_id and ticket.flow in SETTLED_FLOWS:
            yield BookedTicket(ticket, day, delivered, is_reversal)


def _chains(start: date, end: date) -> FromClause:
    """Each correcting ticket of some days with all it stands on, newest first."""
    chain = (
        select(
            tickets.c.site_id,
            tickets.c.ticket_no.label("new_no"),
            tickets.c.ticket_no,
            tickets.c.corrects,
            literal(0).label("depth"),
        )
        .where(tickets.c.day.between(start, end), tickets.c.corrects != _NOTHING)
        .cte("chains", recursive=True)
    )
    older = select(
        chain.c.site_id,
        chain.c.new_no,
        tickets.c.ticket_no,
        tickets.c.corrects,
        chain.c.depth + 1,
    ).join(
        chain,
        and_(
            tickets.c.site_id == chain.c.site_id,
            tickets.c.ticket_no == chain.c.corrects,
        ),
    )
    return chain.union_all(older.where(chain.c.depth < MOST_CORRECTIONS))


def _is_plain(start: date, end: date) -> ColumnElement[bool]:
    return and_(_is_first(start, end), tickets.c.party_id != "")


def _is_first(start: date, end: date) -> ColumnElement[bool]:
    return and_(
        tickets.c.day.between(start, end),
        tickets.c.flow.in_(SETTLED_FLOWS),
        tickets.c.corrects == _NOTHING,
    )


def _listed(kind: PriceKind, month: date | None) -> ColumnElement[Any]:
    """Fen per tonne of a ticket by its party's list on its day; NULL without any.

    In a sealed month the price it was sealed with; a purchase that had none then
    takes that of today. Asked for ticket by ticket: through the key of prices that
    takes half the time of a join with spans of days.
    """
    of_list = list_of_party(month)
    if month is None:
        return _in_force(prices, kind, of_list)
    sealed = _in_force(sealed_prices, kind, of_list, sealed_prices.c.month == month)
    if kind is PriceKind.SUBSIDY:
        return func.coalesce(sealed, 0)
    return func.coalesce(sealed, _in_force(prices, kind, of_list))


def _in_force(
    table: Table, kind: PriceKind, price_list: ColumnElement[Any], *where: Any
) -> ColumnElement[Any]:
    is_over = and_(table.c.valid_to.is_not(None), table.c.valid_to < tickets.c.day)
    return (
        select(case((is_over, None), else_=table.c.fen_per_t))
        .where(
            *where,
            table.c.price_list == price_list,
            table.c.kind == kind,
            table.c.material == tickets.c.material,
            table.c.valid_from <= tickets.c.day,
        )
        .order_by(table.c.valid_from.desc())
        .limit(1)
        .correlate(tickets)
        .scalar_subquery()
    )


def _is_low_value() -> ColumnElement[bool]:
    codes = select(materials.c.code).where(materials.c.is_low_value)
    return tickets.c.material.in_(codes)


def _rule_spans() -> Subquery:
    """Point rules, each with the day the next version begins."""
    first = func.min(point_rules.c.valid_from)
    versions = (
        select(
            point_rules.c.version,
            first.label("valid_from"),
            func.lead(first).over(order_by=first).label("next_from"),
        )
        .group_by(point_rules.c.version)
        .subquery()
    )
    return (
        select(
            point_rules.c.version,
            point_rules.c.material,
            point_rules.c.points_per_t,
            versions.c.valid_from,
            versions.c.next_from,
        )
        .join(versions, versions.c.version == point_rules.c.version)
        .subquery()
    )


def _is_within(spans: Subquery) -> ColumnElement[bool]:
    day = tickets.c.day
    return and_(
        day >= spans.c.valid_from,
        or_(spans.c.next_from.is_(None), day < spans.c.next_from),
    )


def _half_up(amount_per_t: ColumnElement[int]) -> ColumnElement[int]:
    return (amount_per_t + KG_PER_T // 2) // KG_PER_T


def _total(value: ColumnElement[int]) -> ColumnElement[int]:
    # PostgreSQL sums 64-bit integers as decimals.
    return cast(func.sum(value), BigInteger)
