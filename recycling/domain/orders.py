"""Orders: something to pick up at a site on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recycling.domain.materials import Stream
from recycling.domain.units import S_PER_DAY


class OrderSource(StrEnum):
    """What caused an order."""

    SCHEDULE = "schedule"
    FILL_LEVEL = "fill_level"
    BOOKING = "booking"


class OrderStatus(StrEnum):
    """Where an order stands."""

    REQUESTED = "requested"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    PLANNED = "planned"
    ON_ROUTE = "on_route"
    COLLECTED = "collected"
    WEIGHED = "weighed"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """Something to pick up.

    Attributes
    ----------
    order_id, site_id
        Key, and the site where the load waits.
    day
        Day of the visit.
    material, stream
        What is picked up and where it comes from.
    load_kg, load_l, load_units
        Expected mass, loose volume and vehicles.
    window_start_s, window_end_s
        Service starts within these seconds after midnight.
    service_s
        Work at the stop.
    is_required
        A required order is left out only when nothing can serve it.
    prize_fen
        What serving an optional order is worth.
    source, status
        What caused it and where it stands.
    contact, address, party_id
        Whom to call, where exactly, and who is paid; of bookings.
    requested_at
        Local time it was asked for.
    wishes
        When the customer would like it to be fetched, each as ``2026-11-05
        09:00-11:00``; empty for at any time.
    """

    order_id: str
    site_id: str
    day: date
    material: str
    load_kg: int
    stream: Stream = Stream.HOUSEHOLD
    load_l: int = 0
    load_units: int = 0
    window_start_s: int = 0
    window_end_s: int = S_PER_DAY
    service_s: int = 0
    is_required: bool = True
    prize_fen: int = 0
    source: OrderSource = OrderSource.SCHEDULE
    status: OrderStatus = OrderStatus.CONFIRMED
    contact: str = ""
    address: str = ""
    party_id: str = ""
    requested_at: datetime | None = None
    wishes: tuple[str, ...] = ()
