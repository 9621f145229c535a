"""Figures of settlements and points, with what each ticket adds to them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from recycling.domain.figures import Settled, line_of
from recycling.domain.parties import PriceKind
from recycling.domain.settlement import BookedTicket, StatementLine
from recycling.domain.tickets import Flow
from recycling.domain.tracing import SourceRow, TicketEntry
from recycling.execution.points import RuleBook, point_entries
from recycling.execution.settlement import Terms, lines_of
from recycling.services.settling import known_rules, terms_of
from recycling.services.tracing_parts import Asked, Trace


def settled(asked: Asked) -> Trace:
    """Lines of statements, of one party, material and ticket where they are named."""
    if asked.figure.account == Settled.PRICE:
        return _price(asked)
    parts = _points(asked) if asked.figure.account == Settled.POINTS else _money(asked)
    return Trace(asked.figure, entries=parts)


def _money(asked: Asked) -> Iterator[TicketEntry]:
    terms, of = terms_of(asked.work), _PARTS[asked.figure.account]
    for entry, booked in _booked(asked):
        yield replace(entry, part=sum(map(of, lines_of(booked, terms))))


def _points(asked: Asked) -> Iterator[TicketEntry]:
    parties, rules = terms_of(asked.work).parties, RuleBook(known_rules(asked.work))
    for entry, booked in _booked(asked):
        found = point_entries([booked], parties, rules)
        yield replace(entry, part=sum(one.points for one in found))


def _price(asked: Asked) -> Trace:
    """Price of a line: the ticket's own, or that of a list."""
    kind, _, detail = asked.figure.detail.partition(":")
    if kind not in set(PriceKind):
        asked.refuse_detail("a kind of price and a ticket")
    line = replace(asked, figure=replace(asked.figure, detail=detail))
    terms = terms_of(asked.work)
    lines = [
        (entry, one)
        for entry, booked in _booked(line)
        for one in lines_of(booked, terms)
        if one.kind == kind
    ]
    rows = tuple(_price_row(one, terms) for _, one in lines if one.price_list)
    amount = lines[0][1].price_fen_per_t if lines else None
    # A price a ticket states itself is the ticket's part; that of a list is not.
    entries = (
        replace(entry, part=0 if one.price_list else one.price_fen_per_t)
        for entry, one in lines
    )
    return Trace(asked.figure, entries=entries, sources=rows, amount=amount)


def _price_row(line: StatementLine, terms: Terms) -> SourceRow:
    price = terms.price(line.price_list, line.kind, line.material, line.delivered_on)
    fen = line.price_fen_per_t
    return SourceRow(
        "prices",
        f"{line.price_list} {line.kind} {line.material} {line.delivered_on}",
        f"{fen:,} fen/t",
        price.source if price else "",
        fen,
    )


def _booked(asked: Asked) -> Iterator[tuple[TicketEntry, BookedTicket]]:
    """Read tickets as they are paid for, with the day whose price holds."""
    corrected = {
        _key(booked): booked.delivered_on
        for booked in asked.work.settlements.corrections(*asked.figure.days)
    }
    for entry in asked.work.weighings.entries(asked.wanted):
        ticket, is_reversal = entry.ticket, bool(entry.reversed_by)
        if not ticket.party_id or ticket.flow not in {Flow.INTAKE, Flow.IMPORT}:
            continue
        detail = line_of(ticket.site_id, ticket.ticket_no, is_reversal=is_reversal)
        if asked.figure.detail not in {"", detail}:
            continue
        booked = BookedTicket(ticket, entry.booked_on, entry.booked_on, is_reversal)
        day = corrected.get(_key(booked), ticket.weighed_at.date())
        yield entry, replace(booked, delivered_on=day)


def _key(booked: BookedTicket) -> tuple[str, str, bool]:
    return booked.ticket.site_id, booked.ticket.ticket_no, booked.is_reversal


def _of_kind(line: StatementLine, kind: PriceKind) -> int:
    return line.amount_fen if line.kind is kind else 0


_PARTS: Mapping[str, Callable[[StatementLine], int]] = MappingProxyType(
    {
        Settled.TICKETS: lambda line: line.loads,
        Settled.PAYABLE_KG: lambda line: (
            line.payable_kg if line.kind is PriceKind.PURCHASE else 0
        ),
        Settled.PURCHASE_FEN: lambda line: _of_kind(line, PriceKind.PURCHASE),
        Settled.SUBSIDY_FEN: lambda line: _of_kind(line, PriceKind.SUBSIDY),
        Settled.AMOUNT_FEN: lambda line: line.amount_fen,
    }
)
"""What a line adds to a figure, by its account."""
