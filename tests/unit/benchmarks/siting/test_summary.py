"""The lines per set: which bars hold, and when they are met."""

from dataclasses import replace

import pytest

from benchmarks.results import gap_pct
from benchmarks.siting.families import CENTER, CFLP, MEDIAN, SETS, SSCFLP, TWO_STAGE
from benchmarks.siting.results import SitingLine, certified_gap_pct
from benchmarks.siting.summary import BARS, summaries


def line(part: str, model: str, **changes: object) -> SitingLine:
    base = SitingLine(
        instance="a",
        family="family",
        set=part,
        model=model,
        engine="auto",
        feasible=True,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def ok(*lines: SitingLine) -> bool | None:
    (summary,) = summaries(lines, 60)
    verdict: bool | None = summary["ok"]
    return verdict


@pytest.mark.parametrize("part", ["holmberg", "delmaire", "orlib_small"])
def test_small_sets_must_be_proved_optimal(part: str) -> None:
    best = line(part, SSCFLP, gap_pct=0.0, certified_gap_pct=0.0)
    assert ok(best, best) is True
    assert ok(best, replace(best, gap_pct=0.01)) is False
    assert ok(best, replace(best, certified_gap_pct=0.01)) is False
    assert ok(best, replace(best, certified_gap_pct=None)) is False


@pytest.mark.parametrize(
    ("part", "model", "within", "above"),
    [
        ("tbed1_300x300", SSCFLP, 1.0, 1.01),
        ("tbed1_TB3", SSCFLP, 1.0, 1.01),
        ("tbed1_300x300", CFLP, 0.1, 0.11),
        ("tbed1_TB3", CFLP, 0.3, 0.31),
    ],
)
def test_certified_gaps_have_a_bar(
    part: str, model: str, within: float, above: float
) -> None:
    assert ok(line(part, model, certified_gap_pct=within)) is True
    good = line(part, model, certified_gap_pct=0.0)
    assert ok(good, line(part, model, certified_gap_pct=above)) is False


@pytest.mark.parametrize(
    ("part", "model", "within", "above"),
    [
        ("yang_80x400", SSCFLP, 0.10, 0.11),
        ("capa-c", CFLP, 0.1, 0.11),
        ("fl_tscflp", TWO_STAGE, 0.5, 0.51),
    ],
)
def test_mean_gaps_have_a_bar(
    part: str, model: str, within: float, above: float
) -> None:
    none = line(part, model, gap_pct=0.0, certified_gap_pct=0.5)
    assert ok(none, replace(none, gap_pct=2 * within)) is True
    assert ok(none, replace(none, gap_pct=2 * above)) is False


@pytest.mark.parametrize("model", [MEDIAN, CENTER])
def test_eighteen_of_twenty_networks_must_be_optimal(model: str) -> None:
    best = line("fl_orlib_pmed", model, gap_pct=0.0)
    assert ok(*[best] * 18, *[replace(best, gap_pct=0.5)] * 2) is True
    assert ok(*[best] * 17, *[replace(best, gap_pct=0.5)] * 3) is False
    assert ok(*[best] * 18, *[replace(best, gap_pct=1.5)] * 2) is False
    assert ok(replace(best, gap_pct=None)) is None


def test_an_answer_that_is_missing_or_broken_fails() -> None:
    good = line("orlib_capabc", SSCFLP)
    assert ok(good) is True
    assert ok(good, line("orlib_capabc", SSCFLP, feasible=False)) is False
    assert ok(good, line("orlib_capabc", SSCFLP, feasible=None)) is False


def test_every_bar_is_for_a_set_there_is() -> None:
    parts = {part for part, _ in BARS}
    assert parts <= {*SETS, "capa-c", "fl_orlib_pmed", "fl_tscflp"}
    assert SETS - parts == {"orlib_capabc"}


def test_a_line_per_set_model_and_solver() -> None:
    own = line("tbed1_TB3", CFLP, gap_pct=1.0, certified_gap_pct=0.2)
    lines = [
        own,
        replace(own, engine="highs", is_peer=True),
        replace(own, model=SSCFLP, certified_gap_pct=0.4, multiplier_gap_pct=0.5),
        replace(own, gap_pct=2.0, multiplier_gap_pct=0.1),
    ]
    found = [
        (s["model"], s["engine"], s["instances"], s["mean_gap_pct"], s["ok"])
        for s in summaries(lines, 5)
    ]
    assert found == [
        (CFLP, "auto", 2, 1.5, True),
        (CFLP, "highs", 1, 1.0, None),
        (SSCFLP, "auto", 1, 1.0, True),
    ]
    worst = [s["worst_multiplier_gap_pct"] for s in summaries(lines, 5)]
    assert worst == [None, None, 0.5]


def test_gaps_need_something_to_compare_with() -> None:
    assert gap_pct(101, 100) == pytest.approx(1)
    assert gap_pct(101, None) is None
    assert certified_gap_pct(100, 99) == pytest.approx(1)
    assert certified_gap_pct(100, 100.0000001) == 0
    assert certified_gap_pct(100, None) is None
