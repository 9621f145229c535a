"""Use cases of time slots: offer some for a booking, and promise one of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from recycling.dispatch.offers import (
    PricedSlot,
    after_lead,
    price_slots,
    put_in,
    slots_between,
)
from recycling.dispatch.planning import NO_VEHICLE
from recycling.dispatch.routes import planned_routes
from recycling.domain.bookings import OfferState, SlotOffer, Wish
from recycling.domain.errors import ConflictError, PlanningError
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlanState, RoutePlan, UnservedOrder
from recycling.schema.messages import text
from recycling.services.booking_days import BookingDays
from recycling.services.bookings import language, recorded_order, with_window
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.plan_records import next_version, record_plan, renamed
from recycling.services.ports import UnitOfWork

OFFERABLE = frozenset({OrderStatus.REQUESTED, OrderStatus.OFFERED, OrderStatus.FAILED})
"""States of orders that slots are offered for: nothing is promised yet, or the
promise could not be kept."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be offered for a booking.

    Attributes
    ----------
    order
        The booking.
    slots
        Slots on offer, the cheapest first.
    is_wished
        Whether they lie in the wished times; others are offered where none of
        those can be kept.
    reasons
        Why slots looked at cannot be kept, and how many.
    """

    order: Order
    slots: tuple[SlotOffer, ...]
    is_wished: bool
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A slot that is promised.

    Attributes
    ----------
    order
        The order, with the slot as its day and window.
    slot
        The slot.
    plan_id
        Version of the plan it was put into.
    """

    order: Order
    slot: SlotOffer
    plan_id: str


class SlotGoneError(ConflictError):
    """A slot that cannot be kept any more, with what is offered instead.

    Parameters
    ----------
    message
        What happened, and the way out.
    offered
        New offer.
    """

    def __init__(self, message: str, offered: Offered) -> None:
        self.offered = offered
        super().__init__(message)


def offer_slots(context: Context, order_id: str, now: datetime) -> Offered:
    """Offer time slots for a booking; what was offered before is withdrawn.

    Parameters
    ----------
    context
        Settings, storage, and who acts.
    order_id
        The booking.
    now
        Local time.

    Raises
    ------
    ConflictError
        When there is no such order, or it is promised or over.
    """
    with context.unit_of_work() as work:
        order = _offerable(context, recorded_order(work, order_id))
        found = _search(context, work, order, now)
    with context.unit_of_work() as work:
        work.lock()
        _offerable(context, recorded_order(work, order_id))
        work.offers.set_state(OfferState.WITHDRAWN, order_id)
        if found.slots:
            work.offers.add(found.slots)
            who, at = context.user, utc_now()
            work.orders.change([order_id], OrderStatus.OFFERED, who, at)
        order = recorded_order(work, order_id)
    return replace(found, order=order)


def _offerable(context: Context, order: Order) -> Order:
    if order.status not in OFFERABLE:
        raise ConflictError(
            _say(context, "not_offerable", value=order.order_id, state=order.status)
        )
    return order


def _say(context: Context, key: str, **params: object) -> str:
    return text(f"booking.{key}", language(context), **params)


def _search(context: Context, work: UnitOfWork, order: Order, now: datetime) -> Offered:
    """Price the wished times; where none can be kept, all other ones."""
    settings = context.settings.bookings
    days = BookingDays(context, work, order)
    wishes = [Wish.parse(wish) for wish in order.wishes]
    reasons: Counter[str] = Counter()
    for wished in dict.fromkeys((tuple(wishes), ())):
        slots = slots_between(settings, now, wished)
        priced = list(_priced(days, slots, settings.depots, reasons))
        if priced:
            ranked = sorted(
                priced,
                key=lambda item: (
                    item[1].added_fen,
                    item[1].slot.day,
                    item[1].slot.start_s,
                ),
            )
            made = _offers(order, ranked[: settings.most_slots], now, settings.hold_min)
            return Offered(order, made, bool(wished) or not wishes, dict(reasons))
    return Offered(order, (), is_wished=False, reasons=dict(reasons))


