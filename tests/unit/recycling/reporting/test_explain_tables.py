"""Why orders are left out, in words of both languages."""

from dataclasses import replace

import pytest

from recycling.domain.explanations import (
    Cause,
    Explanation,
    Fix,
    FixKind,
    ImpossibleDay,
    LeftOut,
    LeftOutGroup,
    NetworkGap,
)
from recycling.reporting.explain_tables import (
    explanation_sections,
    fix_sentence,
    named,
)
from recycling.schema.columns import LANGUAGES, Lang
from recycling.schema.messages import text
from tests.builders import DAY

FIX = Fix(
    FixKind.OPENING, "centre 017", 1_200, tuple(f"o{n}" for n in range(14)), 6_200,
    route_fen=12_000, extra_fen=3_300, routes=6,
)  # fmt: skip


def explained(*fixes: Fix, tried: int = 3) -> Explanation:
    left = tuple(
        LeftOut(f"o{n}", "P1", "paper", 100, "D1", Cause.SITE_SHUT) for n in range(7)
    )
    group = LeftOutGroup("D1", Cause.SITE_SHUT, left, fixes, tried)
    gap = NetworkGap(
        DAY, "plan", "A", "paper", Cause.RANGE, ("o1", "o2"), 1_500, "C9", 88_400, 5_400
    )
    sets = (
        ImpossibleDay("D1", ("o1", "o2"), is_proved=True, is_minimal=True),
        ImpossibleDay("D2", ("o3", "o4"), is_proved=False, is_minimal=False),
    )
    return Explanation("plan", DAY, 90, 7, (group,), (gap,), sets, 1.0)


def test_a_fix_is_one_sentence() -> None:
    said = "+20 minutes at centre 017 serves 14 orders, 6.2 t"
    assert fix_sentence(FIX, "en") == said
    assert fix_sentence(FIX, "zh") == (
        "centre 017 延长开放 20 分钟可服务 14 个订单，6.2 吨"
    )


@pytest.mark.parametrize("kind", FixKind)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_fix_has_words(kind: FixKind, lang: Lang) -> None:
    fix = Fix(kind, "2026-11-03", 3_600, ("o1",), 1_000, 5_000, routes=2)
    assert "{" not in fix_sentence(fix, lang)


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cause_has_words(cause: Cause, lang: Lang) -> None:
    assert text(f"cause.{cause}", lang)


def test_causes_fixes_gaps_and_sets_are_tables() -> None:
    groups, fixes, gaps, sets = explanation_sections(explained(FIX), "en")
    assert groups.rows == (
        (
            "D1",
            "the unloading site is shut by then",
            "7",
            "0.7",
            "o0, o1, o2, o3, o4 and 2 more",
        ),
    )
    assert "90 orders are served, 7 are left out" in groups.note
    # 153 CNY for 6.2 t.
    (row,) = fixes.rows
    assert row[3:] == ("153.00 元 (CNY)", "24.68 元 (CNY)", "6")
    assert gaps.rows == (
        ("A", "paper", "2026-11-02", "out of the vehicles' range", "2", "1.5",
         "C9", "88", "90"),
    )  # fmt: skip
    assert sets.rows[0][1] == (
        "It is proved that these 2 orders cannot all be served: o1, o2. Without any "
        "one of them, the others can be served."
    )
    assert sets.rows[1][1].startswith("No way was found to serve these 2 orders")


def test_what_was_tried_in_vain_and_what_was_not_tried() -> None:
    _, fixes, *_ = explanation_sections(explained(), "en")
    assert fixes.rows[0][2] == "3 changes were tried; none serves any of them."
    found = explained(tried=0)
    keys = [section.key for section in explanation_sections(found, "zh")]
    assert keys == ["explain_groups", "explain_gaps", "explain_impossible"]


def test_a_large_set_is_not_passed_off_as_a_finding() -> None:
    def said(number: int, *, is_proved: bool) -> str:
        orders = tuple(f"o{n}" for n in range(number))
        one = ImpossibleDay("D1", orders, is_proved, is_minimal=False)
        found = replace(explained(), impossible=(one,))
        return explanation_sections(found, "en")[-1].rows[0][1]

    assert ", ".join(f"o{n}" for n in range(12)) in said(12, is_proved=False)
    large = said(84, is_proved=False)
    assert large.startswith("No small set of orders")
    assert ("84 of them" in large, "not proved" in large) == (True, True)
    assert "o0" not in large
    assert "it is proved that 84 of them" in said(84, is_proved=True)


def test_many_orders_are_named_by_the_first_ones() -> None:
    keys = [f"o{n}" for n in range(7)]
    assert named(keys[:5], "en") == "o0, o1, o2, o3, o4"
    assert named(keys, "en", 7) == ", ".join(keys)
    assert named(keys, "zh") == "o0, o1, o2, o3, o4 等（另有 2 个）"
