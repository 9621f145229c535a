"""Whole columns are read as their cells would be one by one."""

from datetime import datetime
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from recycling.intake.cells import ColumnReader
from recycling.schema.cells import CellError, parser
from recycling.schema.columns import TABLES
from recycling.schema.faults import Rule

WEIGHED_AT = TABLES["tickets"].by_attribute["weighed_at"]
ZONES = st.sampled_from(["Europe/Amsterdam", "Asia/Shanghai", "Australia/Lord_Howe"])
FORMS = st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y%m%dT%H%M%S"])
ENDS = st.sampled_from(["Z", "Z", "Z", "", "+08:00", " ", "+01:00Z", "x"])
# Years on both ends of what is accepted, and hours in which clocks change.
MOMENTS = st.one_of(
    st.datetimes(datetime(1898, 1, 1), datetime(2201, 1, 1)),
    st.datetimes(datetime(2020, 3, 28), datetime(2020, 4, 6)),
    st.datetimes(datetime(2020, 10, 3), datetime(2020, 10, 26)),
)


def one_by_one(text: str, zone: str) -> tuple[object, Rule | None]:
    """Read a cell by itself: its value, or the rule it breaks."""
    try:
        return parser(WEIGHED_AT, Decimal(1), zone)(text), None
    except CellError as error:
        return None, error.rule


@given(st.lists(st.tuples(MOMENTS, FORMS, ENDS), max_size=6), ZONES)
@example(
    [
        (datetime(2020, 3, 28), "%Y-%m-%dT%H:%M:%S", end)
        for end in ("Z", "+01:00Z", "Z")
    ],
    "Europe/Amsterdam",
)
def test_a_column_of_moments_reads_as_its_cells_do(
    cells: list[tuple[datetime, str, str]], zone: str
) -> None:
    texts = [f"{moment:{form}}{end}" for moment, form, end in cells]
    values, faults = ColumnReader(WEIGHED_AT, Decimal(1), zone).read(texts)
    for index, text in enumerate(texts):
        fault = faults.get(index)
        assert one_by_one(text, zone) == (values[index], fault and fault.rule)


@given(st.lists(MOMENTS, max_size=20), ZONES)
def test_moments_of_utc_read_as_their_cells_do(
    moments: list[datetime], zone: str
) -> None:
    texts = [f"{moment:%Y-%m-%dT%H:%M:%S}Z" for moment in moments]
    values, faults = ColumnReader(WEIGHED_AT, Decimal(1), zone).read(texts)
    rules = [faults[i].rule if i in faults else None for i in range(len(texts))]
    read = list(zip(values, rules, strict=True))
    assert read == [one_by_one(text, zone) for text in texts]
