from datetime import date, datetime
from decimal import Decimal

import pytest

from recycling.schema.cells import parse_cell
from recycling.schema.columns import TABLES
from recycling.schema.writing import write_cell

TICKETS = TABLES["tickets"].by_attribute
SITES = TABLES["sites"].by_attribute
MOMENT = datetime(2026, 1, 5, 8, 30)


@pytest.mark.parametrize(
    ("column", "value", "en", "zh"),
    [
        (TICKETS["gross_kg"], None, "", ""),
        (TICKETS["weighed_at"], MOMENT, "2026-01-05T08:30:00", "2026-01-05T08:30:00"),
        (TICKETS["calibrated_on"], date(2026, 1, 5), "2026-01-05", "2026-01-05"),
        (TICKETS["is_simulated"], True, "yes", "是"),
        (TICKETS["flow"], "intake", "intake", "首次入场"),
        (TICKETS["vehicle_id"], "=1+1", "'=1+1", "'=1+1"),
        (SITES["materials"], ("paper", "pet"), "paper;pet", "paper;pet"),
        (SITES["opens_s"], 30_600, "08:30", "08:30"),
        (SITES["closes_s"], 93_601, "26:00:01", "26:00:01"),
        (SITES["lon"], 106.55, 106.55, 106.55),
    ],
)
def test_a_value_is_written_in_each_language_and_reads_back(column, value, en, zh):
    assert write_cell(column, value, "en") == en
    assert write_cell(column, value, "zh") == zh
    assert parse_cell(column, str(en)) == parse_cell(column, str(zh)) == value


@pytest.mark.parametrize(("value", "written"), [(9_000_000, 9000), (1_234, 1.234)])
def test_a_figure_is_written_in_the_unit_of_its_header(value, written):
    column, factor = SITES["capacity_kg_per_year"], Decimal(1000)
    assert write_cell(column, value, "zh", factor) == written
    assert parse_cell(column, str(written), factor) == value
