"""Cuts a table into blocks that are answered one by one."""

from collections.abc import Iterator


def blocks(rows: int, columns: int, size: int) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of each block of a table, row by row.

    Parameters
    ----------
    rows, columns
        Shape of the table; with none of either there is no block.
    size
        Most rows and most columns of a block.
    """
    for top in range(0, rows, size):
        for left in range(0, columns, size):
            yield (
                slice(top, min(top + size, rows)),
                slice(left, min(left + size, columns)),
            )
