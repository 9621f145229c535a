"""What the overview reads, and the frames and charts made of it."""

from datetime import date

import pytest

from recycling.domain.carbon import Burden, CarbonStatement, Grams
from recycling.domain.targets import Indicator
from recycling.ui import charts, session
from recycling.ui.cards import progress_of
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.plan_cards import carbon_frame
from recycling.ui.snapshot import DataVersion, read_snapshot, read_version
from recycling.ui.tables import band, largest_first, month_frame, part_frame
from tests.ui import tiny_city

ZH = Figures(Words("zh"))
T = 1_000_000
TRANSPORT = {Burden.TRANSPORT: Grams(1 * T, 2 * T, 3 * T)}
CARBON = CarbonStatement("2024", Grams(8 * T, 10 * T, 12 * T), TRANSPORT, TRANSPORT)


@pytest.fixture(scope="module")
def snapshot(city):
    return read_snapshot(city, tiny_city.DAY)


def test_the_version_tells_what_there_is(city, empty):
    full = read_version(city)
    assert full.last_day == tiny_city.DAY
    assert not full.missing
    assert read_version(empty).is_empty


def test_needed_tables_that_are_empty_are_missing():
    version = DataVersion("", (("sites", 3), ("districts", 0)), None)
    assert version.missing == ("districts", "materials", "parameters", "targets")
    assert not version.is_empty


def test_the_months_add_up_to_the_plan_to_date(snapshot):
    recovered = progress_of(snapshot.report, Indicator.RECOVERED)
    assert sum(snapshot.months_due_kg.values()) == recovered.plan_to_date
    # One of 365 days of 10,500 kt.
    assert snapshot.months_due_kg[date(2026, 11, 1)] == pytest.approx(
        28.767e6, rel=1e-3
    )


def test_sites_carry_the_decision(snapshot):
    actions = {site.site_id: site.action for site in snapshot.sites if site.action}
    assert actions == {
        "SC-1": "upgrade",
        "SC-2": "close",
        "SC-3": "open",
        "SC-4": "skip",
    }
    assert snapshot.is_synthetic


def test_routes_go_from_stop_to_stop(snapshot):
    (route,) = snapshot.routes
    assert (route.pickups, route.unloads) == (2, 1)
    assert route.positions[0] == route.positions[-1] == (106.60, 29.65)
    assert len(route.positions) == 5


def test_parts_and_their_gap(snapshot):
    frame = part_frame(snapshot.report.districts, ZH)
    assert frame["actual"].sum() == pytest.approx(800)
    assert frame["gap"].tolist() == pytest.approx(frame["actual"] - frame["plan"])
    assert largest_first(frame)["actual"].is_monotonic_decreasing


def test_a_month_without_tickets_counts_nothing(snapshot):
    frame = month_frame(snapshot.report.months, snapshot.months_due_kg, ZH)
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


def test_net_avoided_carbon_spans_both_ranges(snapshot):
    frame = carbon_frame(snapshot.report, CARBON, ZH)
    assert frame.columns.tolist() == ["项目", "低", "默认", "高"]
    shown = {row[0]: row[1:] for row in frame.to_numpy().tolist()}
    assert shown["避免排放"] == ["8 吨", "10 吨", "12 吨"]
    # The low end sets the low avoided against the high burden, and the reverse.
    assert shown["净减排"] == ["5 吨", "8 吨", "11 吨"]


def test_carbon_that_is_not_posted_is_not_shown(snapshot):
    assert len(carbon_frame(snapshot.report, None, ZH)) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_hold_the_frames(snapshot, lang):
    figures = Figures(Words(lang))
    parts = part_frame(snapshot.report.districts, figures)
    months = month_frame(snapshot.report.months, snapshot.months_due_kg, figures)
    for chart, rows in (
        (charts.achievement_chart(parts, figures), 3),
        (charts.bullet_chart(parts, figures), 3),
        (charts.month_chart(months, figures), 11),
    ):
        spec = chart.to_dict()
        assert rows in [len(values) for values in spec["datasets"].values()]


@pytest.mark.parametrize(
    ("locale", "configured", "lang"),
    [
        ("zh-CN", "en", "zh"),
        ("en-US", "zh", "en"),
        ("de-DE", "en", "en"),
        (None, "zh", "zh"),
        (None, "xx", "zh"),
    ],
)
def test_the_first_language(locale, configured, lang, monkeypatch):
    monkeypatch.setenv("RECYCLING_LANGUAGE", configured)
    assert session.initial_language(locale) == lang
