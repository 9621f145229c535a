"""Use cases of settlement: statements, sums of all parties, green points."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, partial

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.materials import Certainty, Material
from recycling.domain.months import months_between
from recycling.domain.parties import Party, PartyKind, PointRule, Price
from recycling.domain.settlement import (
    BookedTicket,
    Delivered,
    PartyAmount,
    PointAccount,
    PointEntry,
    PointLedger,
    PointSum,
    Settlement,
    Statement,
)
from recycling.execution.points import RuleBook, point_entries, sum_points
from recycling.execution.settlement import (
    PriceBook,
    SealedBook,
    Terms,
    add_up,
    has_moved,
    lacks_prices,
    price_tickets,
    refuse_gaps,
    sum_lines,
)
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork

_DAY = timedelta(days=1)


def settle_all(context: Context, start: date, end: date) -> Settlement:
    """Sum what every party is due for some days, both counted.

    Parameters
    ----------
    context
        Storage.
    start, end
        First and last day.

    Raises
    ------
    InputError
        When a load has no price or its party is not recorded; names them all.
    """
    context.progress.stage("settlement")
    with context.unit_of_work() as work:
        terms = terms_of(work)
        found = work.settlements.delivered(start, end)
        plain = [part for part in found if part.party_id]
        is_doubtful = lacks_prices(plain, terms, start, end) or has_moved(
            terms, months_between(start, end)
        )
        gaps = work.settlements.gaps(start, end) if is_doubtful else []
        lines, more = price_tickets(work.settlements.corrections(start, end), terms)
        refuse_gaps([*gaps, *more], start, end)
    sums = add_up([*plain, *sum_lines(lines)])
    amounts = tuple(_amount(terms.parties[part.party_id], part) for part in sums)
    unnamed = [part for part in found if not part.party_id]
    return Settlement(
        start,
        end,
        amounts,
        unnamed_tickets=sum(part.tickets for part in unnamed),
        unnamed_kg=sum(part.payable_kg for part in unnamed),
    )


def statement_of(context: Context, party_id: str, start: date, end: date) -> Statement:
    """Make one party's statement of some days, ticket by ticket.

    Raises
    ------
    InputError
        When the party is not recorded, or a load has no price.
    """
    context.progress.stage("settlement")
    with context.unit_of_work() as work:
        terms = terms_of(work)
        party = _known(terms.parties, party_id)
        lines, gaps = price_tickets(_booked(work, start, end, party_id), terms)
    refuse_gaps(gaps, start, end)
    return Statement(
        party_id=party.party_id,
        name=party.name,
        kind=party.kind,
        is_synthetic=_is_synthetic(party),
        start=start,
        end=end,
        lines=tuple(lines),
    )


def points_of(
    context: Context, start: date, end: date, party_id: str | None = None
) -> PointLedger:
    """Give the green points of residents over some days.

    Parameters
    ----------
    context
        Storage.
    start, end
        First and last day; what was earned before opens the account.
    party_id
        One resident, with the tickets behind the points; all when not given.

    Raises
    ------
    InputError
        When the party is not recorded or no resident, or versions of the rules
        begin on one day.
    NotReadyError
        When no rules are recorded.
    """
    context.progress.stage("points")
    with context.unit_of_work() as work:
        parties = _parties(work)
        rules = RuleBook(known_rules(work))
        if party_id is not None:
            _resident(_known(parties, party_id))
        before = start - _DAY
        opening = _points(work, date.min, before, party_id, parties, rules)
        earned = _points(work, start, end, party_id, parties, rules)
        entries: list[PointEntry] = []
        if party_id is not None:
            booked = _booked(work, start, end, party_id)
            entries = point_entries(booked, parties, rules)
    accounts = _accounts(parties, opening, earned, entries, party_id)
    return PointLedger(start, end, accounts)


def materials_of(context: Context) -> Mapping[str, Material]:
    """Materials by code, for their names."""
    with context.unit_of_work() as work:
        return {m.code: m for m in work.inputs.rows(Material)}


def terms_of(work: UnitOfWork) -> Terms:
    """Read what tickets are priced by, while the transaction is open."""
    materials = work.inputs.rows(Material)
    return Terms(
        parties=_parties(work),
        book=PriceBook(work.inputs.rows(Price)),
        low_value=frozenset(m.code for m in materials if m.is_low_value),
        sealed=cache(partial(_sealed, work)),
    )


def _sealed(work: UnitOfWork, month: date) -> SealedBook | None:
    kept = work.settlements.sealed_terms(month)
    return SealedBook(PriceBook(kept.prices), kept.lists) if kept else None


def _parties(work: UnitOfWork) -> dict[str, Party]:
    return {party.party_id: party for party in work.inputs.rows(Party)}


def known_rules(work: UnitOfWork) -> list[PointRule]:
    """Read the rules for points.

    Raises
    ------
    NotReadyError
        When there are none.
    """
    rules = work.inputs.rows(PointRule)
    if not rules:
        msg = said("points.no_rules")
        raise NotReadyError(msg)
    return rules


def _known(parties: Mapping[str, Party], party_id: str) -> Party:
    if party_id not in parties:
        some = ", ".join(sorted(parties)[:5]) or "none"
        msg = said(
            "settle.party",
            party_id=party_id,
            count=len(parties),
            some=some,
            value=" ..." if len(parties) > 5 else "",
        )
        raise InputError(msg)
    return parties[party_id]


def _resident(party: Party) -> None:
    if party.kind is not PartyKind.RESIDENT:
        msg = said("points.resident", party_id=party.party_id, kind=party.kind)
        raise InputError(msg)


def _is_synthetic(party: Party) -> bool:
    return party.certainty is Certainty.SYNTHETIC


def _booked(
    work: UnitOfWork, start: date, end: date, party_id: str
) -> list[BookedTicket]:
    corrections = work.settlements.corrections(start, end)
    return [
        *work.settlements.plain(start, end, party_id),
        *(entry for entry in corrections if entry.ticket.party_id == party_id),
    ]


def _points(
    work: UnitOfWork,
    start: date,
    end: date,
    party_id: str | None,
    parties: Mapping[str, Party],
    rules: RuleBook,
) -> list[PointSum]:
    plain = work.settlements.points(start, end, party_id)
    corrections = point_entries(
        work.settlements.corrections(start, end), parties, rules
    )
    own = [e for e in corrections if party_id is None or e.party_id == party_id]
    return sum_points(own, plain)


def _accounts(
    parties: Mapping[str, Party],
    opening: Iterable[PointSum],
    earned: Iterable[PointSum],
    entries: Iterable[PointEntry],
    party_id: str | None,
) -> tuple[PointAccount, ...]:
    before: dict[str, int] = defaultdict(int)
    for part in opening:
        before[part.party_id] += part.points
    sums: dict[str, list[PointSum]] = defaultdict(list)
    for part in earned:
        sums[part.party_id].append(part)
    return tuple(
        PointAccount(
            party_id=key,
            name=parties[key].name,
            is_synthetic=_is_synthetic(parties[key]),
            opening=before[key],
            sums=tuple(sums[key]),
            entries=tuple(entries),
        )
        for key in ([party_id] if party_id else sorted({*before, *sums}))
    )


def _amount(party: Party, part: Delivered) -> PartyAmount:
    return PartyAmount(
        party_id=party.party_id,
        name=party.name,
        kind=party.kind,
        is_synthetic=_is_synthetic(party),
        material=part.material,
        tickets=part.tickets,
        payable_kg=part.payable_kg,
        purchase_fen=part.purchase_fen,
        subsidy_fen=part.subsidy_fen,
    )
