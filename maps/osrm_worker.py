"""What a process that helps with a large table does.

It opens the graph and the table's files once and then fills the blocks it is given.
The files are mapped, so what it writes is there for all without being sent.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from maps.osrm_engine import open_engine
from maps.osrm_tables import IntArray, Side, fill_block
from maps.table_cache import open_table

if TYPE_CHECKING:
    from osrm import OSRM

type _Job = "tuple[OSRM, tuple[Side, Side], tuple[IntArray, IntArray]]"

_jobs: list[_Job] = []


def start_worker(graph: Path, work: Path, sides: tuple[Side, Side]) -> None:
    """Prepare this process.

    Parameters
    ----------
    graph
        Folder of the road graph.
    work
        Folder of the table that is being written.
    sides
        Its rows and columns.
    """
    _jobs.append((open_engine(graph), sides, open_table(work)))


def work_block(block: tuple[slice, slice]) -> None:
    """Fill one block of the table."""
    engine, sides, table = _jobs[-1]
    fill_block(engine, sides, block, table)
