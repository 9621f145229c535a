"""The report laid out as text: figures, units and languages."""

from dataclasses import replace

import pytest

from recycling.domain.plans import RoutePlan
from recycling.reporting.kpis import route_figures
from recycling.reporting.report import ReportInputs, build_report
from recycling.reporting.tables import (
    Section,
    mass_10kt,
    money,
    percent,
    report_sections,
    routes_section,
)
from recycling.schema.columns import LANGUAGES, Lang
from routing.vrp.solution import UnservedReason


def named(sections: list[Section]) -> dict[str, Section]:
    return {section.key: section for section in sections}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_is_as_wide_as_its_header(inputs: ReportInputs, lang: Lang) -> None:
    sections = report_sections(build_report(inputs), lang)
    assert [section.key for section in sections] == [
        "targets", "districts", "materials", "streams", "siting", "routes", "carbon",
        "network",
    ]  # fmt: skip
    for section in sections:
        assert section.rows
        assert {len(row) for row in section.rows} == {len(section.headers)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_without_plans_has_no_empty_sections(
    bare: ReportInputs, lang: Lang
) -> None:
    sections = named(report_sections(build_report(bare), lang))
    assert {"siting", "routes"}.isdisjoint(sections)


def test_no_tickets_at_all_is_a_report_too(bare: ReportInputs) -> None:
    nothing = replace(bare, by_district=[], by_material=[], by_stream=[], by_month=[])
    sections = named(report_sections(build_report(nothing), "en"))
    assert sections["streams"].rows == ()
    assert "0 tickets" in sections["targets"].note


def test_the_headline_is_in_ten_thousand_tonnes(inputs: ReportInputs) -> None:
    # The fixture's figures are 1/1000 of the city's: scale them up again.
    report = build_report(inputs)
    first = report.progress[0]
    scaled = replace(
        first,
        target=first.target * 1000,
        plan_year=first.plan_year * 1000,
        plan_to_date=first.plan_to_date * 1000,
        actual_to_date=first.actual_to_date * 1000,
        annualised=first.annualised * 1000,
    )
    rows = named(
        report_sections(replace(report, progress=(scaled, *report.progress[1:])), "zh")
    )["targets"].rows
    # 1100, 1050 and 525 万吨; 100 reached, 425 missing, 19.0 %; 200 a year; growth
    # to 1100 in one year is 450 %.
    assert [row[1] for row in rows] == [
        "万吨", "1,100.00", "1,050.00", "525.00", "100.00", "425.00", "19.0%",
        "200.00", "450.0%",
    ]  # fmt: skip
    # A stock is counted, and needs no growth.
    assert [row[2] for row in rows] == [
        "个", "10", "10", "10", "1", "9", "10.0%", "1", "-",
    ]  # fmt: skip


def test_parts_show_what_is_missing(inputs: ReportInputs) -> None:
    rows = named(report_sections(build_report(inputs), "en"))["districts"].rows
    # A: 700 t of 2,231.25 t; 1,531.25 t missing.
    assert rows[0] == ("District A", "0.070", "0.223", "0.153", "31.4%")


def test_streams_show_their_share(inputs: ReportInputs) -> None:
    rows = named(report_sections(build_report(inputs), "en"))["streams"].rows
    assert [row[1:] for row in rows] == [("0.010", "10.0%"), ("0.090", "90.0%")]


def test_carbon_carries_its_range(inputs: ReportInputs) -> None:
    rows = named(report_sections(build_report(inputs), "en"))["carbon"].rows
    assert [row[1] for row in rows] == [
        "1,234.56 元 (CNY)",
        "2.0 t (1.9 - 2.1)",
        "450.0 t (300.0 - 900.0)",
    ]


def test_routes_are_shown_in_units_of_the_trade(route_plan: RoutePlan) -> None:
    rows = routes_section(route_figures(route_plan), "en").rows
    # 500 kg; 9 km, 5.5 of them empty; 1,050,000 kg m are 1.05 tonne-kilometres.
    assert [row[1] for row in rows] == [
        "routes-x", "1", "2", "3", "larger than any truck 2", "0.5 t", "9 km",
        "61.1%", "1 t·km", "0.0 h", "0.0 h", "0 kWh", "0", "200.00 元 (CNY)",
        "400.00 元 (CNY)", "160.00 元 (CNY)", "20.0%", "great-circle", "hand, 0.5 s",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_can_be_shown(route_plan: RoutePlan, lang: Lang) -> None:
    reasons = [*UnservedReason, "site_excluded"]
    figures = replace(route_figures(route_plan), unserved=dict.fromkeys(reasons, 1))
    assert routes_section(figures, lang).rows


@pytest.mark.parametrize(
    ("fen", "expected"),
    [
        (None, "-"),
        (0, "0.00 元 (CNY)"),
        (99_999_999, "999,999.99 元 (CNY)"),
        (100_000_000, "100.0 万元 (10k CNY)"),
        (-100_000_000, "-100.0 万元 (10k CNY)"),
    ],
)
def test_money_is_yuan_or_ten_thousands(fen: int | None, expected: str) -> None:
    assert money(fen) == expected


def test_what_is_unknown_is_a_dash() -> None:
    assert (mass_10kt(None), percent(None)) == ("-", "-")
    assert (mass_10kt(12_345_678), percent(0.05144)) == ("1.235", "5.1%")
