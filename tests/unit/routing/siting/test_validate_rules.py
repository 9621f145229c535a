"""One contradiction per rule between periods, legs, floors, fixes and supplies."""

from dataclasses import replace

import numpy as np
import pytest

from routing.errors import InvalidProblemError
from routing.siting.facility import Fix, Yield
from routing.siting.problem import PPM, Period, SitingProblem, TagLimit
from routing.siting.validate import validate_problem
from routing.siting.validate_reach import notes_on
from tests.engines.siting_instances import CLOSE, problem, state
from tests.engines.siting_rule_instances import (
    RULE_INSTANCES,
    TWO,
    floor,
    legs,
    site,
)

BALES = (Yield("", "bale", PPM),)
CENTRE = state("keep", 20, takes={""}, yields=BALES, tags=("green",))
PARK = state("park", 50, takes={"bale"})


def plan(**rules: object) -> SitingProblem:
    """Two clients, a centre that may close, and a park; two periods."""
    rules = {"periods": TWO, "trunks": legs((0, 1, 1, 1)), **rules}
    return problem(
        [(10, 10), (5, 5)],
        [rules.pop("centre", [CLOSE, CENTRE]), rules.pop("park", [PARK])],
        [(0, 0, 1), (1, 0, 2)],
        makes=["bale"],
        **rules,
    )


def centre(**changes: object) -> SitingProblem:
    return plan(centre=[CLOSE, replace(CENTRE, **changes)])


def with_trunks(**columns: object) -> SitingProblem:
    asked = plan()
    changed = {name: np.array(column) for name, column in columns.items()}
    return replace(asked, trunks=replace(asked.trunks, **changed))


def with_clients(**columns: object) -> SitingProblem:
    asked = plan()
    changed = {name: np.array(column) for name, column in columns.items()}
    return replace(asked, clients=replace(asked.clients, **changed))


def fixed(*fixes: Fix) -> SitingProblem:
    return plan(fixes=fixes)


KEEP = Fix(0, frozenset({"keep"}), "kept by the mayor")
ZONE = Fix(0, frozenset({"close"}), "excluded: water protection zone 3")

