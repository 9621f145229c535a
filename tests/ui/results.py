"""What jobs of the tiny city left: a forecast and a ranking of measures."""

import json
from datetime import date, timedelta

from recycling.domain.gap import Lever, LeverKind, LeverRun, Levers
from recycling.domain.jobs import Job, JobState
from recycling.domain.months import next_month
from recycling.domain.targets import Indicator
from recycling.reporting.files import to_json, write_whole
from recycling.reporting.forecast_race import Race
from recycling.reporting.forecast_records import FanMonth, Forecast, Landing
from recycling.services.clock import utc_now
from recycling.services.context import Context
from tests.ui.tiny_city import DAY, KT

LANDING = Landing(
    Indicator.RECOVERED, 2027, "", "", 9000 * KT, 10_000 * KT, 11_500 * KT,
    11_000 * KT, 0.3,
)  # fmt: skip
THIS_YEAR = Landing(Indicator.RECOVERED, 2026, "", "", 8500 * KT, 9000 * KT, 9800 * KT)


def fan() -> tuple[FanMonth, ...]:
    """Months alike, from the running one to the end of the target year."""
    months, month = [], date(2026, 11, 1)
    while month < date(2028, 1, 1):
        recorded = 200 * KT if month == date(2026, 11, 1) else None
        months.append(FanMonth(month, recorded, 700 * KT, 800 * KT, 900 * KT))
        month = next_month(month)
    return tuple(months)


FORECAST = Forecast(
    day=DAY,
    first_month=date(2026, 1, 1),
    months=10,
    method="damped_trend",
    race=Race("damped_trend", ()),
    vehicle_race=None,
    shares=(),
    landings=(THIS_YEAR, LANDING),
    fan=fan(),
    vehicle_fan=(),
    remarks=(),
    paths=1000,
    seed=1,
)

BEFORE = LeverRun("as it is", "lns", 1.0, 900 * KT, 1000 * KT, 10**9)
AFTER = LeverRun("more", "lns", 1.0, 901 * KT, 1000 * KT, 10**9 + 10**7)
LEVERS = Levers(
    DAY, 2027, ("500103",), (DAY,), 120.0,
    (Lever(LeverKind.VEHICLES, (("vehicles", "+2"),), BEFORE, AFTER),),
)  # fmt: skip


def keep_result(context: Context, kind: str, record: object) -> Job:
    """Leave a record as a job of its kind would have."""
    file = context.settings.workspace / f"{kind}.json"
    write_whole(file, to_json(record))
    now = utc_now()
    job = Job(
        job_id=f"{kind}-1",
        kind=kind,
        arguments="{}",
        state=JobState.DONE,
        created_at=now - timedelta(hours=3),
        started_at=now - timedelta(hours=3),
        finished_at=now - timedelta(hours=2),
        result=json.dumps({"file": str(file)}),
    )
    with context.unit_of_work() as work:
        work.jobs.add(job)
    return job
