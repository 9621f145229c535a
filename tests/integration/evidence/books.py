"""Three months of the street, and a hand in the file."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text

from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.site_records import SiteEnergy, Stocktake
from recycling.domain.tickets import Grade, Ticket
from recycling.services.context import Context
from recycling.storage.database import Database
from tests.workspaces import SETTINGS, street_tables, write_objects

MONTHS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
APRIL = datetime(2026, 4, 2, 1, tzinfo=UTC)


def ticket(month: int, number: str, net_kg: int, **values: Any) -> Ticket:
    at = datetime(2026, month, 5, 8, 30)
    return replace(Ticket("C1", number, at, "paper", net_kg), **values)


TICKETS = [
    ticket(1, "A1", 1_000),
    ticket(1, "A2", 2_000, grade=Grade.CALCULATED, vehicle_id='a "],[" 渝A'),
    ticket(2, "B1", 3_000),
    # Takes the place of January's A1: 200 kg less, dated in February.
    ticket(2, "B2", 800, corrects="A1"),
    ticket(
        3, "R1", 25_000, site_id="K1", material="steel",
        stream=Stream.INDUSTRIAL, origin_site_id="G1",
    ),
]  # fmt: skip


def recorded(
    database: Database, network: Network, tickets: Sequence[Ticket] = TICKETS
) -> Context:
    context = Context(SETTINGS, database.unit_of_work, lambda: ThreadPoolExecutor(1))
    tables = street_tables(network) | {
        "tickets": tickets,
        "stocktakes": [Stocktake("C1", "paper", date(2026, 1, 31), 500)],
        "site_energy": [SiteEnergy("C1", date(2026, 2, 1), 1_000.5, 10.0, 0.25)],
    }
    for table, objects in tables.items():
        if objects:
            write_objects(context, table, objects)
    return context


def run(database: Database, statement: str, **values: Any) -> None:
    """Change rows past the product, as somebody with a hand in the file would."""
    with database.engine.begin() as connection:
        connection.execute(text(statement), values)
