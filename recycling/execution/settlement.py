"""Settlement: what parties are due for the loads they delivered. Nothing is paid."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from recycling.domain.errors import InputError
from recycling.domain.parties import Party, Price, PriceKind
from recycling.domain.settlement import (
    BookedTicket,
    Delivered,
    PriceGap,
    StatementLine,
)
from recycling.domain.units import KG_PER_T
from recycling.schema.said import said


def half_up(kg: int, fen_per_t: int) -> int:
    """Fen for a mass that is not negative, a half fen rounded up."""
    return (kg * fen_per_t + KG_PER_T // 2) // KG_PER_T


class PriceBook:
    """Price lists: which price of a material holds on a day.

    A price holds from its first day until the next one of the same list, kind and
    material begins, or until its own last day where that comes before.
    """

    def __init__(self, prices: Iterable[Price]) -> None:
        self._prices: dict[tuple[str, PriceKind, str], list[Price]] = defaultdict(list)
        for price in sorted(prices, key=lambda price: price.valid_from):
            key = (price.price_list, price.kind, price.material)
            self._prices[key].append(price)

    def price(
        self, price_list: str, kind: PriceKind, material: str, day: date
    ) -> Price | None:
        """Price in force on a day; ``None`` where there is none."""
        begun = [
            price
            for price in self._prices.get((price_list, kind, material), ())
            if price.valid_from <= day
        ]
        if not begun or (begun[-1].valid_to or day) < day:
            return None
        return begun[-1]

    def covers(self, price_list: str, material: str, first: date, last: date) -> bool:
        """Whether a purchase price holds on every day from one to another."""
        key = (price_list, PriceKind.PURCHASE, material)
        ends = [p.valid_to for p in self._prices.get(key, ()) if p.valid_to]
        starts = [p.valid_from for p in self._prices.get(key, ())]
        # Nothing changes between a beginning or an end and the next one.
        days = {first, *starts, *(end + timedelta(days=1) for end in ends)}
        return all(
            self.price(price_list, PriceKind.PURCHASE, material, day)
            for day in days
            if first <= day <= last
        )


@dataclass(frozen=True, slots=True)
class SealedBook:
    """What a sealed month is settled by: its prices, and the list of each party."""

    book: PriceBook
    lists: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What tickets are priced by.

    Attributes
    ----------
    parties
        By key.
    book
        Price lists.
    low_value
        Materials a subsidy is granted for; a price of that kind for another
        material grants nothing.
    sealed
        Gives what a sealed month, by its first day, was sealed with.
    """

    parties: Mapping[str, Party]
    book: PriceBook
    low_value: Set[str]
    sealed: Callable[[date], SealedBook | None] = field(default=lambda _month: None)

    def list_of(self, party: Party, entry: BookedTicket) -> str:
        """Give a party's list: as sealed with the load or its correction, else now."""
        for day in (entry.delivered_on, entry.booked_on):
            sealed = self.sealed(day.replace(day=1))
            if sealed and party.party_id in sealed.lists:
                return sealed.lists[party.party_id]
        return party.price_list

    def price(
        self, price_list: str, kind: PriceKind, material: str, day: date
    ) -> Price | None:
        """Price in force on a day; that of a sealed month is the one sealed with it.

        A purchase that had no price when its month was sealed takes that of today:
        nothing was settled that it could change.
        """
        asked = price_list, kind, material, day
        sealed = self.sealed(day.replace(day=1))
        if sealed is not None:
            kept = sealed.book.price(*asked)
            if kept or kind is PriceKind.SUBSIDY:
                return kept
        elif kind is PriceKind.SUBSIDY and material not in self.low_value:
            return None
        return self.book.price(*asked)


def price_tickets(
    booked: Iterable[BookedTicket], terms: Terms
) -> tuple[list[StatementLine], list[PriceGap]]:
    """Price tickets one by one.

    A ticket's own price counts; where it states none, the purchase price of its
    party's list on the day the load was delivered. A subsidy comes on top where
    the list has one. A load of no payable mass needs no price.

    Returns
    -------
    list of StatementLine
        By day, site and ticket.
    list of PriceGap
        Loads without a price, or of a party that is not recorded.
    """
    lines: list[StatementLine] = []
    gaps: list[PriceGap] = []
    for entry in booked:
        priced = lines_of(entry, terms)
        if not priced:
            gaps.append(_gap(entry, terms))
        lines += priced
    lines.sort(key=_order)
    return lines, _joined(gaps)


def _order(line: StatementLine) -> tuple[object, ...]:
    return (line.booked_on, line.site_id, line.ticket_no, line.kind, line.payable_kg)


def lines_of(entry: BookedTicket, terms: Terms) -> list[StatementLine]:
    """Price one ticket; nothing where a price or its party lacks."""
    party = terms.parties.get(entry.ticket.party_id)
    return list(_lines(entry, party, terms)) if party else []


