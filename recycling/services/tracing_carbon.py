"""Carbon figures and other postings, with what each ticket adds to them.

A posting is made from many tickets at once: its amount is shared out to them by mass.
What stands on no ticket, as a site's energy, is a part of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, tee
from types import MappingProxyType

from recycling.accounting.balance import ROLLUP
from recycling.accounting.carbon import CarbonTotal, green_share, outside
from recycling.accounting.costs import ROUTES
from recycling.domain.carbon import DEFAULT, HIGH, LOW, Burden
from recycling.domain.figures import Derived, FigureId
from recycling.domain.ledger import Account, Posting
from recycling.domain.months import last_day
from recycling.domain.shares import split_in_turn
from recycling.domain.site_records import SiteEnergy
from recycling.domain.tracing import SourceRow, TicketEntry, TicketFilter
from recycling.domain.units import G_PER_T
from recycling.services.carbon import (
    PRICE,
    carbon_sums,
    of_days,
    price_ends,
)
from recycling.services.driven import driven_plan
from recycling.services.ports import UnitOfWork
from recycling.services.tracing_parts import (
    FIGURE,
    Asked,
    Trace,
    parameter_row,
    spread,
)

FLOWS = "flow_rollup"

_OTHER_END = {LOW: HIGH, DEFAULT: DEFAULT, HIGH: LOW}


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount of grams, and the postings it is shared out to by their own."""

    grams: int
    postings: tuple[Posting, ...]
    end: str = DEFAULT


def posted(asked: Asked) -> Trace:
    """Sum the postings of an account, by what the figure names of their places."""
    end, version = _split(asked)
    account = Account(asked.figure.account)
    if version or end != DEFAULT:
        if account not in _CARBON:
            asked.refuse_detail("left out for this account")
        return _carbon(asked, [(account, 1, end)], version)
    found = tuple(
        posting
        for posting in asked.work.books.live(*asked.figure.days)
        if _is_behind(posting, asked.figure)
    )
    amount = sum(posting.amount for posting in found)
    return _trace(asked, [_Amount(amount, found)])


def _net(asked: Asked) -> Trace:
    """Avoided emissions less the burdens that no factor holds already."""
    end, version = _split(asked)
    return _carbon(asked, _net_parts(end), version)


def _net_parts(end: str) -> list[tuple[Account | Burden, int, str]]:
    # The low end of a difference takes away the high one.
    taken = [(burden, -1, _OTHER_END[end]) for burden in Burden]
    return [(Account.AVOIDED_CO2_G, 1, end), *taken]


def _subtracted(asked: Asked) -> Trace:
    name, _, version = asked.figure.detail.partition("@")
    if name not in set(Burden):
        asked.refuse_detail(f"one of {', '.join(Burden)}")
    return _carbon(asked, [(Burden(name), 1, DEFAULT)], version)


def _value(asked: Asked) -> Trace:
    """Price the tonnes of net carbon, and share that out as the grams."""
    end, _ = _split(asked)
    net = _carbon(asked, _net_parts(DEFAULT), "")
    grams = round(net.amount or 0)
    price = price_ends(asked.network)[end]
    amount = round(grams / G_PER_T * price)
    days = asked.figure.period
    known = (
        SourceRow(FIGURE, str(FigureId(Derived.NET_CO2_G, days)), f"{grams:,} g"),
        parameter_row(asked.network.parameters[PRICE]),
    )
    if not grams:
        return Trace(asked.figure, net.postings, sources=known, amount=amount)
    # One running sum over what stands on no ticket and, behind it, all tickets.
    ours, theirs = tee(net.entries)
    weights = chain(
        (row.part or 0 for row in net.sources), (entry.part for entry in theirs)
    )
    parts = split_in_turn(amount, weights, grams)
    rows = [replace(row, part=next(parts)) for row in net.sources]
    entries = map(_with_part, ours, parts)
    return Trace(asked.figure, net.postings, entries, (*known, *rows), amount)


def _price(asked: Asked) -> Trace:
    end, _ = _split(asked)
    price = price_ends(asked.network)[end]
    row = parameter_row(asked.network.parameters[PRICE], price)
    return Trace(asked.figure, sources=(row,), amount=price)


def _green(asked: Asked) -> Trace:
    uses = list(of_days(asked.work.inputs.rows(SiteEnergy), *asked.figure.days))
    rows = tuple(
        SourceRow(
            "site_energy",
            f"{use.site_id} {use.month:%Y-%m}",
            f"{use.electricity_kwh:,g} kWh x {use.green_share:.1%}",
        )
        for use in uses
    )
    return Trace(asked.figure, sources=rows, amount=green_share(uses))


def _split(asked: Asked) -> tuple[str, str]:
    """Read which end of the range is asked for, and under which other set."""
    end, _, version = asked.figure.detail.partition("@")
    end = end or DEFAULT
    if end not in _OTHER_END:
        asked.refuse_detail(f"one of {', '.join(_OTHER_END)}")
    return end, version