def _priced(
    days: BookingDays, slots: Sequence[Wish], most_depots: int, reasons: Counter[str]
) -> Iterator[tuple[str, PricedSlot]]:
    """Yield slots that can be kept, with their depots.

    A farther depot is asked for what the nearer ones cannot keep.
    """
    by_day: dict[date, list[Wish]] = defaultdict(list)
    for slot in slots:
        by_day[slot.day].append(slot)
    if not days.depots:
        reasons[NO_VEHICLE] += len(slots)
    for day, waiting in by_day.items():
        refused = dict.fromkeys(waiting, NO_VEHICLE)
        for depot in days.depots[:most_depots]:
            left = list(refused)
            desk = days.desk(day, depot) if left else None
            if desk is None:
                continue
            answers = price_slots(desk, days.order, left)
            for slot, answer in zip(left, answers, strict=True):
                if isinstance(answer, PricedSlot):
                    del refused[slot]
                    yield depot, answer
                else:
                    refused[slot] = answer
        reasons.update(refused.values())


def _offers(
    order: Order,
    priced: Sequence[tuple[str, PricedSlot]],
    now: datetime,
    hold_min: int,
) -> tuple[SlotOffer, ...]:
    made_at = now.replace(microsecond=0)
    offer_id = f"O-{made_at:%Y%m%d}-{uuid4().hex[:8]}"
    return tuple(
        SlotOffer(
            offer_id=offer_id,
            position=position,
            order_id=order.order_id,
            day=item.slot.day,
            window_start_s=item.slot.start_s,
            window_end_s=item.slot.end_s,
            added_cost_fen=item.added_fen,
            depot_id=depot,
            vehicle_id=item.vehicle_id,
            made_at=made_at,
            expires_at=made_at + timedelta(minutes=hold_min),
        )
        for position, (depot, item) in enumerate(priced, start=1)
    )


def confirm_slot(
    context: Context, offer_id: str, position: int, now: datetime
) -> Confirmed:
    """Promise a slot: put the order into the plan, and withdraw the other slots.

    All in one transaction, during which nobody else promises anything: what the plan
    was when the slot was offered does not matter. The same slot again is the same
    promise.

    Parameters
    ----------
    context
        Settings, storage, and who acts.
    offer_id, position
        The slot.
    now
        Local time.

    Raises
    ------
    ConflictError
        When there is no such slot, or another one was taken.
    SlotGoneError
        When the slot cannot be kept any more; new ones are on offer then.
    """
    with context.unit_of_work() as work:
        work.lock()
        slot = _slot(context, work, offer_id, position)
        order = recorded_order(work, slot.order_id)
        if slot.state is OfferState.TAKEN:
            plan = BookingDays(context, work, order).plan(slot.day, slot.depot_id)
            return Confirmed(order, slot, plan.plan_id)
        gone = _late(context, slot, now)
        done = None if gone else _promised(context, work, order, slot, now)
        if done is not None:
            return done
        work.offers.set_state(OfferState.WITHDRAWN, order.order_id)
    why = gone or _say(context, "slot_gone", value=_named(slot))
    offered = offer_slots(context, slot.order_id, now)
    more = "slot_offered" if offered.slots else "nothing_offered"
    new_id = offered.slots[0].offer_id if offered.slots else ""
    msg = f"{why} {_say(context, more, value=new_id)}"
    raise SlotGoneError(msg, offered)


def _named(slot: SlotOffer) -> str:
    window = Wish(slot.day, slot.window_start_s, slot.window_end_s)
    return f"{slot.offer_id} {slot.position} ({window})"


def _slot(
    context: Context, work: UnitOfWork, offer_id: str, position: int
) -> SlotOffer:
    """Read a slot that may be taken, or is.

    Raises
    ------
    ConflictError
        When there is no such slot, or another one was taken.
    """
    slots = {slot.position: slot for slot in work.offers.of_offer(offer_id)}
    if position not in slots:
        known = ", ".join(map(str, slots)) or "-"
        value = f"{offer_id} {position}"
        raise ConflictError(_say(context, "no_slot", value=value, known=known))
    slot = slots[position]
    if slot.state is OfferState.WITHDRAWN:
        raise ConflictError(
            _say(context, "withdrawn", value=_named(slot), order=slot.order_id)
        )
    return slot


