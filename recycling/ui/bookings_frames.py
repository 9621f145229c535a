"""Bookings as frames: the list with masked contacts, and what became of one."""

from collections.abc import Iterable
from datetime import UTC, tzinfo

import pandas as pd

from recycling.domain.bookings import OrderChange, SlotOffer
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.units import FEN_PER_CNY, clock
from recycling.services.bookings import OrderStory
from recycling.ui.bookings_request import masked
from recycling.ui.i18n import Words
from recycling.ui.operations_frames import site_name, window
from recycling.ui.operations_ticket_frames import material_name
from recycling.ui.plan_cards import Fact


def booking_frame(
    orders: Iterable[Order], network: Network, words: Words
) -> pd.DataFrame:
    """Bookings, one row each; contacts are masked."""
    rows = [
        {
            "order": order.order_id,
            "state": words.label("OrderStatus", order.status.value),
            "day": order.day,
            "window": window(order),
            "material": material_name(network, order.material, words),
            "quantity": quantity(order, words),
            "place": order.address or site_name(network, order.site_id),
            "contact": masked(order.contact),
            "requested": order.requested_at,
        }
        for order in orders
    ]
    columns = [
        "order", "state", "day", "window", "material", "quantity", "place", "contact",
        "requested",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def quantity(order: Order, words: Words) -> str:
    """Write how much is to be fetched."""
    mass = f"{order.load_kg:,} kg"
    if not order.load_units:
        return mass
    return words("bookings.units_mass", count=f"{order.load_units:,}", mass=mass)


def order_facts(story: OrderStory, network: Network, words: Words) -> list[Fact]:
    """Say everything that is known of a booking, its contact in full."""
    order, site = story.order, story.site
    at = order.requested_at
    facts = (
        ("contact", order.contact),
        ("address", order.address),
        ("place", f"{site.name} ({site.site_id})" if site else order.site_id),
        ("position", f"{site.lon:.5f}, {site.lat:.5f}" if site else ""),
        ("material", material_name(network, order.material, words)),
        ("stream", words.label("Stream", order.stream.value)),
        ("quantity", quantity(order, words)),
        ("volume", f"{order.load_l:,} L" if order.load_l else ""),
        ("day", f"{order.day} {window(order)}".strip()),
        ("wishes", words.join(list(order.wishes))),
        ("requested", f"{at:%Y-%m-%d %H:%M}" if at else ""),
        ("party", order.party_id),
    )
    return [
        Fact(words(f"bookings.fact.{name}"), value) for name, value in facts if value
    ]


def history_frame(
    changes: Iterable[OrderChange], zone: tzinfo, words: Words
) -> pd.DataFrame:
    """List changes of a booking in local time: when, who, from what to what."""
    rows = [
        {
            "at": change.at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None),
            "who": change.who,
            "before": words.label("OrderStatus", change.before)
            if change.before
            else "",
            "after": words.label("OrderStatus", change.after.value),
            "note": change.note,
        }
        for change in changes
    ]
    return pd.DataFrame(rows, columns=["at", "who", "before", "after", "note"])


def slot_title(slot: SlotOffer) -> str:
    """Write the hours of a slot."""
    return f"{clock(slot.window_start_s)}-{clock(slot.window_end_s)}"


def slot_price(slot: SlotOffer) -> str:
    """Write what keeping a slot costs, in yuan."""
    return f"{slot.added_cost_fen / FEN_PER_CNY:,.2f}"
