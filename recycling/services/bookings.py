"""Use cases around bookings: take them, call them off, and tell what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from recycling.domain.bookings import OfferState, OrderChange, SlotOffer, Wish
from recycling.domain.errors import ConflictError, RefusedError
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.sites import Site
from recycling.intake.texts import shown
from recycling.schema.said import said
from recycling.services.batches import batch_of, log_entry
from recycling.services.booking_check import BOOKING, Booking, BookingDesk
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.day_states import orders_on_lists
from recycling.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking as recorded.

    Attributes
    ----------
    order
        The order.
    site
        Where.
    is_new
        Whether it was not recorded before.
    is_new_site
        Whether the place was not known before.
    """

    order: Order
    site: Site
    is_new: bool
    is_new_site: bool


@dataclass(frozen=True, slots=True)
class OrderStory:
    """An order with all that happened to it, and the slots that were offered."""

    order: Order
    site: Site | None
    changes: tuple[OrderChange, ...]
    offers: tuple[SlotOffer, ...]


def book(context: Context, wanted: Booking, now: datetime) -> Booked:
    """Record a booking, at a known site or a new address.

    Parameters
    ----------
    context
        Settings, storage, and who acts.
    wanted
        What is asked for.
    now
        Local time.

    Raises
    ------
    RefusedError
        When it cannot be taken, with every reason; nothing is recorded.
    """
    with context.unit_of_work() as work:
        # Writers come one at a time from here on: two that book the same at once
        # see each other.
        work.lock()
        desk = BookingDesk(context, work.inputs.network(), wanted, now)
        known = work.orders.find([wanted.order_id]) if wanted.order_id else {}
        if known:
            return _again(desk, known[wanted.order_id])
        faults = list(desk.faults())
        site = None if faults else desk.site()
        if site is not None:
            faults += desk.duplicates(work, site)
        if faults or site is None:
            raise RefusedError(desk.say("refused"), faults)
        is_new_site = site.site_id not in desk.network.sites
        if is_new_site:
            import_id = log_entry(work, BOOKING, "sites", crs=wanted.crs or "")
            work.inputs.merge(batch_of("sites", [site]), import_id)
        order = desk.order(site)
        work.orders.record([order], context.user, utc_now(), BOOKING)
    return Booked(order, site, is_new=True, is_new_site=is_new_site)


def _again(desk: "BookingDesk", recorded: Order) -> Booked:
    """Return the booking of a key that is recorded, if it asks for the same.

    Raises
    ------
    RefusedError
        When it asks for something else.
    """
    site = desk.network.sites[recorded.site_id]
    wanted = desk.wanted
    same = (
        recorded.material == wanted.material
        and recorded.wishes == desk.wishes()
        and wanted.load_kg in {0, recorded.load_kg}
        and wanted.load_l in {0, recorded.load_l}
        and wanted.site_id in {"", recorded.site_id}
    )
    if not same:
        raise RefusedError(
            desk.say("refused"), [desk.say("key_taken", value=recorded.order_id)]
        )
    return Booked(recorded, site, is_new=False, is_new_site=False)


def accept_order(context: Context, order_id: str, wish: str, now: datetime) -> Order:
    """Promise a time to a customer without a slot: the dispatcher knows it can be kept.

    So are direct loads promised, which milk runs do not fetch. A milk run puts the
    order in with the next promise or plan.

    Parameters
    ----------
    context
        Settings, storage, and who acts.
    order_id
        The order.
    wish
        The time, as `recycling.domain.bookings.Wish` reads it; the day and window the
        order has when it is empty.
    now
        Local time.

    Raises
    ------
    RefusedError
        When the time is none, or is over; with every reason.
    ConflictError
        When there is no such order, or it cannot be promised any more.
    """
    with context.unit_of_work() as work:
        work.lock()
        order = recorded_order(work, order_id)
        own = Wish(order.day, order.window_start_s, order.window_end_s)
        given = wish or str(own)
        wanted = Booking(order.material, wishes=(given,))
        desk = BookingDesk(context, work.inputs.network(), wanted, now)
        faults = list(desk.wish_faults(given))
        if faults:
            raise RefusedError(desk.say("refused"), faults)
        who, at = context.user, utc_now()
        work.orders.change([order_id], OrderStatus.CONFIRMED, who, at)
        promised = with_window(recorded_order(work, order_id), Wish.parse(given))
        work.orders.record([promised], who, at)
        work.offers.set_state(OfferState.WITHDRAWN, order_id)
        return recorded_order(work, order_id)


