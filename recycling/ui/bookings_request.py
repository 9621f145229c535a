"""What a customer typed on the page, as a booking; and when somebody may come."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from recycling.config import BookingSettings
from recycling.domain.bookings import Wish
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.sites import Site
from recycling.domain.units import S_PER_H
from recycling.services.booking_check import Booking

WHO: Final = MappingProxyType(
    {
        "resident": Stream.HOUSEHOLD,
        "shop": Stream.COMMERCIAL,
        "factory": Stream.INDUSTRIAL,
        "elv_owner": Stream.ELV,
    }
)
"""Where a load comes from, by who asks."""

UNITS: Final = ("kg", "units", "litres")
"""What quantities are told in."""

DATUMS: Final = ("wgs84", "gcj02", "bd09", "cgcs2000")
"""Coordinate systems a position may be typed in."""

MOST_PLACES: Final = 30
"""Places offered for a search."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A request as it was typed.

    Attributes
    ----------
    key
        Number it will be booked under: sent twice it is booked once.
    who
        One of `WHO`.
    material, amount, unit
        What, and how much of it in one of `UNITS`.
    contact, address
        Whom to call, and where exactly.
    site_id, position, crs
        A known place; or longitude and latitude as text and their datum.
    days, hours, other
        Wished days and hours as `slots_of` names them, and times in words.
    """

    key: str
    who: str
    material: str
    amount: int
    unit: str
    contact: str = ""
    address: str = ""
    site_id: str = ""
    position: str = ""
    crs: str = DATUMS[0]
    days: tuple[date, ...] = ()
    hours: tuple[tuple[int, int], ...] = ()
    other: str = ""


def booking_of(typed: Typed) -> Booking:
    """Make a booking of what was typed; what is wrong with it the service says."""
    amounts = {unit: typed.amount if unit == typed.unit else 0 for unit in UNITS}
    position = None if typed.site_id else position_of(typed.position)
    return Booking(
        material=typed.material,
        load_kg=amounts["kg"],
        load_units=amounts["units"],
        site_id=typed.site_id,
        position=position,
        crs=typed.crs if position else None,
        contact=typed.contact.strip(),
        address=typed.address.strip(),
        wishes=wishes_of(typed),
        stream=WHO[typed.who],
        order_id=typed.key,
        load_l=amounts["litres"],
    )


def position_of(text: str) -> tuple[float, float] | None:
    """Read longitude and latitude; ``None`` where that is not what was typed."""
    try:
        lon, lat = (float(word) for word in text.replace("\uff0c", ",").split(","))
    except ValueError:
        return None
    return lon, lat


def is_position(text: str) -> bool:
    """Whether a text is longitude and latitude, or nothing."""
    return not text.strip() or position_of(text) is not None


def wishes_of(typed: Typed) -> tuple[str, ...]:
    """Write wished times: every wished hour of every wished day, and those in words."""
    chosen = [
        str(Wish(day, first * S_PER_H, last * S_PER_H))
        for day in typed.days
        for first, last in typed.hours
    ]
    if not typed.hours:
        chosen = [f"{day}" for day in typed.days]
    told = (part.strip() for part in typed.other.replace("\uff1b", ";").split(";"))
    return (*chosen, *filter(None, told))


def days_of(today: date, settings: BookingSettings) -> list[date]:
    """Days on which slots are offered."""
    return [today + timedelta(days=n) for n in range(settings.days_ahead + 1)]


def slots_of(settings: BookingSettings) -> list[tuple[int, int]]:
    """Hours of the day between which slots lie: first and last hour of each."""
    return [
        (hour, min(hour + settings.slot_h, settings.closes_h))
        for hour in range(settings.opens_h, settings.closes_h, settings.slot_h)
    ]


def places_of(network: Network, query: str) -> list[Site]:
    """Known places whose name or id has a text in it, at most `MOST_PLACES`."""
    wanted = query.strip().casefold()
    if not wanted:
        return []
    found = (
        site
        for site in network.sites.values()
        if wanted in site.name.casefold() or wanted in site.site_id.casefold()
    )
    return sorted(found, key=lambda s: (len(s.name), s.site_id))[:MOST_PLACES]


def masked(contact: str) -> str:
    """Hide most of a name or number: enough stays to know it again.

    Examples
    --------
    >>> masked("13812345678")
    '1••••••••78'
    """
    text = contact.strip()
    if len(text) <= 2:
        return "•" * len(text)
    head, tail = (1, 2) if len(text) >= 7 else (1, 0)
    return text[:head] + "•" * (len(text) - head - tail) + text[len(text) - tail :]
