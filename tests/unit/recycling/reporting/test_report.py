"""The report as records: parts add up, plans are split, nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.targets import Indicator
from recycling.domain.tickets import Recovered
from recycling.reporting.report import ReportInputs, build_report


def test_every_list_adds_up_to_the_whole(inputs: ReportInputs) -> None:
    report = build_report(inputs)
    assert report.recovered_kg == 1_000_000
    for parts in (report.districts, report.materials, report.streams):
        assert sum(part.actual_kg for part in parts) == 1_000_000
    assert report.months == {date(2026, 1, 1): 1_000_000}
    assert (report.units, report.tickets, report.simulated_kg) == (10, 2, 1_000_000)


def test_the_city_s_plan_is_split_over_districts(inputs: ReportInputs) -> None:
    # Half of 10,500 t is due. A: 0.3 x 3,000/10,000 people + 0.5 x 0.5 industry
    # = 0.34 of 0.8; B: 0.06 + 0.15 = 0.21; C: 0.15 + 0.10 = 0.25.
    report = build_report(inputs)
    due = {part.code: part.plan_kg for part in report.districts}
    assert due == {"A": 2_231_250, "B": 1_378_125, "C": 1_640_625}
    achieved = {part.code: part.achievement for part in report.districts}
    assert achieved["A"] == pytest.approx(700_000 / 2_231_250)


def test_the_city_s_plan_is_split_over_materials(inputs: ReportInputs) -> None:
    # Shares of 0.6, 0.3 and 0.1 of 5,250 t; steel is behind with nothing at all.
    report = build_report(inputs)
    due = {part.code: (part.actual_kg, part.plan_kg) for part in report.materials}
    assert due == {
        "paper": (900_000, 3_150_000),
        "steel": (0, 1_575_000),
        "elv": (100_000, 525_000),
    }


def test_the_best_come_first(inputs: ReportInputs) -> None:
    report = build_report(inputs)
    # A 31 %, C 18 %, B nothing; paper 29 %, elv 19 %, steel nothing.
    assert [part.code for part in report.districts] == ["A", "C", "B"]
    assert [part.code for part in report.materials] == ["paper", "elv", "steel"]


def test_indicators_stand_as_counted(inputs: ReportInputs) -> None:
    report = build_report(inputs)
    found = {p.indicator: (p.plan_to_date, p.actual_to_date) for p in report.progress}
    # C2 is the street's one green centre; the plan has no figure for the others.
    assert found == {
        Indicator.RECOVERED: (5_250_000, 1_000_000),
        Indicator.GREEN_CENTRES: (10, 1),
    }


def test_working_sites_and_findings_are_counted(inputs: ReportInputs) -> None:
    report = build_report(inputs)
    assert report.sites == {
        "collection_point": 6,
        "depot": 2,
        "dismantler": 1,
        "generator": 1,
        "park": 1,
        "sorting_centre": 3,
    }
    assert report.findings == {"permit": 2}


def test_tonnes_of_a_district_nobody_knows_are_shown(
    inputs: ReportInputs, rows: Callable[..., Recovered]
) -> None:
    stray = rows(5_000, district="Z")
    report = build_report(replace(inputs, by_district=[*inputs.by_district, stray]))
    last = report.districts[-1]
    assert (last.code, last.name_zh, last.actual_kg, last.plan_kg) == (
        "Z", "Z", 5_000, None,
    )  # fmt: skip
    assert sum(part.actual_kg for part in report.districts) == report.recovered_kg


def test_tickets_alone_are_enough_for_a_report(bare: ReportInputs) -> None:
    report = build_report(bare)
    assert (report.progress, report.siting, report.routes) == ((), None, None)
    assert {part.plan_kg for part in report.districts} == {None}
    assert sum(part.actual_kg for part in report.districts) == 1_000_000


def test_targets_without_split_parameters_are_not_split(
    inputs: ReportInputs, bare: ReportInputs
) -> None:
    network = replace(bare.network, districts=inputs.network.districts)
    report = build_report(replace(inputs, network=network))
    assert {part.plan_kg for part in report.districts} == {None}
    assert report.progress[0].plan_year == 10_500_000
