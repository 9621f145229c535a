"""The overview as a session sees it, without a browser."""

import json

import pytest

from recycling.domain.errors import RecyclingError
from recycling.services.bookkeeping import make_report
from recycling.services.overview import read_overview
from recycling.ui import overview_state, session
from recycling.ui.cards import headline
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.overview_choice import Choice
from recycling.ui.overview_sums import stand
from recycling.ui.plan_cards import route_facts, siting_facts
from tests.ui import tiny_city
from tests.ui.results import FORECAST, LANDING, LEVERS, keep_result

LOCALES = {"zh": "zh-CN", "en": "en-US"}


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def app(city, open_app, lang):
    return open_app(city.settings.workspace, LOCALES[lang])


def map_spec(app):
    (chart,) = app.get("deck_gl_json_chart")
    return json.loads(chart.proto.json)


def texts(elements):
    return [element.value for element in elements]


def part_tables(app):
    return [frame.value for frame in app.dataframe if "gap" in frame.value]


def test_nothing_fails(app):
    assert not app.exception
    assert not app.error


def test_the_headline_is_the_cities(app, city, lang):
    figures = Figures(Words(lang))
    overview = read_overview(city, tiny_city.DAY)
    standing = stand(overview, Choice("2026"))
    today = session.today(city.settings)
    cards = headline(overview, standing, None, figures, today)
    assert len(cards) == 10
    shown = [(metric.label, metric.value, metric.delta) for metric in app.metric]
    assert shown == [(card.label, card.value, card.delta) for card in cards]


def test_the_headline_in_figures_worked_out_by_hand(city, open_app):
    app = open_app(city.settings.workspace)
    shown = {metric.label: (metric.value, metric.delta) for metric in app.metric}
    # 800 of 1,050 x 305/365; of the year's 1,050; (1100 / 957.4) - 1 in one year.
    assert shown["回收量"] == ("800 万吨", "-77.40 万吨")
    assert shown["2026 年计划完成"] == ("76.2%", "为计划进度的 91.2%")
    assert shown["达标所需年均增长"] == ("+14.9%", "折算全年 957.4 万吨")
    # 250 of 1,050 in 60 days; 200 in the last 28 days.
    assert shown["年内每日需回收"] == ("41,667 吨/日", "+29,762 吨/日")
    assert shown["2027 年预计（P50）"] == ("—", "—")
    assert shown["报废机动车"] == ("21.20 万台", "-3.87 万台")
    assert shown["绿色分拣中心"] == ("1 / 10", "-9")
    # 600 yuan for 2 t.
    assert shown["每吨运输成本"] == ("300 元", "当日 600 元")
    assert shown["净减排（二氧化碳当量）"] == ("—", "—")
    assert shown["数据截至"][0] == "2026-11-01"


def test_made_up_data_is_marked(app, lang):
    words = Words(lang)
    marks = " ".join(texts(app.markdown))
    assert words("badge.synthetic") in marks
    # Tickets 2 and 4 of 4: 1,500 and 500 of 8,000 kt.
    assert words("badge.simulated", share="25.0%") in marks


def test_the_plan_cards_are_the_reports(app, city, lang):
    report = make_report(city)
    figures = Figures(Words(lang))
    siting, routes, carbon = (table.value for table in app.table)
    for table, facts in (
        (siting, siting_facts(report.siting, figures)),
        (routes, route_facts(report.routes, figures)),
    ):
        plain = table.replace(r"\\(.)", r"\1", regex=True)
        assert plain.to_numpy().tolist() == [[f.name, f.value] for f in facts]
    assert len(carbon) == 1


def test_the_route_card_in_figures_worked_out_by_hand(city, open_app):
    app = open_app(city.settings.workspace)
    table = app.table[1].value.replace(r"\\(.)", r"\1", regex=True)
    shown = dict(table.to_numpy().tolist())
    assert shown["路线"] == "1"
    assert shown["趟次"] == "1"
    assert shown["已服务订单"] == "2"
    assert shown["未服务订单"] == "2"
    # 8 km to the first point and 9 km back from unloading, of 30.
    assert shown["空驶占比"] == "56.7%"
    assert shown["每吨成本"] == "300 元"


