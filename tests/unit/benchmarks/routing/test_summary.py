"""The lines per family: which bars hold, and when they are met."""

from dataclasses import replace

import pytest

from benchmarks.results import gap_pct
from benchmarks.routing.results import RoutingLine
from benchmarks.routing.summary import summaries


def line(family: str, **changes: object) -> RoutingLine:
    base = RoutingLine(
        instance="a", family=family, engine="auto", feasible=True, vehicles=1
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def ok(*lines: RoutingLine, limit_s: float = 60) -> bool | None:
    (own,) = (s for s in summaries(lines, limit_s) if not s["is_peer"])
    verdict: bool | None = own["ok"]
    return verdict


def peer(family: str, engine: str, **changes: object) -> RoutingLine:
    return line(family, engine=engine, is_peer=True, **changes)


@pytest.mark.parametrize(
    ("gaps", "expected"), [((0.4, 0.6), True), ((0.4, 0.61), False), ((None,), None)]
)
def test_the_mean_gap_has_a_bar(
    gaps: tuple[float | None, ...], expected: bool | None
) -> None:
    assert ok(*(line("cvrp_x", gap_pct=gap) for gap in gaps)) is expected


def test_an_answer_that_is_missing_or_broken_fails() -> None:
    good = line("sdvrptw", cost=1.0)
    assert ok(good, line("sdvrptw", feasible=False)) is False
    assert ok(good, line("sdvrptw", feasible=None)) is False


@pytest.mark.parametrize(("cost", "expected"), [(100.0, True), (101.0, False)])
@pytest.mark.parametrize("family", ["cvrp_x", "sdvrptw", "pcvrptw"])
def test_the_mean_is_not_above_pyvrp(family: str, cost: float, expected: bool) -> None:
    own = line(family, cost=cost, gap_pct=0.1)
    theirs = peer(family, "pyvrp", cost=100.0)
    assert ok(own, theirs) is expected


def test_without_pyvrp_its_bar_says_nothing() -> None:
    assert ok(line("sdvrptw", cost=1.0)) is None
    assert ok(line("cvrp_x", cost=1.0, gap_pct=0.1)) is True


@pytest.mark.parametrize(
    ("instance", "gap", "their", "expected"),
    [
        ("Leuven1", 0.9, None, True),
        ("Leuven1", 0.9, 2.3, True),
        ("Leuven1", 0.9, 2.2, False),
        ("Ghent1", 0.9, None, False),
        ("Ghent1", 0.8, None, True),
    ],
)
def test_very_large_instances_have_bars_of_their_own(
    instance: str, gap: float, their: float | None, expected: bool
) -> None:
    lines = [line("cvrp_ags", instance=instance, gap_pct=gap)]
    if their is not None:
        theirs = peer("cvrp_ags", "pyvrp", instance=instance, gap_pct=their)
        lines.append(theirs)
    assert ok(*lines) is expected


@pytest.mark.parametrize(
    ("instance", "cost", "vehicles", "expected"),
    [
        ("102_stop", 183.0, 3, True),
        ("102_stop", 183.1, 3, False),
        ("102_stop", 180.0, 4, False),
        ("1351_stop", 90.0, 9, True),
        ("1351_stop", 90.1, 9, False),
    ],
)
def test_collection_days_have_published_or_measured_bars(
    instance: str, cost: float, vehicles: int, expected: bool
) -> None:
    own = line("waste_kim2006", instance=instance, cost=cost, vehicles=vehicles)
    theirs = peer("waste_kim2006", "ortools", instance=instance, cost=100.0)
    assert ok(own, theirs) is expected


@pytest.mark.parametrize(
    ("limit_s", "cost", "expected"),
    [(60, 4_150, True), (60, 4_151, False), (300, 4_150, False), (300, 4_000, True)],
)
def test_qingdao_has_a_bar_by_its_limit(
    limit_s: float, cost: float, expected: bool
) -> None:
    assert ok(line("qingdao", cost=cost), limit_s=limit_s) is expected


def test_a_line_per_family_and_solver() -> None:
    lines = [
        line("sdvrptw", gap_pct=1.0),
        peer("sdvrptw", "pyvrp", gap_pct=2.0),
        line("sdvrptw", instance="b", gap_pct=2.0),
        line("hfvrp", gap_pct=1.0),
    ]
    found = [
        (s["family"], s["engine"], s["instances"], s["mean_gap_pct"])
        for s in summaries(lines, 5)
    ]
    assert found == [
        ("hfvrp", "auto", 1, 1.0),
        ("sdvrptw", "auto", 2, 1.5),
        ("sdvrptw", "pyvrp", 1, 2.0),
    ]


def test_a_gap_needs_something_to_compare_with() -> None:
    assert gap_pct(101, 100) == pytest.approx(1)
    assert gap_pct(101, None) is None
    assert gap_pct(101, 0) is None
