"""A year of a full city's tickets, and the time the report's queries take on it.

``python -m benchmarks.year build WORKSPACE TICKETS`` writes the sample city with
made-up tickets of a whole year; ``... query WORKSPACE`` prints the worst time of
each query in milliseconds, by purpose and split, as one JSON object.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.records import Batch
from recycling.domain.sites import INTAKE_KINDS, SiteStatus
from recycling.domain.tickets import Flow
from recycling.sample.inputs import Scale
from recycling.services.batches import log_entry
from recycling.services.bookkeeping import BY_GROUP
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, import_files
from recycling.services.ports import RollupField
from recycling.services.sampling import make_sample

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
_DAY_S = 86_400
_MEAN_NET_KG = 2_700
"""9 million tonnes over 3.3 million tickets."""


def build(workspace: Path, tickets: int, scale: Scale) -> None:
    """Write the sample city without its own tickets, and a year of others.

    Every ticket draws its site, material and stream alike, which spreads them
    over more groups than a real city has: the rollups come out as large as can
    be.
    """
    context = build_context(load_settings(workspace))
    sample = make_sample(context, scale)
    files = [path for path in sample.files if not path.name.startswith("tickets")]
    import_files(context, ImportRequest(files, sample.crs))
    with context.unit_of_work() as work:
        lanes = _lanes(work.inputs.network())
    for batch in _batches(lanes, tickets):
        with context.unit_of_work() as work:
            import_id = log_entry(work, "benchmark", batch.table)
            work.inputs.merge(batch, import_id)


def _lanes(network: Network) -> list[tuple[str, str, str]]:
    """Site, material and stream of everything that could be weighed."""
    streams = [stream.value for stream in Stream if stream is not Stream.ELV]
    return [
        (site.site_id, material, stream)
        for site in network.sites.values()
        if site.kind in INTAKE_KINDS and site.status is SiteStatus.EXISTING
        for material in sorted(network.accepted(site))
        for stream in ([Stream.ELV.value] if material == Stream.ELV else streams)
    ]


def _batches(lanes: Sequence[tuple[str, str, str]], tickets: int) -> Iterator[Batch]:
    """Tickets of the year in the order of time."""
    rng = np.random.default_rng(YEAR)
    seconds = np.sort(rng.integers(0, 365 * _DAY_S, tickets))
    numbers = np.arange(tickets)
    for part in np.array_split(numbers, _BATCHES):
        chosen = rng.integers(0, len(lanes), len(part))
        net_kg = rng.integers(1, 2 * _MEAN_NET_KG, len(part))
        yield _batch([lanes[row] for row in chosen], part, seconds[part], net_kg)


def _batch(
    lanes: Sequence[tuple[str, str, str]],
    numbers: npt.NDArray[np.int64],
    seconds: npt.NDArray[np.int64],
    net_kg: npt.NDArray[np.int64],
) -> Batch:
    start = datetime(YEAR, 1, 1)
    size = len(lanes)
    site_ids, materials, streams = map(list, zip(*lanes, strict=True))
    columns: dict[str, list[Any]] = {
        "site_id": site_ids,
        "ticket_no": [f"Y-{number:07d}" for number in numbers.tolist()],
        "weighed_at": [start + timedelta(seconds=s) for s in seconds.tolist()],
        "material": materials,
        "net_kg": net_kg.tolist(),
        "stream": streams,
        "flow": [Flow.INTAKE.value] * size,
        "gross_kg": [None] * size,
        "tare_kg": [None] * size,
        "units": [int(material == Stream.ELV) for material in materials],
        "elv_class": [None] * size,
        "origin_site_id": [""] * size,
        "vehicle_id": [""] * size,
        "weighbridge_id": [""] * size,
        "calibrated_on": [None] * size,
        "price_fen_per_t": [0] * size,
        "is_simulated": [True] * size,
    }
    return Batch("tickets", columns)


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
