"""Every figure of a report leads to tickets that add up to it, to the kilogram."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from recycling.domain.materials import Stream
from recycling.domain.parties import Party, Price, PriceKind
from recycling.domain.tickets import ElvClass, Flow, Ticket
from recycling.reporting.documents import Cell, Document
from recycling.reporting.pen import MassUnit, Pen
from recycling.services.context import Context
from recycling.services.reports import (
    district_report,
    settlement_report,
    site_report,
    target_report,
)
from recycling.services.tracing import traced
from tests.builders import micro_network
from tests.workspaces import open_context, street_tables, write_objects

PEN = Pen("en", MassUnit.KG)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Two centres and a dismantler over two months, with a correction."""
    found = open_context(tmp_path_factory.mktemp("traced") / "workspace")
    for table, objects in street_tables(micro_network()).items():
        if objects:
            write_objects(found, table, objects)
    write_objects(found, "parties", [Party("P1", "Paper shop", district="A")])
    price = Price("standard", PriceKind.PURCHASE, "paper", date(2026, 1, 1), 50_000)
    write_objects(found, "prices", [price])
    write_objects(found, "tickets", _tickets())
    return found


def _tickets() -> list[Ticket]:
    january, february = datetime(2026, 1, 9, 9), datetime(2026, 2, 9, 9)
    return [
        Ticket("C1", "1", january, "paper", 1_000, party_id="P1"),
        Ticket("C1", "2", january, "steel", 3_000, Stream.INDUSTRIAL),
        Ticket("C2", "1", february, "paper", 500, party_id="P1"),
        Ticket("C2", "2", february, "paper", 700, flow=Flow.TRANSFER),
        Ticket("K1", "1", february, "elv", 2_700, Stream.ELV, units=2,
               elv_class=ElvClass.CAR),
        # January's 3,000 kg were 2,900: taken back and counted in February.
        Ticket("C1", "3", february, "steel", 2_900, Stream.INDUSTRIAL, corrects="2"),
    ]  # fmt: skip


def figures(document: Document) -> list[Cell]:
    return [
        cell
        for table in document.tables
        for row in table.rows
        for cell in row
        if cell.figure_id
    ]


def traced_amount(context: Context, name: str) -> int:
    with traced(context, name) as found:
        entries = list(found.entries)
    if name.startswith("elv_units"):
        return sum(entry.units for entry in entries)
    return sum(entry.net_kg for entry in entries)


@pytest.mark.parametrize(
    ("make", "least"),
    [
        (lambda c: target_report(c, PEN), 8),
        (lambda c: district_report(c, PEN), 4),
        (lambda c: district_report(c, PEN, None, "A"), 4),
        (lambda c: site_report(c, PEN), 3),
        (lambda c: site_report(c, PEN, None, "C1"), 4),
        (lambda c: settlement_report(c, PEN), 1),
    ],
    ids=["target", "districts", "district", "sites", "site", "settlement"],
)
def test_a_figure_is_the_sum_of_its_tickets(
    context: Context, make: Callable[[Context], Document], least: int
) -> None:
    cells = figures(make(context))
    assert len(cells) >= least
    for cell in cells:
        assert traced_amount(context, cell.figure_id) == cell.exact, cell.figure_id


def test_a_load_counts_once(context: Context) -> None:
    # 1,000 + 2,900 + 500 + 2,700: the transfer counts nowhere.
    assert target_report(context, PEN).tables[0].rows[0][1].exact == 7_100
