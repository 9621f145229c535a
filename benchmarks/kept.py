"""Workspaces that take long to build, kept for later runs of the same code."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from benchmarks.measure import REPOSITORY, run


def kept_folder(
    kind: str,
    size: str,
    decides: Iterable[str],
    command: Callable[[Path], Sequence[str]],
) -> Path:
    """Give a workspace, built first where no run has kept it.

    It lies in the folder for temporary files, under a name that follows from all
    that decides its content.

    Parameters
    ----------
    kind
        Benchmark it is for.
    size
        What is in it, fit for a name.
    decides
        Patterns of the files that decide what it holds: a kept one of others is of
        no use.
    command
        Makes the command that builds one in a folder.

    Raises
    ------
    RuntimeError
        When building fails; says why.
    """
    digest = sha256(f"{kind} {size}".encode())
    for pattern in decides:
        for path in sorted(REPOSITORY.glob(pattern)):
            digest.update(path.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"recycling-benchmark-{kind}"
    workspace = folder / f"{size}-{digest.hexdigest()[:16]}"
    if workspace.is_dir():
        return workspace
    # What is kept of other states of the code is of no use and large.
    for stale in folder.glob(f"{size}-*"):
        shutil.rmtree(stale, ignore_errors=True)
    partial = workspace.with_name(f"{workspace.name}.partial")
    folder.mkdir(parents=True, exist_ok=True)
    print(f"building {workspace}", file=sys.stderr)
    built = run(command(partial))
    if built.code:
        shutil.rmtree(partial, ignore_errors=True)
        raise RuntimeError(built.complaint)
    return partial.replace(workspace)