def _late(context: Context, slot: SlotOffer, now: datetime) -> str:
    """Say that an offer held no longer; nothing while it does."""
    if now <= slot.expires_at:
        return ""
    until = f"{slot.expires_at:%Y-%m-%d %H:%M}"
    return _say(context, "expired", value=_named(slot), until=until)


def _promised(
    context: Context,
    work: UnitOfWork,
    order: Order,
    slot: SlotOffer,
    now: datetime,
) -> Confirmed | None:
    """Put an order into its slot's day, if that still can be."""
    window = Wish(slot.day, slot.window_start_s, slot.window_end_s)
    left = after_lead(window, now, context.settings.bookings)
    if left is None:
        return None
    asked = with_window(order, left)
    days = BookingDays(context, work, asked)
    desk = days.desk(slot.day, slot.depot_id)
    result = None if desk is None else put_in(desk, asked.order_id)
    if desk is None or result is None:
        return None
    who, at, note = context.user, utc_now(), _named(slot)
    work.orders.record([asked], who, at, note)
    work.orders.change([order.order_id], OrderStatus.CONFIRMED, who, at, note)
    plan = days.plan(slot.day, slot.depot_id)
    version = _version(work, days, plan, slot.depot_id)
    routes = planned_routes(desk.bench.built, result, version.plan_id)
    served = {stop.order_id for route in routes for stop in route.stops}
    version = replace(
        version,
        routes=tuple(routes),
        unserved=tuple(u for u in version.unserved if u.order_id not in served),
    )
    promised = [o for o in desk.bench.built.catchment.orders if o.order_id in served]
    saved = record_plan(work, promised, version, context.user)
    _publish(work, days, saved, slot)
    work.offers.set_state(OfferState.WITHDRAWN, order.order_id)
    work.offers.set_state(
        OfferState.TAKEN,
        order.order_id,
        of_states=(OfferState.WITHDRAWN,),
        slot=(slot.offer_id, slot.position),
    )
    done = recorded_order(work, order.order_id)
    return Confirmed(done, replace(slot, state=OfferState.TAKEN), saved.plan_id)


def _version(
    work: UnitOfWork, days: BookingDays, plan: RoutePlan, depot: str
) -> RoutePlan:
    """Return the plan that takes the order: a depot's own draft, or a new version."""
    is_own = plan.depots == (depot,) and plan.state is PlanState.DRAFT
    if is_own and depot not in days.force(plan.day).publications:
        return plan
    version = renamed(plan, next_version(work, plan.plan_id, plan.day))
    return replace(
        version,
        state=PlanState.DRAFT,
        depots=(depot,),
        based_on=plan.plan_id,
        bound_fen=None,
        made_by="",
        unserved=_own_unserved(days, plan, depot),
    )


def _own_unserved(
    days: BookingDays, plan: RoutePlan, depot: str
) -> tuple[UnservedOrder, ...]:
    """Orders a plan leaves out, as far as they are nearest to a depot."""
    if plan.depots == (depot,):
        return plan.unserved
    mine = days.nearest_to(depot, [left.order_id for left in plan.unserved])
    return tuple(left for left in plan.unserved if left.order_id in mine)


def _publish(
    work: UnitOfWork, days: BookingDays, plan: RoutePlan, slot: SlotOffer
) -> None:
    """Let crews drive by the version, where they drive by what it was made from.

    Raises
    ------
    PlanningError
        When somebody published meanwhile, which the lock should not let happen.
    """
    publication = days.force(slot.day).publications.get(slot.depot_id)
    if publication is None:
        return
    newer = replace(
        publication,
        version=publication.version + 1,
        plan_id=plan.plan_id,
        published_at=utc_now(),
        published_by=days.user,
    )
    if not work.publications.put(newer):
        msg = (
            f"publication {slot.day} {slot.depot_id}: version {publication.version} is "
            "no longer in force. Ask for the slots again."
        )
        raise PlanningError(msg)
    work.plans.set_state(plan.plan_id, publication.state)
