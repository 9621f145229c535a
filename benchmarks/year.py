"""A year of a full city's tickets, and the time the report's queries take on it.

``python -m benchmarks.year build WORKSPACE TICKETS`` writes the sample city with
made-up tickets of a whole year; ``... query WORKSPACE`` prints the worst time of
each query in milliseconds, by purpose and split, as one JSON object.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import cast

from benchmarks.weighings import Span, build_city
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.sample.inputs import Scale
from recycling.services.bookkeeping import BY_GROUP
from recycling.services.context import Context
from recycling.services.ports import RollupField

YEAR = 2026
QUERIES: Mapping[str, tuple[tuple[RollupField, ...], ...]] = {
    "report": (("district",), ("material",), ("stream",), ("month",)),
    "books": (BY_GROUP,),
}
"""Splits `recycling.services.bookkeeping` asks for: the report's, and the postings'."""

LAST_DAYS = (date(YEAR, 12, 31), date(YEAR, 12, 30))
"""A year of whole months, and one that ends within a month."""

_REPEATS = 5
_BATCHES = 12


def build(workspace: Path, tickets: int, scale: Scale) -> None:
    """Write the sample city without its own tickets, and a year of others."""
    span = Span(date(YEAR, 1, 1), date(YEAR, 12, 31), _BATCHES, YEAR)
    build_city(build_context(load_settings(workspace)), tickets, scale, span)


def query_times_ms(context: Context) -> dict[str, dict[str, float]]:
    """Worst time of each query, the first one with cold caches included."""
    return {
        purpose: {", ".join(split): _worst_ms(context, split) for split in splits}
        for purpose, splits in QUERIES.items()
    }


def _worst_ms(context: Context, split: Sequence[RollupField]) -> float:
    worst_ms = 0.0
    for last in LAST_DAYS * _REPEATS:
        with context.unit_of_work() as work:
            started = perf_counter()
            work.books.recovered(date(YEAR, 1, 1), last, split)
            worst_ms = max(worst_ms, (perf_counter() - started) * 1000)
    return worst_ms


def main() -> None:
    """Build the year, or time the queries on it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year")
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build")
    builder.add_argument("workspace", type=Path)
    builder.add_argument("tickets", type=int)
    builder.add_argument("--scale", choices=("small", "full"), default="full")
    commands.add_parser("query").add_argument("workspace", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "build":
        scale = cast("Scale", arguments.scale)
        build(arguments.workspace, arguments.tickets, scale)
        return
    context = build_context(load_settings(arguments.workspace))
    print(json.dumps(query_times_ms(context)))


if __name__ == "__main__":
    main()
