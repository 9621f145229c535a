"""Named siting instances of the textbook, whose sites are open or closed."""

from dataclasses import replace

import numpy as np

from routing.siting.facility import Facility, Fix
from routing.siting.problem import PPM, Objective, Period, SitingProblem, TagLimit
from routing.siting.textbook import cflp, lscp, mclp, p_center, p_median, sscflp
from tests.engines.siting_instances import CLOSE, Instance, problem, state

LINE = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
"""Five places in a row, a unit apart."""

ROOMS = ([[1, 2], [2, 1], [1, 3]], [4, 3, 2], [5, 5], [4, 6])
"""Costs of a unit, demands, capacities and fixed costs of two sites."""

TEXTBOOK_INSTANCES = [
    # Sites 1 and 4 (or 1 and 3): distances 1, 0, 1, 1, 0, weights 2, 1, 1, 1, 3.
    Instance("two_medians", p_median(LINE, [2, 1, 1, 1, 3], 2), 4),
    # Of 0..4 two sites reach everyone within 1.
    Instance("two_centres", p_center(LINE, 2), 1),
    # Site 4 must be open; then 4 and one more reach 0 from 1 at best.
    Instance("centre_with_one_given", p_center(LINE, 2, [0, 0, 0, 0, 1]), 1),
    # One site covers three places in a row, at best 5 + 3 + 9; 4 and 2 stay out.
    Instance("most_covered", mclp(LINE, [5, 3, 9, 4, 2], 1, 1), 6),
    Instance("fewest_covering_all", lscp(LINE, 1), 2),
    # Both open for 10: a quarter of the first client goes on for 2 rather than 1.
    # Divided, costs are told in 10^-8.
    Instance("room_for_parts", cflp(*ROOMS), 20 * 10**8),
    # The first fills f0: the last goes to f1 for 6.
    Instance("room_for_wholes", sscflp(*ROOMS), 23),
]


def many_rules() -> SitingProblem:
    """Open f1 alone: 2 years x (8 + 6 x 1 + 5 x 3), and 2 x (4 x 3 + 2 x 7) left.

    f0 would take the 4 t of glass for 2 x (10 + 4 x 2) + 5, more than leaving them
    costs, and only one site may be open. f1 takes no glass, f2 stays closed.
    """

    def site(fixed: int, takes: set[str] | None, entry: int, initial: str | None):
        tags = ("open",)
        is_open = state("open", 100, fixed, 0, 0, takes, tags, entry_cost_fen=entry)
        return Facility("", (CLOSE, is_open), initial)

    arcs = [(0, 0, 4), (0, 1, 1), (1, 0, 2), (1, 1, 0), (2, 1, 3), (2, 2, 0)]
    whole = problem(
        [6, 4, 5, 2],
        [
            replace(site(10, None, 5, CLOSE.name), name="f0"),
            replace(site(8, {"paper"}, 0, None), name="f1"),
            replace(site(0, None, 0, None), name="f2"),
        ],
        arcs,
        commodities=["paper", "glass", "paper", "glass"],
        unserved=[100, 3, 50, 7],
        tag_limits={"open": TagLimit(0, 1)},
        periods=(Period("", 2),),
        fixes=(Fix(2, frozenset({CLOSE.name}), "flooded"),),
        single_source=True,
    )
    required = np.array([True, False, True, False])
    return replace(whole, clients=replace(whole.clients, required=required))


def far_with_many_rules() -> SitingProblem:
    """Both that must be served reach f1 only, the farther one over 3 m."""
    whole = many_rules()
    metres = whole.arcs.unit_cost_fen_per_t.astype(np.int32)
    return replace(
        whole,
        arcs=replace(whole.arcs, distance_m=metres),
        objective=Objective.LARGEST_DISTANCE,
        carbon_price_fen_per_t=7,
    )


def covering_with_many_rules() -> SitingProblem:
    """Ways cost nothing: f1 for 2 x 8, and 2 x (4 x 3 + 2 x 7) left."""
    whole = many_rules()
    free = np.zeros_like(whole.arcs.unit_cost_fen_per_t)
    return replace(whole, arcs=replace(whole.arcs, unit_cost_fen_per_t=free))


TEXTBOOK_INSTANCES += [
    Instance("covering_with_many_rules", covering_with_many_rules(), 68),
    Instance("many_rules", many_rules(), 110),
    Instance("far_with_many_rules", far_with_many_rules(), 3),
]


def rooms_with_many_rules() -> SitingProblem:
    """Open f0 alone, for 2 years x (10 + 4 x (2 + 1) + 3 x 6) + 5 to enter it.

    A tonne to f0 pays 1 for CO2 on the first way. f1 would save 2 x 3 x 4 on glass
    for 2 x 20, and f2 must stay closed.
    """

    def site(name: str, fixed: int, entry: int, takes: set[str] | None) -> Facility:
        is_open = state("open", 7, fixed, takes=takes, entry_cost_fen=entry)
        return Facility(name, (CLOSE, is_open), CLOSE.name)

    arcs = [(0, 0, 2), (1, 0, 6), (0, 1, 1), (1, 1, 2), (0, 2, 0), (1, 2, 0)]
    whole = problem(
        [4, 3],
        [site("f0", 10, 5, None), site("f1", 20, 0, {"glass"}), site("f2", 0, 0, None)],
        arcs,
        commodities=["paper", "glass"],
        required=True,
        periods=(Period("", 2),),
        fixes=(Fix(2, frozenset({"close"}), "flood plain"),),
        carbon_price_fen_per_t=PPM,
    )
    co2 = np.array([1, 0, 0, 0, 0, 0], np.int64)
    return replace(whole, arcs=replace(whole.arcs, co2_g_per_t=co2))


TEXTBOOK_INSTANCES += [Instance("rooms_with_many_rules", rooms_with_many_rules(), 85)]
