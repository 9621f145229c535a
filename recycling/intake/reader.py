"""Reading a file: the door of this stage.

``read_table`` hands out chunks of checked rows with every fault named. It never
raises for what a file holds: a file that cannot be read is a fault like others.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pathlib import Path

from recycling.domain.errors import Fault, InputError
from recycling.domain.records import Batch
from recycling.intake.declared import declared_crs
from recycling.intake.faulty import HeaderFault
from recycling.intake.files import open_file, stem_of
from recycling.intake.grid import FileRefusedError, Grid
from recycling.intake.guess import choose_sheets
from recycling.intake.header import read_header
from recycling.intake.keys import KnownKeys, RowKeys
from recycling.intake.notices import sheet_notices
from recycling.intake.options import IntakeOptions
from recycling.intake.positions import Positions
from recycling.intake.records_grid import records_grid
from recycling.intake.report import IntakeReport
from recycling.intake.sheet import Chunk, SheetReader
from recycling.intake.texts import shown
from recycling.schema.columns import TABLES, Table
from recycling.schema.faults import Rule
from recycling.schema.said import said

_REFERRED = frozenset().union(*(table.references for table in TABLES.values()))


def read_table(
    path: Path,
    table_name: str | None,
    options: IntakeOptions,
    known: Mapping[str, Container[str]],
) -> "TableReader":
    """Open a file of one table, or a workbook of several.

    Parameters
    ----------
    path
        File ending in .csv, .csv.gz, .xlsx, .geojson, .json, .gpkg, .shp or .zip
        (of a Shapefile).
    table_name
        Table it holds; ``None`` to tell by the names of sheets and file, or
        else by the header.
    options
        What the user says about it.
    known
        Keys rows may refer to, by table: those recorded, and those of files
        read before. A table that is not there has no keys.

    Returns
    -------
    TableReader
        Chunks to iterate over once, and the running report.

    Raises
    ------
    InputError
        When there is no table of that name.
    """
    if table_name is not None and table_name not in TABLES:
        names = ", ".join(TABLES)
        msg = said("table.unknown", names=names, table_name=table_name)
        raise InputError(msg)

    def sheets() -> list[tuple[Table, Grid]]:
        source = open_file(path, options)
        return choose_sheets(source, stem_of(path), table_name, options.sheet)

    return TableReader(path.name, sheets, options, known)


def read_records(
    name: str,
    table_name: str,
    records: Sequence[Mapping[str, object]],
    options: IntakeOptions,
    known: Mapping[str, Container[str]],
) -> "TableReader":
    """Check records of one table that came as JSON, as rows of a file are.

    Parameters
    ----------
    name
        What faults call their source.
    table_name
        Table they belong to.
    records
        Values by attribute or any other header of the table's columns.
    options, known
        As of `read_table`.
    """
    grid = records_grid(records)
    return TableReader(name, lambda: [(TABLES[table_name], grid)], options, known)


class TableReader:
    """Checked chunks of a file, to iterate over once; see `read_table`.

    Parameters
    ----------
    name
        Name of the file.
    sheets
        Opens it: its sheets, each with its table; may raise `FileRefusedError`.
    options, known
        As of `read_table`.

    Attributes
    ----------
    tables
        Names of the tables found in the file, in the order they are read.
    report
        What was found so far; complete after the last chunk.
    """

    def __init__(
        self,
        name: str,
        sheets: Callable[[], list[tuple[Table, Grid]]],
        options: IntakeOptions,
        known: Mapping[str, Container[str]],
    ) -> None:
        self.report = IntakeReport(
            name,
            max_faults=options.max_faults,
            skip_bad_rows=options.skip_bad_rows,
        )
        self._options = options
        self._known = KnownKeys(known)
        self._row_keys: dict[str, RowKeys] = {}
        self._failure: FileRefusedError | None = None
        self._sheets: list[tuple[Table, Grid]] = []
        try:
            self._sheets = sheets()
        except FileRefusedError as error:
            self._failure = error
        self.tables = tuple(dict.fromkeys(table.name for table, _ in self._sheets))

    def __iter__(self) -> Iterator[Chunk]:
        """Yield chunks; the report counts each one before it is handed out."""
        if self._failure is not None:
            yield self._refusal(self._failure, "")
        for table, grid in self._sheets:
            try:
                yield from self._sheet_chunks(table, grid)
            except FileRefusedError as error:
                yield self._refusal(error, table.name)

    def _sheet_chunks(self, table: Table, grid: Grid) -> Iterator[Chunk]:
        """Read one sheet, its header first."""
        if not grid.header:
            raise FileRefusedError(Rule.FILE_EMPTY, sheet=grid.sheet)
        crs, complaint = declared_crs(self._options.crs, grid.stored_crs)
        layout = read_header(table, grid.header, crs, self._options)
        faults = [self._fault(grid, grid.header_row, found) for found in layout.faults]
        if complaint is not None and table.has_position:
            faults.insert(0, self._fault(grid, 0, complaint))
        if faults:
            self.report.is_refused = True
            yield self._counted(Chunk(Batch(table.name, {}), 0, 0, tuple(faults)))
        reader = SheetReader(
            self.report.file,
            grid,
            layout,
            Positions(crs, self._options.area) if crs and table.has_position else None,
            self._options.timezone,
            self._known,
            self._row_keys.setdefault(table.name, RowKeys()),
        )
        for chunk in reader.chunks(is_refused=self.report.is_refused):
            if table.name in _REFERRED and len(chunk.batch):
                self._known.add(table.name, chunk.batch.columns[table.key[0]])
            yield self._counted(chunk)
        self.report.notices += sheet_notices(
            self.report.file, grid, layout.ignored, reader.repaired
        )

    def _fault(self, grid: Grid, row: int, found: HeaderFault) -> Fault:
        """Give a fault of a header its file, sheet and row."""
        return Fault(
            self.report.file,
            grid.sheet,
            row,
            shown(found.column),
            shown(found.value),
            found.rule.value,
            found.detail,
        )

    def _refusal(self, error: FileRefusedError, table: str) -> Chunk:
        """Turn the end of reading into a fault."""
        self.report.is_refused = True
        fault = Fault(
            self.report.file,
            error.sheet,
            error.row,
            "",
            shown(error.value),
            error.rule.value,
            error.detail,
        )
        return self._counted(Chunk(Batch(table, {}), 0, 0, (fault,)))

    def _counted(self, chunk: Chunk) -> Chunk:
        """Add a chunk to the report."""
        self.report.rows += chunk.rows
        self.report.bad_rows += chunk.bad_rows
        self.report.add(chunk.faults)
        return chunk
