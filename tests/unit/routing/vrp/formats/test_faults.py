import pytest

from routing.errors import FormatError
from routing.vrp.formats.faults import Faults, nearest


def test_nothing_is_raised_without_a_fault() -> None:
    Faults("nothing").raise_any()


def test_a_fault_says_place_rule_value_and_way_out() -> None:
    faults = Faults("file")
    faults.add("row 3", "must be whole", 1.5, "round it")
    faults.add("row 4", "is missing")
    with pytest.raises(FormatError) as caught:
        faults.raise_any()
    expected = ("row 3: must be whole, got 1.5; round it", "row 4: is missing")
    assert caught.value.faults == expected
    assert str(caught.value).startswith("file: row 3")


def test_long_values_are_shortened() -> None:
    faults = Faults("file")
    faults.add("row 1", "must be short", "x" * 1000)
    assert len(faults.found[0]) < 120


def test_the_nearest_name_is_offered() -> None:
    assert nearest("capcity", ["capacity", "skills"]) == "did you mean 'capacity'?"
    assert nearest("xyz", ["capacity", "skills"]) == "remove it"
