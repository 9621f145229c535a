"""Use cases of time slots: offer some for a booking, and promise one of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from recycling.dispatch.offers import (
    PricedSlot,
    price_slots,
    slots_between,
)
from recycling.dispatch.planning import FLEET_FULL, NO_VEHICLE
from recycling.domain.bookings import OfferState, SlotOffer, Wish
from recycling.domain.errors import ConflictError
from recycling.domain.orders import Order, OrderStatus
from recycling.services.booking_days import BookingDays
from recycling.services.booking_words import say_booking
from recycling.services.bookings import recorded_order
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork

OFFERABLE = frozenset({OrderStatus.REQUESTED, OrderStatus.OFFERED, OrderStatus.FAILED})
"""States of orders that slots are offered for: nothing is promised yet, or the
promise could not be kept."""


_MAY_CHANGE = frozenset({FLEET_FULL, NO_VEHICLE})
"""Reasons for which a farther depot may do what the nearest one cannot."""


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
        When there is no such order, it is promised or over, or no milk run fetches it.
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
            say_booking(
                context, "not_offerable", value=order.order_id, state=order.status
            )
        )
    return order


def _search(context: Context, work: UnitOfWork, order: Order, now: datetime) -> Offered:
    """Price the wished times; where none can be kept, all other ones."""
    settings = context.settings.bookings
    days = BookingDays(context, work, order, now)
    if days.goes_direct:
        raise ConflictError(
            say_booking(context, "goes_direct", value=order.order_id, day=order.day)
        )
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

    As for plans, a farther depot is asked where the nearer one's vehicles are full;
    and on days on which that one cannot come at all.
    """
    by_day: dict[date, list[Wish]] = defaultdict(list)
    for slot in slots:
        by_day[slot.day].append(slot)
    for day, wanted in by_day.items():
        refused = dict.fromkeys(wanted, NO_VEHICLE)
        for depot in days.depots[:most_depots]:
            is_none = len(refused) == len(wanted)
            left = [s for s in refused if is_none or refused[s] in _MAY_CHANGE]
            desk = days.desk(day, depot) if left else None
            if desk is None:
                continue
            answers = price_slots(desk, days.order, left)
            for slot, answer in zip(left, answers, strict=True):
                if isinstance(answer, PricedSlot):
                    del refused[slot]
                    yield depot, answer
                elif depot == days.depots[0]:
                    # One farther away would give reasons of its own.
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
