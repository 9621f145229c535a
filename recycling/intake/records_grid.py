"""Records from JSON: keys are columns, values are cells."""

from collections.abc import Mapping, Sequence

from recycling.intake.grid import Grid, block_of
from recycling.intake.texts import cell_text


def records_grid(records: Sequence[Mapping[str, object]]) -> Grid:
    """Lay records out as rows; they count from 1."""
    header = tuple(dict.fromkeys(key for record in records for key in record))
    rows = [[cell_text(record.get(key)) for key in header] for record in records]
    return Grid("", header, 0, iter([block_of(rows, 1)]))