def _lines(entry: BookedTicket, party: Party, terms: Terms) -> Iterator[StatementLine]:
    """Purchase line of a ticket, with its subsidy; nothing where a price lacks."""
    ticket, day = entry.ticket, entry.delivered_on
    own_list = terms.list_of(party, entry)
    listed = terms.price(own_list, PriceKind.PURCHASE, ticket.material, day)
    if ticket.price_fen_per_t or not ticket.payable_kg:
        yield _line(entry, PriceKind.PURCHASE, ticket.price_fen_per_t, "")
    elif listed:
        yield _line(entry, PriceKind.PURCHASE, listed.fen_per_t, listed.price_list)
    else:
        return
    granted = terms.price(own_list, PriceKind.SUBSIDY, ticket.material, day)
    if granted:
        yield _line(entry, PriceKind.SUBSIDY, granted.fen_per_t, granted.price_list)


def _line(
    entry: BookedTicket, kind: PriceKind, fen_per_t: int, price_list: str
) -> StatementLine:
    ticket = entry.ticket
    return StatementLine(
        party_id=ticket.party_id,
        booked_on=entry.booked_on,
        delivered_on=entry.delivered_on,
        site_id=ticket.site_id,
        ticket_no=ticket.ticket_no,
        material=ticket.material,
        kind=kind,
        payable_kg=entry.sign * ticket.payable_kg,
        price_fen_per_t=fen_per_t,
        price_list=price_list,
        amount_fen=entry.sign * half_up(ticket.payable_kg, fen_per_t),
        is_reversal=entry.is_reversal,
        corrects=ticket.corrects,
        loads=entry.sign if kind is PriceKind.PURCHASE and ticket.net_kg else 0,
    )


def _gap(entry: BookedTicket, terms: Terms) -> PriceGap:
    ticket, day = entry.ticket, entry.delivered_on
    party = terms.parties.get(ticket.party_id)
    price_list = terms.list_of(party, entry) if party else None
    return PriceGap(ticket.party_id, price_list, ticket.material, day, day, 1)


def _joined(gaps: Iterable[PriceGap]) -> list[PriceGap]:
    found: dict[tuple[str, str], PriceGap] = {}
    for gap in gaps:
        key = (gap.party_id, gap.material)
        old = found.get(key)
        found[key] = gap if old is None else _widened(old, gap)
    return [found[key] for key in sorted(found)]


def _widened(old: PriceGap, gap: PriceGap) -> PriceGap:
    return replace(
        old,
        first=min(old.first, gap.first),
        last=max(old.last, gap.last),
        tickets=old.tickets + gap.tickets,
    )


def has_moved(terms: Terms, months: Iterable[date]) -> bool:
    """Whether a party is on another list than when one of these months was sealed."""
    return any(
        key in terms.parties and terms.parties[key].price_list != price_list
        for month in months
        for sealed in [terms.sealed(month)]
        if sealed is not None
        for key, price_list in sealed.lists.items()
    )


def lacks_prices(
    delivered: Iterable[Delivered], terms: Terms, start: date, end: date
) -> bool:
    """Whether a sum over some days may rest on a price that is not there."""
    covered: dict[tuple[str, str], bool] = {}
    for part in delivered:
        party = terms.parties.get(part.party_id)
        if party is None:
            return True
        key = (party.price_list, part.material)
        if part.listed and key not in covered:
            covered[key] = terms.book.covers(*key, start, end)
            if not covered[key]:
                return True
    return False


def refuse_gaps(gaps: Iterable[PriceGap], start: date, end: date) -> None:
    """Say everything that has no price.

    Raises
    ------
    InputError
        When a load has no price or its party is not recorded; names them all.
    """
    named = [_spelled(gap) for gap in _joined(gaps)]
    if named:
        msg = said("settle.gaps", start=start, end=end, named="; ".join(named))
        raise InputError(msg)


def _spelled(gap: PriceGap) -> str:
    days = f"{gap.first}" if gap.first == gap.last else f"{gap.first} to {gap.last}"
    of = f"{gap.tickets} ticket{'s' if gap.tickets > 1 else ''} of {gap.party_id}"
    if gap.price_list is None:
        return f"{of}, {days}: no such party"
    return f"{of}, {days}: no price of {gap.material} on list {gap.price_list}"


def sum_lines(lines: Iterable[StatementLine]) -> list[Delivered]:
    """Sum lines by party and material."""
    parts = []
    for line in lines:
        is_bought = line.kind is PriceKind.PURCHASE
        parts.append(
            Delivered(
                party_id=line.party_id,
                material=line.material,
                tickets=line.loads,
                payable_kg=line.payable_kg if is_bought else 0,
                purchase_fen=line.amount_fen if is_bought else 0,
                subsidy_fen=0 if is_bought else line.amount_fen,
            )
        )
    return add_up(parts)


def add_up(parts: Iterable[Delivered]) -> list[Delivered]:
    """Add sums of one party and material up, in their order."""
    found: dict[tuple[str, str], Delivered] = {}
    for part in parts:
        key = (part.party_id, part.material)
        old = found.get(key)
        found[key] = part if old is None else _added(old, part)
    return [found[key] for key in sorted(found)]


def _added(old: Delivered, part: Delivered) -> Delivered:
    return replace(
        old,
        tickets=old.tickets + part.tickets,
        payable_kg=old.payable_kg + part.payable_kg,
        purchase_fen=old.purchase_fen + part.purchase_fen,
        subsidy_fen=old.subsidy_fen + part.subsidy_fen,
        listed=old.listed + part.listed,
    )
