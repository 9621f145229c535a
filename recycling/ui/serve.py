"""Starts the server with all modules loaded: ``python -m recycling.ui.serve``.

Streamlit runs the app's script for the first time when the first page is asked for,
and imports what it needs then: seconds that somebody would wait.
"""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from streamlit.web import cli

import recycling.ui

ENTRY = Path(__file__).resolve().parents[2] / "app.py"


def load_modules() -> list[str]:
    """Import every module the pages are made of, and return their names."""
    names = [
        f"recycling.ui.{module.name}"
        for module in iter_modules(recycling.ui.__path__)
        if module.name != "serve" and not module.ispkg
    ]
    for name in names:
        import_module(name)
    return names


if __name__ == "__main__":
    load_modules()
    cli.main(["run", str(ENTRY), *sys.argv[1:]], prog_name="streamlit")
