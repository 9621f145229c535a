import csv
import re
from importlib.resources import files
from string import Formatter

import pytest

from recycling.schema.columns import LANGUAGES, TABLES
from recycling.schema.faults import Rule
from recycling.schema.messages import catalogue, table_label, text

SOURCE = files("recycling.schema").joinpath("messages.csv")


def placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name is not None}


@pytest.mark.parametrize("key", catalogue())
def test_a_message_has_the_same_placeholders_in_every_language(key):
    wordings = [catalogue()[key][lang] for lang in LANGUAGES]
    assert all(wordings)
    assert len({frozenset(placeholders(wording)) for wording in wordings}) == 1


def test_keys_are_unique_and_in_order():
    rows = csv.reader(SOURCE.read_text(encoding="utf-8").splitlines())
    keys = [row[0] for row in rows][1:]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_has_a_message_with_a_way_out(rule):
    for lang, end in (("en", "[.?]$"), ("zh", "[。？]$")):
        wording = catalogue()[f"fault.{rule}"][lang]
        # Messages of the geodata library already are whole sentences.
        assert re.search(end, wording) or wording.endswith("{detail}")


def test_no_fault_is_worded_that_no_rule_raises():
    keys = {key.removeprefix("fault.") for key in catalogue() if key[:6] == "fault."}
    assert keys == set(Rule)


def test_every_table_and_type_has_a_name():
    for table in TABLES.values():
        assert table_label(table.name, "en")
    assert text("table.sites", "zh") == "站点"
    with pytest.raises(KeyError):
        text("table.palaces", "en")


def test_a_value_with_braces_stays_as_it_is():
    found = text("fault.not_a_number", "en", value="{key}", detail="", more="")
    assert found.startswith("must be a number, got {key}.")
