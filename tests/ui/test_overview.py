"""The overview as a session sees it, without a browser."""

import json

import pytest

from recycling.domain.errors import RecyclingError
from recycling.services.bookkeeping import make_report
from recycling.ui import session
from recycling.ui.cards import headline
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.plan_cards import route_facts, siting_facts
from tests.ui import tiny_city

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


def layer_ids(app):
    return [layer["id"] for layer in map_spec(app)["layers"]]


def texts(elements):
    return [element.value for element in elements]


def part_tables(app):
    return [frame.value for frame in app.dataframe if "gap" in frame.value]


def test_nothing_fails(app):
    assert not app.exception
    assert not app.error


def test_the_headline_is_the_reports(app, city, lang):
    figures = Figures(Words(lang))
    cards = headline(make_report(city), figures, session.today(city.settings))
    shown = [(metric.label, metric.value, metric.delta) for metric in app.metric]
    assert shown == [(card.label, card.value, card.delta) for card in cards]


def test_the_headline_in_figures_worked_out_by_hand(city, open_app):
    app = open_app(city.settings.workspace)
    shown = {metric.label: (metric.value, metric.delta) for metric in app.metric}
    # 800 of 1,050 x 305/365; a year at that pace; (1100 / 957.4) - 1 in one year.
    assert shown["年初至今回收量"] == ("800 万吨", "-77.40 万吨")
    assert shown["折算全年回收量"] == ("957.4 万吨", "-142.6 万吨")
    assert shown["达标所需年均增长"] == ("+14.9%", "计划路径 +4.8%")
    assert shown["报废机动车"] == ("21.20 万台", "-3.87 万台")
    assert shown["绿色分拣中心"] == ("1 / 10", "-9")
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
    assert len(carbon) == 4


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


def test_every_layer_with_something_on_it_is_drawn(app):
    assert layer_ids(app) == [
        "districts",
        "routes",
        "points",
        "logistics",
        "processors",
        "centres",
    ]


def test_the_map_asks_no_server(app):
    (chart,) = app.get("deck_gl_json_chart")
    assert "://" not in chart.proto.json
    assert not chart.proto.mapbox_token


def test_choosing_a_kind_a_district_and_no_route(city, open_app):
    app = open_app(city.settings.workspace)
    app.multiselect(key="map_kinds").set_value(["sorting_centre"])
    app.multiselect(key="map_districts").set_value(["500112"])
    app.multiselect(key="map_catchments").set_value([]).run()
    assert not app.exception
    assert layer_ids(app) == ["districts", "centres"]
    (centre,) = map_spec(app)["layers"][1]["data"]
    assert centre["id"] == "SC-1"
    assert centre["tooltip"].startswith("分拣中心-渝北")


def test_charts_and_their_tables(app, lang):
    words = Words(lang)
    assert len(app.get("vega_lite_chart")) == 4
    districts, materials = part_tables(app)
    (months,) = (f.value for f in app.dataframe if "month" in f.value)
    column = "name_zh" if lang == "zh" else "name_en"
    names = [getattr(district, column) for district in tiny_city.DISTRICTS]
    assert sorted(districts["name"]) == sorted(names)
    # By what was reached: 6,000 steel, 1,500 paper, 500 vehicles.
    assert materials["actual"].tolist() == [600.0, 150.0, 50.0]
    assert months["month"].iloc[-1] == "2026-11"
    assert words("section.map") in texts(app.subheader)


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
    assert app.metric[0].value == "0 万吨"
    assert "centres" in layer_ids(app)
    assert "routes" not in layer_ids(app)
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

    monkeypatch.setattr(session, "snapshot", fail)
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

    monkeypatch.setattr(session, "snapshot", fail)
    app = open_app(city.settings.workspace)
    (message,) = texts(app.error)
    assert "![x](" not in message
    assert "$a$" not in message
