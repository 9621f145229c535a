"""Use case: read files into the database, all of them or nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from recycling.config import Settings
from recycling.domain.errors import Fault, FaultsError, Notice
from recycling.domain.records import Batch, ImportCounts, RowChange
from recycling.intake.adapting import Adapting
from recycling.intake.options import IntakeOptions
from recycling.intake.reader import TableReader, read_table
from recycling.intake.report import IntakeReport
from recycling.intake.watch import PositionWatch
from recycling.schema.columns import TABLES, Lang
from recycling.schema.messages import text
from recycling.services.batches import log_entry
from recycling.services.context import Context
from recycling.services.flagging import TicketWatch
from recycling.services.import_history import SHOWN_CHANGES
from recycling.services.ports import UnitOfWork

HASH_BLOCK_BYTES = 1 << 20
MIB = 1 << 20

type Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Files, and what the user declares about them.

    Attributes
    ----------
    paths
        Files to read, in any order: tables that others refer to come first.
    crs
        Coordinate system of their positions; there is no default.
    table, sheet, encoding
        Table the files hold, sheet or layer, and encoding; told by the files
        where not given.
    skip_bad_rows
        Leave faulty rows out instead of refusing everything.
    area
        Area positions must lie in; the settings' where ``None``.
    anywhere
        Accept positions in no particular area.
    adapting
        How columns of foreign files are made to fit.
    """

    paths: Sequence[Path]
    crs: str | None = None
    table: str | None = None
    sheet: str = ""
    encoding: str = "auto"
    skip_bad_rows: bool = False
    area: Area | None = None
    anywhere: bool = False
    adapting: Adapting = field(default_factory=Adapting)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    Attributes
    ----------
    counts
        Rows added, updated, unchanged and skipped, by file and table.
    reports
        What was found in each file; with ``skip_bad_rows`` also its faults.
    """

    counts: tuple[ImportCounts, ...]
    reports: tuple[IntakeReport, ...] = field(default=())

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of all files, in their order."""
        return tuple(fault for report in self.reports for fault in report.faults)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is odd about the files but stopped nothing."""
        return tuple(notice for report in self.reports for notice in report.notices)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do.

    Attributes
    ----------
    result
        As `import_files` would return it.
    changes
        First rows it would change, by table.
    """

    result: ImportResult
    changes: Mapping[str, tuple[RowChange, ...]]


def import_files(context: Context, request: ImportRequest) -> ImportResult:
    """Read files into the database in one transaction.

    Every fault of every file is found before anything is decided. The same
    files again change nothing.

    Parameters
    ----------
    context
        Settings and storage.
    request
        Files and what the user declares about them.

    Returns
    -------
    ImportResult
        What became of the rows.

    Raises
    ------
    FaultsError
        When a file has faults, with all of them; the database stays as it was.
    ConflictError
        When rows contradict what is recorded; the database stays as it was.
    """
    context.progress.stage("import")
    with context.unit_of_work() as work:
        return _imported(context, work, request)


def preview_files(
    context: Context, request: ImportRequest, limit: int = SHOWN_CHANGES
) -> ImportPreview:
    """Say what importing files would do, and leave the database as it was.

    The import is done in full and taken back, so that nothing can come as a
    surprise; other writers wait meanwhile.

    Parameters
    ----------
    context, request
        As for `import_files`.
    limit
        Changed rows that are shown of each table.

    Raises
    ------
    FaultsError, ConflictError
        As from `import_files`.
    """
    context.progress.stage("preview")
    with context.unit_of_work() as work:
        work.lock()
        last = max((one.import_id for one in work.imports.listed(1)), default=0)
        result = _imported(context, work, request)
        changes: dict[str, list[RowChange]] = defaultdict(list)
        for one in work.imports.listed(len(result.counts)):
            if one.import_id > last and one.record.updated:
                found = work.imports.changes(one.import_id, limit)
                changes[one.record.table] += found
        work.take_back()
    return ImportPreview(result, {t: tuple(found) for t, found in changes.items()})


def _imported(
    context: Context, work: UnitOfWork, request: ImportRequest
) -> ImportResult:
    options = intake_options(context.settings, request)
    counts: list[ImportCounts] = []
    reports: list[IntakeReport] = []
    known = RecordedKeys(work)
    watch = PositionWatch(work.inputs.network)
    tickets = TicketWatch(work)
    ordered = _in_order(request, options)
    for done, path in enumerate(ordered):
        context.progress.advance(done, len(ordered))
        reader = read_table(path, request.table, options, known)
        log = _Log(work, path, request, context.user)
        counts += _read_into(work, reader, log, known, watch, tickets)
        reports.append(reader.report)
    context.progress.advance(len(ordered), len(ordered))
    watch.judge()
    tickets.close()
    _refuse_faults(reports, request, options.language)
    return ImportResult(tuple(counts), tuple(reports))


