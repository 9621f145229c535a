"""Where a chosen part of the tiny city stands, worked out by hand."""

from datetime import date

import pytest

from recycling.domain.ledger import Account, Posting
from recycling.domain.tracing import TicketEntry
from recycling.reporting.palette import GREEN, RED, rgba
from recycling.services.overview import read_overview
from recycling.ui import overview_gap, overview_lists
from recycling.ui.cards import landing_of
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.overview_charts import step_chart, way_chart, way_key
from recycling.ui.overview_choice import Choice, periods, quarter_of
from recycling.ui.overview_fan import cumulative_frame
from recycling.ui.overview_map import district_areas, district_map
from recycling.ui.overview_sums import stand
from tests.ui import tiny_city
from tests.ui.results import FORECAST, LANDING, LEVERS
from tests.ui.tiny_city import KT

T = Figures(Words("en"), "t")
# Of 4.36 million people: Yubei has 2.2, Wanzhou 1.56, Yuzhong 0.6.
YUBEI, ALL_PEOPLE = 2_200_000, 4_360_000


@pytest.fixture(scope="module")
def overview(city):
    return read_overview(city, tiny_city.DAY)


def test_what_was_due_adds_up_to_the_report(overview):
    (recovered, *_) = overview.report.progress
    assert sum(overview.due_kg.values()) == recovered.plan_to_date
    plan = dict.fromkeys(overview.splits, 0)
    for month, kg in overview.plan_kg.items():
        plan[month.year] += kg
    assert plan == {2026: 10_500 * KT, 2027: 11_000 * KT}
    assert overview.is_synthetic
    assert not overview.faults


def test_periods_are_the_year_its_quarters_and_its_months(overview):
    assert periods(overview) == [
        "2026", "2026-10..2026-12", "2026-07..2026-09", "2026-01..2026-03",
        "2026-11", "2026-09", "2026-08", "2026-03",
    ]  # fmt: skip
    assert quarter_of("2026-07..2026-09") == (2026, 3)
    assert quarter_of("2026-11") is None


def test_the_whole_city_of_the_year(overview):
    standing = stand(overview, Choice("2026"))
    assert (standing.actual_kg, standing.tickets) == (8000 * KT, 4)
    assert standing.due_kg == sum(overview.due_kg.values())
    assert (standing.plan_year_kg, standing.target_kg) == (10_500 * KT, 11_000 * KT)
    assert standing.simulated_kg == 2000 * KT
    assert standing.pace_kg_per_day == pytest.approx(2000 * KT / 28)
    assert standing.needed_kg_per_day == pytest.approx(2500 * KT / 60)
    assert sum(standing.months.values()) == standing.actual_kg
    assert sum(standing.months_due_kg.values()) == pytest.approx(standing.due_kg, abs=9)


def test_a_part_is_due_its_share(overview):
    standing = stand(overview, Choice("2026", "500112", "steel"))
    assert standing.actual_kg == 6000 * KT
    share = YUBEI / ALL_PEOPLE * 0.65
    assert standing.plan_year_kg == pytest.approx(10_500 * KT * share, rel=1e-6)
    assert standing.due_kg == pytest.approx(10_500 * KT * share * 305 / 365, rel=1e-6)
    materials = {part.code: part for part in standing.materials}
    assert materials["paper"].actual_kg == 0
    assert materials["steel"].plan_kg == standing.due_kg
    districts = {part.code: part for part in standing.districts}
    assert districts["500112"].actual_kg == 6000 * KT
    assert districts["500101"].actual_kg == 0
    assert districts["500112"].plan_kg == standing.due_kg


def test_parts_of_a_choice_add_up_to_it(overview):
    standing = stand(overview, Choice("2026-07..2026-09"))
    for parts in (standing.districts, standing.materials):
        assert sum(part.actual_kg for part in parts) == standing.actual_kg
        assert sum(part.plan_kg or 0 for part in parts) == standing.due_kg


def test_a_period_that_is_over_has_no_pace(overview):
    standing = stand(overview, Choice("2026-03"))
    assert standing.actual_kg == 4000 * KT
    assert standing.due_kg == pytest.approx(10_500 * KT * 31 / 365, abs=2)
    assert standing.pace_kg_per_day is None
    assert standing.needed_kg_per_day is None


def test_a_stream_has_no_plan(overview):
    standing = stand(overview, Choice("2026", stream="elv"))
    assert standing.actual_kg == 500 * KT
    assert standing.due_kg is None
    assert not standing.months_due_kg
    assert all(part.plan_kg is None for part in standing.districts)


def test_the_figure_of_a_choice_is_the_one_that_is_traced():
    choice = Choice("2026-03", "500112", "steel", "household")
    assert choice.figure() == "recovered_kg/2026-03/500112/steel/household"


def test_the_way_ends_where_the_forecast_lands(overview):
    frame = cumulative_frame(overview, Choice("2026"), FORECAST, T)
    ends = frame.groupby("year").last()
    assert ends.loc[2027, ["p10", "p50", "p90"]].tolist() == [
        LANDING.p10 / 1000, LANDING.p50 / 1000, LANDING.p90 / 1000,
    ]  # fmt: skip
    assert ends["plan"].tolist() == pytest.approx([10_500_000, 11_000_000])
    actual = frame["actual"].dropna()
    assert actual.is_monotonic_increasing
    assert actual.iloc[-1] == 8_000_000
    # 2026: 600 of November and 800 of December are left, from 8,000 to 9,000.
    november = frame[frame["day"] == "2026-11-30"].iloc[0]
    assert november["p50"] == pytest.approx(8_000_000 + 1_000_000 * 600 / 1400)
    now = frame[frame["day"] == "2026-11-01"].iloc[0]
    assert now[["p10", "p50", "p90"]].tolist() == [8_000_000] * 3


