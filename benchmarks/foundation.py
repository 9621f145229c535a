"""Measures what the foundation must reach, line by line."""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.imports import (
    failed_import_lines,
    import_lines,
    prepare_weighings,
)
from benchmarks.lines import Emit, Line, failed, measured, missing
from benchmarks.measure import Run, module, product, run

DEMO_FULL_S = 300
DEMO_FULL_GB = 6
DEMO_SMALL_S = 20
REPORT_QUERY_MS = 300
TEST_S = 480
YEAR_TICKETS = 3_300_000
SMALL_YEAR_TICKETS = 20_000
LAST_DAY = "2026-12-31"


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure.

    Attributes
    ----------
    shared
        Folder with the real weighings, which may be absent.
    is_small
        A quick run on little data, without the bars meant for much.
    with_tests
        Also time the test suite.
    """

    shared: Path
    is_small: bool
    with_tests: bool


def foundation(options: Options) -> int:
    """Print every line and return the exit code: 1 if a line is not ok."""
    verdicts: list[bool | None] = []

    def emit(line: Line) -> None:
        verdicts.append(line.ok)
        print(line.to_json(), flush=True)

    for part in PARTS:
        with tempfile.TemporaryDirectory(prefix="recycling-benchmark-") as folder:
            print(f"measuring: {part.__name__.strip('_')}", file=sys.stderr)
            part(options, Path(folder), emit)
    return int(False in verdicts)


def _demo_lines(options: Options, scratch: Path, emit: Emit) -> None:
    """Run the main job as a user does, on both scales."""
    small = _demo(scratch, "small")
    if small.code:
        emit(failed("demo_small_s", "s", DEMO_SMALL_S, small.complaint))
    else:
        emit(measured("demo_small_s", small.seconds, "s", DEMO_SMALL_S))
    bars = (("demo_full_s", "s", DEMO_FULL_S), ("demo_full_gb", "GB", DEMO_FULL_GB))
    if options.is_small:
        for name, unit, bar in bars:
            emit(missing(name, unit, bar, "left out by --scale small"))
        return
    full = _demo(scratch, "full")
    for (name, unit, bar), value in zip(
        bars, (full.seconds, full.tree_gb), strict=True
    ):
        if full.code:
            emit(failed(name, unit, bar, full.complaint))
        else:
            emit(measured(name, value, unit, bar))


def _demo(scratch: Path, scale: str) -> Run:
    workspace = str(scratch / scale)
    return run(product("demo", "--workspace", workspace, "--scale", scale))


def _import_lines(options: Options, scratch: Path, emit: Emit) -> None:
    """Import the weighings."""
    try:
        weighings = prepare_weighings(
            options.shared, scratch / "inputs", is_small=options.is_small
        )
    except RuntimeError as error:
        failed_import_lines(str(error), emit)
        return
    import_lines(weighings, scratch, emit)


def _report_lines(options: Options, scratch: Path, emit: Emit) -> None:
    """Ask for the report of a full year."""
    tickets = SMALL_YEAR_TICKETS if options.is_small else YEAR_TICKETS
    bar = None if options.is_small else REPORT_QUERY_MS
    scale = "small" if options.is_small else "full"
    workspace = str(scratch / "year")
    year = ("benchmarks.year", "build", workspace, str(tickets), "--scale", scale)
    built = run(module(*year))
    queried = run(module("benchmarks.year", "query", workspace))
    command = ("report", "--workspace", workspace, "--date", LAST_DAY, "--json")
    report = run(product(*command))
    broken = next((done for done in (built, queried, report) if done.code), None)
    if broken is not None:
        emit(failed("report_query_ms", "ms", bar, broken.complaint))
        emit(failed("books_query_ms", "ms", None, broken.complaint))
        emit(failed("report_command_s", "s", None, broken.complaint))
        return
    times_ms: dict[str, dict[str, float]] = json.loads(queried.output)
    for purpose, query_bar in (("report", bar), ("books", None)):
        worst_ms, split = max((ms, name) for name, ms in times_ms[purpose].items())
        name = f"{purpose}_query_ms"
        more: dict[str, str | int] = {"tickets": tickets, "split_by": split}
        emit(measured(name, worst_ms, "ms", query_bar, **more))
    emit(measured("report_command_s", report.seconds, "s", None, tickets=tickets))


def _test_line(options: Options, scratch: Path, emit: Emit) -> None:
    """Run the test suite."""
    del scratch
    if not options.with_tests:
        emit(missing("test_s", "s", TEST_S, "measured with --with-tests only"))
        return
    done = run(module("pytest", "-q"))
    if done.code:
        emit(failed("test_s", "s", TEST_S, done.complaint))
    else:
        emit(measured("test_s", done.seconds, "s", TEST_S))


PARTS = (_demo_lines, _import_lines, _report_lines, _test_line)
"""What is measured, in the order of the lines."""
