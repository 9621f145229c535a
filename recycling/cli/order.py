"""``recycling order``: bookings, slots offered for them, and what became of them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    LimitOption,
    UserOption,
    WorkspaceOption,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import FromOption, ToOption, local_moment, named_day
from recycling.cli.late import add_late
from recycling.cli.words import LANG, say
from recycling.domain.bookings import SlotOffer
from recycling.domain.errors import InputError
from recycling.domain.materials import Stream
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.units import FEN_PER_CNY, clock
from recycling.reporting.tables import Section
from recycling.schema.enums import label
from recycling.schema.messages import text
from recycling.schema.said import said
from recycling.services.booking_check import Booking
from recycling.services.bookings import (
    Ended,
    accept_order,
    book,
    end_orders,
    order_story,
    orders_between,
)
from recycling.services.context import Context
from recycling.services.offering import Offered, offer_slots
from recycling.services.promising import confirm_slot

app = typer.Typer(help=say("help.order"), no_args_is_help=True)
add_late(app, "decline", "recycling.cli.order_decline:decline", "order_decline")

OrderArgument = Annotated[
    str, typer.Argument(metavar="ORDER", help=say("help.order_id"))
]
OrdersArgument = Annotated[
    list[str], typer.Argument(metavar="ORDER...", help=say("help.order_ids"))
]
NoteOption = Annotated[str, typer.Option("--note", help=say("help.order_note"))]
NowOption = Annotated[
    str | None,
    typer.Option("--now", metavar="'YYYY-MM-DD HH:MM'", help=say("help.order_now")),
]


PositionOption = Annotated[
    str | None, typer.Option("--at", metavar="LON,LAT", help=say("help.order_at"))
]
WISH = "'YYYY-MM-DD HH:MM-HH:MM'"
WishOption = Annotated[
    list[str] | None, typer.Option("--wish", metavar=WISH, help=say("help.order_wish"))
]
TimeOption = Annotated[
    str, typer.Option("--wish", metavar=WISH, help=say("help.order_time"))
]


@contextmanager
def _at(
    now: str | None, workspace: Path | None, user: str
) -> Iterator[tuple[Context, datetime]]:
    """Context of a use case, and the moment a user named, or now in the city."""
    settings = settings_of(workspace)
    moment = local_moment(now, settings.intake.timezone, "--now")
    with working(settings, user) as context:
        yield context, moment


@app.command("book", help=say("help.order_book"))
def book_(
    material: Annotated[str, typer.Option(help=say("help.order_material"))],
    kg: Annotated[int, typer.Option("--kg", help=say("help.order_kg"))] = 0,
    units: Annotated[int, typer.Option("--units", help=say("help.order_units"))] = 0,
    site: Annotated[str, typer.Option("--site", help=say("help.order_site"))] = "",
    at: PositionOption = None,
    crs: Annotated[str | None, typer.Option("--crs", help=say("help.crs"))] = None,
    contact: Annotated[str, typer.Option(help=say("help.order_contact"))] = "",
    address: Annotated[str, typer.Option(help=say("help.order_address"))] = "",
    party: Annotated[str, typer.Option(help=say("help.order_party"))] = "",
    wishes: WishOption = None,
    stream: Annotated[
        Stream, typer.Option(help=say("help.order_stream"))
    ] = Stream.HOUSEHOLD,
    order_id: Annotated[str, typer.Option("--id", help=say("help.order_key"))] = "",
    litres: Annotated[int, typer.Option("--litres", help=say("help.order_litres"))] = 0,
    now: NowOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a booking."""
    wanted = Booking(
        material,
        kg,
        units,
        site,
        _position(at),
        crs,
        contact,
        address,
        party,
        tuple(wishes or ()),
        stream,
        order_id,
        litres,
    )
    with _at(now, workspace, user) as (context, moment):
        booked = book(context, wanted, moment)
    if as_json:
        print_json(booked)
        return
    names = {"order": booked.order.order_id, "site": booked.site.site_id}
    is_new = booked.is_new
    out.print(say("order.booked", **names) if is_new else say("order.known", **names))


def _position(given: str | None) -> tuple[float, float] | None:
    """Read longitude and latitude."""
    if given is None:
        return None
    try:
        x, y = (float(word) for word in given.replace("，", ",").split(","))
    except ValueError as error:
        msg = said("option.at", given=given)
        raise InputError(msg) from error
    return x, y