def test_without_a_forecast_there_is_no_fan(overview):
    frame = cumulative_frame(overview, Choice("2026", stream="elv"), FORECAST, T)
    assert frame["p50"].isna().all()
    assert frame["plan"].isna().all()
    assert set(way_key(frame, T.words)) == {T.words("chart.actual")}
    assert landing_of(overview, Choice("2026", stream="elv"), FORECAST) is None


@pytest.mark.parametrize("choice", [Choice("2026"), Choice("2026", "500112")])
def test_the_steps_lead_from_what_was_due_to_what_was_weighed(overview, choice):
    gap = overview_gap.gap_of_choice(overview, choice)
    standing = stand(overview, choice)
    assert gap.reached_kg == standing.actual_kg
    assert gap.due_kg == standing.due_kg
    steps = overview_gap.step_frame(gap, overview, choice, T)
    assert steps["end"].iloc[0] == pytest.approx(gap.due_kg / 1000)
    inner = steps.iloc[1:-1]
    assert inner["start"].tolist() == pytest.approx(steps["end"].tolist()[:-2])
    assert inner["end"].iloc[-1] == pytest.approx(gap.reached_kg / 1000)
    assert set(inner["kind"]) <= {"loss", "gain"}


def test_a_stream_has_no_gap(overview):
    assert overview_gap.gap_of_choice(overview, Choice("2026", stream="elv")) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_hold_their_frames(overview, lang):
    figures = Figures(Words(lang))
    frame = cumulative_frame(overview, Choice("2026"), FORECAST, figures)
    gap = overview_gap.gap_of_choice(overview, Choice("2026"))
    steps = overview_gap.step_frame(gap, overview, Choice("2026"), figures)
    for chart, rows in ((way_chart(frame, figures), frame), (
        step_chart(steps, figures), steps
    )):  # fmt: skip
        datasets = chart.to_dict()["datasets"].values()
        assert len(rows) in [len(values) for values in datasets]


def test_measures_with_what_was_changed():
    frame = overview_gap.lever_frame(LEVERS, Words("en"))
    assert frame.to_numpy().tolist() == [
        ["More vehicles", 1000.0, 100_000.0, 100.0, "vehicles +2"]
    ]


def test_districts_are_coloured_by_their_band(overview):
    areas = district_areas(overview.network)
    assert set(areas) == {"500103", "500112", "500101"}
    standing = stand(overview, Choice("2026"))
    (layer,) = district_map(areas, standing.districts, T).layers
    colours = {row["id"]: tuple(row["colour"][:3]) for row in layer.data}
    # Yubei reached 6,000 of 4,428 due, Wanzhou 500 of 3,139.
    assert colours == {"500112": rgba(GREEN)[:3], "500101": rgba(RED)[:3]}


def test_landings_of_the_city_and_its_parts(overview):
    frame = overview_lists.landing_frame(FORECAST, overview, Choice("2026"), T)
    assert frame.to_numpy().tolist() == [
        ["All", "All", 9_000_000, 10_000_000, 11_500_000, 11_000_000, "30.0%"]
    ]


def test_green_centres_are_listed(overview):
    words = Words("en")
    frame = overview_lists.centre_frame(overview, Choice("2026"), words)
    assert frame["Id"].tolist() == ["SC-1"]
    none = overview_lists.centre_frame(overview, Choice("2026", "500101"), words)
    assert none.empty


def test_tonnes_a_day_by_month(overview):
    standing = stand(overview, Choice("2026"))
    frame = overview_lists.pace_frame(standing, overview, Words("en"))
    by_month = frame.set_index("Month")
    assert by_month.loc["2026-03", "Recovered (t/day)"] == pytest.approx(4e6 / 31)
    # One day of November is counted.
    assert by_month.loc["2026-11", "Days"] == 1
    due = by_month.loc["2026-03", "Due (t/day)"]
    assert due == pytest.approx(10_500_000 / 365, rel=1e-6)


def test_a_reversed_ticket_is_below_zero_and_names_its_successor(overview):
    words = Words("en")
    first, *_ = tiny_city.TICKETS
    entries = [
        TicketEntry(first, date(2026, 3, 5)),
        TicketEntry(first, date(2026, 4, 1), reversed_by="T9"),
    ]
    frame = overview_lists.ticket_frame(entries, overview.network, words)
    assert frame["Net (kg)"].tolist() == [4000 * KT, -4000 * KT]
    assert frame["Reversed"].tolist() == ["", "reversed by T9"]
    # None of them says pieces or a vehicle.
    assert "Pieces" not in frame
    assert "Vehicle" not in frame


def test_postings_are_read_in_yuan_and_tonnes(overview):
    words = Words("en")
    day = date(2026, 3, 1)
    postings = [
        Posting(Account.TRANSPORT_COST_FEN, day, 12_300, "routes", "R1", "500112"),
        Posting(Account.AVOIDED_CO2_G, day, 2_500_000, "x", "y", factor_code="steel"),
        Posting(Account.ELV_UNITS, day, 7, "x", "z"),
    ]
    frame = overview_lists.posting_frame(postings, overview.network, words)
    assert frame[words("behind.amount")].tolist() == [123.0, 2.5, 7.0]
    assert frame["District"].tolist() == ["Yubei", "", ""]


def test_days_of_a_choice():
    assert Choice("2026-07..2026-09").days == (date(2026, 7, 1), date(2026, 9, 30))
