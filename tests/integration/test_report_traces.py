"""Every figure of a report leads to tickets and rows that add up to it exactly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from recycling.domain.figures import Derived, parse_figure
from recycling.domain.materials import Stream
from recycling.domain.parties import Party, PartyKind, PointRule, Price, PriceKind
from recycling.domain.site_records import SiteEnergy
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import ElvClass, Flow, Grade, Ticket
from recycling.reporting.documents import Cell, Document
from recycling.reporting.pen import MassUnit, Pen, VehicleUnit
from recycling.reporting.settlement_document import points_document
from recycling.services.bookkeeping import post_books
from recycling.services.context import Context
from recycling.services.reports import (
    carbon_report,
    district_report,
    settlement_report,
    site_report,
    target_report,
)
from recycling.services.settling import materials_of, points_of
from recycling.services.tracing import Trace, traced
from tests.builders import micro_network
from tests.workspaces import open_context, street_tables, write_objects

PEN = Pen("en", MassUnit.KG, VehicleUnit.ONE)
YEAR = (date(2026, 1, 1), date(2026, 2, 28))

WORKED_OUT = {
    Derived.DUE, Derived.TARGET, Derived.ACHIEVEMENT, Derived.GROWTH, Derived.SHARE,
    Derived.USE, Derived.GREEN_SHARE,
}  # fmt: skip
"""Figures that are no sum of parts: they are divided, split or read off a line."""


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Two centres and a dismantler over two months, with a correction."""
    found = open_context(tmp_path_factory.mktemp("traced") / "workspace")
    for table, objects in street_tables(micro_network()).items():
        if objects:
            write_objects(found, table, objects)
    paper = replace(micro_network().materials["paper"], is_low_value=True)
    write_objects(found, "materials", [paper])
    write_objects(found, "parties", _parties())
    write_objects(found, "prices", _prices())
    write_objects(found, "point_rules", [PointRule("v1", "paper", 99, YEAR[0])])
    write_objects(found, "targets", _targets())
    others = [replace(f, version="other", kg_per_unit=2 * f.kg_per_unit + 1) for f in
              micro_network().emission_factors]  # fmt: skip
    write_objects(found, "emission_factors", others)
    energy = SiteEnergy("C1", YEAR[0], 1_000.0, 10.0, 0.25)
    write_objects(found, "site_energy", [energy])
    write_objects(found, "tickets", _tickets())
    post_books(found, YEAR[1])
    return found


def _parties() -> list[Party]:
    # A code with a stroke in it is no cut of a name.
    return [
        Party("P1", "Paper shop", district="A"),
        Party("R/2", "A resident", PartyKind.RESIDENT),
    ]


def _prices() -> list[Price]:
    return [
        Price("standard", PriceKind.PURCHASE, "paper", YEAR[0], 50_000),
        Price("standard", PriceKind.SUBSIDY, "paper", YEAR[0], 1_001),
    ]


def _targets() -> list[Target]:
    return [
        Target("E26", Indicator.ELV_UNITS, 2026, 30),
        Target("S27", Indicator.SECOND_HAND_FIRMS, 2027, 9),
    ]


def _tickets() -> list[Ticket]:
    january, february = datetime(2026, 1, 9, 9), datetime(2026, 2, 9, 9)
    return [
        Ticket("C1", "1", january, "paper", 1_000, party_id="P1", moisture_kg=7),
        Ticket("C1", "2", january, "steel", 3_000, Stream.INDUSTRIAL),
        Ticket("C1", "4", january, "paper", 333, party_id="R/2", grade=Grade.DEFAULT),
        Ticket("C2", "1", february, "paper", 500, party_id="P1",
               price_fen_per_t=61_234),
        Ticket("C2", "2", february, "paper", 700, flow=Flow.TRANSFER),
        Ticket("K1", "1", february, "elv", 2_700, Stream.ELV, units=2,
               elv_class=ElvClass.CAR),
        Ticket("K1", "2", february, "elv", 9_001, Stream.ELV, units=1),
        # January's 3,000 kg were 2,900: taken back and counted in February; its 333
        # kg of paper never came.
        Ticket("C1", "3", february, "steel", 2_900, Stream.INDUSTRIAL, corrects="2"),
        Ticket("C1", "5", february, "paper", 0, party_id="R/2", corrects="4"),
    ]  # fmt: skip


def cells(document: Document) -> list[Cell]:
    """Figures with a number; a place in an order is none."""
    return [
        cell
        for table in document.tables
        for row in table.rows
        for header, cell in zip(table.headers, row, strict=True)
        if cell.number is not None and header != PEN.say("column.rank")
    ]


def parts(found: Trace) -> int:
    return sum(entry.part for entry in found.entries) + sum(
        row.part for row in found.sources if row.part is not None
    )


def points(context: Context, party_id: str | None) -> Document:
    ledger = points_of(context, *YEAR, party_id)
    return points_document(ledger, materials_of(context), "en")


@pytest.mark.parametrize(
    ("make", "least"),
    [
        (lambda c: target_report(c, PEN), 80),
        (lambda c: target_report(c, PEN, date(2026, 2, 9)), 80),
        (lambda c: target_report(c, PEN, date(2026, 1, 31)), 50),
        (lambda c: district_report(c, PEN), 15),
        (lambda c: district_report(c, PEN, None, "A"), 20),
        (lambda c: site_report(c, PEN), 6),
        (lambda c: site_report(c, PEN, None, "C1"), 20),
        (lambda c: carbon_report(c, PEN, YEAR), 25),
        (lambda c: carbon_report(c, PEN, YEAR, "other"), 40),
        (lambda c: settlement_report(c, PEN, YEAR), 15),
        (lambda c: settlement_report(c, PEN, YEAR, "P1"), 12),
        (lambda c: settlement_report(c, PEN, YEAR, "R/2"), 5),
        (lambda c: points(c, None), 3),
        (lambda c: points(c, "R/2"), 5),
    ],
    ids=[
        "target", "target-day", "target-month", "districts", "district", "sites",
        "site", "carbon", "restated", "settlement", "statement", "cancelled", "points",
        "account",
    ],
)  # fmt: skip
def test_a_figure_is_the_sum_of_its_parts(
    context: Context, make: Callable[[Context], Document], least: int
) -> None:
    found = cells(make(context))
    assert len(found) >= least
    is_report = make(context).key != "points"
    for cell in found:
        # The rate of points is their rule's, which stands beside it.
        assert cell.figure_id or not is_report, cell
        if not cell.figure_id:
            continue
        with traced(context, cell.figure_id) as trace:
            amount = trace.amount
            whole = parts(trace)
        if parse_figure(cell.figure_id).account not in WORKED_OUT:
            assert whole == cell.exact, cell.figure_id
        else:
            assert trace.sources, cell.figure_id
        if amount is not None:
            assert amount == pytest.approx(cell.exact, abs=1e-12), cell.figure_id


def test_a_load_counts_once(context: Context) -> None:
    # 1,000 + 2,900 + 500 + 2,700 + 9,001: the transfer counts nowhere.
    assert target_report(context, PEN).tables[0].rows[0][1].exact == 16_101
