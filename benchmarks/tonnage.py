"""``python -m benchmarks tonnage``: 3.3 million tickets closed, verified, reported."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.forecast import forecast_lines
from benchmarks.lines import Line, failed, measured
from benchmarks.measure import REPOSITORY
from benchmarks.solving import Subparsers
from benchmarks.tonnage_city import City, kept_workspace
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.reporting.document_files import Format, document_content
from recycling.reporting.documents import Document
from recycling.reporting.pen import Pen
from recycling.services.bookkeeping import make_report
from recycling.services.context import Context
from recycling.services.reports import (
    carbon_report,
    district_report,
    settlement_report,
    site_report,
    target_report,
)
from recycling.services.sealing import close_month, verify

CLOSE_S = 20.0
REPORT_S = 1.0
VERIFY_S = 30.0
FULL = City(tickets=3_300_000, months=36, scale="full")
SMALL = City(tickets=6_000, months=3, scale="small")

_REPEATS = 3


@dataclass(slots=True)
class _Run:
    """Lines of a run, printed as they come."""

    city: City
    has_bars: bool
    verdicts: list[bool | None] = field(default_factory=list)

    def emit(self, line: Line) -> None:
        """Print a line and keep its verdict."""
        self.verdicts.append(line.ok)
        print(line.to_json(), flush=True)

    def bar(self, seconds: float) -> float | None:
        """Bar of a figure; none for a run on little data."""
        return seconds if self.has_bars else None

    def seconds(
        self, name: str, seconds: float, bar: float, **extra: str | int
    ) -> None:
        """Print how long something took."""
        size = {"tickets": self.city.tickets, **extra}
        self.emit(measured(name, seconds, "s", self.bar(bar), **size))


def tonnage(city: City, shared: Path, *, has_bars: bool) -> int:
    """Print every line and return the exit code: 1 if a line is not ok.

    Parameters
    ----------
    city
        How much data.
    shared
        Folder with the real weighings the forecast is tested on.
    has_bars
        Hold the figures against their bars.
    """
    run = _Run(city, has_bars)
    try:
        kept = kept_workspace(city)
    except RuntimeError as error:
        run.emit(failed("month_close_s", "s", run.bar(CLOSE_S), str(error)))
        return 1
    with tempfile.TemporaryDirectory(prefix="recycling-tonnage-") as folder:
        # Sealing writes: the kept database stays as it is.
        workspace = shutil.copytree(kept, Path(folder) / "workspace")
        context = build_context(load_settings(workspace))
        _report_lines(context, run)
        _seal_lines(context, run)
    for line in forecast_lines(shared):
        run.emit(line)
    return int(False in run.verdicts)


def _seal_lines(context: Context, run: _Run) -> None:
    """Close month after month, as if the last had just ended; then verify all."""
    now = datetime.combine(
        run.city.last_day + timedelta(days=2), datetime.min.time(), UTC
    )
    worst_s, worst = 0.0, ""
    for month in run.city.month_starts:
        print(f"closing {month:%Y-%m}", file=sys.stderr)
        started = perf_counter()
        close_month(context, month, now)
        took_s = perf_counter() - started
        if took_s > worst_s:
            worst_s, worst = took_s, f"{month:%Y-%m}"
    run.seconds("month_close_s", worst_s, CLOSE_S, month=worst)
    started = perf_counter()
    verified = verify(context)
    took_s = perf_counter() - started
    run.seconds("verify_s", took_s, VERIFY_S, months=verified.months)
    if verified.breaches:
        run.emit(failed("verify_breaches", "", 0, f"{verified.breaches[0]}"))


REPORTS: Mapping[str, Callable[[Context, Pen], Document]] = {
    "target": target_report,
    "district": district_report,
    "site": site_report,
    "carbon": carbon_report,
    "settlement": settlement_report,
}


def _report_lines(context: Context, run: _Run) -> None:
    """Make the full report, and each report from the question to its PDF."""
    run.seconds("report_full_s", _worst_s(lambda: make_report(context)), REPORT_S)
    for name, make in REPORTS.items():

        def made(make: Callable[[Context, Pen], Document] = make) -> object:
            return document_content(make(context, Pen("zh")), Format.PDF)

        run.seconds(f"report_{name}_pdf_s", _worst_s(made), REPORT_S)


def _worst_s(work: Callable[[], object]) -> float:
    """Worst time of a few, the first one with cold caches included."""
    worst_s = 0.0
    for _ in range(_REPEATS):
        started = perf_counter()
        work()
        worst_s = max(worst_s, perf_counter() - started)
    return worst_s


def add_command(commands: Subparsers) -> None:
    """Add the command to a parser's."""
    parser = commands.add_parser(
        "tonnage",
        help="close, verify and report three years of tickets, and test the forecast",
    )
    parser.add_argument(
        "--scale",
        choices=("full", "small"),
        default="full",
        help="small: a quick run on little data, without the bars meant for much",
    )
    parser.add_argument(
        "--shared",
        type=Path,
        default=REPOSITORY.parent / "shared",
        help="folder with the real data the forecast is tested on",
    )


def _command(arguments: argparse.Namespace) -> int:
    is_small = arguments.scale == "small"
    return tonnage(SMALL if is_small else FULL, arguments.shared, has_bars=not is_small)


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"tonnage": _command}
"""What the command does with its arguments."""