def test_the_districts_are_on_the_map(app):
    (layer,) = map_spec(app)["layers"]
    assert layer["id"] == "districts"
    # Two sites of the third have no area between them.
    assert {row["id"] for row in layer["data"]} == {"500112", "500101"}


def test_the_map_asks_no_server(app):
    (chart,) = app.get("deck_gl_json_chart")
    assert "://" not in chart.proto.json
    assert not chart.proto.mapbox_token


def test_charts_and_their_tables(app, lang):
    words = Words(lang)
    # The way, districts, months, materials, the gap.
    assert len(app.get("vega_lite_chart")) == 5
    districts, materials = part_tables(app)
    (months,) = (f.value for f in app.dataframe if "month" in f.value)
    column = "name_zh" if lang == "zh" else "name_en"
    names = [getattr(district, column) for district in tiny_city.DISTRICTS]
    assert sorted(districts["name"]) == sorted(names)
    # By what was reached: 6,000 steel, 1,500 paper, 500 vehicles.
    assert materials["actual"].tolist() == [600.0, 150.0, 50.0]
    assert months["month"].iloc[-1] == "2026-11"
    assert words("section.map") in texts(app.subheader)


def test_a_filter_changes_every_figure_it_can(city, open_app):
    app = open_app(city.settings.workspace)
    app.selectbox(key="material").set_value("paper").run()
    assert not app.exception
    # 1,500 of 10,500 x 305/365 x 25 %.
    assert (app.metric[0].value, app.metric[0].delta) == ("150 万吨", "-69.35 万吨")
    app.selectbox(key="stream").set_value("elv").run()
    assert (app.metric[0].value, app.metric[0].delta) == ("0 万吨", "—")
    assert not app.exception


@pytest.mark.parametrize("district", ["渝北区", "Yubei", "500112"])
def test_filters_are_in_the_address_in_any_language(city, open_app, district):
    app = open_app(city.settings.workspace, district=district, period="2026-03")
    assert app.selectbox(key="district").value == "500112"
    assert app.selectbox(key="period").value == "2026-03"
    assert app.metric[0].value == "400 万吨"


def test_a_card_opens_its_tickets(city, open_app, lang):
    words = Words(lang)
    app = open_app(city.settings.workspace, LOCALES[lang])
    app.button(key="behind_recovered").click().run()
    assert not app.exception
    (tickets,) = (f.value for f in app.dataframe if words("behind.ticket") in f.value)
    assert tickets[words("behind.net_kg")].sum() == 8000 * tiny_city.KT
    assert words("behind.figure", figure="recovered_kg/2026/-/-/-") in texts(
        app.caption
    )


@pytest.mark.parametrize(
    ("card", "title", "rows"),
    [("green", "site_id", 1), ("pace", "actual_per_day", 11), ("elv", "ticket", 1)],
)
def test_other_cards_open_their_lists(city, open_app, card, title, rows):
    app = open_app(city.settings.workspace)
    app.button(key=f"behind_{card}").click().run()
    assert not app.exception
    column = Words("zh")(f"behind.{title}")
    (frame,) = (f.value for f in app.dataframe if column in f.value)
    assert len(frame) == rows


def test_a_forecast_is_asked_for_once_and_watched(empty, open_app):
    tiny_city.fill(empty)
    app = open_app(empty.settings.workspace)
    app.button(key="again_forecast").click().run()
    first = app.query_params["job"]
    app.button(key="again_forecast").click().run()
    assert app.query_params["job"] == first
    assert not app.exception
    assert f"**{Words('zh')('forecast.title')}**" in texts(app.markdown)


