"""Named siting instances with periods, legs, floors and further rules, by hand.

Masses in tonnes, prices in fen; each docstring works out the optimum.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routing.siting.facility import Facility, FacilityState, Fix, Yield
from routing.siting.problem import (
    PPM,
    Floor,
    Objective,
    Period,
    SitingProblem,
    TagLimit,
    Trunks,
)
from tests.engines.siting_instances import CLOSE, Instance, problem, state

RULE_INSTANCES: list[Instance] = []

TWO = (Period("now"), Period("then"))


def instance(objective: int):
    """Register a problem under its function's name with its optimum."""

    def register(make) -> None:
        RULE_INSTANCES.append(Instance(make.__name__, make(), objective))

    return register


def site(
    name: str,
    *states: FacilityState,
    initial: str | None = None,
    moves: Sequence[tuple[str, str]] | None = None,
) -> Facility:
    """Write a facility; ``moves`` are the allowed ones."""
    allowed = None if moves is None else frozenset(moves)
    return Facility(name, states, initial, allowed)


def legs(*rows: tuple[int, int, int, int], transfer: int = 0, modes: int = 1) -> Trunks:
    """Write legs: (origin, destination, commodity, fen per tonne)."""
    columns = np.array(rows, np.int64).reshape(-1, 4)
    count = len(rows)
    mode = np.arange(count) % modes
    return Trunks(
        origin=columns[:, 0].astype(np.int32),
        destination=columns[:, 1].astype(np.int32),
        commodity=columns[:, 2].astype(np.int32),
        mode=mode.astype(np.int32),
        unit_cost_fen_per_t=columns[:, 3],
        transfer_cost_fen_per_t=np.where(mode > 0, transfer, 0),
        distance_m=np.zeros(count, np.int32),
        co2_g_per_t=np.zeros(count, np.int64),
        modes=("road", "rail")[:modes],
    )


def floor(
    minimum_t: Sequence[int],
    arcs: Sequence[int],
    ppm: int = PPM,
    trunk: Sequence[int] = (),
) -> Floor:
    """Write a floor over arcs and legs that count alike."""
    return Floor(
        "floor",
        tuple(1000 * tonnes for tonnes in minimum_t),
        np.array(arcs, np.int64),
        np.full(len(arcs), ppm, np.int64),
        np.array(trunk, np.int64),
        np.full(len(trunk), ppm, np.int64),
    )


@instance(objective=360)
def growth_is_foreseen() -> SitingProblem:
    """Large at once for 2 x 180; small would leave 10 t: 200 + 10 t x 100."""
    small, large = state("small", 10, 100), state("large", 20, 180)
    facility = site("f0", small, large, moves=[])
    return problem([(10, 20)], [facility], [(0, 0, 0)], periods=TWO)


@instance(objective=900)
def years_count() -> SitingProblem:
    """Three years of 100 + 10 t x 20; unserved they would cost 3,000."""
    years = (Period("2027-2029", weight=3),)
    return problem([10], [[CLOSE, state("keep", 10, 100)]], [(0, 0, 20)], periods=years)


@instance(objective=750)
def opens_when_it_pays() -> SitingProblem:
    """Wait, leaving 1 t: 100 + 500 + 150; at once: 500 + 2 x 150; never: 1,100."""
    built = state("open", 10, 150, entry_cost_fen=500)
    facility = site("f0", CLOSE, built, initial="close")
    return problem([(1, 10)], [facility], [(0, 0, 0)], periods=TWO)


@instance(objective=900)
def closes_once() -> SitingProblem:
    """Keep through an empty year: 3 x 300; once closed, the last 10 t are left."""
    facility = site(
        "f0", CLOSE, state("keep", 10, 300), initial="keep", moves=[("keep", "close")]
    )
    periods = (*TWO, Period("later"))
    return problem([(10, 0, 10)], [facility], [(0, 0, 0)], periods=periods)


@instance(objective=1300)
def budget_delays_one() -> SitingProblem:
    """One a period: 100 + 10 t x 100 left, then 2 x 100."""
    built = state("open", 10, 100, capital_fen=1000)
    facilities = [site(name, CLOSE, built, initial="close") for name in ("f0", "f1")]
    periods = tuple(replace(period, capital_budget_fen=1000) for period in TWO)
    arcs = [(0, 0, 0), (1, 1, 0)]
    return problem([10, 10], facilities, arcs, periods=periods)


@instance(objective=350)
def excluded_by_a_zone() -> SitingProblem:
    """f0 would cost 100 + 10 t x 20, but must close: 300 + 10 t x 5."""
    return problem(
        [10],
        [[CLOSE, state("keep", 10, 100)], [CLOSE, state("keep", 10, 300)]],
        [(0, 0, 20), (0, 1, 5)],
        fixes=(Fix(0, frozenset({"close"}), "water protection zone"),),
    )


@instance(objective=1500)
def must_be_served_at_a_loss() -> SitingProblem:
    """Bringing a tonne costs 150, and it must be brought."""
    return problem([10], [[state("keep", 20)]], [(0, 0, 150)], required=True)


@instance(objective=1100)
def the_dearer_gap_is_filled() -> SitingProblem:
    """Room for one: 10 t x 10, and 10 t left at 100 rather than 300."""
    arcs = [(0, 0, 10), (1, 0, 10)]
    return problem([10, 10], [[state("keep", 10)]], arcs, unserved=[100, 300])


