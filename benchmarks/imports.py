"""Times the import of 649,706 weighings into SQLite and PostgreSQL."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lines import Emit, failed, measured, missing
from benchmarks.measure import Run, module, product, run
from tests.integration.postgres import (
    PostgresUnavailableError,
    create_postgres_database,
    postgres_server,
)

BARS_S: Mapping[str, float] = {"sqlite": 15, "postgres": 30}
PEAK_GB = 1.5
_BEFORE = ("districts.csv", "materials.csv", "parameters.csv", "sites.csv")


@dataclass(frozen=True, slots=True)
class Weighings:
    """Converted weighings to import.

    Attributes
    ----------
    folder
        Input files with their settings.
    origin
        ``real`` or ``generated``.
    has_bars
        Of the size the bars are meant for.
    """

    folder: Path
    origin: str
    has_bars: bool


def prepare_weighings(shared: Path, folder: Path, *, is_small: bool) -> Weighings:
    """Convert the real weighings, or generate as many where they are not.

    Raises
    ------
    RuntimeError
        When the conversion fails.
    """
    source = shared / "real" / "amsterdam_weighings"
    origin = "real" if source.is_dir() and not is_small else "generated"
    command = ["benchmarks", "generate", str(folder), *(["--small"] * is_small)]
    if origin == "real":
        command = ["benchmarks", "convert", "amsterdam", str(source), str(folder)]
    done = run(module(*command))
    if done.code:
        msg = f"{' '.join(command)}: {done.complaint}"
        raise RuntimeError(msg)
    return Weighings(folder, origin, has_bars=not is_small)


def import_lines(weighings: Weighings, scratch: Path, emit: Emit) -> None:
    """Measure both databases, each twice, and the peak over all imports."""
    peaks_gb: list[float] = []
    for kind in BARS_S:
        try:
            with _database(kind) as environment:
                workspace = scratch / kind
                peaks_gb += _import_twice(kind, weighings, workspace, environment, emit)
        except PostgresUnavailableError as error:
            for name, unit in _names(kind):
                emit(missing(name, unit, _bar(weighings, kind), str(error)))
    bar = PEAK_GB if weighings.has_bars else None
    if peaks_gb:
        peak = max(peaks_gb)
        emit(measured("import_peak_gb", peak, "GB", bar, data=weighings.origin))
    else:
        emit(failed("import_peak_gb", "GB", bar, "no import ran to its end"))


def failed_import_lines(reason: str, emit: Emit) -> None:
    """Print every line of the imports when there is nothing to import."""
    for kind in BARS_S:
        for name, unit in _names(kind):
            emit(failed(name, unit, BARS_S[kind], reason))
    emit(failed("import_peak_gb", "GB", PEAK_GB, reason))


def _names(kind: str) -> list[tuple[str, str]]:
    """Lines of a database and their units."""
    return [
        (f"import_{kind}_s", "s"),
        (f"import_{kind}_again_s", "s"),
        (f"import_{kind}_again_added", "rows"),
    ]


def _bar(weighings: Weighings, kind: str) -> float | None:
    return BARS_S[kind] if weighings.has_bars else None


@contextmanager
def _database(kind: str) -> Iterator[dict[str, str]]:
    """Environment that points the product to a fresh database."""
    if kind == "sqlite":
        yield {}
        return
    # Durable: a real server writes to its disk, and the bar is meant for one.
    with postgres_server(durable=True) as server:
        url = create_postgres_database(server, "benchmark_import")
        yield {"RECYCLING_STORAGE__URL": url}


def _import_twice(
    kind: str,
    weighings: Weighings,
    workspace: Path,
    environment: Mapping[str, str],
    emit: Emit,
) -> list[float]:
    """Import the same weighings twice; return the peaks of memory."""
    workspace.mkdir(parents=True)
    shutil.copy(weighings.folder / "recycling.toml", workspace)
    place = ("--workspace", str(workspace))
    before = [str(weighings.folder / name) for name in _BEFORE]
    base = run(product("import", *before, "--crs", "wgs84", *place), environment)
    tickets = str(weighings.folder / "tickets.csv")
    command = product("import", tickets, "--skip-bad-rows", "--json", *place)
    first, again = run(command, environment), run(command, environment)
    (name, unit), (again_name, _), (added_name, added_unit) = _names(kind)
    broken = next((done for done in (base, first, again) if done.code), None)
    if broken is not None:
        for line_name, line_unit in _names(kind):
            bar = _bar(weighings, kind)
            emit(failed(line_name, line_unit, bar, broken.complaint))
        return []
    counts = _ticket_counts(first)
    bar = _bar(weighings, kind)
    data = weighings.origin
    emit(measured(name, first.seconds, unit, bar, data=data, **counts))
    again_bar = first.seconds if weighings.has_bars else None
    emit(measured(again_name, again.seconds, unit, again_bar, data=data))
    again_added = _ticket_counts(again)["added"]
    emit(measured(added_name, again_added, added_unit, 0, data=data))
    return [first.process_gb, again.process_gb]


def _ticket_counts(done: Run) -> dict[str, int]:
    """Rows read, added and skipped, as the command says."""
    (counts,) = json.loads(done.output)["counts"]
    return {name: int(counts[name]) for name in ("rows", "added", "skipped")}
