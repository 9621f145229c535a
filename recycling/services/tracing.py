"""Use case: the tickets behind a reported figure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from recycling.accounting.balance import ROLLUP, UNIT_ACCOUNTS
from recycling.domain.errors import InputError
from recycling.domain.figures import FigureId, parse_figure
from recycling.domain.ledger import Account, Posting
from recycling.domain.months import last_day
from recycling.domain.network import Network
from recycling.domain.tickets import Flow
from recycling.domain.tracing import TicketEntry, TicketFilter
from recycling.services.context import Context
from recycling.services.driven import driven_plan
from recycling.services.ports import UnitOfWork

SETTLED = ("purchase_fen", "subsidy_fen", "payable_kg", "points")
"""Figures of statements; their place is a party."""

FLOWS = "flow_rollup"
ROUTES = "routes"


@dataclass(frozen=True, slots=True)
class Trace:
    """What stands behind a figure.

    Attributes
    ----------
    figure
        Its name.
    postings
        Postings in force it is the sum of; none for figures nobody posts.
    entries
        Tickets, and those that were reversed, read as they are taken.
    """

    figure: FigureId
    postings: tuple[Posting, ...]
    entries: Iterator[TicketEntry]


@contextmanager
def traced(context: Context, name: str) -> Iterator[Trace]:
    """Find the tickets behind a figure while the block runs.

    Parameters
    ----------
    context
        Settings and storage.
    name
        ``account/period/site, district or party/material/stream``.

    Raises
    ------
    InputError
        When there is no such figure, place or material.
    """
    figure = parse_figure(name)
    known = (*Account, *SETTLED)
    if figure.account not in known:
        msg = (
            f"figure {name!r}, account: must be one of {', '.join(known)}, got "
            f"{figure.account!r}. Copy the figure from a report."
        )
        raise InputError(msg)
    with context.unit_of_work() as work:
        network = work.inputs.network()
        wanted = _filter(figure, network)
        if figure.account in SETTLED:
            yield Trace(figure, (), _settled(work.weighings.entries(wanted)))
            return
        if figure.account in _COUNTED:
            counted = _COUNTED[figure.account](network, wanted)
            yield Trace(figure, (), work.weighings.entries(counted))
            return
        postings = tuple(
            posting
            for posting in work.books.live(*figure.days)
            if _is_behind(posting, figure)
        )
        yield Trace(figure, postings, _behind(work, postings, wanted))


def _filter(figure: FigureId, network: Network) -> TicketFilter:
    if figure.material and figure.material not in network.materials:
        msg = (
            f"figure {figure}, material: must be one of "
            f"{', '.join(network.materials)}, got {figure.material!r}."
        )
        raise InputError(msg)
    wanted = TicketFilter(
        *figure.days,
        materials=(figure.material,) if figure.material else (),
        stream=figure.stream,
    )
    if figure.account in SETTLED:
        return replace(wanted, party_id=figure.place)
    if figure.place in network.districts:
        return replace(wanted, district=figure.place)
    if figure.place and figure.place not in network.sites:
        msg = (
            f"figure {figure}, place: must be a district or a site, got "
            f"{figure.place!r}. Copy the figure from a report."
        )
        raise InputError(msg)
    return replace(wanted, site_id=figure.place)


def _settled(entries: Iterator[TicketEntry]) -> Iterator[TicketEntry]:
    """Leave out what nobody is paid for."""
    for entry in entries:
        if entry.ticket.party_id and entry.ticket.flow in {Flow.INTAKE, Flow.IMPORT}:
            yield entry


def _recovered(network: Network, wanted: TicketFilter) -> TicketFilter:
    del network
    return replace(wanted, only_counted=True)


def _pieces(account: Account) -> Callable[[Network, TicketFilter], TicketFilter]:
    def counted(network: Network, wanted: TicketFilter) -> TicketFilter:
        own = {
            code
            for code, material in network.materials.items()
            if UNIT_ACCOUNTS.get(material.hazard) is account
        }
        materials = own & set(wanted.materials) if wanted.materials else own
        return replace(wanted, materials=materials, only_counted=True, only_pieces=True)

    return counted


_COUNTED: dict[str, Callable[[Network, TicketFilter], TicketFilter]] = {
    Account.RECOVERED_KG: _recovered,
    Account.ELV_UNITS: _pieces(Account.ELV_UNITS),
    Account.APPLIANCE_UNITS: _pieces(Account.APPLIANCE_UNITS),
}
"""Figures summed from tickets themselves, with the tickets that count."""


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


def _behind(
    work: UnitOfWork, postings: tuple[Posting, ...], wanted: TicketFilter
) -> Iterator[TicketEntry]:
    """Tickets each posting stands on; a site's energy stands on none."""
    for posting in postings:
        found = _of_posting(work, posting, wanted)
        if found is not None:
            yield from work.weighings.entries(found)


def _of_posting(
    work: UnitOfWork, posting: Posting, wanted: TicketFilter
) -> TicketFilter | None:
    month = posting.day.replace(day=1)
    days = (month, min(last_day(month), max(wanted.end, month)))
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
            return _of_route(work, posting.source_id, posting.day)
    return None


def _of_route(work: UnitOfWork, route_id: str, day: date) -> TicketFilter | None:
    plan = driven_plan(work, day)
    for route in plan.routes if plan is not None else ():
        if route.route_id == route_id:
            return TicketFilter(day, day, vehicle_id=route.vehicle_id)
    return None
