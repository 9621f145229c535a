"""``recycling app``: opens the Streamlit app on a workspace."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from recycling.bootstrap import open_workspace
from recycling.cli.console import WorkspaceOption, settings_of
from recycling.cli.words import say
from recycling.domain.errors import InputError

ENTRY = Path(__file__).resolve().parents[2] / "app.py"


def app(
    port: Annotated[int, typer.Option(help=say("help.port"))] = 8501,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the app in a browser until it is stopped."""
    settings = settings_of(workspace)
    if not ENTRY.is_file():
        msg = f"{ENTRY}: is not there. Run the app from a checkout of the project."
        raise InputError(msg)
    open_workspace(settings)
    command = [sys.executable, "-m", "streamlit", "run", str(ENTRY)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    environment = os.environ | {
        "RECYCLING_WORKSPACE": str(settings.workspace.resolve())
    }
    # The arguments are our own interpreter, file and an integer.
    ended = subprocess.run(command, env=environment, check=False)  # noqa: S603
    raise typer.Exit(ended.returncode)
