"""``python -m benchmarks siting-city``: the siting problem of the whole city."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.jobs import run_child
from benchmarks.siting_city import YEARS, CityJob
from benchmarks.solving import Subparsers, add_limits, print_line

POINTS = 9_000
MODEL = {1: "two-echelon states", 3: "two-echelon states, targets, three periods"}
MOST_GAP_PCT = {1: 1.0, 3: 3.0}
MOST_SECONDS = {1: 300.0, 3: 900.0}
MOST_MB = 6_000.0
BUILD_S = 300


def add_command(commands: Subparsers) -> None:
    """Add the command to a parser's."""
    parser = commands.add_parser(
        "siting-city", help="build and solve the siting problem of the sample city"
    )
    parser.add_argument(
        "--clients",
        type=int,
        default=POINTS,
        help="collection points; each of their materials is a client of the problem, "
        "and generators come on top (default: %(default)s)",
    )
    parser.add_argument(
        "--periods",
        type=int,
        choices=sorted(YEARS),
        default=1,
        help="1 for 2027; 3 for 2025, 2027, 2030 with targets (default: %(default)s)",
    )
    add_limits(parser, default_s=300.0)
    parser.add_argument("--engine", default="auto", help="default: auto")
    parser.add_argument(
        "--dump", type=Path, metavar="DIR", help="folder for problem and answer"
    )
    parser.add_argument(
        "--all-ways",
        action="store_true",
        help="also prove the answer over every way and leg in reach: bound_all_ways",
    )
    parser.add_argument(
        "--build-only", action="store_true", help="build and dump, do not solve"
    )


def _city(arguments: argparse.Namespace) -> int:
    job = CityJob(
        points=arguments.clients,
        periods=arguments.periods,
        time_limit_s=None if arguments.build_only else arguments.time_limit,
        workers=arguments.workers,
        seed=arguments.seed,
        engine=arguments.engine,
        dump=str(arguments.dump.resolve()) if arguments.dump else "",
        all_ways=arguments.all_ways,
    )
    line = city_line(job)
    print_line(line)
    return int(line["ok"] is False)


def city_line(job: CityJob) -> dict[str, Any]:
    """Run a job in a process of its own and put its figures into a line."""
    print(f"building {job.points} points", file=sys.stderr, flush=True)
    limit_s = job.time_limit_s or 0.0
    return _line(job, *run_child("benchmarks.siting_city", job, limit_s, BUILD_S))


def _line(job: CityJob, figures: dict[str, Any], peak_mb: float) -> dict[str, Any]:
    head = {
        "instance": f"city-{job.points}x{job.periods}",
        "family": "siting-city",
        "model": MODEL[job.periods],
        "objective": figures.get("objective"),
        "bound": figures.get("bound"),
        "certified_gap_pct": figures.get("certified_gap_pct"),
        "best_known": None,
        "gap_pct": None,
        "seconds": figures.get("seconds"),
        "peak_mb": round(peak_mb, 1),
        "open": figures.get("open"),
        "feasible": figures.get("feasible"),
    }
    rest = {key: value for key, value in figures.items() if key not in head}
    bar = (
        f"certified gap <= {MOST_GAP_PCT[job.periods]:g} % in "
        f"{MOST_SECONDS[job.periods]:g} s, <= {MOST_MB:g} MB"
    )
    return {**head, **asdict(job), **rest, "bar": bar, "ok": _is_ok(job, head)}


def _is_ok(job: CityJob, line: Mapping[str, Any]) -> bool | None:
    """Whether the bar is met; ``None`` where nothing was to be solved."""
    if job.time_limit_s is None:
        return None
    gap = line["certified_gap_pct"]
    return bool(
        line["feasible"]
        and gap is not None
        and gap <= MOST_GAP_PCT[job.periods]
        and line["peak_mb"] <= MOST_MB
    )


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"siting-city": _city}
"""What the command does with its arguments."""
