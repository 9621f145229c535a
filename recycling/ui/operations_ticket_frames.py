"""Weighings of a day as frames: filtered, with their doubts; and what one is of."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from recycling.domain.network import Network
from recycling.domain.tickets import Ticket, TicketFlag
from recycling.domain.tracing import TicketEntry
from recycling.domain.units import KG_PER_T
from recycling.services.day_tickets import DayTickets, TicketKey, TicketStory
from recycling.ui.cards import Card
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.operations_frames import site_name
from recycling.ui.plan_cards import Fact

MOST_ROWS = 2_000
"""Tickets a table shows at once; filters and search narrow them down."""


@dataclass(frozen=True, slots=True)
class TicketChoice:
    """Tickets that are looked at; empty for all.

    Attributes
    ----------
    materials, flows
        Codes.
    district
        Where they were weighed.
    query
        Part of a number, vehicle, site or name.
    only_flagged
        Leave out what nobody doubts.
    """

    materials: Collection[str] = ()
    flows: Collection[str] = ()
    district: str = ""
    query: str = ""
    only_flagged: bool = False


def chosen_entries(
    found: DayTickets, choice: TicketChoice, network: Network
) -> list[TicketEntry]:
    """Tickets that keep all filters."""
    wanted = choice.query.strip().casefold()
    return [
        entry
        for entry in found.entries
        if (not choice.materials or entry.ticket.material in choice.materials)
        and (not choice.flows or entry.ticket.flow.value in choice.flows)
        and (not choice.only_flagged or key_of(entry.ticket) in found.flags)
        and (not choice.district or _district(network, entry) == choice.district)
        and (not wanted or wanted in _searched(entry.ticket, network))
    ]


def key_of(ticket: Ticket) -> TicketKey:
    """Site and number."""
    return ticket.site_id, ticket.ticket_no


def _district(network: Network, entry: TicketEntry) -> str:
    site = network.sites.get(entry.ticket.site_id)
    return site.district if site else ""


def _searched(ticket: Ticket, network: Network) -> str:
    name = site_name(network, ticket.site_id)
    parts = (ticket.ticket_no, ticket.vehicle_id, ticket.site_id, name)
    return "\n".join(parts).casefold()


def ticket_cards(
    entries: Sequence[TicketEntry], found: DayTickets, figures: Figures
) -> list[Card]:
    """Headline of the tickets that are looked at."""
    words = figures.words
    flagged = [e for e in entries if key_of(e.ticket) in found.flags]
    taken_back = sum(bool(entry.reversed_by) for entry in entries)
    simulated = sum(entry.ticket.is_simulated for entry in entries)
    sites = {entry.ticket.site_id for entry in entries}
    return [
        Card(
            words("operations.tickets.count"),
            f"{len(entries):,}",
            words("operations.tickets.sites", count=f"{len(sites):,}"),
            words("operations.tickets.simulated", count=f"{simulated:,}"),
        ),
        Card(
            words("operations.tickets.mass"),
            figures.tonnes(sum(entry.net_kg for entry in entries)),
            words("operations.tickets.reversed", count=f"{taken_back:,}"),
            words("operations.tickets.mass_note"),
        ),
        Card(
            words("operations.tickets.flagged"),
            f"{len(flagged):,}",
            figures.tonnes(sum(entry.net_kg for entry in flagged)),
            words("operations.tickets.flagged_note"),
        ),
    ]


def ticket_frame(
    entries: Iterable[TicketEntry], found: DayTickets, network: Network, words: Words
) -> pd.DataFrame:
    """Tickets by site and number, at most `MOST_ROWS`; doubts in words."""
    rows = [
        {
            "at": f"{entry.ticket.weighed_at:%H:%M}",
            "site": site_name(network, entry.ticket.site_id),
            "ticket": entry.ticket.ticket_no,
            "material": material_name(network, entry.ticket.material, words),
            "flow": words.label("Flow", entry.ticket.flow.value),
            "net_kg": entry.net_kg,
            "units": entry.units or None,
            "vehicle": entry.ticket.vehicle_id,
            "flags": flag_names(found.flags.get(key_of(entry.ticket), ()), words),
            "standing": _standing(entry, words),
        }
        for entry in list(entries)[:MOST_ROWS]
    ]
    columns = [
        "at", "site", "ticket", "material", "flow", "net_kg", "units", "vehicle",
        "flags", "standing",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("net_kg", "units"), "float64"))


def _standing(entry: TicketEntry, words: Words) -> str:
    if entry.reversed_by:
        return words("operations.tickets.reversed_by", ticket=entry.reversed_by)
    if entry.ticket.corrects:
        return words("operations.tickets.corrects", ticket=entry.ticket.corrects)
    return ""


def flag_names(flags: Iterable[TicketFlag], words: Words) -> str:
    """Name the doubts about a ticket."""
    return words.join([words.label("FlagRule", flag.rule.value) for flag in flags])


def material_name(network: Network, code: str, words: Words) -> str:
    """Name of a material, its code where it is not recorded."""
    material = network.materials.get(code)
    return words.name(material) if material else code


def ticket_facts(story: TicketStory, network: Network, words: Words) -> list[Fact]:
    """Say what a ticket tells; empty cells are left out."""
    ticket = story.ticket
    facts = (
        ("ticket", ticket.ticket_no),
        ("site", f"{site_name(network, ticket.site_id)} ({ticket.site_id})"),
        ("at", f"{ticket.weighed_at:%Y-%m-%d %H:%M}"),
        ("material", material_name(network, ticket.material, words)),
        ("stream", words.label("Stream", ticket.stream.value)),
        ("flow", words.label("Flow", ticket.flow.value)),
        ("net", f"{ticket.net_kg:,} kg"),
        ("gross", "" if ticket.gross_kg is None else f"{ticket.gross_kg:,} kg"),
        ("tare", "" if ticket.tare_kg is None else f"{ticket.tare_kg:,} kg"),
        ("units", f"{ticket.units:,}" if ticket.units else ""),
        ("vehicle", ticket.vehicle_id),
        ("origin", site_name(network, ticket.origin_site_id)),
        ("party", ticket.party_id),
        ("bridge", ticket.weighbridge_id),
        ("grade", words.label("Grade", ticket.grade.value)),
        ("before", story.before.ticket_no if story.before else ticket.corrects),
        ("after", story.after.ticket_no if story.after else ""),
    )
    return [
        Fact(words(f"operations.fact.{name}"), value) for name, value in facts if value
    ]


def story_frame(story: TicketStory, network: Network, words: Words) -> pd.DataFrame:
    """List the stops whose load a ticket weighed, with their orders."""
    rows = [
        {
            "site": site_name(network, stop.site_id),
            "order": stop.order_id,
            "order_state": _order_state(story, stop.order_id, words),
            "planned_kg": stop.planned_kg,
            "collected_kg": stop.collected_kg,
            "weighed_kg": stop.weighed_kg,
        }
        for stop in story.stops
    ]
    columns = [
        "site", "order", "order_state", "planned_kg", "collected_kg", "weighed_kg",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(columns[3:], "float64"))


def _order_state(story: TicketStory, order_id: str, words: Words) -> str:
    order = story.orders.get(order_id)
    return words.label("OrderStatus", order.status.value) if order else ""


def tonnes_of(kilograms: int | None) -> float | None:
    """Kilograms in tonnes, for tables."""
    return None if kilograms is None else kilograms / KG_PER_T
