"""Bookings: what was asked for, offered and promised, and every change of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from recycling.domain.errors import InputError
from recycling.domain.orders import OrderStatus
from recycling.domain.units import S_PER_DAY, S_PER_MIN, clock

_WISH = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]+(\d\d?):(\d\d) ?[-~/] ?(\d\d?):(\d\d))?")


@dataclass(frozen=True, slots=True)
class Wish:
    """A time in which a customer would like a crew to come.

    Attributes
    ----------
    day
        Day.
    start_s, end_s
        Seconds after midnight between which the crew begins.
    """

    day: date
    start_s: int = 0
    end_s: int = S_PER_DAY

    @classmethod
    def parse(cls, text: str) -> "Wish":
        """Read a wish: ``2026-11-05``, or ``2026-11-05 09:00-11:00``.

        Raises
        ------
        InputError
            When it is neither.
        """
        try:
            return cls(*_parsed(text))
        except ValueError:
            msg = (
                f"wish: must be a day, or a day and two times, got {text!r}. Write it "
                "like '2026-11-05 09:00-11:00'."
            )
            raise InputError(msg) from None

    def __str__(self) -> str:
        return f"{self.day} {clock(self.start_s)}-{clock(self.end_s)}"

    @property
    def ends_at(self) -> datetime:
        """Local time at which it is over."""
        return datetime.combine(self.day, time()) + timedelta(seconds=self.end_s)


def _parsed(text: str) -> tuple[date] | tuple[date, int, int]:
    found = _WISH.fullmatch(text.strip())
    if found is None:
        raise ValueError
    day = date.fromisoformat(found[1])
    if found[2] is None:
        return (day,)
    return day, _seconds(found[2], found[3]), _seconds(found[4], found[5])


def _seconds(hours: str, minutes: str) -> int:
    seconds = (60 * int(hours) + int(minutes)) * S_PER_MIN
    if int(minutes) >= 60 or seconds > S_PER_DAY:
        raise ValueError
    return seconds


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
