"""A city's tickets of three years as a database, built once and kept for later runs.

``python -m benchmarks.tonnage_city WORKSPACE --tickets N --months N --scale S`` builds
one.
"""

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from benchmarks.kept import kept_folder
from benchmarks.measure import module
from benchmarks.weighings import Span, build_city
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.domain.months import last_day, next_month
from recycling.sample.inputs import Scale

FIRST_MONTH = date(2023, 11, 1)
_SEED = 6
_DECIDES = (
    "benchmarks/weighings.py",
    "benchmarks/tonnage_city.py",
    "data/**/*.csv",
    "recycling/sample/*.py",
    "recycling/storage/*.py",
    "recycling/storage/migrations/versions/*.py",
)
"""Files that decide what the database holds."""


@dataclass(frozen=True, slots=True)
class City:
    """A city whose tickets are wanted.

    Attributes
    ----------
    tickets, months
        How many, spread over how many months from `FIRST_MONTH` on.
    scale
        Size of the sample city.
    """

    tickets: int
    months: int
    scale: Scale

    @property
    def month_starts(self) -> list[date]:
        """First days of its months."""
        found = [FIRST_MONTH]
        while len(found) < self.months:
            found.append(next_month(found[-1]))
        return found

    @property
    def last_day(self) -> date:
        """Day of its newest tickets."""
        return last_day(self.month_starts[-1])


def kept_workspace(city: City) -> Path:
    """Give the workspace of a city, built first where no run has kept it.

    Raises
    ------
    RuntimeError
        When building fails; says why.
    """
    options = ("--tickets", f"{city.tickets}", "--months", f"{city.months}")

    def command(folder: Path) -> list[str]:
        built = module("benchmarks.tonnage_city", f"{folder}", *options)
        return [*built, "--scale", city.scale]

    size = f"{city.tickets}-{city.months}-{city.scale}"
    return kept_folder("tonnage", size, _DECIDES, command)


def main() -> None:
    """Build a city's tickets, a month a transaction."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tonnage_city")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--tickets", type=int, required=True)
    parser.add_argument("--months", type=int, required=True)
    parser.add_argument("--scale", choices=("small", "full"), default="full")
    asked = parser.parse_args()
    city = City(asked.tickets, asked.months, cast("Scale", asked.scale))
    span = Span(FIRST_MONTH, city.last_day, city.months, _SEED)
    context = build_context(load_settings(asked.workspace))
    build_city(context, city.tickets, city.scale, span)


if __name__ == "__main__":
    main()
