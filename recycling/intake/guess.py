"""Which table a file or sheet holds, by its name or else by its header."""

from collections.abc import Iterable, Sequence

from recycling.intake.grid import FileRefusedError, Grid, OpenFile
from recycling.intake.header import required_share
from recycling.schema.columns import LANGUAGES, TABLES, Table, fold
from recycling.schema.faults import Rule
from recycling.schema.messages import table_label


def table_named(name: str) -> Table | None:
    """Find the table a name speaks of, the longest when several match.

    ``vehicle_types`` and ``2026 车型`` both name the table of vehicle types.
    """
    folded = fold(name)
    spoken = [
        (len(word), table)
        for table in TABLES.values()
        for word in _words(table)
        if word in folded
    ]
    return max(spoken, key=lambda pair: pair[0])[1] if spoken else None


def choose_sheets(
    source: OpenFile, stem: str, table_name: str | None, sheet: str
) -> list[tuple[Table, Grid]]:
    """Pick the sheets to read and the table of each, referred tables first.

    Parameters
    ----------
    source
        The open file.
    stem
        Name of the file without its ending.
    table_name
        Table the user named; ``None`` to go by names and headers.
    sheet
        Sheet the user named, empty for none.

    Raises
    ------
    FileRefusedError
        When there is no such sheet, no table fits, or a sheet cannot be read.
    """
    if sheet and sheet not in source.sheets:
        raise FileRefusedError(Rule.UNKNOWN_SHEET, sheet, ", ".join(source.sheets))
    sheets = (sheet,) if sheet else source.sheets
    if not sheets:
        raise FileRefusedError(Rule.FILE_EMPTY)
    named = [(table, name) for name in sheets if (table := table_named(name))]
    if table_name is not None:
        wanted = TABLES[table_name]
        chosen = [name for table, name in named if table is wanted] or sheets[:1]
        return [(wanted, source.grid(name)) for name in chosen]
    if named:
        order = list(TABLES.values())
        named.sort(key=lambda pair: order.index(pair[0]))
        return [(table, source.grid(name)) for table, name in named]
    grid = source.grid(sheets[0])
    return [(table_named(stem) or _by_header(grid.header), grid)]


def _words(table: Table) -> Iterable[str]:
    """List the names of a table, folded."""
    return {fold(table.name), *(fold(table_label(table.name, k)) for k in LANGUAGES)}


def _by_header(header: Sequence[str]) -> Table:
    """Pick the table whose required columns are all there, best match first."""
    fits = {name: required_share(table, header) for name, table in TABLES.items()}
    complete = {name: matches for name, (is_whole, matches) in fits.items() if is_whole}
    best = max(complete.values(), default=0)
    tables = [TABLES[name] for name, matches in complete.items() if matches == best]
    if len(tables) != 1:
        raise FileRefusedError(Rule.UNKNOWN_TABLE, detail=", ".join(TABLES))
    return tables[0]
