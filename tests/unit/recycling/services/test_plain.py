"""Records written as plain values come back as they were."""

import json
from datetime import date

import pytest

from recycling.domain.gap import Lever, LeverKind, LeverRun, Levers
from recycling.domain.targets import Indicator
from recycling.reporting.files import to_plain
from recycling.reporting.forecast_records import Landing
from recycling.services.plain import from_plain

RUN = LeverRun("as it is", "lns", 1.5, 900, 1000, 70, gap=0.1)
LEVERS = Levers(
    date(2026, 11, 1),
    2027,
    ("500103",),
    (date(2026, 11, 2),),
    12.0,
    (Lever(LeverKind.SITES, (("opened", "0"),), RUN, RUN, 5), Lever(
        LeverKind.VEHICLES, (), None, None, fault="none"
    )),
)  # fmt: skip
LANDING = Landing(Indicator.ELV_UNITS, 2027, "", "", 1, 2, 3)


@pytest.mark.parametrize(("kind", "record"), [(Levers, LEVERS), (Landing, LANDING)])
def test_what_was_written_is_read_back(kind, record):
    written = json.dumps(to_plain(record))
    assert from_plain(kind, json.loads(written)) == record


def test_a_field_that_is_missing_is_told():
    plain = to_plain(LANDING)
    del plain["p50"]
    with pytest.raises(KeyError, match="p50"):
        from_plain(Landing, plain)


def test_a_code_nobody_knows_is_told():
    with pytest.raises(ValueError, match="nothing"):
        from_plain(Landing, to_plain(LANDING) | {"indicator": "nothing"})
