"""``python -m benchmarks city``: measures a plan of one day of the sample city."""

import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import module, run

MOST_GB = 4
MOST_RATIO = 1.03
"""Most the cost may be of that of a run with more time."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to plan, and how long.

    Attributes
    ----------
    stops
        Orders of the day.
    time_limit_s
        Seconds of the solver.
    reference_limit_s
        Seconds of a second run to compare with; ``None`` for none.
    workers, seed
        Options of the solver.
    """

    stops: int
    time_limit_s: float
    reference_limit_s: float | None
    workers: int
    seed: int


def city(options: Options) -> int:
    """Print a line per run and return the exit code: 1 if one is not ok."""
    with tempfile.TemporaryDirectory(prefix="recycling-benchmark-") as folder:
        workspace = Path(folder, "city")
        workspace.mkdir()
        print("building the city", file=sys.stderr, flush=True)
        built = run(
            module("benchmarks.city", "build", str(workspace), str(options.stops))
        )
        if built.code:
            return _print({"name": "city", "ok": False, "reason": built.complaint})
        line = _line(_run(workspace, options.time_limit_s, options), options.stops)
        code = _print({"name": "city", **line})
        if options.reference_limit_s is None or code:
            return code
        longer = _run(workspace, options.reference_limit_s, options)
        return _print({"name": "city_reference", **_compared(line, longer)})


def _run(workspace: Path, limit_s: float, options: Options) -> dict[str, Any]:
    """Plan in a process of its own, on a copy: a run changes the database."""
    print(f"planning for {limit_s:g} s", file=sys.stderr, flush=True)
    copy = workspace.with_name(f"run-{limit_s:g}")
    shutil.copytree(workspace, copy, dirs_exist_ok=True)
    done = run(
        module(
            *("benchmarks.city", "plan", str(copy), "--time-limit", str(limit_s)),
            *("--workers", str(options.workers), "--seed", str(options.seed)),
        )
    )
    head = {
        "time_limit_s": limit_s,
        "workers": options.workers,
        "seed": options.seed,
        "peak_gb": round(done.tree_gb, 3),
    }
    if done.code:
        return {**head, "reason": done.complaint}
    figures: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    return {**head, **figures}


def _line(figures: dict[str, Any], stops: int) -> dict[str, Any]:
    """Add the bars: every order served or explained, and the memory."""
    bar = f"every order served or explained, <= {MOST_GB} GB"
    if "orders" not in figures:
        return {**figures, "bar": bar, "ok": False}
    is_whole = figures["orders"] == stops == figures["served"] + figures["explained"]
    is_clean = not figures["lost"] and not figures["twice"]
    ok = is_whole and is_clean and figures["peak_gb"] <= MOST_GB
    return {**figures, "bar": bar, "ok": ok}


def _compared(line: dict[str, Any], longer: dict[str, Any]) -> dict[str, Any]:
    """Compare with the longer run: no fewer served, and hardly dearer."""
    if "cost_cny" not in longer:
        return {**longer, "ok": False}
    ratio = line["cost_cny"] / longer["cost_cny"] if longer["cost_cny"] else 1.0
    return {
        **longer,
        "ratio": round(ratio, 4),
        "served_less": longer["served"] - line["served"],
        "bar": MOST_RATIO,
        "ok": ratio <= MOST_RATIO and line["served"] >= longer["served"],
    }


def _print(line: dict[str, Any]) -> int:
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return int(not line["ok"])
