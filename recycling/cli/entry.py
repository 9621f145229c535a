"""What the installed ``recycling`` script imports: as little as possible.

Worker processes start clean and import the script's module again. Everything
the command line needs is therefore imported only when the command runs.
"""

from importlib import import_module


def run() -> None:
    """Run the command line."""
    import_module("recycling.cli.main").run()
