"""What is typed on the bookings page, as a booking."""

from datetime import date

import pytest

from recycling.config import BookingSettings
from recycling.domain.materials import Stream
from recycling.ui.bookings_request import (
    Typed,
    booking_of,
    days_of,
    is_position,
    masked,
    places_of,
    position_of,
    slots_of,
    wishes_of,
)
from tests.builders import micro_network

DAY = date(2026, 11, 4)
TYPED = Typed("B-1", "shop", "paper", 30, "kg", " Li ", site_id="P1")


def test_a_request_becomes_a_booking():
    booking = booking_of(TYPED)
    assert (booking.order_id, booking.site_id, booking.contact) == ("B-1", "P1", "Li")
    assert booking.stream is Stream.COMMERCIAL
    assert (booking.load_kg, booking.load_units, booking.load_l) == (30, 0, 0)
    assert booking.crs is None


def test_a_typed_position_is_declared():
    typed = Typed("", "resident", "paper", 3, "litres", position="106.5\uff0c29.5")
    booking = booking_of(typed)
    assert (booking.position, booking.crs) == ((106.5, 29.5), "wgs84")
    assert (booking.load_kg, booking.load_l) == (0, 3)


@pytest.mark.parametrize("text", ["here", "106.5", "1, 2, 3", "106.5, north"])
def test_what_is_no_position(text):
    assert position_of(text) is None
    assert not is_position(text)


def test_no_position_is_not_a_wrong_one():
    assert position_of(" ") is None
    assert is_position(" ")


@pytest.mark.parametrize(
    ("days", "hours", "other", "wishes"),
    [
        ((), (), "", ()),
        ((DAY,), (), "", ("2026-11-04",)),
        (
            (DAY,),
            ((8, 10), (14, 16)),
            "",
            ("2026-11-04 08:00-10:00", "2026-11-04 14:00-16:00"),
        ),
        (
            (),
            (),
            "2026-11-05 9:00-11:00; 2026-11-06",
            ("2026-11-05 9:00-11:00", "2026-11-06"),
        ),
    ],
)
def test_wished_times(days, hours, other, wishes):
    typed = Typed("", "resident", "paper", 1, "kg", days=days, hours=hours, other=other)
    assert wishes_of(typed) == wishes


def test_days_and_hours_are_those_of_the_settings():
    settings = BookingSettings(opens_h=8, closes_h=13, slot_h=2, days_ahead=1)
    assert slots_of(settings) == [(8, 10), (10, 12), (12, 13)]
    assert days_of(DAY, settings) == [DAY, date(2026, 11, 5)]


def test_places_are_found_by_name_or_id():
    network = micro_network()
    assert [site.site_id for site in places_of(network, "p1")] == ["P1"]
    assert places_of(network, " ") == []


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("13812345678", f"1{8 * chr(0x2022)}78"),
        ("Wang", "W\u2022\u2022\u2022"),
        ("Li", "\u2022\u2022"),
        ("", ""),
    ],
)
def test_contacts_are_masked(contact, shown):
    assert masked(contact) == shown
