"""Frames and charts made of a report."""

from datetime import date

import pytest

from recycling.domain.carbon import Burden, CarbonStatement, Grams
from recycling.services.bookkeeping import make_report
from recycling.ui import charts
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.plan_cards import carbon_frame
from recycling.ui.tables import band, largest_first, month_frame, part_frame
from tests.ui import tiny_city

ZH = Figures(Words("zh"))
T = 1_000_000
TRANSPORT = {Burden.TRANSPORT: Grams(1 * T, 2 * T, 3 * T)}
CARBON = CarbonStatement("2024", Grams(8 * T, 10 * T, 12 * T), TRANSPORT, TRANSPORT)
DUE_KG = {date(2026, month, 1): 100_000_000 for month in range(1, 12)}


@pytest.fixture(scope="module")
def report(city):
    return make_report(city, tiny_city.DAY)


def test_parts_and_their_gap(report):
    frame = part_frame(report.districts, ZH)
    assert frame["actual"].sum() == pytest.approx(800)
    assert frame["gap"].tolist() == pytest.approx(frame["actual"] - frame["plan"])
    assert largest_first(frame)["actual"].is_monotonic_decreasing


def test_a_month_without_tickets_counts_nothing(report):
    frame = month_frame(report.months, DUE_KG, ZH)
    assert frame["month"].tolist() == [f"2026-{month:02d}" for month in range(1, 12)]
    assert frame["actual"].tolist()[:3] == [0, 0, 400]


def test_frames_without_rows_keep_their_columns():
    assert part_frame((), ZH).dtypes["plan"] == "float64"
    assert month_frame({}, {}, ZH).empty


@pytest.mark.parametrize(
    ("share", "code"),
    [(1.0, "on_plan"), (0.9, "near_plan"), (0.8999, "behind_plan")],
)
def test_bands(share, code):
    assert band(share) == code


def test_net_avoided_carbon_spans_both_ranges(report):
    frame = carbon_frame(report, CARBON, ZH)
    assert frame.columns.tolist() == ["项目", "低", "默认", "高"]
    shown = {row[0]: row[1:] for row in frame.to_numpy().tolist()}
    assert shown["避免排放"] == ["8 吨", "10 吨", "12 吨"]
    # The low end sets the low avoided against the high burden, and the reverse.
    assert shown["净减排"] == ["5 吨", "8 吨", "11 吨"]


def test_carbon_that_is_not_posted_is_not_shown(report):
    assert len(carbon_frame(report, None, ZH)) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_hold_the_frames(report, lang):
    figures = Figures(Words(lang))
    parts = part_frame(report.districts, figures)
    months = month_frame(report.months, DUE_KG, figures)
    for chart, rows in (
        (charts.achievement_chart(parts, figures), 3),
        (charts.bullet_chart(parts, figures), 3),
        (charts.month_chart(months, figures), 11),
    ):
        spec = chart.to_dict()
        assert rows in [len(values) for values in spec["datasets"].values()]
