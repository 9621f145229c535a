"""The data page: import, preview, commit, undo, quality, templates."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recycling.services.context import Context
from recycling.services.import_history import list_imports
from recycling.services.parameter_editing import list_parameters
from recycling.ui.data_templates import template_bytes
from recycling.ui.i18n import LANGUAGE_NAMES, Words
from tests.ui import tiny_city

TABS = ("history", "quality", "templates", "import")
LOCALES = {"zh": "zh-CN", "en": "en-US"}
GOOD = b"code,value,unit,source\nmy.share,0.25,share,by hand\n"
OTHER = b"code,value,unit,source\nmy.share,0.5,share,by hand\n"
BAD = b"code,value,unit,source\nmy.share,abc,share,by hand\nb,1,share,\n"


def errors(app) -> list[str]:
    return [e.value for e in app.error] + [e.value for e in app.exception]


def data_page(open_app, workspace: Path, lang: str):
    return open_app(workspace, LOCALES[lang], page="data")


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_every_tab_on_the_small_city(open_app, city: Context, lang: str):
    app = data_page(open_app, city.settings.workspace, lang)
    assert app.header[0].value == Words(lang)("page.data")
    for tab in TABS:
        app.session_state["data_tab"] = Words(lang)(f"data.tab_{tab}")
        assert not errors(app.run()), tab


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_every_tab_without_data(open_app, empty: Context, lang: str):
    app = data_page(open_app, empty.settings.workspace, lang)
    for tab in TABS:
        app.session_state["data_tab"] = Words(lang)(f"data.tab_{tab}")
        assert not errors(app.run()), tab
        assert Words(lang)("data.empty") in [info.value for info in app.info]


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_a_broken_database_is_said(open_app, tmp_path: Path, lang: str):
    (tmp_path / "recovery.db").write_bytes(b"no database at all" * 100)
    app = data_page(open_app, tmp_path, lang)
    assert "is not a SQLite database" in errors(app)[0]


def upload(app, name: str, content: bytes):
    app.file_uploader[0].upload(name, content, "text/csv").run()
    return app.button(key="data_check").click().run()


def test_a_file_goes_from_check_to_commit_and_back(open_app, empty: Context):
    words = Words("zh")
    app = upload(
        data_page(open_app, empty.settings.workspace, "zh"), "parameters.csv", GOOD
    )
    assert not errors(app)
    said = words("data.preview", added=1, updated=0, unchanged=0, skipped=0)
    assert [one.value for one in app.success] == [said]
    assert list_parameters(empty) == []
    app.button(key="data_commit").click().run()
    assert not errors(app)
    assert [one.value for one in app.success] == [
        words("data.done", added=1, updated=0)
    ]
    assert [one.value for one in list_parameters(empty)] == [0.25]

    app = upload(app, "parameters.csv", OTHER)
    changes = next(d for d in app.dataframe if "change" in d.value.columns).value
    assert list(changes["change"]) == ["0.25 → 0.5"]
    app.button(key="data_commit").click().run()
    newest = list_imports(empty)[0]
    assert newest.record.updated == 1

    app.session_state["data_tab"] = words("data.tab_history")
    app.session_state["data_history_0"] = {
        "selection": {"rows": [0], "columns": [], "cells": []}
    }
    app.run()
    assert not errors(app)
    app.button(key="data_undo").click().run()
    assert not errors(app)
    assert [one.value for one in list_parameters(empty)] == [0.25]
    assert list_imports(empty)[0].record.undone_at is not None


def test_faults_are_listed_by_row_and_leave_nothing(open_app, empty: Context):
    app = upload(
        data_page(open_app, empty.settings.workspace, "en"), "parameters.csv", BAD
    )
    found = next(d for d in app.dataframe if "message" in d.value.columns).value
    assert list(zip(found["row"], found["column"], strict=True)) == [
        ("2", "value"), ("3", "source"),
    ]  # fmt: skip
    assert app.error[0].value == Words("en")("data.refused", count=2)
    assert "data_commit" not in [button.key for button in app.button]
    assert list_imports(empty) == []


def test_columns_are_given_a_meaning(open_app, empty: Context):
    foreign = b"name,value,unit,source\nmy.share,0.25,share,by hand\n"
    app = data_page(open_app, empty.settings.workspace, "en")
    app.file_uploader[0].upload("x.csv", foreign, "text/csv").run()
    app.selectbox(key="data_table").select("parameters").run()
    captions = [one.value for one in app.caption]
    assert Words("en")("data.columns_note", known=3, unknown=1, missing=1) in captions
    app.text_input(key="data_fill_parameters_code").input("all.one").run()
    app.toggle(key="data_ignore_extra").set_value(True).run()
    app.button(key="data_check").click().run()
    assert not errors(app)
    app.button(key="data_commit").click().run()
    assert [one.code for one in list_parameters(empty)] == ["all.one"]


def test_positions_need_a_coordinate_system(open_app, city: Context):
    sites = b"site_id,name,kind,district,lon,lat\nN-1,N,depot,500112,106.6,29.65\n"
    app = data_page(open_app, city.settings.workspace, "en")
    app.file_uploader[0].upload("sites.csv", sites, "text/csv").run()
    assert Words("en")("data.crs_needed") in [one.value for one in app.warning]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_is_in_the_language_asked_for(ending: str):
    zh, en = (template_bytes("sites", lang, ending) for lang in ("zh", "en"))
    assert zh != en
    if ending == "csv":
        assert b"site_id" in en
        assert "站点编号".encode() in zh or b"site_id" not in zh


def test_times_of_the_log_are_the_city_s():
    from zoneinfo import ZoneInfo

    from recycling.ui.data_frames import local

    moment = datetime(2026, 11, 1, 20, 0, tzinfo=UTC).replace(tzinfo=None)
    assert local(moment, ZoneInfo("Asia/Shanghai")) == datetime(2026, 11, 2, 4, 0)


def test_the_tiny_city_has_months_without_tickets(city: Context):
    from recycling.services.data_quality import data_quality

    quality = data_quality(city)
    assert quality.last_day == tiny_city.DAY
    assert [f"{m:%m}" for m in quality.missing_months] == ["04", "05", "06", "07", "10"]
    assert quality.grades_kg == {"measured": 8000 * tiny_city.KT}
