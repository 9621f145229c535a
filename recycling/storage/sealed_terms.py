"""Prices as they were when months were sealed, and which list each party was on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)

from recycling.domain.months import last_day, next_month
from recycling.domain.parties import Price, PriceKind
from recycling.domain.settlement import SealedTerms
from recycling.storage.rows import from_row
from recycling.storage.sealed_days import sealed_spans
from recycling.storage.tables import (
    INPUTS,
    sealed_parties,
    sealed_prices,
    seals,
    tickets,
)

type Piece = tuple[date, date, date | None]
"""First and last day, and the sealed month they are of; ``None`` for open days."""

_prices = INPUTS["prices"].table
_parties = INPUTS["parties"].table
_materials = INPUTS["materials"].table
_DAY = timedelta(days=1)


def keep_terms(connection: Connection, month: date) -> None:
    """Write down the prices in force in a month, and the lists of its parties.

    A subsidy for a material that is not of low value grants nothing and is left out.
    """
    _keep_prices(connection, month)
    delivering = (
        select(tickets.c.party_id)
        .where(tickets.c.day.between(month, last_day(month)), tickets.c.party_id != "")
        .distinct()
    )
    connection.execute(delete(sealed_parties).where(sealed_parties.c.month == month))
    connection.execute(
        insert(sealed_parties).from_select(
            ["month", "party_id", "price_list"],
            select(
                literal(month, Date), _parties.c.party_id, _parties.c.price_list
            ).where(_parties.c.party_id.in_(delivering)),
        )
    )


def _keep_prices(connection: Connection, month: date) -> None:
    of_list = (_prices.c.price_list, _prices.c.kind, _prices.c.material)
    next_from = func.lead(_prices.c.valid_from).over(
        partition_by=of_list, order_by=_prices.c.valid_from
    )
    spans = select(_prices, next_from.label("next_from")).subquery()
    low_value = select(_materials.c.code).where(_materials.c.is_low_value)
    names = [column.name for column in sealed_prices.columns if column.name != "month"]
    in_force = and_(
        spans.c.valid_from <= last_day(month),
        or_(spans.c.next_from.is_(None), spans.c.next_from > month),
        or_(spans.c.valid_to.is_(None), spans.c.valid_to >= month),
        or_(spans.c.kind == PriceKind.PURCHASE, spans.c.material.in_(low_value)),
    )
    connection.execute(delete(sealed_prices).where(sealed_prices.c.month == month))
    connection.execute(
        insert(sealed_prices).from_select(
            ["month", *names],
            select(literal(month, Date), *(spans.c[name] for name in names)).where(
                in_force
            ),
        )
    )


def terms_of(connection: Connection, month: date) -> SealedTerms | None:
    """Read what a sealed month was settled by; ``None`` for an open month."""
    if connection.scalar(select(seals.c.month).where(seals.c.month == month)) is None:
        return None
    prices = connection.execute(
        select(sealed_prices).where(sealed_prices.c.month == month)
    ).mappings()
    lists = connection.execute(
        select(sealed_parties.c.party_id, sealed_parties.c.price_list).where(
            sealed_parties.c.month == month
        )
    )
    return SealedTerms(
        prices=tuple(from_row(Price, row) for row in prices),
        lists={row.party_id: row.price_list for row in lists},
    )


def pieces(connection: Connection, start: date, end: date) -> Iterator[Piece]:
    """Cut some days into sealed months and the open days between them."""
    for first, last in sealed_spans(connection):
        if start > end or start > last:
            continue
        if start < first:
            yield start, min(end, first - _DAY), None
            start = first
        while start <= min(end, last):
            until = min(end, last_day(start))
            yield start, until, start.replace(day=1)
            start = next_month(start)
    if start <= end:
        yield start, end, None


def list_of_party(month: date | None) -> ColumnElement[Any]:
    """Price list of a ticket's party: as sealed, else as recorded."""
    now = (
        select(_parties.c.price_list)
        .where(_parties.c.party_id == tickets.c.party_id)
        .correlate(tickets)
        .scalar_subquery()
    )
    if month is None:
        return now
    then = (
        select(sealed_parties.c.price_list)
        .where(
            sealed_parties.c.month == month,
            sealed_parties.c.party_id == tickets.c.party_id,
        )
        .correlate(tickets)
        .scalar_subquery()
    )
    return func.coalesce(then, now)
