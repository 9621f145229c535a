"""Commands on the street: what they print, write and leave in the database."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recycling.cli.demo import Scale, demo_settings
from recycling.cli.importing import _area
from recycling.cli.words import terminal_language
from recycling.config import DATA_DIR, Settings
from recycling.schema.columns import TABLES

type Recycling = Callable[..., Any]
DATE = ("--date", "2026-11-02")


def test_the_day_s_work_in_json(recycling: Recycling, street_copy: Path) -> None:
    def result(*arguments: str) -> dict[str, Any]:
        ended = recycling(*arguments, "--json", "-w", street_copy)
        assert ended.code == 0, ended.err
        tree: dict[str, Any] = json.loads(ended.out)
        return tree

    siting = result("plan", "siting", *DATE, "--time-limit", "1")
    assert siting["plan_id"] == "siting-2027"
    assert siting["gap"] >= 0
    routes = result("plan", "routes", *DATE, "--time-limit", "1")
    assert routes["load_kg"] == sum(route["load_kg"] for route in routes["routes"]) > 0
    weighed = result("tickets", "simulate", *DATE)
    assert weighed["added"] == weighed["route_tickets"] + weighed["direct_tickets"]
    assert result("tickets", "simulate", *DATE)["added"] == 0
    posted = result("tickets", "post", *DATE)
    assert posted["added"] == posted["postings"] > 0
    assert result("tickets", "post", *DATE) == {**posted, "added": 0}
    report = result("report")
    assert report["day"] == "2026-11-02"
    assert report["recovered_kg"] == weighed["net_kg"]
    assert (street_copy / "reports" / "2026-11-02" / "report.json").is_file()


def test_the_report_in_tables(
    recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out [1]"
    ended = recycling("report", *DATE, "-w", street_copy, "-o", folder)
    assert ended.code == 0, ended.err
    # Brackets in a path are no markup.
    assert str(folder / "report.json") in ended.out
    assert (folder / "report.json").is_file()


def test_init_twice_is_once(recycling: Recycling, tmp_path: Path) -> None:
    workspace = tmp_path / "a" / "b"
    first = json.loads(recycling("init", "-w", workspace, "--json").out)
    assert first["url"].endswith("recovery.db")
    assert (workspace / "recovery.db").is_file()
    again = recycling("init", "-w", workspace)
    assert again.code == 0
    assert "recovery.db" in again.out.replace("\n", "")


def test_importing_twice_is_once(recycling: Recycling, tmp_path: Path) -> None:
    files = [
        DATA_DIR / "reference" / f"{name}.csv"
        for name in ("parameters", "emission_factors", "materials")
    ]

    def counts() -> list[dict[str, Any]]:
        ended = recycling("import", *files, "-w", tmp_path / "new", "--json")
        assert ended.code == 0, ended.err
        tree = json.loads(ended.out)
        assert tree["faults"] == []
        found: list[dict[str, Any]] = tree["counts"]
        return found

    first, second = counts(), counts()
    assert all(count["rows"] == count["added"] > 0 for count in first)
    assert all(count["rows"] == count["unchanged"] > 0 for count in second)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_template(
    recycling: Recycling, tmp_path: Path, table: str
) -> None:
    target = tmp_path / f"{table}.csv"
    ended = recycling("template", table, "-o", target, "--lang", "zh", "--json")
    assert json.loads(ended.out) == {"path": str(target)}
    header = target.read_text(encoding="utf-8-sig").strip()
    assert len(header.split(",")) == len(TABLES[table].columns)


def test_an_area_is_four_degrees_or_any() -> None:
    assert _area("105.2,28.1,110.3,32.3") == (105.2, 28.1, 110.3, 32.3)
    assert _area("any") is None
    assert _area(None) is None


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"RECYCLING_LANGUAGE": "zh", "LANG": "en_US"}, "zh"),
        ({"RECYCLING_LANGUAGE": "fr", "LANG": "zh_TW"}, "zh"),
    ],
)
def test_the_terminal_s_language(environ: dict[str, str], expected: str) -> None:
    assert terminal_language(environ) == expected


def test_the_small_demo_gets_shorter_limits_but_never_longer_ones() -> None:
    settings = Settings()
    assert demo_settings(settings, Scale.FULL) == settings
    small = demo_settings(settings, Scale.SMALL)
    assert (small.siting.time_limit_s, small.dispatch.time_limit_s) == (5.0, 5.0)
    hasty = replace(settings, siting=replace(settings.siting, time_limit_s=1.0))
    assert demo_settings(hasty, Scale.SMALL).siting.time_limit_s == 1.0


def test_a_siting_study_is_made_shown_and_compared(
    recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    asked = ("--no-trunks", "--carbon-price", "0", "--green", "1", "--time-limit", "2")

    def plan(name: str, *more: str) -> Any:
        scenario = ("plan", "siting", "--scenario", name, *DATE, *asked)
        return recycling(*scenario, *more, "-w", street_copy)

    made = plan("a", "--out", str(tmp_path / "files"))
    assert made.code == 0, made.err
    assert (tmp_path / "files" / "study.xlsx").is_file()
    assert plan("b", "--demand", "120", "--keep", "C1").code == 0
    shown = recycling("plan", "siting-show", "a", "--json", "-w", street_copy)
    study = json.loads(shown.out)
    assert study["name"] == "a"
    assert study["gap"] >= 0
    compared = recycling("plan", "siting-compare", "a", "b", "-w", street_copy)
    assert compared.code == 0
    assert "demand_pct" in compared.out
    # A file's options hold where the command line names none.
    file = tmp_path / "c.toml"
    file.write_text("demand_pct = 110\nmin_throughput_t = 5\n", encoding="utf-8")
    ended = plan("c", "--from", str(file), "--demand", "95", "--json")
    options = dict(json.loads(ended.out)["options"])
    assert (options["demand_pct"], options["min_throughput_t"]) == ("95", "5")
    short = recycling("plan", "siting-compare", "a", "-w", street_copy)
    assert short.code == 2


def test_rules_that_contradict_each_other_are_said_in_words(
    recycling: Recycling, street_copy: Path
) -> None:
    ended = recycling(
        "plan", "siting", "--scenario", "c", *DATE, "--no-trunks", "--carbon-price",
        "0", "--budget", "0.0001", "--green", "4", "-w", street_copy,
    )  # fmt: skip
    assert ended.code == 2
    assert "green centres asked for need at least" in ended.err


def test_what_stays_and_trials_take_a_scenario_s_file(
    recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "c.toml"
    options = "trunks = false\ncarbon_price_cny = 0\ngreen = 1\n"
    file.write_text(options, encoding="utf-8")
    limits = ("--from", str(file), "--time-limit", "2", *DATE, "-w", street_copy)
    robust = recycling("plan", "siting-robust", "--sites", "1", "--json", *limits)
    assert robust.code == 0, robust.err
    assert json.loads(robust.out)["costs_fen"]
    trial = recycling("plan", "siting-trial", "--days", "1", "--json", *limits)
    assert trial.code == 0, trial.err
    tree = json.loads(trial.out)
    assert tree["before"]["name"] == "c"
    assert tree["after"]["name"] == "c-routed"
