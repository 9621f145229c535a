"""Faults of the tables of a siting problem: clients, arcs, legs and floors."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from routing.siting.arrays import Ints
from routing.siting.problem import PPM, Arcs, Clients, Floor, SitingProblem, Trunks
from routing.siting.validate_columns import (
    MAX_FIGURE,
    MAX_UNIT_COST,
    Column,
    column_faults,
    figure_faults,
    rows_text,
    shape_faults,
)

MAX_DISTANCE_M = 10**9


def table_faults(problem: SitingProblem) -> Iterator[str]:
    """Name every fault of columns, and of the names they refer to."""
    for name, count in Counter(problem.commodities).items():
        if count > 1:
            yield f"commodities: {name!r} occurs {count} times. Name each once."
    carbon = problem.carbon_price_fen_per_t
    yield from figure_faults("carbon_price_fen_per_t", carbon, MAX_UNIT_COST)
    yield from _client_faults(problem.clients, problem)
    yield from _arc_faults(problem.arcs, problem)
    yield from _trunk_faults(problem.trunks, problem)
    for floor in problem.floors:
        yield from _floor_faults(floor, problem)


def _client_faults(clients: Clients, problem: SitingProblem) -> Iterator[str]:
    count = len(clients)
    shapes = list(
        shape_faults(
            "clients",
            {
                "commodity": (clients.commodity, (count,)),
                "supply_kg": (clients.supply_kg, (len(problem.periods), count)),
                "unserved_cost_fen_per_t": (clients.unserved_cost_fen_per_t, (count,)),
                "required": (clients.required, (count,)),
            },
        )
    )
    yield from shapes
    if shapes:
        return
    last = len(problem.commodities) - 1
    unserved = clients.unserved_cost_fen_per_t
    yield from column_faults("clients", "commodity", clients.commodity, last)
    yield from column_faults("clients", "supply_kg", clients.supply_kg, MAX_FIGURE)
    yield from column_faults(
        "clients", "unserved_cost_fen_per_t", unserved, MAX_UNIT_COST
    )
    if clients.required.dtype.kind != "b":
        got = clients.required.dtype
        yield f"clients, required: must be true or false, got {got}. Convert it."


def _arc_faults(arcs: Arcs, problem: SitingProblem) -> Iterator[str]:
    columns: dict[str, tuple[Column, int]] = {
        "client": (arcs.client, len(problem.clients) - 1),
        "facility": (arcs.facility, len(problem.facilities) - 1),
        "unit_cost_fen_per_t": (arcs.unit_cost_fen_per_t, MAX_UNIT_COST),
        "distance_m": (arcs.distance_m, MAX_DISTANCE_M),
    }
    if arcs.co2_g_per_t is not None:
        columns["co2_g_per_t"] = (arcs.co2_g_per_t, MAX_UNIT_COST)
    faults = list(_columns_faults("arcs", columns))
    yield from faults
    if not faults:
        again = _repeated(arcs.client.astype(np.int64), arcs.facility.astype(np.int64))
        if again.size:
            yield (
                f"arcs[{rows_text(again)}]: client {arcs.client[again[0]]} and "
                f"facility {arcs.facility[again[0]]} occur twice. Keep one arc "
                "per pair."
            )


def _trunk_faults(trunks: Trunks, problem: SitingProblem) -> Iterator[str]:
    last = len(problem.facilities) - 1
    columns: dict[str, tuple[Column, int]] = {
        "origin": (trunks.origin, last),
        "destination": (trunks.destination, last),
        "commodity": (trunks.commodity, len(problem.commodities) - 1),
        "mode": (trunks.mode, len(trunks.modes) - 1),
        "unit_cost_fen_per_t": (trunks.unit_cost_fen_per_t, MAX_UNIT_COST),
        "transfer_cost_fen_per_t": (trunks.transfer_cost_fen_per_t, MAX_UNIT_COST),
        "distance_m": (trunks.distance_m, MAX_DISTANCE_M),
        "co2_g_per_t": (trunks.co2_g_per_t, MAX_UNIT_COST),
    }
    faults = list(_columns_faults("trunks", columns))
    yield from faults
    if not faults:
        loops = np.flatnonzero(trunks.origin == trunks.destination)
        if loops.size:
            yield f"trunks[{rows_text(loops)}]: end where they begin. Drop them."


def _columns_faults(
    table: str, columns: dict[str, tuple[Column, int]]
) -> Iterator[str]:
    count = len(next(iter(columns.values()))[0])
    shapes = {name: (column, (count,)) for name, (column, _) in columns.items()}
    faults = list(shape_faults(table, shapes))
    yield from faults
    if not faults:
        for name, (column, most) in columns.items():
            yield from column_faults(table, name, column, most)


def _repeated(first: Ints, second: Ints) -> Ints:
    """Rows whose pair stood before, in the order of the pairs."""
    order = np.lexsort((second, first))
    a, b = first[order], second[order]
    again: Ints = order[1:][(a[1:] == a[:-1]) & (b[1:] == b[:-1])]
    return again


def _floor_faults(floor: Floor, problem: SitingProblem) -> Iterator[str]:
    place = f"floors {floor.name!r}"
    if len(floor.minimum_kg) != len(problem.periods):
        got = len(floor.minimum_kg)
        yield (
            f"{place}, minimum_kg: must be {len(problem.periods)} long, one per "
            f"period, got {got}. Give 0 where there is none."
        )
    if any(abs(minimum) > MAX_FIGURE for minimum in floor.minimum_kg):
        yield f"{place}, minimum_kg: must be <= {MAX_FIGURE}. Check the unit."
    ends = (
        ("arc", floor.arc, floor.arc_ppm, len(problem.arcs)),
        ("trunk", floor.trunk, floor.trunk_ppm, len(problem.trunks)),
    )
    for name, position, ppm, count in ends:
        shapes = {
            name: (position, (len(position),)),
            f"{name}_ppm": (ppm, (len(position),)),
        }
        faults = list(shape_faults(place, shapes))
        if not faults:
            faults += column_faults(place, name, position, count - 1)
            faults += column_faults(place, f"{name}_ppm", ppm, PPM, -PPM)
        if not faults and len(np.unique(position)) < len(position):
            faults.append(f"{place}, {name}: names one twice. Add the shares up.")
        yield from faults
