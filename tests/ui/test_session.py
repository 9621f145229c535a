"""What a session starts with: the state of the database, and a language."""

import pytest

from recycling.ui import session
from recycling.ui.data_version import DataVersion, read_version
from tests.ui import tiny_city


def test_the_version_tells_what_there_is(city, empty):
    full = read_version(city)
    assert full.last_day == tiny_city.DAY
    assert not full.missing
    assert read_version(empty).is_empty


def test_needed_tables_that_are_empty_are_missing():
    version = DataVersion("", (("sites", 3), ("districts", 0)), None)
    assert version.missing == ("districts", "materials", "parameters", "targets")
    assert not version.is_empty


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
