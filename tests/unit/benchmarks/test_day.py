"""Every part of the dispatcher's day that has figures is measured."""

from pathlib import Path

import benchmarks
from benchmarks.day import PREFIX, parts


def test_only_helpers_are_left_out() -> None:
    modules = {
        path.stem.removeprefix(PREFIX)
        for path in Path(benchmarks.__path__[0]).glob(f"{PREFIX}*.py")
    }
    assert modules - set(parts()) == {"depot"}
    assert {"bookings", "jobs", "replan", "road", "why"} <= set(parts())
