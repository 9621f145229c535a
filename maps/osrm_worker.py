"""What a process that helps with a large table does.

It opens the graph once and then fills the blocks it is given. The table's files are
mapped, so what it writes is there for all without being sent. They are opened anew
for each block: pages that stayed mapped would count as this process's memory.
"""

import ctypes
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from maps.osrm_engine import open_engine
from maps.osrm_tables import Side, fill_block
from maps.table_cache import open_table

if TYPE_CHECKING:
    from osrm import OSRM

type _Job = "tuple[OSRM, Path, tuple[Side, Side]]"

# Of the C library of Linux, see mallopt(3).
_M_TRIM_THRESHOLD = -1
_KEPT_BYTES = 1 << 30

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
    _keep_memory()
    _jobs.append((open_engine(graph), work, sides))


def work_block(block: tuple[slice, slice]) -> None:
    """Fill one block of the table."""
    engine, work, sides = _jobs[-1]
    fill_block(engine, sides, block, open_table(work))


def _keep_memory() -> None:
    """Keep the memory of one answer for the next instead of giving it back.

    The answer to a block is some hundred megabytes of small objects. Getting their
    pages from the system again for each block took 30 % of the whole time.
    """
    if sys.platform == "linux":
        # Other C libraries of Linux may have no such setting.
        tune = getattr(ctypes.CDLL(None), "mallopt", None)
        if tune is not None:
            tune(_M_TRIM_THRESHOLD, _KEPT_BYTES)
