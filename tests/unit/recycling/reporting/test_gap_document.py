"""The gap on paper: steps of the waterfall and sums of tables are the gap."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.gap import (
    FullSite,
    Gap,
    GapCause,
    Lever,
    LeverKind,
    LeverRun,
    Levers,
    Loss,
)
from recycling.reporting.documents import Role
from recycling.reporting.gap_document import MOST_STEPS, gap_document
from recycling.reporting.pen import MassUnit, Pen
from recycling.schema.columns import LANGUAGES
from tests.builders import micro_network

DAY = date(2026, 3, 31)
PARTS = (
    Loss(GapCause.CAPACITY, "B", "B", "paper", 1_000, 1),
    Loss(GapCause.UNSERVED, "fleet_full", "A", "paper", 2_000, 3),
    Loss(GapCause.FAILED_VISIT, "failed", "A", "steel", 300, 1),
    Loss(GapCause.DOWNTIME, "C1", "A", "paper", 700, 1),
    *(
        Loss(GapCause.VOLUME, "", f"D{number}", "paper", 100 * number)
        for number in range(1, MOST_STEPS + 3)
    ),
    Loss(GapCause.REMAINDER, "", "", "", -50),
)
GAP = Gap(DAY, 50_000, 50_000 - sum(part.kg for part in PARTS), PARTS,
          (FullSite("C1", "Centre 1", "A", 99, 100),))  # fmt: skip


def run(name: str, kg: int, fen: int) -> LeverRun:
    return LeverRun(name, "lns", 1.5, kg, 90_000, fen, fen // 2, 0.5)


BEFORE = run("as it is", 10_000, 1_000_000)
LEVERS = Levers(
    DAY, 2026, ("A",), (DAY,), 9.0,
    (
        Lever(LeverKind.VEHICLES, (("vehicles", "+1"),), BEFORE,
              run("vehicles", 14_000, 1_600_000)),
        Lever(LeverKind.FREQUENCY, (), None, None, fault="no orders"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_waterfall_leads_from_what_was_due_to_what_was_weighed(lang) -> None:
    document = gap_document(GAP, micro_network(), Pen(lang, MassUnit.KG))
    (chart,) = document.charts
    steps = chart.of(Role.ACTUAL)
    assert steps is not None
    values = [value or 0 for value in steps.values]
    assert values[0] + sum(values[1:-1]) == values[-1] == GAP.reached_kg
    # Five causes and the districts: the largest, and the others together.
    assert len(values) == 2 + 5 + MOST_STEPS + 1
    for table in document.tables[:3]:
        *rows, whole = [row[-1].exact for row in table.rows]
        assert sum(rows) == whole == GAP.gap_kg


def test_measures_say_what_they_bring_and_which_runs_that_is_from() -> None:
    document = gap_document(GAP, micro_network(), Pen("en", MassUnit.T), LEVERS)
    by_key = {table.key: table for table in document.tables}
    first, second = by_key["levers"].rows
    # 4 t a year for 6,000 CNY a year.
    assert [cell.text for cell in first[1:5]] == ["1", "4.0", "6,000.00", "1,500.00"]
    assert "no orders" in second[-1].text
    assert [row[0].text for row in by_key["runs"].rows] == ["as it is", "vehicles"]
    assert by_key["runs"].rows[0][-1].text == "50.0%"
    assert "More vehicles, 4.0 t/yr more at 1,500.00" in document.paragraphs[1]
    assert "2026-03-31" in document.notes[-1].text
    assert not document.warning


def test_made_up_tonnes_are_said_first() -> None:
    gap = replace(GAP, simulated_kg=GAP.reached_kg)
    assert gap_document(gap, micro_network(), Pen("en")).warning


def test_where_nothing_gains_a_tonne_the_document_says_so() -> None:
    none = Levers(DAY, 2026, ("A",), (DAY,), 9.0, LEVERS.levers[1:])
    document = gap_document(GAP, micro_network(), Pen("en"), none)
    assert document.paragraphs[1].startswith("No measure gains a tonne")


def test_a_lever_without_gain_has_no_price_of_a_tonne() -> None:
    lever = Lever(LeverKind.SITES, (), BEFORE, run("less", 9_000, 0))
    assert (lever.kg_per_year, lever.cost_fen_per_t) == (-1_000, None)