def intake_options(settings: Settings, request: ImportRequest) -> IntakeOptions:
    """Limits of reading, from the settings and what the user declares."""
    intake = settings.intake
    area = (intake.min_lon, intake.min_lat, intake.max_lon, intake.max_lat)
    return IntakeOptions(
        crs=request.crs,
        sheet=request.sheet,
        encoding=request.encoding,
        skip_bad_rows=request.skip_bad_rows,
        timezone=intake.timezone,
        area=None if request.anywhere else request.area or area,
        max_file_bytes=intake.max_file_mb * MIB,
        language=cast("Lang", settings.language),
        adapting=request.adapting,
    )


class RecordedKeys(Mapping[str, set[str]]):
    """Keys that rows may refer to: those recorded, and those read so far.

    A refused file's good rows count as read, so that files after it are not
    blamed for its faults.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._keys: dict[str, set[str]] = {}

    def __getitem__(self, table: str) -> set[str]:
        """Return the keys of a table."""
        if table not in self._keys:
            self._keys[table] = set(self._work.inputs.keys(table))
        return self._keys[table]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the tables that others refer to."""
        return iter(sorted(REFERRED))

    def __len__(self) -> int:
        """Return the number of tables that others refer to."""
        return len(REFERRED)

    def add(self, batch: Batch) -> None:
        """Take in the keys of rows that were just read."""
        if batch.table in REFERRED and len(batch):
            self[batch.table].update(batch.columns[TABLES[batch.table].key[0]])


REFERRED = frozenset(name for table in TABLES.values() for name in table.references)


def _in_order(request: ImportRequest, options: IntakeOptions) -> list[Path]:
    """Order files so that referenced tables come before those that refer to them."""
    rank = {name: position for position, name in enumerate(TABLES)}

    def first_table(path: Path) -> int:
        tables = read_table(path, request.table, options, {}).tables
        return min((rank[name] for name in tables), default=len(rank))

    if len(request.paths) == 1:
        return list(request.paths)
    return sorted(request.paths, key=first_table)


class _Log:
    """Log entries of a file, one for each table that it changes."""

    def __init__(
        self, work: UnitOfWork, path: Path, request: ImportRequest, who: str
    ) -> None:
        self._work = work
        self._who = who
        self._entries: dict[str, int] = {}
        self.path = path
        self.request = request

    def entry(self, table: str) -> int:
        """Give the number of a table's entry, which is written when first asked for."""
        if table not in self._entries:
            has_position = TABLES[table].has_position
            self._entries[table] = log_entry(
                self._work,
                self.path.name,
                table,
                sha256=_sha256(self.path),
                crs=(self.request.crs or "") if has_position else "",
                who=self._who,
            )
        return self._entries[table]


def _read_into(
    work: UnitOfWork,
    reader: TableReader,
    log: _Log,
    known: RecordedKeys,
    watch: PositionWatch,
    tickets: TicketWatch,
) -> list[ImportCounts]:
    """Merge a file's good rows and count what became of them, by table."""
    merged: dict[str, list[ImportCounts]] = defaultdict(list)
    rows: dict[str, int] = defaultdict(int)
    skipped: dict[str, int] = defaultdict(int)
    for read in reader:
        table = read.batch.table
        if not table:
            continue
        known.add(read.batch)
        watch.take(reader.report, read)
        chunk = tickets.check(reader.report, read)
        rows[table] += chunk.rows
        skipped[table] += chunk.bad_rows
        stays = log.request.skip_bad_rows or not reader.report.faults
        if len(chunk.batch) and stays and not reader.report.is_refused:
            merged[table].append(work.inputs.merge(chunk.batch, log.entry(table)))
            tickets.recorded(merged[table][-1])
    return [
        ImportCounts(
            table=table,
            file=log.path.name,
            rows=rows[table],
            added=sum(part.added for part in merged[table]),
            updated=sum(part.updated for part in merged[table]),
            unchanged=sum(part.unchanged for part in merged[table]),
            skipped=skipped[table],
        )
        for table in rows
    ]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _refuse_faults(
    reports: Sequence[IntakeReport], request: ImportRequest, lang: Lang
) -> None:
    """Raise for all files together when any of them must not be used."""
    bad = [
        report
        for report in reports
        if report.is_refused or (report.faults and not request.skip_bad_rows)
    ]
    if not bad:
        return
    summary = bad[0].summary(lang)
    if len(bad) > 1:
        others = ", ".join(report.file for report in bad[1:])
        summary = text("intake.also_refused", lang, summary=summary, files=others)
    faults = [fault for report in bad for fault in report.faults]
    notices = [notice for report in reports for notice in report.notices]
    raise FaultsError(summary, faults, notices)