def _carbon(
    asked: Asked, wanted: Sequence[tuple[Account | Burden, int, str]], version: str
) -> Trace:
    """Trace sums of accounts, or of what is subtracted of a burden."""
    days = asked.figure.days
    sums = carbon_sums(asked.context, asked.work, asked.network, *days, version)
    live = asked.work.books.live(*days)
    amounts = []
    for what, sign, end in wanted:
        account = what.account if isinstance(what, Burden) else what
        burden = next((b for b in Burden if b.account is account), None)
        pairs = sums.pairs[burden]
        grams = [new.grams for _, new in pairs]
        if isinstance(what, Burden):
            grams = list(outside([new for _, new in pairs], sums.inside[what], sums.kg))
        for (old, _), amount in zip(pairs, grams, strict=True):
            own = tuple(p for p in live if p.account is account and _is_of(p, old))
            amounts.append(_Amount(sign * amount.end(end), own, end))
    return _trace(asked, amounts)


def _is_of(posting: Posting, total: CarbonTotal) -> bool:
    own = (posting.material, posting.factor_code, posting.factor_version)
    return own == (total.material, total.code, total.version)


def _trace(asked: Asked, amounts: Iterable[_Amount]) -> Trace:
    shares = [share for amount in amounts for share in _shares(amount)]
    loose: list[SourceRow] = []
    bound: list[_Bound] = []
    for posting, part in shares:
        wanted = _of_posting(asked.work, posting)
        kg = asked.work.weighings.weighed_kg(wanted) if wanted else 0
        if wanted is not None and kg:
            bound.append(_Bound(wanted, part, kg))
        else:
            loose.append(_row(posting, part))
    return Trace(
        asked.figure,
        tuple(dict.fromkeys(posting for posting, _ in shares)),
        _entries(asked.work, bound),
        tuple(loose),
        sum(part for _, part in shares),
    )


@dataclass(frozen=True, slots=True)
class _Bound:
    """An amount that is shared out to tickets, and what these weigh."""

    wanted: TicketFilter
    part: int
    kg: int


def _entries(work: UnitOfWork, amounts: Iterable[_Bound]) -> Iterator[TicketEntry]:
    for amount in amounts:
        entries = work.weighings.entries(amount.wanted)
        yield from spread(amount.part, entries, amount.kg, lambda entry: entry.net_kg)


def _shares(amount: _Amount) -> Iterator[tuple[Posting, int]]:
    """Share an amount out to postings by what each has at that end of its range."""
    own = [_at(posting, amount.end) for posting in amount.postings]
    if not sum(own):
        own = [posting.amount for posting in amount.postings]
    if sum(own):
        parts = split_in_turn(amount.grams, own, sum(own))
        yield from zip(amount.postings, parts, strict=True)


def _at(posting: Posting, end: str) -> int:
    value = {LOW: posting.low, DEFAULT: posting.amount, HIGH: posting.high}[end]
    return posting.amount if value is None else value


def _row(posting: Posting, part: int) -> SourceRow:
    factor = " ".join(filter(None, (posting.factor_code, posting.factor_version)))
    return SourceRow(
        posting.source_table,
        f"{posting.source_id} {posting.day}",
        f"{posting.amount:,}",
        factor,
        part,
    )


def _with_part(entry: TicketEntry, part: int) -> TicketEntry:
    return replace(entry, part=part)


def _is_behind(posting: Posting, figure: FigureId) -> bool:
    if posting.account != figure.account:
        return False
    places = {"", posting.district}
    if posting.source_table != ROLLUP:
        places |= set(posting.source_id.split("|"))
    return (
        figure.place in places
        and figure.material in {"", posting.material}
        and figure.stream in {"", posting.stream}
    )


def _of_posting(work: UnitOfWork, posting: Posting) -> TicketFilter | None:
    """Tickets a posting stands on; a site's energy stands on none."""
    month = posting.day.replace(day=1)
    days = (month, last_day(month))
    match posting.source_table:
        case table if table == ROLLUP:
            return TicketFilter(
                *days, district=posting.district, materials=(posting.material,),
                stream=posting.stream, only_counted=True,
            )  # fmt: skip
        case table if table == FLOWS:
            _, site, origin, material, stream, flow = posting.source_id.split("|")
            return TicketFilter(
                *days, site_id=site, origin_site_id=origin, materials=(material,),
                stream=stream, flow=flow,
            )  # fmt: skip
        case table if table == ROUTES:
            return _of_route(work, posting)
    return None


def _of_route(work: UnitOfWork, posting: Posting) -> TicketFilter | None:
    plan = driven_plan(work, posting.day)
    for route in plan.routes if plan is not None else ():
        if route.route_id == posting.source_id:
            return TicketFilter(posting.day, posting.day, vehicle_id=route.vehicle_id)
    return None


_CARBON = frozenset({Account.AVOIDED_CO2_G, *(burden.account for burden in Burden)})

FIGURES: Mapping[str, Callable[[Asked], Trace]] = MappingProxyType(
    {
        Derived.NET_CO2_G: _net,
        Derived.SUBTRACTED_CO2_G: _subtracted,
        Derived.CARBON_VALUE_FEN: _value,
        Derived.CARBON_PRICE: _price,
        Derived.GREEN_SHARE: _green,
    }
)
"""Figures of the carbon report that nobody posts, by account."""