BROKEN = {
    "supply of one period": (
        with_clients(supply_kg=[[1, 2]]),
        r"clients, shapes: supply_kg must be \(2, 2\), got \(1, 2\)",
    ),
    "unknown commodity": (
        with_clients(commodity=[0, 2]),
        r"clients\[1\], commodity: must be <= 1, got 2",
    ),
    "required is a number": (
        with_clients(required=[1, 0]),
        "clients, required: must be true or false, got int64",
    ),
    "commodity twice": (
        replace(plan(), commodities=("", "bale", "bale")),
        "commodities: 'bale' occurs 2 times",
    ),
    "negative carbon price": (
        plan(carbon_price_fen_per_t=-1),
        "carbon_price_fen_per_t",
    ),
    "leg to itself": (
        with_trunks(destination=[0]),
        r"trunks\[0\]: end where they begin",
    ),
    "leg from nowhere": (with_trunks(origin=[7]), r"trunks\[0\], origin: must be <= 1"),
    "unknown mode": (with_trunks(mode=[1]), r"trunks\[0\], mode: must be <= 0"),
    "leg cost not a number": (
        with_trunks(unit_cost_fen_per_t=[np.nan]),
        r"trunks\[0\], unit_cost_fen_per_t: is not a number",
    ),
    "floor of one period": (
        plan(floors=(floor([1], [0]),)),
        "floors 'floor', minimum_kg: must be 2 long",
    ),
    "floor over an unknown arc": (
        plan(floors=(floor([0, 0], [0, 2]),)),
        r"floors 'floor'\[1\], arc: must be <= 1, got 2",
    ),
    "floor over an arc twice": (
        plan(floors=(floor([0, 0], [1, 1]),)),
        "floors 'floor', arc: names one twice",
    ),
    "floor counts too much": (
        plan(floors=(floor([0, 0], [1], 2 * PPM),)),
        r"floors 'floor'\[0\], arc_ppm: must be <= 1000000",
    ),
    "floor above all supply": (
        plan(floors=(floor([16, 15], [0, 1]),)),
        "period 'now', floor 'floor': 16000 kg must be within what all its clients "
        "supply, 15000",
    ),
    "yield of an unknown commodity": (
        centre(yields=(*BALES, Yield("", "ash", 0))),
        "state 'keep', yields: there is no commodity 'ash'",
    ),
    "yield above the intake": (
        centre(yields=(Yield("", "bale", PPM + 1),)),
        "a kilogram of '' must not make more than 1000000 ppm in all, got 1000001",
    ),
    "yield twice": (
        centre(yields=(Yield("", "bale", 1), Yield("", "bale", 2))),
        "'' to 'bale' occurs twice",
    ),
    "negative yield": (centre(yields=(Yield("", "bale", -1),)), "must be >= 0 ppm"),
    "negative entry cost": (centre(entry_cost_fen=-1), "entry_cost_fen: must be >= 0"),
    "negative capital": (centre(capital_fen=-1), "capital_fen: must be >= 0"),
    "unknown initial": (
        plan(centre=site("f0", CLOSE, CENTRE, initial="open")),
        "initial: there is no state 'open'",
    ),
    "unknown move": (
        plan(centre=site("f0", CLOSE, CENTRE, moves=[("keep", "open")])),
        "transitions: there is no state 'open'",
    ),
    "no years": (
        plan(periods=(Period("a", 0), Period("b"))),
        r"periods\[0\] 'a', weight: must be within 1 and",
    ),
    "negative budget": (
        plan(periods=(Period("a", 1, -5), Period("b"))),
        r"periods\[0\] 'a', capital_budget_fen: must be >= 0",
    ),
    "limits of one period": (
        plan(tag_limits={"green": (TagLimit(),)}),
        r"tag_limits\['green'\]: must be one limit, or 2, one per period, got 1",
    ),
    "fix of an unknown facility": (fixed(replace(KEEP, facility=9)), "number 9"),
    "fix to an unknown state": (
        fixed(replace(KEEP, states=frozenset({"open", "keep"}))),
        "has no state 'open'",
    ),
    "fix in an unknown period": (fixed(replace(KEEP, period=2)), "period number 2"),
    "kept and excluded": (
        fixed(KEEP, replace(ZONE, period=1)),
        r"period 'then', facility 'f0': the fixes \['keep'\] \(kept by the mayor\) and "
        r"\['close'\] \(excluded: water protection zone 3\) contradict each other",
    ),
    "no way between fixes": (
        plan(
            centre=site("f0", CLOSE, CENTRE, initial="close", moves=[]),
            fixes=(replace(KEEP, period=1),),
        ),
        "facilities 'f0': no allowed moves lead through the fixes",
    ),
    "tag ruled out by a fix": (
        plan(fixes=(ZONE,), tag_limits={"green": (TagLimit(1), TagLimit())}),
        r"period 'now', tag_limits\['green'\], minimum: must be <= the 0 facilities",
    ),
    "no park": (
        plan(trunks=legs()),
        "commodity 'bale': made by facilities 'f0' without a leg to a park",
    ),
    "a park that takes something else": (
        plan(park=[state("park", 50, takes={""})]),
        "commodity 'bale': made by facilities 'f0' without a leg",
    ),
    "nobody accepts a client": (
        problem([5, 5, 0], [[state("a", 20)]], [(0, 0, 1)], required=True),
        "clients 'c1': no facility within reach accepts what they supply",
    ),
    "too large to go in whole": (
        problem(
            [9, 2],
            [[state("a", 8)], [state("b", 8)]],
            [(0, 0, 1), (0, 1, 1), (1, 0, 1)],
            required=True,
            single_source=True,
        ),
        "clients 'c0': supply more than any facility within reach takes",
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_each_broken_rule_is_named(rule: str) -> None:
    broken, message = BROKEN[rule]
    with pytest.raises(InvalidProblemError, match=message) as caught:
        validate_problem(broken)
    assert len(caught.value.faults) == 1, caught.value.faults


def test_demand_above_all_capacity_is_named_in_all_and_by_material() -> None:
    asked = problem(
        [30, 5],
        [[state("a", 20, takes={"paper"})], [state("b", 9)]],
        [(0, 0, 1), (0, 1, 1), (1, 1, 1)],
        commodities=["paper", "metal"],
        required=True,
    )
    with pytest.raises(InvalidProblemError) as caught:
        validate_problem(asked)
    faults = caught.value.faults
    assert faults[0].startswith("clients, supply_kg: 35000 kg must be within the")
    assert faults[1].startswith("commodity 'paper': 30000 kg supplied must be within")
    assert "29000 kg" in faults[0]


def test_no_candidates_after_exclusions() -> None:
    asked = problem([5], [[CLOSE, state("a", 20)]], [(0, 0, 1)], fixes=(ZONE,))
    with pytest.raises(InvalidProblemError, match="the fixes leave no site that takes"):
        validate_problem(asked)


def test_what_must_stay_unserved_is_a_note_where_it_is_allowed() -> None:
    asked = problem([5, 7], [[state("a", 4)]], [(0, 0, 1)])
    validate_problem(asked)
    notes = notes_on(asked)
    assert [note.partition(":")[0] for note in notes] == [
        "clients, supply_kg",
        "commodity ''",
        "clients 'c1'",
    ]


def test_many_rows_are_counted() -> None:
    asked = problem([1] * 9, [[state("a", 20)]], [], required=True)
    with pytest.raises(InvalidProblemError, match=r"'c0'.*'c4' and 4 more: no fac"):
        validate_problem(asked)


def test_faults_of_all_tables_are_collected() -> None:
    broken = replace(
        with_trunks(origin=[7], distance_m=[-1]),
        periods=(Period("a", 0), Period("b")),
        fixes=(replace(KEEP, period=2),),
    )
    with pytest.raises(InvalidProblemError) as caught:
        validate_problem(broken)
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize("instance", RULE_INSTANCES, ids=lambda case: case.name)
def test_sound_problems_pass(instance) -> None:
    validate_problem(instance.problem)


def test_the_plan_itself_is_sound() -> None:
    validate_problem(plan())
