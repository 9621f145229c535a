import csv
from importlib.resources import files

import pytest

from recycling.schema.columns import LANGUAGES, fold
from recycling.schema.enums import ENUMS, accepted, codes, label


@pytest.mark.parametrize("enum", ENUMS)
def test_every_code_has_a_label_of_its_own_in_both_languages(enum):
    for lang in LANGUAGES:
        labels = accepted(enum, lang)
        assert len({fold(name) for name in labels}) == len(ENUMS[enum])
        assert [codes(enum)[fold(name)] for name in labels] == list(ENUMS[enum])


def test_no_label_is_for_a_code_that_is_not_there():
    source = files("recycling.schema").joinpath("enums.csv")
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        assert row["value"] in list(ENUMS[row["enum"]])


def test_a_label_is_found_by_code_and_by_member():
    member = next(iter(ENUMS["SiteKind"]))
    assert label("SiteKind", member, "zh") == "回收站点"
    assert label("SiteKind", "collection_point", "en") == "Collection point"
    with pytest.raises(KeyError):
        label("SiteKind", "palace", "en")
