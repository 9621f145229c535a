"""Changes by hand and events as the dispatcher's page keeps and says them."""

import pandas as pd
import pytest

from recycling.domain.edits import Edit, EditKind
from recycling.domain.running import DayEventKind, Lock
from recycling.ui import dispatch_edits, dispatch_event_records
from recycling.ui.dispatch_event_records import Told
from tests.builders import DAY
from tests.ui.test_dispatch_records import EN, NETWORK, SEVEN_S, V1, ZH, desk


def test_changes_of_the_table_become_edits():
    frame = dispatch_edits.stop_frame(V1, {"b1": "vehicle"}, desk(), EN)
    assert frame.to_dict("records") == [
        {
            "place": 1, "order": "b1", "site": NETWORK.sites["P1"].name, "kg": 100,
            "hours": "00:00-24:00", "arrives": "07:15", "vehicle": "V1",
            "lock": "vehicle", "out": False,
        }
    ]  # fmt: skip
    two = pd.concat([frame, frame.assign(place=2, order="b5")], ignore_index=True)

    def read(changed):
        return dispatch_edits.edits_of_table(two, changed, EN)

    assert read({0: {"vehicle": "V2"}}) == [Edit(EditKind.MOVE, ("b1",), "V2")]
    assert read({1: {"place": 1}}) == [Edit(EditKind.MOVE, ("b5",), "V1", place=1)]
    assert read({0: {"out": True, "vehicle": "V2"}}) == [Edit(EditKind.REMOVE, ("b1",))]
    assert read({0: {"lock": "free"}}) == [Edit(EditKind.UNLOCK, ("b1",))]
    assert read({1: {"lock": "vehicle and place"}, 0: {"lock": "vehicle"}}) == [
        Edit(EditKind.LOCK_PLACE, ("b5",))
    ]
    assert read({0: {"place": 1, "vehicle": "V1", "out": False}}) == []


def test_locks_follow_edits():
    locks = [Lock(DAY, "b1", "V1"), Lock(DAY, "b2", "V3", is_place_fixed=True)]
    edits = [
        Edit(EditKind.LOCK_PLACE, ("b1",)),
        Edit(EditKind.REMOVE, ("b2",)),
        Edit(EditKind.LOCK, ("b3",)),
        Edit(EditKind.MOVE, ("b4",), "V1"),
    ]
    after = dispatch_edits.locks_after(locks, edits)
    assert after == {"b1": "place", "b3": "vehicle"}


def test_a_form_makes_an_edit_once_everything_is_named():
    def made(kind, **told):
        return dispatch_edits.edit_from(kind, V1, told)

    kind = EditKind
    assert made(kind.MOVE, order="b1", vehicle="V2", place=0) == Edit(
        kind.MOVE, ("b1",), "V2"
    )
    assert made(kind.SWAP, order="b1", other="b2") == Edit(kind.SWAP, ("b1", "b2"))
    assert made(kind.REORDER, sequence=["b2", "b1"]) == Edit(
        kind.REORDER, ("b2", "b1"), "V1"
    )
    assert made(kind.VEHICLE, vehicle="V2") == Edit(kind.VEHICLE, (), "V1", "V2")
    assert made(kind.LOCK, order="b1") == Edit(kind.LOCK, ("b1",))
    for asked, told in (
        (kind.MOVE, {"order": "b1"}),
        (kind.SWAP, {"order": "b1"}),
        (kind.REORDER, {"sequence": ["b1"]}),
        (kind.VEHICLE, {}),
        (kind.REMOVE, {}),
    ):
        assert made(asked, **told) is None
    assert dispatch_edits.orders_for(kind.MOVE, V1, ["b3"]) == ["b1", "b3"]
    assert dispatch_edits.orders_for(kind.LOCK, V1, ["b3"]) == ["b1"]


@pytest.mark.parametrize("words", [EN, ZH])
@pytest.mark.parametrize("kind", list(EditKind))
def test_every_edit_is_said(words, kind):
    edit = Edit(kind, ("b1", "b2"), "V1", "V2", place=3)
    said = dispatch_edits.said(edit, words)
    assert "{" not in said
    assert ("V2" in said) == (kind is EditKind.VEHICLE)


def test_events_are_about_what_is_there():
    found = desk()
    kind = DayEventKind
    about = {one: dispatch_event_records.subjects_of(one, found) for one in kind}
    assert about[kind.VEHICLE_DOWN] == about[kind.DRIVER_LATE] == ["V1", "V3"]
    assert about[kind.SITE_FULL][:2] == ["C1", "C2"]
    assert about[kind.LATE_BOOKING] == ["b3", "b4"]
    assert about[kind.STOP_FAILED] == ["b1", "b2"]
    assert about[kind.ROAD_CLOSED] == ["C1", "C2", "D1", "D2", "P1", "P5"]


@pytest.mark.parametrize("words", [EN, ZH])
def test_an_event_has_an_id_by_what_it_says(words):
    found = desk()
    late = Told(DayEventKind.DRIVER_LATE, "V1", at_s=SEVEN_S, delay_min=30)
    plain = dispatch_event_records.plain_event(late, found)
    assert plain == {
        "id": "2026-11-02 07:00 driver_late:V1:+30", "kind": "driver_late",
        "subject": "V1", "at": "07:00", "delay_min": 30,
    }  # fmt: skip
    assert "30" in dispatch_event_records.said(plain, found, words)
    road = Told(DayEventKind.ROAD_CLOSED, "P1", "C1", at_s=SEVEN_S, until_s=2 * SEVEN_S)
    plain = dispatch_event_records.plain_event(road, found)
    assert (plain["subject"], plain["until"]) == ("P1>C1", "14:00")
    said = dispatch_event_records.said(plain, found, words)
    assert NETWORK.sites["C1"].name in said
    assert "14:00" in said
