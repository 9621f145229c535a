"""Values of the contract as JSON and back."""

import numpy as np
import pytest

from routing.vrp.formats.codec import from_json, to_json
from routing.vrp.parts import Break, PlannedVisit
from routing.vrp.problem import SpeedProfile, Stop, TimeWindow
from routing.vrp.solution import VisitKind


def test_sets_are_sorted_so_that_files_do_not_change() -> None:
    stop = Stop("a", 0, (1,), skills=frozenset("zyx"), vehicle_types=frozenset([9, 10]))
    value = to_json(stop)
    assert isinstance(value, dict)
    assert value["skills"] == ["x", "y", "z"]
    assert value["vehicle_types"] == [9, 10]


def test_what_is_empty_differs_from_what_is_not_said() -> None:
    closed = Stop("a", 0, (1,), vehicle_types=frozenset())
    assert to_json(closed) == {
        "name": "a",
        "location": 0,
        "load": [1],
        "vehicle_types": [],
    }
    assert from_json(Stop, to_json(closed)) == closed


def test_numbers_of_numpy_become_plain() -> None:
    pause = Break(np.int64(1), np.int32(2), 3)  # type: ignore[arg-type]
    value = to_json(pause)
    assert value == {"earliest_s": 1, "latest_s": 2, "duration_s": 3}
    assert all(type(number) is int for number in value.values())


def test_whole_numbers_written_as_decimals_are_whole() -> None:
    window = from_json(TimeWindow, {"start_s": 3.0, "end_s": 4.0})
    assert (type(window.start_s), window.start_s) == (int, 3)


def test_enumerations_and_arrays() -> None:
    visit = PlannedVisit(VisitKind.UNLOAD, 2)
    assert from_json(PlannedVisit, to_json(visit)) == visit
    speeds = SpeedProfile((0, 9), np.array([[1.0, 0.5]]), np.array([0, 0]))
    again = from_json(SpeedProfile, to_json(speeds))
    assert again.starts_s == (0, 9)
    assert again.factor.tolist() == [[1.0, 0.5]]
    assert again.zone.tolist() == [0, 0]


def test_what_has_no_form_in_json() -> None:
    with pytest.raises(TypeError, match="complex has no form in JSON"):
        to_json((1j,))