def test_what_jobs_left_is_shown(empty, open_app, lang):
    tiny_city.fill(empty)
    for kind, record in (("forecast", FORECAST), ("levers", LEVERS)):
        keep_result(empty, kind, record)
    app = open_app(empty.settings.workspace, LOCALES[lang])
    assert not app.exception
    assert not app.error
    words, figures = Words(lang), Figures(Words(lang))
    landing = {m.label: m for m in app.metric}[words("headline.landing", year=2027)]
    assert landing.value == figures.mass(LANDING.p50)
    assert landing.delta == words("headline.landing_delta", share="30.0%")
    (levers,) = (f.value for f in app.dataframe if "per_t" in f.value)
    assert levers["gain"].tolist() == [1000.0]
    app.button(key="behind_landing").click().run()
    title = words("behind.probability")
    (landings,) = (f.value for f in app.dataframe if title in f.value)
    assert landings[title].tolist() == ["30.0%"]


def test_another_language_by_the_switch(city, open_app):
    app = open_app(city.settings.workspace)
    assert texts(app.header) == ["总览"]
    app.segmented_control(key="lang").set_value("en").run()
    assert not app.exception
    assert texts(app.header) == ["Overview"]


def test_another_language_by_the_address(city, open_app):
    app = open_app(city.settings.workspace, lang="English")
    assert texts(app.header) == ["Overview"]


def test_another_unit(city, open_app):
    app = open_app(city.settings.workspace)
    app.segmented_control(key="unit").set_value("t").run()
    assert app.metric[0].value == "8,000,000 吨"
    assert part_tables(app)[1]["actual"].iloc[0] == 6_000_000


def test_an_empty_database_says_what_to_do(empty, open_app, lang):
    app = open_app(empty.settings.workspace, LOCALES[lang])
    assert not app.exception
    assert not app.error
    assert texts(app.header) == [Words(lang)("empty.title")]
    folder = empty.settings.workspace
    commands = texts(app.code)
    assert commands[0] == f"make demo WORKSPACE={folder}"
    assert commands[1] == f"recycling sample chongqing --workspace {folder}"


def test_missing_tables_are_named(empty, open_app):
    tiny_city.fill(empty, tables=("districts", "sites"), plans=False)
    app = open_app(empty.settings.workspace)
    assert not app.exception
    (warning,) = texts(app.warning)
    assert "品类、参数、目标" in warning


def test_a_city_without_tickets_and_plans_is_shown(empty, open_app):
    everything_else = ("districts", "materials", "parameters", "targets", "sites")
    tiny_city.fill(empty, tables=everything_else, plans=False)
    app = open_app(empty.settings.workspace)
    assert not app.exception
    assert not app.error
    assert texts(app.info) == ["尚无过磅单，回收量显示为零。"]
    assert len(app.metric) == 10
    assert app.metric[0].value == "0 万吨"
    assert {"尚无选址方案。", "尚无调度方案。"} <= set(texts(app.caption))


def test_a_file_that_is_no_database_is_one_line(tmp_path, open_app):
    (tmp_path / "recovery.db").write_bytes(b"not a database " * 100)
    app = open_app(tmp_path)
    assert not app.exception
    (message,) = texts(app.error)
    assert "not a SQLite database" in message.replace("\\", "")


def test_a_wrong_setting_is_one_line(tmp_path, open_app):
    (tmp_path / "recycling.toml").write_text("langauge = 'zh'\n", encoding="utf-8")
    app = open_app(tmp_path)
    assert not app.exception
    (message,) = texts(app.error)
    assert "Did you mean language?" in message.replace("\\", "")


def test_a_bug_shows_a_number_and_logs_the_trace(city, open_app, monkeypatch, caplog):
    def fail(*_args: object) -> None:
        msg = "secret detail"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr(overview_state, "overview", fail)
    app = open_app(city.settings.workspace)
    assert not app.exception
    (message,) = texts(app.error)
    assert "secret detail" not in message
    (record,) = [r for r in caplog.records if r.name == "recycling.ui.widgets"]
    assert record.exc_info
    assert record.getMessage().removeprefix("error ") in message


def test_values_of_users_are_no_markup(city, open_app, monkeypatch):
    def fail(*_args: object) -> None:
        msg = "sites.csv row 3: ![x](http://example.com/x.png) $a$"
        raise RecyclingError(msg)

    monkeypatch.setattr(overview_state, "overview", fail)
    app = open_app(city.settings.workspace)
    (message,) = texts(app.error)
    assert "![x](" not in message
    assert "$a$" not in message