@app.command("offer", help=say("help.order_offer"))
def offer(
    order_id: OrderArgument,
    now: NowOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Offer time slots for a booking, with what each costs."""
    with _at(now, workspace, user) as (context, moment):
        offered = offer_slots(context, order_id, moment)
    if as_json:
        print_json(offered)
    else:
        _print_offer(offered)


def _print_offer(offered: Offered) -> None:
    reasons = Counter(offered.reasons)
    note = "; ".join(
        say("order.left_out", count=number, why=text(f"unserved.{code}", LANG))
        for code, number in reasons.most_common()
    )
    if not offered.slots:
        out.print(say("order.no_slot", order=offered.order.order_id, why=note or "-"))
        return
    first = offered.slots[0]
    until = f"{first.expires_at:%Y-%m-%d %H:%M}"
    if not offered.is_wished:
        out.print(say("order.not_wished"))
    title = say("order.offer_title", offer=first.offer_id, until=until)
    print_section(_slots(title, offered.slots, note))


def _slots(title: str, slots: tuple[SlotOffer, ...], note: str = "") -> Section:
    heads = ("position", "day", "window", "cost", "depot", "vehicle", "state")
    rows = tuple(
        (
            str(slot.position),
            str(slot.day),
            _hours(slot),
            f"{slot.added_cost_fen / FEN_PER_CNY:,.2f}",
            slot.depot_id,
            slot.vehicle_id,
            say(f"order.slot_{slot.state}"),
        )
        for slot in slots
    )
    return Section("slots", title, _heads(heads), rows, note)


def _window(held: Order | SlotOffer) -> str:
    """Write the day and times of an order or a slot."""
    return f"{held.day} {_hours(held)}"


def _hours(held: Order | SlotOffer) -> str:
    """Write the times between which the crew begins."""
    return f"{clock(held.window_start_s)}-{clock(held.window_end_s)}"


def _heads(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(say(f"order.head_{name}") for name in names)


@app.command("confirm", help=say("help.order_confirm"))
def confirm(
    offer_id: Annotated[
        str, typer.Argument(metavar="OFFER", help=say("help.order_offer_id"))
    ],
    position: Annotated[
        int, typer.Argument(metavar="POSITION", help=say("help.order_position"))
    ],
    now: NowOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Promise an offered slot to the customer."""
    with _at(now, workspace, user) as (context, moment):
        done = confirm_slot(context, offer_id, position, moment)
    if as_json:
        print_json(done)
        return
    slot = done.slot
    out.print(
        say(
            "order.confirmed",
            order=done.order.order_id,
            window=_window(slot),
            plan=done.plan_id,
        )
    )


@app.command("accept", help=say("help.order_accept"))
def accept(
    order_id: OrderArgument,
    wish: TimeOption = "",
    now: NowOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Promise a day or a time without asking which routes can keep it."""
    with _at(now, workspace, user) as (context, moment):
        order = accept_order(context, order_id, wish, moment)
    if as_json:
        print_json(order)
        return
    out.print(say("order.accepted", order=order.order_id, window=_window(order)))


@app.command("cancel", help=say("help.order_cancel"))
def cancel(
    order_ids: OrdersArgument,
    note: NoteOption = "",
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Call orders off."""
    with working(settings_of(workspace), user) as context:
        ended = end_orders(context, order_ids, OrderStatus.CANCELLED, note)
    _print_ended(OrderStatus.CANCELLED, ended, as_json=as_json)


@app.command("fail", help=say("help.order_fail"))
def fail(
    order_ids: OrdersArgument,
    note: NoteOption = "",
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note that orders could not be served."""
    with working(settings_of(workspace), user) as context:
        ended = end_orders(context, order_ids, OrderStatus.FAILED, note)
    _print_ended(OrderStatus.FAILED, ended, as_json=as_json)


def _print_ended(state: OrderStatus, ended: Ended, *, as_json: bool) -> None:
    if as_json:
        print_json(ended)
        return
    status = label("OrderStatus", state, LANG)
    out.print(say("order.ended", count=ended.changed, state=status))
    if ended.on_lists:
        out.print(say("order.on_lists", orders=", ".join(ended.on_lists)))


@app.command("show", help=say("help.order_show"))
def show(
    order_id: OrderArgument,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an order, and the slots on offer or taken."""
    with working(settings_of(workspace)) as context:
        story = order_story(context, order_id)
    if as_json:
        print_json(story)
        return
    print_section(_orders(order_id, [story.order]))
    order, site = story.order, story.site
    for name, value in (
        ("contact", order.contact),
        ("address", order.address or (site.name if site else "")),
        ("party", order.party_id),
        ("wishes", "; ".join(order.wishes)),
    ):
        if value:
            out.print(f"{say(f'order.head_{name}')}: {value}")
    if story.offers:
        print_section(_slots(say("order.slots_title"), story.offers))


@app.command("history", help=say("help.order_history"))
def history(
    order_id: OrderArgument,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every change of an order: when, by whom, from what to what."""
    with working(settings_of(workspace)) as context:
        story = order_story(context, order_id)
    if as_json:
        print_json(story.changes)
        return
    rows = tuple(
        (
            f"{change.at:%Y-%m-%d %H:%M:%S}",
            change.who,
            label("OrderStatus", change.before, LANG) if change.before else "",
            label("OrderStatus", change.after, LANG),
            change.note,
        )
        for change in story.changes
    )
    heads = _heads(("at", "who", "before", "after", "note"))
    title = say("order.history_title", order=order_id)
    print_section(Section("history", title, heads, rows, say("order.utc")))


@app.command("list", help=say("help.order_list"))
def list_(
    first: FromOption = None,
    last: ToOption = None,
    states: Annotated[
        list[OrderStatus] | None,
        typer.Option("--state", help=say("help.order_state")),
    ] = None,
    sources: Annotated[
        list[OrderSource] | None,
        typer.Option("--source", help=say("help.order_source")),
    ] = None,
    limit: LimitOption = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List orders of some days; those of today and the next week if not said."""
    settings = settings_of(workspace)
    today = local_moment(None, settings.intake.timezone, "--from").date()
    start = named_day(first) or today
    end = named_day(last) or max(start, today + timedelta(days=7))
    with working(settings) as context:
        found = orders_between(context, start, end, states or (), sources or ())
    shown = found[: limit or None]
    if as_json:
        print_json(shown)
        return
    note = say("order.list_note", count=f"{len(found):,}", shown=f"{len(shown):,}")
    print_section(_orders(say("order.list_title", start=start, end=end), shown, note))


def _orders(title: str, orders: list[Order], note: str = "") -> Section:
    heads = ("order", "day", "window", "site", "material", "kg", "source", "state")
    rows = tuple(
        (
            order.order_id,
            str(order.day),
            _hours(order),
            order.site_id,
            order.material,
            f"{order.load_kg:,}",
            label("OrderSource", order.source, LANG),
            label("OrderStatus", order.status, LANG),
        )
        for order in orders
    )
    return Section("orders", title, _heads(heads), rows, note)
