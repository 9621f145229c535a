"""How good the forecast is on real weekly tonnes, and how fast on the sample city.

Amsterdam's weighings of 2020 and 2021 (City of Amsterdam, CC-BY) are summed by week.
From every third week on, from the 60th, the product forecasts eight weeks knowing
only what came before: it races its candidates and draws its paths anew each time.
Weeks of a stretch without data end the series. No setting is made for this data.
"""

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.lines import Line, measured, missing
from benchmarks.measure import REPOSITORY
from recycling.domain.units import KG_PER_T
from recycling.reporting.forecast_race import (
    INTERVAL,
    Race,
    Series,
    draw_paths,
    run_race,
    scale_of,
)

type Floats = npt.NDArray[np.float64]

WEIGHINGS = Path("real/amsterdam_weighings/weighings_2020_2021.csv.gz")
WEEKS_PER_YEAR = 52
HORIZON = 8
FIRST_ORIGIN = 60
STEP = 3
PATHS = 1000
SEED = 1
BAR_MASE = 1.0
COVERAGE = (0.72, 0.88)
WORKING_DAYS = 5
"""A week with weighings on fewer days has a gap."""


@dataclass(frozen=True, slots=True)
class Window:
    """What came of one forecast: errors in two scales, and how much was inside."""

    race: Race
    method: str
    mase: float
    mase_one_step: float
    mase_last: float
    inside: float


def forecast_lines(shared: Path = REPOSITORY.parent / "shared") -> Iterator[Line]:
    """Measure the back-test on Amsterdam, line by line.

    Parameters
    ----------
    shared
        Folder with the real data; the lines say so where it is not here.
    """
    path = shared / WEIGHINGS
    bars = {"forecast_mase_8_weeks": BAR_MASE, "forecast_coverage_80": COVERAGE[1]}
    if not path.is_file():
        for name, bar in bars.items():
            yield missing(name, "1", bar, f"{path.name} is not here")
        return
    tonnes = weekly_tonnes(path)
    windows = list(_windows(tonnes))
    extra = {"weeks": len(tonnes), "windows": len(windows)}

    def mean(figure: Callable[[Window], float]) -> float:
        return float(np.mean([figure(window) for window in windows]))

    yield measured(
        "forecast_mase_8_weeks", mean(lambda w: w.mase), "1", BAR_MASE,
        scale="seasonal naive, 52 weeks", **extra,
    )  # fmt: skip
    yield measured(
        "forecast_mase_week_8", mean(lambda w: w.mase_last), "1", BAR_MASE,
        scale="seasonal naive, 52 weeks", **extra,
    )  # fmt: skip
    yield measured(
        "forecast_mase_one_step_scale", mean(lambda w: w.mase_one_step), "1", None,
        scale="change from week to week", **extra,
    )  # fmt: skip
    coverage = mean(lambda w: w.inside)
    is_within = COVERAGE[0] <= coverage <= COVERAGE[1]
    yield Line(
        "forecast_coverage_80", round(coverage, 3), "1", COVERAGE[1], is_within,
        {"least": COVERAGE[0], **extra},
    )  # fmt: skip
    yield from _candidate_lines(windows)


def weekly_tonnes(path: Path) -> Floats:
    """Sum positive weighings by week, up to the first week with a gap.

    A container and second that comes twice is one weighing.
    """
    kg: dict[date, int] = defaultdict(int)
    days: dict[date, set[date]] = defaultdict(set)
    seen: set[tuple[str, str]] = set()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for container, moment, text in rows:
            if int(text) <= 0 or (container, moment) in seen:
                continue
            seen.add((container, moment))
            day = datetime.fromisoformat(moment).date()
            monday = day - timedelta(days=day.weekday())
            kg[monday] += int(text)
            days[monday].add(day)
    series = []
    # The data begin inside of a week.
    for monday in sorted(kg)[1:]:
        if len(days[monday]) < WORKING_DAYS:
            break
        series.append(kg[monday])
    return np.array(series, float) / KG_PER_T


def _windows(tonnes: Floats) -> Iterator[Window]:
    for origin in range(FIRST_ORIGIN, len(tonnes) - HORIZON + 1, STEP):
        known, came = tonnes[:origin], tonnes[origin : origin + HORIZON]
        series = Series(known, np.ones(origin + HORIZON), WEEKS_PER_YEAR)
        race = run_race(series, SEED, HORIZON)
        rng = np.random.default_rng(SEED)
        drawn, method = draw_paths(series, race, HORIZON, PATHS, rng)
        low, high = np.quantile(drawn, INTERVAL, axis=0)
        off = np.abs(came - np.median(drawn, axis=0))
        scale = scale_of(known, WEEKS_PER_YEAR)
        yield Window(
            race,
            method,
            float(off.mean()) / scale,
            float(off.mean()) / scale_of(known, 1),
            float(off[-1]) / scale,
            float(np.mean((low <= came) & (came <= high))),
        )


def _candidate_lines(windows: list[Window]) -> Iterator[Line]:
    """Error of each candidate inside the races, and how often it won."""
    errors: dict[str, list[float]] = defaultdict(list)
    for window in windows:
        for score in window.race.scores:
            if score.mase is not None:
                errors[score.candidate].append(score.mase)
    for name, found in sorted(errors.items()):
        won = sum(window.method == name for window in windows)
        yield measured(
            f"forecast_race_mase_{name}", float(np.mean(found)), "1", None,
            races=len(found), won=won,
        )  # fmt: skip


def main() -> int:
    """Print the lines; 1 when one is not within its bar."""
    verdicts = []
    for line in forecast_lines():
        print(line.to_json(), flush=True)
        verdicts.append(line.ok)
    return int(False in verdicts)


if __name__ == "__main__":
    sys.exit(main())