@dataclass(frozen=True, slots=True)
class Ended:
    """Orders that were called off, or failed.

    Attributes
    ----------
    changed
        How many were not so before.
    on_lists
        Those that crews have on their lists still: plans leave them out from the
        next version on.
    """

    changed: int
    on_lists: tuple[str, ...]


def end_orders(
    context: Context, order_ids: Sequence[str], after: OrderStatus, note: str = ""
) -> Ended:
    """Call orders off, or note that they failed; withdraw what was offered for them.

    All of them or none.

    Raises
    ------
    ConflictError
        When one is not recorded, or cannot end that way any more.
    """
    with context.unit_of_work() as work:
        changed = work.orders.change(order_ids, after, context.user, utc_now(), note)
        kept = (OfferState.OPEN, OfferState.TAKEN)
        for order_id in order_ids:
            work.offers.set_state(OfferState.WITHDRAWN, order_id, of_states=kept)
        days = {order.day for order in work.orders.find(order_ids).values()}
        listed: set[str] = set()
        for day in days:
            listed |= orders_on_lists(work, day, work.publications.of_day(day))
    return Ended(changed, tuple(sorted(listed.intersection(order_ids))))


def order_story(context: Context, order_id: str) -> OrderStory:
    """Read an order, the changes of its state, and the slots ever offered for it.

    Raises
    ------
    ConflictError
        When there is no such order.
    """
    with context.unit_of_work() as work:
        order = recorded_order(work, order_id)
        sites = {site.site_id: site for site in work.inputs.rows(Site)}
        return OrderStory(
            order,
            sites.get(order.site_id),
            tuple(work.orders.changes(order_id)),
            tuple(work.offers.of_order(order_id)),
        )


def recorded_order(work: UnitOfWork, order_id: str) -> Order:
    """Read an order.

    Raises
    ------
    ConflictError
        When there is none.
    """
    found = work.orders.find([order_id])
    if order_id not in found:
        msg = said("order.unknown", order_id=shown(order_id))
        raise ConflictError(msg)
    return found[order_id]


def orders_between(
    context: Context,
    start: date,
    end: date,
    states: Collection[OrderStatus] = (),
    sources: Collection[OrderSource] = (),
) -> list[Order]:
    """Orders of some days, both ends counted, by day and id."""
    with context.unit_of_work() as work:
        return work.orders.listed(start, end, states, sources)


def bookings_found(
    context: Context,
    start: date,
    end: date,
    states: Collection[OrderStatus] = (),
    query: str = "",
) -> list[Order]:
    """Bookings of some days, both ends counted, by day and id.

    Parameters
    ----------
    context
        Storage.
    start, end
        First and last day; the booking whose id is asked for is found on any day.
    states
        States to keep; all when empty.
    query
        Part of an id, contact, address or site; all when empty.
    """
    wanted = query.strip().casefold()
    with context.unit_of_work() as work:
        found = work.orders.listed(start, end, states, (OrderSource.BOOKING,))
        named = work.orders.find([query.strip()]) if wanted else {}
    if not wanted:
        return found
    kept = [order for order in found if wanted in _searched(order)]
    known = {order.order_id for order in kept}
    return kept + [order for key, order in named.items() if key not in known]


def _searched(order: Order) -> str:
    """Write what a booking is looked for by."""
    parts = (order.order_id, order.contact, order.address, order.site_id)
    return "\n".join(parts).casefold()


def decline_offer(context: Context, order_id: str) -> Order:
    """Take the slots of a booking back: the customer wants none; the request stands.

    The same again changes nothing.

    Raises
    ------
    ConflictError
        When there is no such order, or it is promised or over.
    """
    with context.unit_of_work() as work:
        work.lock()
        recorded_order(work, order_id)
        who, at = context.user, utc_now()
        work.orders.change([order_id], OrderStatus.REQUESTED, who, at, "declined")
        work.offers.set_state(OfferState.WITHDRAWN, order_id)
        return recorded_order(work, order_id)


def with_window(order: Order, window: Wish) -> Order:
    """Order with a promised time as its day and hard window."""
    return replace(
        order,
        day=window.day,
        window_start_s=window.start_s,
        window_end_s=window.end_s,
        is_required=True,
    )
