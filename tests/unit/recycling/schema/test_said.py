from copy import deepcopy
from datetime import date

import pytest

from recycling.domain.errors import ConflictError, InputError, RefusedError
from recycling.schema.said import in_words, one_after_another, said, worded

DAY = date(2026, 11, 2)


def test_an_error_is_english_text_and_worded_for_who_reads_it() -> None:
    error = ConflictError(said("day.closed", day=DAY, depots=["D1", "D2"]))
    assert str(error) == (
        "plan of 2026-11-02: must be of an open day, but it is closed for D1, D2. "
        "Plan what is left for another day."
    )
    assert in_words(error, "en") == str(error)
    assert in_words(error, "zh") == (
        "2026-11-02 的方案：该日须未关闭，但 D1、D2 已关闭。请将剩余订单排到其他日期。"
    )


def test_what_is_said_inside_is_worded_in_its_turn() -> None:
    some = said("and_more", some=["O1", "O2"], count=3)
    told = said("day.unheard", day=DAY, unheard=some)
    assert "got nothing of O1, O2 and 3 more. Record" in told
    assert "以下订单没有：O1、O2等（另有 3 个）。" in str(worded(told, "zh"))
    cause = InputError(said("edit.time", place="until", written="25:00"))
    outer = said("edit.entry", place="events", number=2, error=cause)
    assert outer.startswith("events, entry 2: until: must be a time")
    assert str(worded(outer, "zh")).startswith("events，第 2 项：until：须为")


def test_sentences_stand_after_one_another() -> None:
    told = one_after_another(
        said("sheet.plan", plan_id="x"), said("sheet.saved_last", plan_id="y")
    )
    assert told == "--plan: no route plan 'x'. The one saved last is 'y'."
    assert worded(told, "zh") == "--plan：没有路线方案 'x'。最近保存的是 'y'。"


def test_a_refusal_is_worded_with_all_its_lines() -> None:
    lines = [said("edit.time", place="at", written="9"), "S1 | no such site"]
    error = RefusedError(said("edit.refused", plan_id="p1"), lines)
    assert in_words(error, "en") == str(error)
    assert in_words(error, "zh") == (
        "方案 p1 未修改：at：须为 00:00 至 23:59 的时间 HH:MM，实际为 '9'。；"
        "S1 | no such site"
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_error_without_another_wording_stays_as_it_is(lang) -> None:
    assert in_words(InputError("only English."), lang) == "only English."
    assert in_words(InputError(), lang) == ""


def test_an_error_keeps_its_wordings_when_it_is_copied() -> None:
    cause = ValueError("no number")
    told = said("edit.json", name="a.json", error=cause)
    error = deepcopy(InputError(told))
    assert str(error) == "a.json: must be JSON, but no number."
    assert in_words(error, "zh") == "a.json：须为 JSON，但 no number。"
