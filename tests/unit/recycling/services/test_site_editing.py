"""Changing a site: checked in words, logged, all or nothing."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.errors import FaultsError, InputError
from recycling.domain.sites import Site
from recycling.services.site_editing import edit_site, editable, site_cells


def sites(context):
    with context.unit_of_work() as work:
        return work.inputs.network().sites


def test_a_change_is_recorded_and_nothing_else(context):
    before = sites(context)
    who = replace(context, user="Li Na")
    changed, result = edit_site(
        who, "C1", {"area_m2": "3200", "permit_valid_to": "2028-01-31"}
    )
    after = sites(context)
    assert after["C1"] == changed
    assert changed == replace(
        before["C1"],
        area_m2=3200,
        permit_valid_to=date(2028, 1, 31),
    )
    assert {k: v for k, v in after.items() if k != "C1"} == {
        k: v for k, v in before.items() if k != "C1"
    }
    (count,) = result.counts
    assert (count.file, count.updated) == ("edit by Li-Na.csv", 1)


def test_the_same_again_changes_nothing(context):
    edit_site(context, "C1", {"area_m2": "3200"})
    _, result = edit_site(context, "C1", {"area_m2": "3200"})
    assert result.counts[0].unchanged == 1


def test_an_empty_cell_is_the_default(context):
    edit_site(context, "C1", {"area_m2": "3200"})
    changed, _ = edit_site(context, "C1", {"area_m2": ""})
    assert changed.area_m2 is None


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"area_m2": "-5", "opens_s": "late"}, {"out_of_range_or_empty", "not_a_time"}),
        ({"district": "nowhere"}, {"unknown_ref"}),
        ({"facility_class": "smal"}, {"unknown_ref_near"}),
        ({"lon": "29.5", "lat": "106.5"}, {"coordinates_swapped"}),
        ({"name": ""}, {"missing_value"}),
    ],
)
def test_faults_are_told_at_once_and_nothing_is_changed(context, changes, rules):
    before = sites(context)
    with pytest.raises(FaultsError) as caught:
        edit_site(context, "C1", changes)
    assert {str(fault.rule) for fault in caught.value.faults} == rules
    assert sites(context) == before


def test_what_cannot_be_asked_is_said_in_words(context):
    with pytest.raises(InputError, match="no site 'C9' is recorded"):
        edit_site(context, "C9", {"area_m2": "1"})
    with pytest.raises(InputError, match="colour: no such column"):
        edit_site(context, "C1", {"colour": "red"})
    with pytest.raises(InputError, match="no such column"):
        edit_site(context, "C1", {"site_id": "C2"})
    with pytest.raises(InputError, match="something must change"):
        edit_site(context, "C1", {})


def test_every_column_can_be_written_out_and_read_back(context):
    site = sites(context)["C2"]
    cells = site_cells(site)
    assert set(cells) == {"site_id", *editable()}
    assert set(editable()) < set(Site.__slots__)
    written = {name: cells[name] for name in editable()}
    # The first time, the position as it stood in the file becomes the written one.
    edit_site(context, "C2", written)
    changed, result = edit_site(context, "C2", written)
    assert changed == site
    assert result.counts[0].unchanged == 1
