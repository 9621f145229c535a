"""Every notice has a wording, and every wording a notice."""

import pytest

from recycling.domain.errors import Notice
from recycling.intake.notices import notice_dict, notice_message
from recycling.schema.columns import LANGUAGES
from recycling.schema.messages import catalogue

SHIFT = {"shift_m": 480.4, "rest_m": 3.2, "direction": "se"}
SHARES = {"share_declared": 0.931, "share_likely": 1.0, "shift_m": 480.4}
EVIDENCE = {
    "districts": SHARES,
    "sites": SHARES,
    "same_ids": SHIFT,
    "same_names": SHIFT,
    "nearest": SHIFT,
}
NOTICES = {
    "columns_ignored": {"names": "a, b"},
    "more_notes": {},
    "reader_note": {"note": "closed a ring"},
    "shapes_repaired": {},
    "wrong_district": {"known": 9, "rows": "2 (S1)"},
}


def datum(evidence):
    facts = {"declared": "wgs84", "likely": "gcj02", "evidence": evidence}
    return Notice("a.csv", "", "datum_looks_like", 40, facts | EVIDENCE[evidence])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_notice_is_worded(lang):
    for rule, facts in NOTICES.items():
        assert "3" in notice_message(Notice("a.csv", "S", rule, 3, facts), lang) or (
            rule == "reader_note"
        )
    for evidence in EVIDENCE:
        assert "gcj02" in notice_message(datum(evidence), lang)


def test_no_notice_is_worded_that_nothing_raises():
    keys = {key[8:] for key in catalogue() if key.startswith("warning.")}
    compass = {"n", "ne", "e", "se", "s", "sw", "w", "nw"}
    assert keys == {
        "datum_looks_like",
        "tickets_flagged",
        *NOTICES,
        *(f"evidence.{code}" for code in EVIDENCE),
        *(f"direction.{code}" for code in compass),
    }


def test_a_notice_says_place_finding_and_way_out():
    assert notice_message(datum("same_ids"), "en") == (
        "a.csv: declared as wgs84, but the positions look like gcj02: 40 positions lie "
        "480 m south-east of where the same ids are recorded; read so, 3 m. Either "
        "this file or what is recorded is in another system than declared. If so, "
        "import the file again with --crs gcj02."
    )
    assert notice_message(datum("districts"), "zh") == (
        "a.csv：声明为 wgs84，但坐标更像 gcj02：按其读取，40 个位置中有 100.0% 位于所填"
        "区县内，按声明读取为 93.1%；两者相差 480 米。如确为该坐标系，请用 --crs gcj02 "
        "重新导入。"
    )


def test_a_notice_for_programs_keeps_its_figures():
    found = notice_dict(datum("districts"), "en")
    assert (found["rule"], found["count"]) == ("datum_looks_like", 40)
    assert found["facts"]["share_likely"] == 1.0
    assert found["message"].startswith("a.csv: declared as wgs84")
