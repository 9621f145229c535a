"""The carbon report: the way from avoided emissions to the net adds up."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.carbon import (
    NOTHING,
    Burden,
    CarbonReport,
    CarbonStatement,
    Grams,
)
from recycling.domain.counting import CountingRule
from recycling.reporting.carbon_document import carbon_document
from recycling.reporting.documents import Document, row_id
from recycling.reporting.pen import Pen
from recycling.reporting.provenance import Provenance
from recycling.schema.columns import LANGUAGES, Lang

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
PROVENANCE = Provenance(FIRST, LAST, LAST, 3, 10_000, 0, CountingRule(), "2024")
STATEMENT = CarbonStatement(
    version="2024",
    avoided=Grams(8_000_000, 10_000_000, 15_000_000),
    burdens={
        Burden.TRANSPORT: Grams(900_000, 1_000_000, 1_100_000),
        Burden.SITE_ENERGY: NOTHING,
        Burden.RESIDUE: Grams(400_000, 500_000, 600_000),
    },
    # The factors of avoided emissions hold half of the transport already.
    subtracted={
        Burden.TRANSPORT: Grams(450_000, 500_000, 550_000),
        Burden.SITE_ENERGY: NOTHING,
        Burden.RESIDUE: Grams(400_000, 500_000, 600_000),
    },
)
REPORT = CarbonReport(
    FIRST, LAST, STATEMENT, None, 0.25, {"measured": 9_000, "default": 1_000},
    (4_000, 6_000, 10_000), "the exchange", None,
)  # fmt: skip


def made(lang: Lang, report: CarbonReport = REPORT) -> Document:
    return carbon_document(report, PROVENANCE, Pen(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_subtracted_leads_from_avoided_to_net(lang: Lang) -> None:
    document = made(lang)
    carbon, value, grades = document.tables
    assert [row[2].text for row in carbon.rows] == [
        "10.000", "1.000", "0.000", "0.500", "9.000",
    ]  # fmt: skip
    # Low less high, high less low: 8 - 1.15 and 15 - 0.85.
    assert [carbon.rows[-1][place].text for place in (1, 3)] == ["6.850", "14.150"]
    assert row_id(carbon.rows[1]) == "transport_co2_g/2026-01/-/-/-"
    (chart,) = document.charts
    steps = [step or 0 for step in chart.series[0].values]
    assert steps == [10.0, -0.5, 0.0, -0.5, 9.0]
    assert sum(steps[:-1]) == steps[-1]
    # 9 t at 40, 60 and 100 CNY.
    assert [row[2].text for row in value.rows[:3]] == ["360.00", "540.00", "900.00"]
    assert value.rows[3][1].text == "25.0%"
    assert [row[2].text for row in grades.rows] == ["90.0%", "0.0%", "10.0%"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_value_is_said_to_be_indicative(lang: Lang) -> None:
    document = made(lang)
    notes = {note.key: note.text for note in document.notes}
    assert notes["indicative"] == document.tables[1].note
    assert "GB/T 46531-2025" in notes["method"]
    assert "CCER" not in repr(document)


def test_another_factor_set_stands_beside_what_was_posted() -> None:
    other = replace(STATEMENT, version="2030", avoided=Grams(1, 2_000_000, 3_000_000))
    document = made("en", replace(REPORT, restated=other))
    tables = {table.key: table for table in document.tables}
    assert "2030" in tables["restated"].title
    assert tables["restated"].rows[0][2].text == "2.000"
    # Its figures are traced as what the postings come to under that set.
    assert tables["restated"].rows[0][2].figure_id == (
        "avoided_co2_g/2026-01/-/-/-/default@2030"
    )
