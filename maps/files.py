"""Files that appear under their name whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Hand out a temporary name beside a file and rename it when all went well.

    Parameters
    ----------
    target
        File to write or replace; its folder must exist. The temporary name keeps
        the ending, by which libraries choose the format.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    partial = target.with_name(f".{target.stem}.{uuid4().hex}{target.suffix}")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
