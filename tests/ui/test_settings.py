"""The settings page: parameters, maps, people, and all settings."""

from pathlib import Path

import pytest

from recycling.config import MapSettings, Settings
from recycling.config.sections import StorageSettings
from recycling.domain.users import Role, User
from recycling.services.context import Context
from recycling.services.import_history import list_imports
from recycling.services.parameter_editing import list_parameters
from recycling.ui import people, settings_frames
from recycling.ui.i18n import LANGUAGE_NAMES, Words
from recycling.ui.settings_panel import SNIPPETS
from tests.ui import tiny_city

LOCALES = {"zh": "zh-CN", "en": "en-US"}
TABS = ("parameters", "maps", "users", "general")
USERS = '[users]\nnames = "Li Lei=planner; Wang Fang=dispatcher"\n'


def errors(app) -> list[str]:
    return [e.value for e in app.error] + [e.value for e in app.exception]


def open_settings(open_app, workspace: Path, lang: str, tab: str = "parameters"):
    app = open_app(workspace, LOCALES[lang], page="settings")
    if tab != "parameters":
        app.session_state["settings_tab"] = Words(lang)(f"settings.tab_{tab}")
        app.run()
    return app


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_every_tab_on_the_small_city(open_app, city: Context, lang: str):
    app = open_settings(open_app, city.settings.workspace, lang)
    assert app.header[0].value == Words(lang)("page.settings")
    for tab in TABS:
        app.session_state["settings_tab"] = Words(lang)(f"settings.tab_{tab}")
        assert not errors(app.run()), tab


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_every_tab_without_data(open_app, empty: Context, lang: str):
    app = open_settings(open_app, empty.settings.workspace, lang)
    assert app.info[0].value == Words(lang)("settings.no_parameters")
    for tab in TABS:
        app.session_state["settings_tab"] = Words(lang)(f"settings.tab_{tab}")
        assert not errors(app.run()), tab


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_a_broken_database_is_said(open_app, tmp_path: Path, lang: str):
    (tmp_path / "recovery.db").write_bytes(b"no database at all" * 100)
    app = open_settings(open_app, tmp_path, lang)
    assert "is not a SQLite database" in errors(app)[0]


def test_changed_rows_are_read_from_the_table(city: Context):
    before = settings_frames.parameter_frame(tiny_city.PARAMETERS, Words("en"))
    after = before.copy()
    after.loc[0, "value"] = 0.5
    after.loc[2, "note"] = "by night"
    first, second = settings_frames.parameter_changes(before, after, "survey")
    assert (first.code, first.value, first.source) == (
        "reporting.split_weight.population", 0.5, "survey",
    )  # fmt: skip
    assert (second.note, second.source, second.value) == ("by night", None, None)
    assert settings_frames.parameter_changes(before, before.copy(), "x") == []


def test_a_search_shows_fewer(open_app, city: Context):
    app = open_settings(open_app, city.settings.workspace, "en")
    app.text_input(key="settings_search").input("speed").run()
    said = Words("en")("settings.shown", shown=1, all=len(tiny_city.PARAMETERS))
    assert said in [one.value for one in app.caption]


def test_people_are_chosen_and_sign_what_they_do(open_app, tmp_path: Path):
    context = tiny_city.make(tmp_path)
    (tmp_path / "recycling.toml").write_text(USERS, encoding="utf-8")
    app = open_settings(open_app, tmp_path, "en", "users")
    app.selectbox(key="who").select("Wang Fang").run()
    assert not errors(app)
    assert app.session_state["who"] == "Wang Fang"
    app.switch_page("recycling/ui/pages/data.py").run()
    row = b"code,value,unit,source\nmy.share,0.25,share,by hand\n"
    app.file_uploader[0].upload("parameters.csv", row, "text/csv").run()
    app.button(key="data_check").click().run()
    app.button(key="data_commit").click().run()
    assert not errors(app)
    assert list_imports(context)[0].record.imported_by == "Wang Fang"
    assert "my.share" in [one.code for one in list_parameters(context)]


def test_who_acts_is_of_the_list_or_the_account():
    two = (User("A", Role.PLANNER), User("B", Role.ADMIN))
    assert people.chosen(two, "B") == "B"
    assert people.chosen(two, "C") == people.chosen((), None)
    assert people.chosen(two[:1], None) == "A"


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_each_basemap_is_explained(open_app, tmp_path: Path, lang: str):
    words = Words(lang)
    for basemap, lines in SNIPPETS.items():
        (tmp_path / "recycling.toml").write_text(lines, encoding="utf-8")
        app = open_settings(open_app, tmp_path, lang, "maps")
        assert not errors(app)
        said = words("settings.map_now", name=words(f"settings.map_{basemap}"))
        assert said in [one.value for one in app.markdown]


def test_secrets_are_not_shown():
    settings = Settings(
        storage=StorageSettings("postgresql://u:secret@h/d"),
        maps=MapSettings("tianditu", key="secret"),
    )
    frame = settings_frames.setting_frame(settings).set_index("name")
    assert frame.loc["maps.key", "value"] == settings_frames.HIDDEN
    assert frame.loc["storage.url", "value"] == settings_frames.HIDDEN
    assert bool(frame.loc["maps.basemap", "is_changed"])
    assert not frame["value"].str.contains("secret").any()
