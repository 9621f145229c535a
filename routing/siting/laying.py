"""Lays a siting problem out as columns."""

from collections.abc import Iterable, Sequence

import numpy as np

from routing.siting.arrays import (
    NO_LIMIT,
    Bools,
    FloorArrays,
    Ints,
    RowArrays,
    SitingArrays,
)
from routing.siting.facility import Facility, FacilityState
from routing.siting.problem import Floor, SitingProblem


def arrays_of(problem: SitingProblem) -> SitingArrays:
    """Lay a problem out as columns.

    Parameters
    ----------
    problem
        A valid problem.
    """
    clients, arcs, trunks = problem.clients, problem.arcs, problem.trunks
    limits = [problem.limits_of(tag) for tag in problem.tag_limits]
    shape = (len(limits), len(problem.periods))
    minimum = _ints(limit.minimum for row in limits for limit in row)
    maximum = _ints(_or_none(limit.maximum) for row in limits for limit in row)
    no_co2 = np.zeros(len(arcs), np.int64)
    return SitingArrays(
        weight=_ints(period.weight for period in problem.periods),
        budget_fen=_ints(_or_none(p.capital_budget_fen) for p in problem.periods),
        supply_kg=clients.supply_kg.astype(np.int64),
        commodity=clients.commodity.astype(np.int64),
        unserved_fen_per_t=clients.unserved_cost_fen_per_t.astype(np.int64),
        required=clients.required,
        rows=_rows(problem),
        tags=tuple(problem.tag_limits),
        tag_min=minimum.reshape(shape).T,
        tag_max=maximum.reshape(shape).T,
        arc_client=arcs.client.astype(np.int64),
        arc_facility=arcs.facility.astype(np.int64),
        arc_fen_per_t=arcs.unit_cost_fen_per_t.astype(np.int64),
        arc_m=arcs.distance_m.astype(np.int64),
        arc_g_per_t=no_co2 if arcs.co2_g_per_t is None else arcs.co2_g_per_t,
        trunk_origin=trunks.origin.astype(np.int64),
        trunk_destination=trunks.destination.astype(np.int64),
        trunk_commodity=trunks.commodity.astype(np.int64),
        trunk_fen_per_t=trunks.unit_cost_fen_per_t,
        transfer_fen_per_t=trunks.transfer_cost_fen_per_t,
        trunk_g_per_t=trunks.co2_g_per_t,
        floors=floors_of(problem.floors, len(problem.periods)),
        carbon_fen_per_t=problem.carbon_price_fen_per_t,
    )


def _rows(problem: SitingProblem) -> RowArrays:
    facilities, tags = problem.facilities, tuple(problem.tag_limits)
    states = [state for facility in facilities for state in facility.states]
    sizes = _ints(len(facility.states) for facility in facilities)
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return RowArrays(
        first=first,
        facility=np.repeat(np.arange(len(sizes), dtype=np.int64), sizes),
        capacity_kg=_ints(state.capacity_kg for state in states),
        min_kg=_ints(state.min_throughput_kg for state in states),
        fixed_fen=_ints(state.fixed_cost_fen for state in states),
        unit_fen_per_t=_ints(state.unit_cost_fen_per_t for state in states),
        entry_fen=_ints(state.entry_cost_fen for state in states),
        capital_fen=_ints(state.capital_fen for state in states),
        accepts=_accepts(states, problem.commodities),
        tagged=_table([[tag in s.tags for tag in tags] for s in states], len(tags)),
        allowed=_allowed(problem, first),
        initial=_ints(
            _initial(facility, int(start))
            for facility, start in zip(facilities, first[:-1], strict=True)
        ),
        moves=_moves(facilities, int(sizes.max(initial=1))),
        **_yields(states, problem.commodities),
    )


def _accepts(states: Sequence[FacilityState], commodities: tuple[str, ...]) -> Bools:
    known: dict[tuple[bool, frozenset[str] | None], list[bool]] = {}
    table = []
    for state in states:
        key = (state.capacity_kg > 0, state.commodities)
        if key not in known:
            known[key] = [state.accepts(commodity) for commodity in commodities]
        table.append(known[key])
    return _table(table, len(commodities))


def _yields(
    states: Sequence[FacilityState], commodities: tuple[str, ...]
) -> dict[str, Ints]:
    position = {commodity: g for g, commodity in enumerate(commodities)}
    entries = [
        (row, position[made.commodity], position[made.output], made.ppm)
        for row, state in enumerate(states)
        for made in state.yields
        if made.ppm > 0
    ]
    columns = np.array(entries, np.int64).reshape(-1, 4).T
    names = ("yield_row", "yield_commodity", "yield_output", "yield_ppm")
    return dict(zip(names, columns, strict=True))


def _initial(facility: Facility, start: int) -> int:
    names = [state.name for state in facility.states]
    return -1 if facility.initial is None else start + names.index(facility.initial)


def _moves(facilities: Sequence[Facility], most: int) -> Bools:
    moves = np.ones((len(facilities), most, most), np.bool_)
    for j, facility in enumerate(facilities):
        if facility.transitions is not None:
            names = [state.name for state in facility.states]
            moves[j, : len(names), : len(names)] = [
                [facility.may_move(before, after) for after in names]
                for before in names
            ]
    return moves


def _allowed(problem: SitingProblem, first: Ints) -> Bools:
    allowed = np.ones((len(problem.periods), int(first[-1])), np.bool_)
    for fix in problem.fixes:
        start = int(first[fix.facility])
        states = problem.facilities[fix.facility].states
        when = slice(None) if fix.period is None else fix.period
        for place, state in enumerate(states):
            if state.name not in fix.states:
                allowed[when, start + place] = False
    return allowed


def floors_of(floors: Sequence[Floor], periods: int) -> FloorArrays:
    """Lay floors out as columns.

    Parameters
    ----------
    floors
        The floors.
    periods
        Number of periods.
    """
    minimum = [floor.minimum_kg for floor in floors]
    none = np.zeros(0, np.int64)
    over_arcs = [len(floor.arc) for floor in floors]
    over_legs = [len(floor.trunk) for floor in floors]
    return FloorArrays(
        minimum_kg=np.array(minimum, np.int64).reshape(len(floors), periods).T,
        arc_floor=np.repeat(np.arange(len(floors)), _ints(over_arcs)),
        arc=np.concatenate([none, *(floor.arc for floor in floors)]),
        arc_ppm=np.concatenate([none, *(floor.arc_ppm for floor in floors)]),
        trunk_floor=np.repeat(np.arange(len(floors)), _ints(over_legs)),
        trunk=np.concatenate([none, *(floor.trunk for floor in floors)]),
        trunk_ppm=np.concatenate([none, *(floor.trunk_ppm for floor in floors)]),
    )


def _or_none(limit: int | None) -> int:
    return NO_LIMIT if limit is None else limit


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _table(values: list[list[bool]], columns: int) -> Bools:
    return np.array(values, dtype=np.bool_).reshape(len(values), columns)
