import time

from recycling.intake.keys import KnownKeys, RowKeys


def test_only_keys_nobody_knows_are_unknown():
    known = KnownKeys({"materials": {"paper"}})
    assert known.unknown("materials", ["paper", "", "gold", None]) == {"gold"}
    assert known.unknown("materials", [("paper", "tin"), (), None]) == {"tin"}
    assert known.unknown("sites", ["SC-001"]) == {"SC-001"}


def test_rows_read_before_are_known():
    known = KnownKeys({})
    known.add("sites", ["SC-001"])
    assert known.unknown("sites", ["SC-001"]) == set()
    assert known.suggestion("sites", "SC-01") == "SC-001"


def test_a_key_like_none_gets_no_suggestion():
    known = KnownKeys({"materials": {"paper"}})
    assert known.suggestion("materials", "kryptonite") == ""


def test_what_cannot_be_listed_gives_no_suggestion():
    class Everything:
        def __contains__(self, key: object) -> bool:
            return key != "SC-01"

    known = KnownKeys({"sites": Everything()})
    assert known.unknown("sites", ["SC-01"]) == {"SC-01"}
    assert known.suggestion("sites", "SC-01") == ""


def test_suggestions_among_ten_thousand_keys_are_quick_and_few():
    known = KnownKeys({"sites": {f"CP-{number:05d}" for number in range(10_000)}})
    started = time.perf_counter()
    found = [known.suggestion("sites", f"CP-{number:05d}x") for number in range(300)]
    assert found[:2] == ["CP-00000", "CP-00001"]
    assert not any(found[100:])
    assert time.perf_counter() - started < 5


def test_a_repeated_key_names_the_row_it_stood_in_first():
    keys = RowKeys()
    keys.start_sheet("")
    assert keys.repeated([["a", "b"]], range(2, 4)) == {}
    assert keys.repeated([["c", "a", "c"]], [4, 5, 7]) == {1: "2", 2: "4"}


def test_a_key_of_several_attributes():
    keys = RowKeys()
    keys.start_sheet("")
    assert keys.repeated([["a", "a", "b"], ["1", "2", "1"]], range(2, 5)) == {}
    assert keys.repeated([["a"], ["2"]], [5]) == {0: "3"}


def test_a_faulty_key_repeats_nothing():
    keys = RowKeys()
    keys.start_sheet("")
    assert keys.repeated([[None, None]], [2, 3], {0, 1}) == {}
    assert keys.repeated([["a", "a"], [None, None]], [4, 5], {0, 1}) == {}


def test_a_sound_row_after_a_faulty_one_is_the_first_of_its_key():
    keys = RowKeys()
    keys.start_sheet("")
    assert keys.repeated([["a", "a", "a"]], range(2, 5), {0}) == {2: "3"}
    # The same over two blocks, where no key repeats within either.
    assert keys.repeated([["b"]], [5], {0}) == {}
    assert keys.repeated([["b"]], [6]) == {}
    assert keys.repeated([["b"]], [7]) == {0: "6"}


def test_a_faulty_row_repeats_sound_and_faulty_ones():
    keys = RowKeys()
    keys.start_sheet("")
    assert keys.repeated([["a", "b"]], range(2, 4), {1}) == {}
    assert keys.repeated([["a", "b"]], range(4, 6), {0, 1}) == {0: "2", 1: "3"}
