"""``recycling app``: opens the Streamlit app on a workspace."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from recycling.bootstrap import open_workspace
from recycling.cli.console import WorkspaceOption, settings_of
from recycling.cli.words import say
from recycling.config import Settings
from recycling.domain.errors import InputError
from recycling.schema.said import said
from recycling.worker import is_present

ENTRY = Path(__file__).resolve().parents[2] / "app.py"

WORKER = """
import os
from recycling.cli.entry import run
if hasattr(os, "nice"):
    os.nice(10)
run()
"""
"""The command line in this interpreter, wherever its script is installed. It gives
way to the server: a plan may take a moment longer, a page may not."""


def app(
    port: Annotated[int, typer.Option(help=say("help.port"))] = 8501,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the app in a browser until it is stopped."""
    settings = settings_of(workspace)
    if not ENTRY.is_file():
        msg = said("app.missing", entry=ENTRY)
        raise InputError(msg)
    open_workspace(settings)
    environment = os.environ | {
        "RECYCLING_WORKSPACE": str(settings.workspace.resolve())
    }
    command = [sys.executable, "-m", "recycling.ui.serve"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    # Modules that an update replaces while people work must not be mixed with old ones.
    command += ["--server.fileWatcherType", "none"]
    # Told to end, the app takes the server and the worker along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with _worker_beside(settings, environment):
        # The arguments are our own interpreter, module and an integer.
        ended = subprocess.run(command, env=environment, check=False)  # noqa: S603
    raise typer.Exit(ended.returncode)


@contextmanager
def _worker_beside(
    settings: Settings, environment: Mapping[str, str]
) -> Iterator[None]:
    """Have a worker while the block runs: the one there is, or one of its own."""
    if is_present(settings.workspace):
        yield
        return
    command = [sys.executable, "-c", WORKER, "worker"]
    worker = subprocess.Popen(command, env=environment)  # noqa: S603 - our own
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()
