"""What the installed ``recycling`` script imports: as little as possible.

Worker processes start clean and import the script's module again. Everything
the command line needs is therefore imported only when the command runs.
"""

import os
from importlib import import_module


def run() -> None:
    """Run the command line."""
    # The arrays of forecasts are small: threads of linear algebra would spend five
    # times the work on waiting for each other. Must be set before NumPy loads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_module("recycling.cli.main").run()
