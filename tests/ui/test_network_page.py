"""The network page as a session sees it, without a browser."""

import json

import pytest

from recycling.domain.errors import RecyclingError
from recycling.services import site_editing
from recycling.ui import session, site_form
from recycling.ui.i18n import Words
from tests.ui import tiny_city

PAGE = "recycling/ui/pages/network.py"
LOCALES = {"zh": "zh-CN", "en": "en-US"}


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def open_page(open_app):
    def run(context, lang="zh", **params):
        app = open_app(context.settings.workspace, LOCALES[lang])
        app.switch_page(PAGE)
        # Another page clears the address.
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


@pytest.fixture
def own_city(tmp_path):
    return tiny_city.make(tmp_path / "own")


def texts(elements):
    return " ".join(element.value for element in elements)


def layer_ids(app):
    (chart,) = app.get("deck_gl_json_chart")
    return [layer["id"] for layer in json.loads(chart.proto.json)["layers"]]


def test_the_page_shows_the_network(city, open_page, lang):
    app = open_page(city, lang)
    assert not app.exception
    assert not app.error
    assert len(app.metric) == 6
    assert layer_ids(app) == ["districts", "logistics", "processors", "centres"]
    for table in ("sites", "findings", "coverage"):
        app.segmented_control("network_table").set_value(table).run()
        assert len(app.dataframe) == 1
    assert not app.exception


def test_filters_and_search_redraw_the_map(city, open_page):
    app = open_page(city)
    app.multiselect("districts").set_value(["500101"]).run()
    assert layer_ids(app) == ["districts", "processors", "centres"]
    app.text_input("q").set_value("CP-4").run()
    assert layer_ids(app) == ["districts", "points"]
    assert not app.exception


def test_the_site_of_the_address_has_a_card(city, open_page, lang):
    app = open_page(city, lang, site="SC-1")
    words = Words(lang)
    assert "分拣中心\\-渝北" in texts(app.subheader)
    assert "chosen" in layer_ids(app)
    app.segmented_control("site_view").set_value("checks").run()
    assert words("network.rule.permit") in texts(app.markdown)
    app.segmented_control("site_view").set_value("history").run()
    assert not app.exception
    app.button("site_close").click().run()
    assert not app.subheader


def test_an_unknown_site_in_the_address_is_no_card(city, open_page):
    app = open_page(city, site="SC-99")
    assert not app.error
    assert not app.subheader


def test_a_change_is_saved_and_shown(own_city, open_page, lang):
    app = open_page(own_city, lang, site="SC-2")
    app.segmented_control("site_view").set_value("edit").run()
    app.text_input("edit_SC-2_area_m2").set_value("3200")
    app.toggle("edit_SC-2_has_weighbridge").set_value(True)
    app.button[-1].click().run()
    assert not app.exception
    assert not app.error
    with own_city.unit_of_work() as work:
        site = work.inputs.network().sites["SC-2"]
    assert (site.area_m2, site.has_weighbridge) == (3200, True)
    assert len(app.success) == 1
    # The page itself looks at what is recorded now.
    assert app.text_input("edit_SC-2_area_m2").value == "3200"
    app.segmented_control("site_view").set_value("facts").run()
    assert "3,200" in texts(app.markdown)


def test_every_fault_of_the_form_is_told(own_city, open_page):
    app = open_page(own_city, "en", site="SC-2")
    app.segmented_control("site_view").set_value("edit").run()
    app.text_input("edit_SC-2_area_m2").set_value("-1")
    app.text_input("edit_SC-2_opens_s").set_value("late")
    app.button[-1].click().run()
    (error,) = app.error
    assert error.value.count("\n") == 1
    assert "late" in error.value
    with own_city.unit_of_work() as work:
        assert work.inputs.network().sites["SC-2"].area_m2 is None


def test_the_form_has_every_column_once():
    names = [name for group in site_form.groups().values() for name in group]
    assert sorted(names) == sorted(site_editing.editable())


def test_an_empty_database_says_what_to_do(empty, open_page, lang):
    app = open_page(empty, lang)
    assert not app.exception
    assert Words(lang)("empty.title") in texts(app.header)
    assert app.code


def test_a_broken_database_is_said_in_words(city, open_page, monkeypatch):
    def fail(*_):
        msg = "sites row 3, kind: must be a kind, got 'x'. Import the table again."
        raise RecyclingError(msg)

    monkeypatch.setattr(session, "network", fail)
    app = open_page(city)
    assert "must be a kind" in texts(app.error)
    assert not app.exception
