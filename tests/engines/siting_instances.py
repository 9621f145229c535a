"""Named siting instances small enough to solve by hand.

Masses in tonnes, prices in fen; each docstring works out the optimum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from routing.siting.facility import Facility, FacilityState
from routing.siting.problem import (
    Arcs,
    Client,
    Clients,
    SitingProblem,
    TagLimit,
)

UNSERVED = 100
"""Fen per tonne left unserved, unless an instance says otherwise."""


@dataclass(frozen=True)
class Instance:
    """A problem and its least cost in fen, or largest distance in metres."""

    name: str
    problem: SitingProblem
    objective: int


INSTANCES: list[Instance] = []


def instance(objective: int) -> Callable[[Callable[[], SitingProblem]], None]:
    """Register a problem under its function's name with its optimum."""

    def register(make: Callable[[], SitingProblem]) -> None:
        INSTANCES.append(Instance(make.__name__, make(), objective))

    return register


def state(
    name: str,
    capacity_t: int = 0,
    fixed: int = 0,
    min_t: int = 0,
    unit: int = 0,
    takes: set[str] | None = None,
    tags: tuple[str, ...] = (),
    **more: Any,
) -> FacilityState:
    """Write a state in tonnes and fen; ``more`` as its fields are called."""
    return FacilityState(
        name=name,
        capacity_kg=capacity_t * 1000,
        min_throughput_kg=min_t * 1000,
        fixed_cost_fen=fixed,
        unit_cost_fen_per_t=unit,
        commodities=None if takes is None else frozenset(takes),
        tags=frozenset(tags),
        **more,
    )


def problem(
    supplies_t: Sequence[int | tuple[int, ...]],
    facilities: Sequence[list[FacilityState] | Facility],
    arcs: Sequence[tuple[int, int, int]],
    *,
    commodities: Sequence[str] | None = None,
    unserved: int | Sequence[int] = UNSERVED,
    required: bool = False,
    makes: Sequence[str] = (),
    **rules: Any,
) -> SitingProblem:
    """Write a problem: arcs are (client, facility, fen per tonne).

    ``makes`` names commodities nobody supplies; ``rules`` are further fields of the
    problem.
    """
    kinds = commodities or [""] * len(supplies_t)
    names = tuple(sorted({"", *kinds, *makes}))
    prices = [unserved] * len(kinds) if isinstance(unserved, int) else unserved
    rows = zip(supplies_t, kinds, prices, strict=True)
    clients = Clients.of(
        (
            Client(f"c{i}", _kilograms(supply), kind, price, required)
            for i, (supply, kind, price) in enumerate(rows)
        ),
        names,
        len(rules.get("periods", " ")),
    )
    columns = np.array(arcs, np.int64).reshape(-1, 3)
    return SitingProblem(
        clients=clients,
        facilities=tuple(
            site if isinstance(site, Facility) else Facility(f"f{j}", tuple(site))
            for j, site in enumerate(facilities)
        ),
        arcs=Arcs(
            client=columns[:, 0].astype(np.int32),
            facility=columns[:, 1].astype(np.int32),
            unit_cost_fen_per_t=columns[:, 2],
            distance_m=np.zeros(len(arcs), np.int32),
        ),
        commodities=names,
        **rules,
    )


def _kilograms(supply_t: int | tuple[int, ...]) -> int | tuple[int, ...]:
    if isinstance(supply_t, int):
        return supply_t * 1000
    return tuple(tonnes * 1000 for tonnes in supply_t)


CLOSE = state("close")


@instance(objective=25)
def no_choice() -> SitingProblem:
    """Supply 15 t split: 10 t at 1 fen to f0, which is full, 5 t at 3 fen to f1."""
    return problem(
        [15], [[state("open", 10)], [state("open", 10)]], [(0, 0, 1), (0, 1, 3)]
    )


@instance(objective=20)
def roomy_and_fixed() -> SitingProblem:
    """Room for all at the nearest: 10 t at 2 fen; nothing to decide or limit."""
    return problem(
        [10], [[state("open", 50)], [state("open", 50)]], [(0, 0, 2), (0, 1, 7)]
    )


@instance(objective=300)
def keep_or_close() -> SitingProblem:
    """Keep f0 only: 100 + 10 t x 20 = 300; f1 only: 300 + 50; both: 400 + 50."""
    return problem(
        [10],
        [[CLOSE, state("keep", 10, 100)], [CLOSE, state("keep", 10, 300)]],
        [(0, 0, 20), (0, 1, 5)],
    )


