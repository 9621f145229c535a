"""Targets split two ways, by hand, and own targets that cannot be parts."""

from dataclasses import replace

import pytest

from recycling.domain.errors import InputError
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.sites import SiteStatus
from recycling.domain.targets import Indicator, Target
from recycling.reporting.rounding import split_two_ways
from recycling.reporting.split import due_of, split_target

CITY = [
    Target("a", Indicator.RECOVERED, 2023, 800, is_baseline=True),
    Target("b", Indicator.RECOVERED, 2027, 1_000),
]


def own(year: int, kg: int, district: str = "", material: str = "") -> Target:
    key = f"{year}-{district}-{material}"
    return Target(key, Indicator.RECOVERED, year, kg, district, material)


def weights(network: Network, **values: float) -> Network:
    codes = {f"reporting.split_weight.{name}": value for name, value in values.items()}
    return replace(
        network, parameters={c: Parameter(c, v, "share") for c, v in codes.items()}
    )


def test_a_table_keeps_rows_and_columns() -> None:
    # Quotas 1.5 everywhere: two cells must rise, one in each row and column.
    cells = split_two_ways(
        {(r, c): 1.0 for r in "ab" for c in "xy"}, {"a": 3, "b": 3}, {"x": 3, "y": 3}
    )
    assert sorted(cells.values()) == [1, 1, 2, 2]
    assert cells["a", "x"] == cells["b", "y"]


def test_zeros_of_the_seeds_stay() -> None:
    # b has x alone, so all of y is a's.
    cells = split_two_ways(
        {("a", "x"): 1, ("a", "y"): 1, ("b", "x"): 1},
        {"a": 5, "b": 2},
        {"x": 4, "y": 3},
    )
    assert cells == {("a", "x"): 2, ("a", "y"): 3, ("b", "x"): 2, ("b", "y"): 0}


def test_a_table_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no table"):
        split_two_ways(
            {("a", "x"): 1, ("b", "y"): 1}, {"a": 2, "b": 1}, {"x": 1, "y": 2}
        )
    with pytest.raises(ValueError, match="rows make 2, columns 1"):
        split_two_ways({("a", "x"): 1}, {"a": 2}, {"x": 1})


def test_the_three_weights(micro: Network) -> None:
    # Districts: A 0.3, B 0.2, C 0.5 of the people; the mix is 0.6, 0.3, 0.1.
    split = split_target(weights(micro, population=1), CITY, 2027)
    assert split is not None
    assert split.districts == {"A": 300, "B": 200, "C": 500}
    assert split.materials == {"elv": 100, "paper": 600, "steel": 300}
    assert split.cells["C", "paper"] == 300
    industry = split_target(weights(micro, industry=1), CITY, 2027)
    assert industry is not None
    assert industry.districts == {"A": 500, "B": 300, "C": 200}
    # Half by people, half by what was recovered: all of it A's steel.
    mixed = weights(micro, population=0.5, baseline=0.5)
    past = split_target(mixed, CITY, 2027, {("A", "steel"): 7})
    assert past is not None
    assert past.districts == {"A": 650, "B": 100, "C": 250}
    assert past.cells["A", "steel"] == 500 + 45


def test_without_volumes_the_baseline_is_the_intake_at_work(micro: Network) -> None:
    # A: C1 takes 1,000 t; B: C2 2,000; C: C3 500 and the park 5,000, not the
    # candidate. Nothing else weighs here.
    assert micro.sites["N1"].status is SiteStatus.CANDIDATE
    split = split_target(
        weights(micro, baseline=0.2), [replace(CITY[1], value=85)], 2027
    )
    assert split is not None
    assert split.districts == {"A": 10, "B": 20, "C": 55}


def test_what_is_due_is_split_as_the_year_is(micro: Network) -> None:
    split = split_target(weights(micro, population=1), CITY, 2027)
    assert split is not None
    due = due_of(split, 501)
    assert sum(due.cells.values()) == due.whole == 501
    assert due.districts == {"A": 150, "B": 100, "C": 251}
    assert due_of(split, 0).cells == {}


def test_own_targets_are_kept_and_the_rest_is_shared(micro: Network) -> None:
    targets = [*CITY, own(2027, 100, "A"), own(2027, 400, "", "steel"),
               own(2027, 90, "A", "paper")]  # fmt: skip
    split = split_target(weights(micro, population=1), targets, 2027)
    assert split is not None
    # B and C share the 900 left as 2 to 5; paper and elv the 600 as 6 to 1.
    assert split.districts == {"A": 100, "B": 257, "C": 643}
    assert split.materials["steel"] == 400
    assert sum(split.materials.values()) == 1_000
    assert split.cells["A", "paper"] == 90
    for code, kg in split.districts.items():
        assert sum(v for (d, _), v in split.cells.items() if d == code) == kg
    for code, kg in split.materials.items():
        assert sum(v for (_, m), v in split.cells.items() if m == code) == kg


def test_before_its_own_year_a_part_keeps_its_share(micro: Network) -> None:
    # A tenth of 1,000 in 2027; the city's line of 2025 is 900.
    split = split_target(
        weights(micro, population=1), [*CITY, own(2027, 100, "A")], 2025
    )
    assert split is not None
    assert (split.whole, split.districts["A"]) == (900, 90)


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (
            [own(2027, 600, "A"), own(2027, 401, "B")],
            "districts make 1.001 t, more than the 1.000 t of the city",
        ),
        ([own(2027, 1_001, "", "steel")], "own targets of materials make 1.001 t"),
        ([own(2027, 5, "A"), own(2027, 6, "A", "steel")], "parts of A make"),
        (
            [own(2027, 300, "A"), own(2027, 300, "B"), own(2027, 300, "C")],
            "leave 0.100 t of the city's 1.000 t to nobody",
        ),
        ([own(2027, 999, "A"), own(2027, 2, "B", "steel")], "left of the city"),
    ],
)
def test_parts_that_cannot_be_are_refused(
    micro: Network, targets: list[Target], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        split_target(weights(micro, population=1), [*CITY, *targets], 2027)


def test_all_faults_are_named_at_once(micro: Network) -> None:
    targets = [*CITY, own(2027, 1_001, "A"), own(2027, 1_002, "", "steel")]
    with pytest.raises(InputError) as refused:
        split_target(weights(micro, population=1), targets, 2027)
    assert "districts" in str(refused.value)
    assert "materials" in str(refused.value)
    assert "lower a part or raise the whole" in str(refused.value)


def test_nothing_to_split(micro: Network) -> None:
    assert split_target(weights(micro, population=1), [], 2027) is None
    bare = split_target(replace(micro, parameters={}), CITY, 2027)
    assert bare is not None
    assert (bare.whole, bare.cells) == (1_000, {})
