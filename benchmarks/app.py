"""``python -m benchmarks app``: how long the app's server makes people wait.

A server runs as ``recycling app`` starts it; sessions speak to it as a browser does,
without one. Seconds are those from asking for a run of the page's script to its end
with everything it sent. Caches are cold where a line says ``first``: the server was
just started and nobody has seen the page.
"""

import argparse
import os
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.app_city import kept_city, resident_mb, server, worker
from benchmarks.app_client import Seen, Session
from benchmarks.lines import Emit, Line, failed, measured
from benchmarks.solving import Subparsers
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.domain.jobs import FINISHED, Job, JobState
from recycling.services.context import Context
from recycling.services.jobs import cancel, find, submit

FIRST_PAGE_S = 2.5
PAGE_CHANGE_S = 1.0
FILTER_S = 0.5
BUSY_PAGE_CHANGE_S = 1.5
PROCESS_MB = 600.0
MAP_MB = 3.0
SESSIONS = 10
SOLVE_S = 120.0

HOME = ""
"""Address of the overview: the page the app opens with."""

MAP_PAGE = "network"
_REPEATS = 3
_PAUSE_S = 1.0
_GRACE_S = 120.0


def measure_app(scale: str, solve_s: float) -> int:
    """Print every line and return the exit code: 1 if a line is not ok.

    Parameters
    ----------
    scale
        Size of the sample city.
    solve_s
        Seconds of the solve that sessions are measured beside.
    """
    verdicts: list[bool | None] = []

    def emit(line: Line) -> None:
        verdicts.append(line.ok)
        print(line.to_json(), flush=True)

    workspace = kept_city(scale)
    with server(workspace) as (port, pid), Session(port, pid) as session:
        _pages(session, emit, scale)
        _filters(session, emit, scale)
        _memory(port, pid, sorted(session.pages), emit, scale)
        _beside_a_solve(workspace, session, emit, scale, solve_s)
    return 0 if all(verdicts) else 1


def _line(name: str, seen: Seen, bar: float, **extra: str | int | float) -> Line:
    """Line of a run; the load of the machine tells whether it had it to itself."""
    extra |= {"cpu_s": round(seen.cpu_s, 3), "load": round(os.getloadavg()[0], 1)}
    if seen.errors:
        found = failed(name, "s", bar, seen.errors[0])
        return replace(found, extra={**found.extra, **extra})
    return measured(name, seen.seconds, "s", bar, **extra)


def _pages(session: Session, emit: Emit, scale: str) -> None:
    """Measure the first page, every page for the first time, and once more."""
    emit(_line("first_page", session.open(), FIRST_PAGE_S, scale=scale))
    others = [page for page in session.pages if page != HOME]
    for page in others:
        seen = session.open(page)
        emit(_line("page_change_first", seen, PAGE_CHANGE_S, page=page))
        if page == MAP_PAGE:
            megabytes = seen.map_bytes / 1e6
            emit(measured("network_map", megabytes, "MB", MAP_MB, page=page))
    for page in (HOME, *others):
        worst = _worst(lambda page=page: session.open(page))  # type: ignore[misc]
        emit(_line("page_change", worst, PAGE_CHANGE_S, page=page or "overview"))


def _worst(act: Callable[[], Seen]) -> Seen:
    """Do something some times, and keep the longest, or the one that failed."""
    return max((act() for _ in range(_REPEATS)), key=_weight)


def _weight(seen: Seen) -> tuple[bool, float]:
    return bool(seen.errors), seen.seconds


def _filters(session: Session, emit: Emit, scale: str) -> None:
    """Measure each filter of the overview with options nobody has chosen yet."""
    filters = session.open(HOME).filters
    for name, (widget, options) in filters.items():
        seen = [session.open(chosen={widget: o}) for o in options[1 : 1 + _REPEATS]]
        if seen:
            worst = max(seen, key=_weight)
            emit(_line("filter", worst, FILTER_S, filter=name, scale=scale))
        session.open(chosen={widget: options[0]})


def _memory(port: int, pid: int, pages: list[str], emit: Emit, scale: str) -> None:
    """Have further sessions see every page, and weigh the server."""
    with ExitStack() as stack:
        for place in range(SESSIONS - 1):
            locale = "en-US" if place % 2 else "zh-CN"
            other = stack.enter_context(Session(port, pid, locale))
            other.open()
            for page in pages:
                other.open(page)
        emit(
            measured(
                "server_process",
                resident_mb(pid),
                "MB",
                PROCESS_MB,
                sessions=SESSIONS,
                scale=scale,
            )
        )


def _beside_a_solve(
    workspace: Path, session: Session, emit: Emit, scale: str, solve_s: float
) -> None:
    """Change pages while a worker plans a day's routes; then stop it."""
    context = build_context(load_settings(workspace))
    seen: list[tuple[str, Seen]] = []
    pages = sorted(session.pages)
    with worker(workspace):
        job = submit(context, "routes", _day_to_plan(context, solve_s))
        _wait(context, job, {JobState.QUEUED})
        started = time.monotonic()
        while (
            time.monotonic() < started + solve_s
            and find(context, job.job_id).state not in FINISHED
        ):
            page = pages[len(seen) % len(pages)]
            seen.append((page or "overview", session.open(page)))
            time.sleep(_PAUSE_S)
        beside_s = time.monotonic() - started
        cancel(context, job.job_id)
        _wait(context, job, set(JobState) - FINISHED)
    ended = find(context, job.job_id)
    name = "page_change_during_solve"
    if ended.state is JobState.FAILED or not seen:
        emit(failed(name, "s", BUSY_PAGE_CHANGE_S, ended.error or f"{ended.state}"))
        return
    page, worst = max(seen, key=lambda item: _weight(item[1]))
    more: Mapping[str, str | int | float] = {
        "page": page,
        "changes": len(seen),
        "beside_s": round(beside_s, 1),
        "scale": scale,
    }
    emit(_line(name, worst, BUSY_PAGE_CHANGE_S, **more))


def _wait(context: Context, job: Job, states: Collection[JobState]) -> None:
    """Wait until a job has left some states."""
    end = time.monotonic() + _GRACE_S
    while find(context, job.job_id).state in states and time.monotonic() < end:
        time.sleep(0.2)


def _day_to_plan(context: Context, solve_s: float) -> dict[str, str | float]:
    """Ask for the day after the newest ticket: the sample has its orders."""
    with context.unit_of_work() as work:
        newest = work.books.last_ticket_day()
    if newest is None:
        msg = "the sample city has no tickets"
        raise RuntimeError(msg)
    return {"day": f"{newest + timedelta(1):%Y-%m-%d}", "time_limit_s": solve_s}


def add_command(commands: Subparsers) -> None:
    """Add ``app`` to the command line."""
    parser = commands.add_parser(
        "app", help="measure how long the app's server makes people wait"
    )
    parser.add_argument("--scale", choices=("small", "full"), default="full")
    parser.add_argument(
        "--solve",
        type=float,
        default=SOLVE_S,
        metavar="S",
        help="seconds of the solve beside it (default: %(default)g)",
    )


def _command(arguments: argparse.Namespace) -> int:
    return measure_app(arguments.scale, arguments.solve)


COMMANDS = {"app": _command}