@instance(objective=450)
def closing_costs() -> SitingProblem:
    """Close f1 for 500 or keep it idle for 150.

    Keep both: 100 + 150 + 10 t x 20 = 450; close f1: 600 + 200; close f0:
    150 + 10 t x 40.
    """
    dear = [state("close", fixed=500), state("keep", 10, 150)]
    return problem(
        [10], [[CLOSE, state("keep", 10, 100)], dear], [(0, 0, 20), (0, 1, 40)]
    )


@instance(objective=600)
def upgrade_pays() -> SitingProblem:
    """Keep: 100 + 10 t x 10 + 10 t unserved x 100 = 1,200; upgrade: 400 + 200."""
    states = [CLOSE, state("keep", 10, 100), state("upgrade", 20, 400)]
    return problem([20], [states], [(0, 0, 10)])


@instance(objective=1500)
def upgrade_is_cheaper_to_run() -> SitingProblem:
    """Keep: 100 + 100 t x 20 = 2,100; upgrade: 1,000 + 100 t x 5 = 1,500."""
    states = [state("keep", 100, 100, unit=20), state("upgrade", 100, 1000, unit=5)]
    return problem([100], [states], [(0, 0, 0)])


@instance(objective=1050)
def minimum_forces_closing() -> SitingProblem:
    """Close for 50, 10 t unserved x 100, as keeping needs 15 t."""
    states = [state("close", fixed=50), state("keep", 20, min_t=15)]
    return problem([10], [states], [(0, 0, 1)])


@instance(objective=60)
def minima_compete() -> SitingProblem:
    """Each needs 15 t of 20 t in all, so one closes: 10 t x 1 + 10 t x 5."""
    states = [CLOSE, state("keep", 20, min_t=15)]
    return problem(
        [10, 10], [states, states], [(0, 0, 1), (0, 1, 5), (1, 0, 5), (1, 1, 1)]
    )


@instance(objective=1250)
def minimum_costs_money() -> SitingProblem:
    """Bring 5 t at 150 though leaving them costs 100: it may not close."""
    return problem([10], [[state("keep", 20, min_t=5)]], [(0, 0, 150)])


@instance(objective=800)
def green_minimum_does_not_pay() -> SitingProblem:
    """Green costs f0 400 more and f1 600 more; one must: 500 + 100 + 20 t x 10."""
    f0 = [state("keep", 10, 100), state("green", 10, 500, tags=("green",))]
    f1 = [state("keep", 10, 100), state("green", 10, 700, tags=("green",))]
    return problem(
        [10, 10],
        [f0, f1],
        [(0, 0, 10), (1, 1, 10)],
        tag_limits={"green": TagLimit(minimum=1)},
    )


@instance(objective=550)
def green_maximum() -> SitingProblem:
    """Green saves f0 200 and f1 150; one may: 100 + 250 + 20 t x 10."""
    f0 = [state("keep", 10, 300), state("green", 10, 100, tags=("green",))]
    f1 = [state("keep", 10, 250), state("green", 10, 100, tags=("green",))]
    return problem(
        [10, 10],
        [f0, f1],
        [(0, 0, 10), (1, 1, 10)],
        tag_limits={"green": TagLimit(maximum=1)},
    )


@instance(objective=500)
def commodity_acceptance() -> SitingProblem:
    """Metal is refused by f0 as it is.

    Upgrade f0: 300 + 10 t x 10 + 10 t x 10 = 500. Keep it and send metal to f1:
    100 + 10 t x 10 + 10 t x 50 = 700.
    """
    f0 = [state("keep", 20, takes={"paper"}), state("upgrade", 20, 300)]
    f1 = [CLOSE, state("keep", 20, 100, takes={"metal"})]
    return problem(
        [10, 10],
        [f0, f1],
        [(0, 0, 10), (1, 0, 10), (1, 1, 50)],
        commodities=["paper", "metal"],
    )


@instance(objective=1200)
def capacity_too_small() -> SitingProblem:
    """20 t of 30 t fit at 10 fen; 10 t stay unserved at 100."""
    return problem([30], [[state("keep", 20)]], [(0, 0, 10)])


@instance(objective=1000)
def serving_does_not_pay() -> SitingProblem:
    """Bringing a tonne costs 150, leaving it 100."""
    return problem([10], [[state("keep", 20)]], [(0, 0, 150)])


@instance(objective=700)
def no_arcs() -> SitingProblem:
    """Leave 7 t at 100 where nobody is near, and close the facility."""
    return problem([7], [[CLOSE, state("keep", 20, 10)]], [])


@instance(objective=5)
def no_clients() -> SitingProblem:
    """Nothing to serve: the cheaper state."""
    return problem([], [[state("keep", 20, 10), state("close", fixed=5)]], [])
