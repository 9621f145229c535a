"""The sample city's day as a benchmark: exactly the orders asked for, none lost."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.city import build, plan, settings_of
from benchmarks.city_command import _compared, _line

STOPS = 40

GOOD: dict[str, Any] = {
    "orders": 10,
    "served": 8,
    "explained": 2,
    "lost": 0,
    "twice": 0,
    "peak_gb": 3.0,
    "cost_cny": 103.0,
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("city")
    build(workspace, STOPS, "small")
    return workspace


def test_every_order_is_accounted_for(city: Path) -> None:
    figures = plan(settings_of(city, 1.0, 1, 1), "small")
    assert figures["orders"] == STOPS
    assert figures["served"] + figures["explained"] == STOPS
    assert figures["lost"] == figures["twice"] == 0
    assert sum(figures["reasons"].values()) == figures["explained"]
    assert figures["vehicles"] > 0
    assert figures["cost_cny"] > 0


@pytest.mark.parametrize(
    "change",
    [
        {"served": 7},
        {"explained": 1, "lost": 1},
        {"twice": 1},
        {"peak_gb": 4.1},
        {"orders": 9},
    ],
)
def test_a_day_misses_its_bar(change: dict[str, Any]) -> None:
    assert _line(GOOD, 10)["ok"] is True
    assert _line({**GOOD, **change}, 10)["ok"] is False
    assert _line({"reason": "exit code 1"}, 10)["ok"] is False


@pytest.mark.parametrize(
    ("cost", "served", "expected"),
    [(100.0, 8, True), (99.9, 8, False), (100.0, 9, False)],
)
def test_a_day_is_compared_with_a_longer_run(
    cost: float, served: int, expected: bool
) -> None:
    longer = _compared(GOOD, {**GOOD, "cost_cny": cost, "served": served})
    assert longer["ok"] is expected
    assert longer["ratio"] == pytest.approx(103 / cost, abs=1e-4)
