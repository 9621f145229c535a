"""Use case of promises: a slot that a customer takes goes into the plan."""

from dataclasses import dataclass, replace
from datetime import datetime

from recycling.dispatch.day_plan import Answer, Made, plan_of
from recycling.dispatch.offers import (
    ENGINE,
    DayDesk,
    after_lead,
    put_in,
    without_missed,
)
from recycling.domain.bookings import OfferState, SlotOffer, Wish
from recycling.domain.errors import ConflictError
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlanState, RoutePlan, UnservedOrder
from recycling.services.booking_days import BookingDays
from recycling.services.booking_words import say_booking
from recycling.services.bookings import recorded_order, with_window
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.offering import Offered, offer_slots
from recycling.services.plan_records import next_version, record_plan
from recycling.services.ports import UnitOfWork
from recycling.services.publishing import put_in_force
from routing.vrp.report import RoutingResult


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
            plan = BookingDays(context, work, order, now).plan(slot.day, slot.depot_id)
            return Confirmed(order, slot, plan.plan_id)
        gone = _late(context, slot, now)
        done = None if gone else _promised(context, work, order, slot, now)
        if done is not None:
            return done
        work.offers.set_state(OfferState.WITHDRAWN, order.order_id)
    why = gone or say_booking(context, "slot_gone", value=_named(slot))
    offered = offer_slots(context, slot.order_id, now)
    more = "slot_offered" if offered.slots else "nothing_offered"
    new_id = offered.slots[0].offer_id if offered.slots else ""
    msg = f"{why} {say_booking(context, more, value=new_id)}"
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
        raise ConflictError(say_booking(context, "no_slot", value=value, known=known))
    slot = slots[position]
    if slot.state is OfferState.WITHDRAWN:
        raise ConflictError(
            say_booking(context, "withdrawn", value=_named(slot), order=slot.order_id)
        )
    return slot


def _late(context: Context, slot: SlotOffer, now: datetime) -> str:
    """Say that an offer held no longer; nothing while it does."""
    if now <= slot.expires_at:
        return ""
    until = f"{slot.expires_at:%Y-%m-%d %H:%M}"
    return say_booking(context, "expired", value=_named(slot), until=until)


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
    days = BookingDays(context, work, asked, now)
    desk = days.desk(slot.day, slot.depot_id)
    result = None if desk is None else put_in(desk, asked.order_id)
    if desk is None or result is None:
        return None
    who, at, note = context.user, utc_now(), _named(slot)
    work.orders.record([asked], who, at, note)
    work.orders.change([order.order_id], OrderStatus.CONFIRMED, who, at, note)
    version = _version(work, days, desk, result)
    earlier = {s.order_id for r in desk.bench.situation.routes for s in r.stops}
    served = {s.order_id for r in version.routes for s in r.stops}
    added = work.orders.find(sorted(served - earlier)).values()
    saved = record_plan(work, added, version, context.user)
    if slot.depot_id in days.force(slot.day).publications:
        # Crews drive by what it was made from: it goes on their lists.
        put_in_force(work, saved, (slot.depot_id,), context.user)
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
    work: UnitOfWork, days: BookingDays, desk: DayDesk, result: RoutingResult
) -> RoutePlan:
    """Return the plan with the order in it.

    A draft of the depot alone is brought up to date; anything else gets a version
    beside it, for the depot alone.
    """
    situation = desk.bench.situation
    plan, depot = situation.plan, situation.depot_id
    published = days.force(plan.day).publications
    is_own = plan.depots == (depot,) and plan.state is PlanState.DRAFT
    is_kept = is_own and depot not in published
    plan_id = plan.plan_id if is_kept else next_version(work, plan.plan_id, plan.day)
    made = Made(
        plan_id,
        ENGINE,
        planned_from_s=days.at_s if situation.begun else plan.planned_from_s,
        made_by=plan.made_by or days.user,
    )
    version = plan_of(desk.bench, Answer(result.solution, result.report), made)
    version = without_missed(version, days.order.order_id)
    served = {stop.order_id for route in version.routes for stop in route.stops}
    named = {left.order_id for left in version.unserved}
    earlier = (u for u in _own_unserved(days, plan, depot) if u.order_id not in served)
    left = [*version.unserved, *(u for u in earlier if u.order_id not in named)]
    return replace(
        version,
        unserved=tuple(left),
        based_on=plan.based_on if is_kept else version.based_on,
    )


def _own_unserved(
    days: BookingDays, plan: RoutePlan, depot: str
) -> tuple[UnservedOrder, ...]:
    """Orders a plan leaves out, as far as they are nearest to a depot."""
    if plan.depots == (depot,):
        return plan.unserved
    mine = days.nearest_to(depot, [left.order_id for left in plan.unserved])
    return tuple(left for left in plan.unserved if left.order_id in mine)
