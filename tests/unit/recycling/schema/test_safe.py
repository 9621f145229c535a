import pytest

from recycling.schema.safe import safe_cell, unguarded


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1+1",
        "＋1+1",
        "－1+1",
        "＠A1",
        "'=1",
        "''=1",
        "--5",
    ],
)
def test_a_formula_is_guarded_and_comes_back(text):
    guarded = safe_cell(text)
    assert guarded == f"'{text}"
    assert unguarded(guarded) == text


@pytest.mark.parametrize("value", [-5, 2.5, "-5", "+8.25", "-1e5", "plain", "'quoted'"])
def test_numbers_and_plain_texts_stay_as_they_are(value):
    assert safe_cell(value) == value
    assert value is safe_cell(value)


def test_only_the_guard_is_taken_off():
    assert unguarded("'quoted'") == "'quoted'"
    assert unguarded("''=1") == "'=1"
