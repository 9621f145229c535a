"""The measuring itself: what it counts, and how it says what is missing."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.foundation import Options, _import_lines, foundation
from benchmarks.lines import failed, measured, missing
from benchmarks.measure import REPOSITORY, run

HOLD_MB = 100
HOLD = f"import time; held = b'x' * {HOLD_MB}_000_000; time.sleep(1)"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_memory_of_children_counts() -> None:
    spawn = f"import subprocess as s, sys; s.run([sys.executable, '-c', {HOLD!r}])"

    alone, family = run(python(HOLD)), run(python(f"{spawn}; {spawn}"))
    both = run(python(f"held = b'x' * {HOLD_MB}_000_000; {spawn}"))

    assert alone.tree_gb >= alone.process_gb >= HOLD_MB / 1000
    # One child after the other: the peak is one child's, not their sum.
    assert family.tree_gb < 2 * HOLD_MB / 1000
    assert both.tree_gb >= 2 * HOLD_MB / 1000 > both.process_gb


def test_memory_of_the_measuring_process_does_not_count() -> None:
    ballast = b"x" * (3 * HOLD_MB * 1_000_000)
    done = run(python("import time; time.sleep(1)"))
    assert 0 < done.process_gb < len(ballast) / 1e9


def test_time_is_what_a_user_waits() -> None:
    assert 1 <= run(python("import time; time.sleep(1)")).seconds < 5


def test_a_failure_keeps_its_last_line() -> None:
    done = run(python("import sys; print('a', file=sys.stderr); sys.exit('b: c')"))
    assert (done.code, done.complaint) == (1, "exit code 1: b: c")


def test_the_environment_is_added_to() -> None:
    show = "import os; print(os.environ['PATH'] != '', os.environ['EXTRA'])"
    assert run(python(show), {"EXTRA": "yes"}).output == "True yes\n"


def test_lines_are_one_json_object_each() -> None:
    assert json.loads(measured("a_s", 2.00051, "s", 2, data="real").to_json()) == {
        "name": "a_s",
        "value": 2.001,
        "unit": "s",
        "bar": 2,
        "ok": False,
        "data": "real",
    }
    assert measured("a_s", 2, "s", 2).ok is True
    assert measured("a_s", 2, "s", None).ok is True
    assert failed("a_s", "s", 2, "why").ok is False
    absent = json.loads(missing("a_s", "s", 2, "why").to_json())
    assert (absent["value"], absent["ok"], absent["reason"]) == (None, None, "why")


def test_a_line_that_is_not_ok_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = Options(REPOSITORY, is_small=True, with_tests=False)
    for verdict, code in ((True, 0), (None, 0), (False, 1)):
        line = missing("a", "s", 1, "why") if verdict is None else None
        line = line or measured("a", 1 if verdict else 2, "s", 1)
        monkeypatch.setattr(
            "benchmarks.foundation.PARTS", (lambda _o, _f, emit, x=line: emit(x),)
        )
        assert foundation(options) == code
        assert json.loads(capsys.readouterr().out)["ok"] is verdict


def test_weighings_that_cannot_be_converted_fail_every_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "real" / "amsterdam_weighings").mkdir(parents=True)
    options = Options(tmp_path, is_small=False, with_tests=False)
    monkeypatch.setattr("benchmarks.foundation.PARTS", (_import_lines,))

    assert foundation(options) == 1

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 7
    assert all("containers.csv" in line["reason"] for line in lines)
