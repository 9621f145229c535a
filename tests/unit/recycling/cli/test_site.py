"""Changing a site on the command line."""

import json

import pytest


@pytest.fixture
def city(recycling, street_copy):
    return lambda *arguments: recycling(*arguments, "--workspace", street_copy)


def test_a_site_is_changed_and_told(city):
    ended = city("site", "edit", "C1", "--set", "area_m2=3200", "--set", "docks=2")
    assert ended.code == 0, ended.err
    assert "C1" in ended.out
    assert "area_m2, docks" in ended.out
    again = city("site", "edit", "C1", "--set", "area_m2=3200", "--json")
    told = json.loads(again.out)
    assert told["site"]["area_m2"] == 3200
    assert told["counts"][0]["unchanged"] == 1


def test_a_mistake_is_one_line(city):
    ended = city("site", "edit", "C1", "--set", "area_m2")
    assert "--set: must be COLUMN=VALUE" in ended.mistake
    ended = city("site", "edit", "C1", "--set", "area_m2=big")
    assert "area_m2" in ended.mistake
    assert "must be a whole number, got big" in ended.mistake
