import csv
import json

import pytest

from recycling.domain.errors import Fault
from recycling.intake.report import IntakeReport, fault_message
from recycling.schema.faults import Rule

FAULT = Fault("sites.xlsx", "站点", 14, "年处理能力", "-5", Rule.OUT_OF_RANGE, ">= 0")
FORMULA = Fault("a.csv", "", 2, "kind", "=cmd|' /C calc'!A0", Rule.UNKNOWN_CODE, "port")


def report(*faults, rows=10, **settings):
    found = IntakeReport("sites.xlsx", rows=rows, bad_rows=len(faults), **settings)
    found.add(faults)
    return found


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        (
            "en",
            "sites.xlsx sheet 站点 row 14, 年处理能力: must be >= 0, got -5. "
            "Correct the value.",
        ),
        (
            "zh",
            "sites.xlsx 工作表 站点 第 14 行，年处理能力：须为 >= 0，实际为 -5。"
            "请更正。",
        ),
    ],
)
def test_a_fault_is_worded_with_place_rule_value_and_way_out(lang, message):
    assert fault_message(FAULT, lang) == message


def test_the_summary_is_one_line():
    assert report().summary("en") == "sites.xlsx: 10 rows, no faults."
    assert report(FAULT).summary("en") == fault_message(FAULT, "en")
    assert report(FAULT, FORMULA).summary("en") == (
        "sites.xlsx: 2 faults in 2 of 10 rows. The first: " + fault_message(FAULT, "en")
    )
    assert report(FAULT, FORMULA).summary("zh").startswith("sites.xlsx：10 行中有 2 行")


def test_a_file_is_rejected_for_rows_unless_they_are_skipped():
    assert not report().is_rejected
    assert report(FAULT).is_rejected
    assert not report(FAULT, skip_bad_rows=True).is_rejected
    assert report(FAULT, skip_bad_rows=True, is_refused=True).is_rejected


def test_the_table_has_a_header_in_the_language():
    found = report(FAULT)
    assert found.header("zh") == [
        "文件",
        "工作表",
        "行",
        "列",
        "值",
        "规则",
        "说明与处理",
    ]
    place = ["sites.xlsx", "站点", "14", "年处理能力"]
    row = [*place, "-5", "out_of_range", fault_message(FAULT, "en")]
    assert found.table_rows("en") == [row]
    assert found.table_rows("en", limit=0) == []


def test_the_dictionary_survives_json():
    found = json.loads(json.dumps(report(FAULT).to_dict("en")))
    assert found["faults"][0]["rule"] == "out_of_range"
    assert found["faults"][0]["row"] == 14
    assert (found["rows"], found["bad_rows"], found["fault_count"]) == (10, 1, 1)


def test_the_faults_as_csv_run_no_formula(tmp_path):
    path = tmp_path / "faults.csv"
    report(FORMULA).write_csv(path, "en")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert header[:4] == ["File", "Sheet", "Row", "Column"]
    assert row[4] == "'=cmd|' /C calc'!A0"
