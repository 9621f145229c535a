"""The frame around the pages: settings of the server, entry, list of pages."""

import tomllib

import pytest

from recycling.ui import navigation
from recycling.ui.i18n import LANGUAGE_NAMES, catalogue
from recycling.ui.serve import ENTRY, load_modules
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def config():
    path = REPOSITORY / ".streamlit" / "config.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_nothing_is_reported_to_anyone(config):
    assert config["browser"]["gatherUsageStats"] is False


def test_users_see_neither_traces_nor_tools(config):
    assert config["client"] == {"toolbarMode": "minimal", "showErrorDetails": "none"}


def test_chinese_has_a_font_on_every_system(config):
    for family in ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC"):
        assert family in config["theme"]["font"]
    assert "://" not in config["theme"]["font"]


def test_the_entry_stays_an_entry():
    entry = (REPOSITORY / "app.py").read_text(encoding="utf-8")
    assert len(entry.splitlines()) <= 20


def test_every_page_script_is_in_the_navigation_and_has_a_title():
    folder = REPOSITORY / "recycling" / "ui"
    scripts = {
        path.relative_to(folder).as_posix()
        for path in (folder / "pages").glob("*.py")
        if path.name != "__init__.py"
    }
    assert {script for _, script in navigation.PAGES} == scripts
    for name, _ in navigation.PAGES:
        assert all(f"page.{name}" in catalogue(lang) for lang in LANGUAGE_NAMES)


def test_the_server_loads_what_pages_are_made_of():
    names = load_modules()
    assert {"recycling.ui.navigation", "recycling.ui.overview_sections"} <= set(names)
    assert ENTRY == REPOSITORY / "app.py"


@pytest.mark.parametrize(
    "name", ["overview", "network", "siting", "dispatch", "operations", "bookings"]
)
def test_a_page_with_the_sample_says_that_it_is_made_up(city, open_app, name):
    app = open_app(city.settings.workspace, "en-US")
    if name != "overview":
        app.switch_page(f"recycling/ui/pages/{name}.py").run()
    assert not app.exception
    marks = " ".join(element.value for element in app.markdown)
    assert catalogue("en")["badge.synthetic"] in marks
