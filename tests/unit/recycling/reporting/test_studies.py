"""Studies as tables, sentences and workbooks, in both languages."""

from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine

from recycling.domain.conflicts import Conflict, ConflictKind
from recycling.domain.plans import SiteAction
from recycling.domain.robustness import Robustness, RobustSite, Standing
from recycling.domain.studies import DemandKind, ReasonKind
from recycling.domain.trials import SitingTrial, ZoneTrial
from recycling.reporting.conflict_words import conflict_lines
from recycling.reporting.study_compare import comparison_sections
from recycling.reporting.study_tables import study_sections
from recycling.reporting.study_words import reason_text, robustness_section
from recycling.reporting.study_workbook import write_study_workbook
from recycling.reporting.tables import Section
from recycling.reporting.trial_tables import trial_section
from recycling.schema.columns import LANGUAGES, Lang
from recycling.schema.messages import text
from routing.siting.conflict import RuleKind
from tests.builders import DAY
from tests.unit.recycling.reporting.studies import SITES, STUDY


def cells(sections: list[Section]) -> set[str]:
    return {cell for section in sections for row in section.rows for cell in row}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_study_shows_its_figures(lang: Lang) -> None:
    sections = study_sections(STUDY, lang, is_whole=True)
    shown = cells(sections)
    assert {"3.000", "2.000", "1.000", "12.0 km", "30.0 km", "361.00"} <= shown
    assert {"C1 ", "C2 ", "N1", "red line", "12 m", "200 m"} <= shown
    assert all(gap in sections[0].note for gap in ("1.00%", "2.00%", "9.70"))
    assert "glass.sorted" in sections[0].note
    assert ("废纸" if lang == "zh" else "Paper") in shown
    assert len({section.title for section in sections}) == len(sections)


def test_a_terminal_lists_the_sites_that_change() -> None:
    def listed(*, is_whole: bool) -> set[str]:
        sections = study_sections(STUDY, "en", is_whole=is_whole)
        sites = next(s for s in sections if s.key == "siting_sites")
        return {row[1] for row in sites.rows}

    assert listed(is_whole=False) == {"C1 "}
    assert listed(is_whole=True) == {"C1 ", "C2 "}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_words(lang: Lang) -> None:
    for kind in ReasonKind:
        assert reason_text(replace(SITES[0].reason, kind=kind), lang)
    for demand in DemandKind:
        assert text(f"study.demand.{demand}", lang)
    for mode in ("road", "rail", "water"):
        assert text(f"study.mode.{mode}", lang)
    for conflict in ConflictKind:
        rule = "target" if conflict is ConflictKind.RULES else ""
        assert conflict_lines([Conflict(conflict, 2027, rule=rule)], lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_a_solver_may_name_has_words(lang: Lang) -> None:
    kinds = {kind.value for kind in RuleKind if kind is not RuleKind.FLOOR}
    for kind in kinds | {demand.value for demand in DemandKind}:
        conflict = Conflict(ConflictKind.RULES, 2027, "steel", 5_000, rule=kind)
        heading, line = conflict_lines([conflict], lang)
        assert heading == text("study.conflict.rules", lang)
        assert "5" in line or "steel" in line


def test_a_reason_is_worded_with_its_figures() -> None:
    words = reason_text(SITES[0].reason, "en")
    assert "5.00 元 (CNY)" in words
    assert "3.00 元 (CNY)" in words
    assert "next open sites: C2" in words
    assert "1 t reach no other open site" in words


def test_a_budget_that_pays_for_fewer_says_how_many() -> None:
    conflict = Conflict(
        ConflictKind.GREEN_BUDGET, 2027, "", 200_000_000, 100_000_000, 7
    )
    [line] = conflict_lines([conflict], "en")
    assert line.startswith("2027: the green centres asked for need at least 200.0 万元")
    assert "which pays for 7" in line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_scenarios_side_by_side_differ_by_figure_and_site(lang: Lang) -> None:
    closed = replace(SITES[0], action=SiteAction.SKIP, facility_class="")
    other = replace(
        STUDY,
        name="other",
        cost_fen=2_000,
        options=(("target", "plan"),),
        sites=(closed, SITES[1]),
    )
    options, figures, sites = comparison_sections([STUDY, other], lang)
    assert options.rows == (("budget_10k_cny", "100", "-"),)
    assert figures.rows[0][1:] == ("10.00 元 (CNY)", "20.00 元 (CNY)")
    assert [row[0] for row in sites.rows] == ["C1"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stays_is_a_table(lang: Lang) -> None:
    sites = tuple(
        RobustSite(str(n), SiteAction.OPEN, standing, 100, None)
        for n, standing in enumerate(Standing)
    )
    section = robustness_section(Robustness(0.01, sites, (1, 2), ("0",)), lang)
    assert [row[0] for row in section.rows] == ["0", "1", "2"]
    assert "1.0%" in section.note


def test_a_trial_shows_the_factor_of_each_zone() -> None:
    zone = ZoneTrial("central", 2, 10_000, 2_000_000, 3_000_000)
    section = trial_section(SitingTrial((DAY,), (zone,), STUDY, STUDY), "en")
    assert section.rows[0][1:] == ("2", "0.001", "2", "3", "1.500")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_every_row(tmp_path: Path, lang: Lang) -> None:
    path = write_study_workbook(STUDY, tmp_path / "study.xlsx", lang)
    rows_of = text("study.sheet_rows", lang)
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert text("study.title.years", lang) in book.sheet_names
    flows = book.get_sheet_by_name(f"{rows_of} flows").to_python()
    assert flows[1] == [2027.0, "P1", "C1", "paper", "household", 20e6, 12e3]
    sites = book.get_sheet_by_name(f"{rows_of} sites").to_python()
    assert [row[1] for row in sites[1:]] == ["C1", "C2"]
    assert sites[0][-5:] == [
        "reason_kind", "saving_fen", "cost_fen", "alone_kg", "others",
    ]  # fmt: skip
    assert not list(tmp_path.glob("*.partial"))
