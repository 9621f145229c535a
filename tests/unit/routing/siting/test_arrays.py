"""Columns of a whole problem: rows, moves, fixes, intake and output."""

import numpy as np
import pytest

from routing.siting.arrays import NO_LIMIT
from routing.siting.facility import Fix, Yield
from routing.siting.laying import arrays_of
from routing.siting.paths import cheapest_paths
from routing.siting.problem import PPM, Period, TagLimit
from tests.engines.siting_instances import CLOSE, problem, state
from tests.engines.siting_rule_instances import TWO, floor, legs, site

KEEP, GROW = state("keep", 10), state("grow", 20, tags=("green",))
MOVES = [("keep", "grow"), ("keep", "close")]


def chain(initial: str | None = "keep", **rules: object):
    """Return a facility that may close or grow once, and another without choice."""
    first = site("f0", CLOSE, KEEP, GROW, initial=initial, moves=MOVES)
    return problem([(1, 2)], [first, [KEEP]], [(0, 0, 1)], periods=TWO, **rules)


def test_rows_stand_facility_by_facility() -> None:
    rows = arrays_of(chain()).rows
    assert rows.first.tolist() == [0, 3, 4]
    assert rows.facility.tolist() == [0, 0, 0, 1]
    assert rows.padded.tolist() == [[0, 1, 2], [3, -1, -1]]
    assert rows.initial.tolist() == [1, -1]
    assert rows.moves[0].tolist() == [
        [True, False, False],
        [True, True, True],
        [False, False, True],
    ]


def test_limits_are_by_period() -> None:
    limits = {"green": (TagLimit(), TagLimit(1, 2))}
    arrays = arrays_of(chain(tag_limits=limits))
    assert arrays.tag_min.tolist() == [[0], [1]]
    assert arrays.tag_max.tolist() == [[NO_LIMIT], [2]]
    assert arrays.budget_fen.tolist() == [NO_LIMIT, NO_LIMIT]


def test_a_fix_rules_out_the_other_states_when_it_holds() -> None:
    fixes = (Fix(0, frozenset({"keep", "close"}), "by hand", period=1),)
    allowed = arrays_of(chain(fixes=fixes)).rows.allowed
    assert allowed.tolist() == [[True] * 4, [True, True, False, True]]


def test_floors_stand_one_after_the_other() -> None:
    asked = chain(floors=(floor([1, 2], [0]), floor([3, 4], [0], -PPM)))
    floors = arrays_of(asked).floors
    assert floors.minimum_kg.tolist() == [[1000, 3000], [2000, 4000]]
    assert floors.arc_floor.tolist() == [0, 1]
    assert floors.arc_ppm.tolist() == [PPM, -PPM]


def test_outputs_are_exact_and_rounded_up() -> None:
    made = (Yield("", "bale", 333_333), Yield("", "ash", 0))
    other = Yield("ash", "bale", 500_000)
    asked = problem(
        [10],
        [[state("keep", 10**10, yields=(*made, other))], [state("end", 10**10)]],
        [(0, 0, 1)],
        makes=["ash", "bale"],
        trunks=legs((0, 1, 2, 1)),
    )
    arrays = arrays_of(asked)
    intake = np.array([[10**13 + 1, 3, 0], [5, 5, 5]])
    output = arrays.output_kg(intake, np.array([0, 1]))
    # (10^13 + 1) x 333,333 + 3 x 500,000 millionths: 1.833333 above whole kilograms.
    assert output.tolist() == [[0, 0, 3_333_330_000_000 + 2], [0, 0, 0]]


@pytest.mark.parametrize(
    ("initial", "worth", "best"),
    [
        # Keep at 5, then grow: 5 + 0, and 3 for entering.
        ("keep", [[9, 5, 9], [9, 5, 0]], 8),
        # What has grown cannot close.
        ("grow", [[0, 0, 9], [0, 0, 9]], 18),
        # Without a state before, the first is entered too.
        (None, [[9, 9, 1], [9, 9, 1]], 1 + 3 + 1),
        ("close", [[np.inf, 0, 0], [0, 0, 0]], np.inf),
    ],
)
def test_the_cheapest_path(initial, worth, best: float) -> None:
    arrays = arrays_of(chain(initial))
    by_row = np.hstack([np.array(worth, float), np.zeros((2, 1))])
    entry = np.tile([3.0, 3.0, 3.0, 0.0], (2, 1))
    assert cheapest_paths(arrays, by_row, entry).tolist() == [best, 0.0]


def test_weights_are_years() -> None:
    asked = problem([1], [[KEEP]], [], periods=(Period("a", 4),))
    assert arrays_of(asked).weight.tolist() == [4]