@instance(objective=612)
def whole_or_not_at_all() -> SitingProblem:
    """Two of three clients of 6 t fit whole: 12 t x 1 + 6 t x 100."""
    arcs = [(i, j, 1) for i in range(3) for j in range(2)]
    sites = [[state("keep", 10)], [state("keep", 10)]]
    return problem([6, 6, 6], sites, arcs, single_source=True)


@instance(objective=266)
def rail_pays() -> SitingProblem:
    """10 t x 1, 8 t of bales by rail x (20 + 10), not by road x 50, x 2 in the park."""
    centre = [state("keep", 10, takes={""}, yields=(Yield("", "bale", 800_000),))]
    park = [state("keep", 100, unit=2, takes={"bale"})]
    trunks = legs((0, 1, 1, 50), (0, 1, 1, 20), transfer=10, modes=2)
    return problem([10], [centre, park], [(0, 0, 1)], makes=["bale"], trunks=trunks)


@instance(objective=55)
def the_near_park_is_full() -> SitingProblem:
    """5 t x 1 to the near park, 5 t x 10 to the far one."""
    centre = [state("keep", 10, takes={""}, yields=(Yield("", "bale", PPM),))]
    near = [state("keep", 5, takes={"bale"})]
    far = [state("keep", 50, takes={"bale"})]
    trunks = legs((0, 1, 1, 1), (0, 2, 1, 10))
    sites = [centre, near, far]
    return problem([10], sites, [(0, 0, 0)], makes=["bale"], trunks=trunks)


@instance(objective=30)
def the_park_leaves_residue() -> SitingProblem:
    """10 t of bales x 1, and a fifth of them to landfill: 2 t x 10."""
    centre = [state("keep", 10, takes={""}, yields=(Yield("", "bale", PPM),))]
    ash = Yield("bale", "residue", 200_000)
    park = [state("keep", 50, takes={"bale"}, yields=(ash,))]
    landfill = [state("keep", 50, takes={"residue"})]
    trunks = legs((0, 1, 1, 1), (1, 2, 2, 10))
    return problem(
        [10],
        [centre, park, landfill],
        [(0, 0, 0)],
        makes=["bale", "residue"],
        trunks=trunks,
    )


@instance(objective=1300)
def target_costs_money() -> SitingProblem:
    """6 t must be brought at 150; 4 t are left at 100."""
    return problem(
        [10], [[state("keep", 20)]], [(0, 0, 150)], floors=(floor([6], [0]),)
    )


@instance(objective=300)
def recovery_needs_the_better_sorting() -> SitingProblem:
    """7 t of bales from 10 t: the line for 300 makes 8 t, that for 100 only 5 t."""
    coarse = state("a", 10, 100, takes={""}, yields=(Yield("", "bale", 500_000),))
    fine = state("b", 10, 300, takes={""}, yields=(Yield("", "bale", 800_000),))
    return problem(
        [10],
        [[coarse, fine], [state("keep", 50, takes={"bale"})]],
        [(0, 0, 0)],
        makes=["bale"],
        trunks=legs((0, 1, 1, 0)),
        floors=(floor([7], [], trunk=[0]),),
    )


@instance(objective=1206)
def every_district_its_share() -> SitingProblem:
    """4 t of the far district x 50, 6 t of the near one x 1, 10 t left x 100."""
    arcs = [(0, 0, 1), (1, 0, 50)]
    floors = (floor([4], [1]),)
    return problem([10, 10], [[state("keep", 10)]], arcs, floors=floors)


@instance(objective=73)
def a_ceiling_is_a_floor_below_zero() -> SitingProblem:
    """At most 3 t to the near one: 3 t x 1 + 7 t x 10."""
    sites = [[state("keep", 10)], [state("keep", 10)]]
    floors = (floor([-3], [0], -PPM),)
    return problem([10], sites, [(0, 0, 1), (0, 1, 10)], floors=floors)


@instance(objective=150)
def carbon_turns_the_choice() -> SitingProblem:
    """10 t x 15; the other way costs 5 and 20 kg of CO2 at 1 fen a kilogram."""
    plain = problem(
        [10],
        [[state("keep", 10)], [state("keep", 10)]],
        [(0, 0, 5), (0, 1, 15)],
        carbon_price_fen_per_t=1000,
    )
    co2 = np.array([20_000, 0], np.int64)
    return replace(plain, arcs=replace(plain.arcs, co2_g_per_t=co2))


@instance(objective=400)
def green_by_the_second_period() -> SitingProblem:
    """Keep for 100, then green for 300."""
    states = [state("keep", 10, 100), state("green", 10, 300, tags=("green",))]
    limits = {"green": (TagLimit(), TagLimit(minimum=1))}
    return problem([10], [states], [(0, 0, 0)], periods=TWO, tag_limits=limits)


@instance(objective=6)
def the_farthest_counts() -> SitingProblem:
    """Of 0, 4 and 10 m along a road, 4 is at most 6 m from the others."""
    places = (0, 4, 10)
    states = [CLOSE, state("open", 3, tags=("open",))]
    plain = problem(
        [1, 1, 1],
        [states] * 3,
        [(i, j, 0) for i in range(3) for j in range(3)],
        required=True,
        tag_limits={"open": TagLimit(1, 1)},
        objective=Objective.LARGEST_DISTANCE,
    )
    away = np.array([abs(a - b) for a in places for b in places], np.int32)
    return replace(plain, arcs=replace(plain.arcs, distance_m=away))
