"""Bookings: what was asked for, offered and promised, and every change of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recycling.domain.orders import OrderStatus


class OfferState(StrEnum):
    """Where an offered slot stands."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """A time slot offered for an order, and what keeping it would cost.

    Attributes
    ----------
    offer_id, position
        Key: one offer to a customer, and the slot's place in it, cheapest first.
    order_id
        Order it is offered for.
    day, window_start_s, window_end_s
        When the vehicle would come.
    added_cost_fen
        Cost of the cheapest insertion into the plans of the day.
    depot_id, vehicle_id
        Whose route it would join; the vehicle is empty where one is not out yet.
    made_at, expires_at
        Local time of the offer, and until when it holds.
    state
        Open, taken by the customer, or withdrawn because it no longer fits.
    """

    offer_id: str
    position: int
    order_id: str
    day: date
    window_start_s: int
    window_end_s: int
    added_cost_fen: int
    depot_id: str
    vehicle_id: str
    made_at: datetime
    expires_at: datetime
    state: OfferState = OfferState.OPEN


@dataclass(frozen=True, slots=True)
class OrderChange:
    """One change of an order's state: when, by whom, from what to what."""

    order_id: str
    at: datetime
    who: str
    before: str
    after: OrderStatus
    note: str = ""
