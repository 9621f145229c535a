"""A problem, or a part of its stops and vehicles, as the memory of a search."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.lns.choice_rows import PROMISED, choice_rows
from routing.engines.lns.fields import (
    ALIKE_AT,
    ALLOWED_AT,
    ALTERNATIVE_AT,
    AROUND_AT,
    AROUND_WIDTH,
    BEST_AT,
    BROUGHT_AT,
    BUCKETS_AT,
    CHANCE,
    CHOICE_AT,
    CHOICES,
    HEAD,
    I_ABSENT_AT,
    I_CHOICE,
    I_SLOT,
    INTAKE_AT,
    K_CAPACITY,
    K_END,
    K_END_SLOT,
    K_FIRST_SLOT,
    K_FREE_SLOT,
    K_START,
    KEY_AT,
    KIND_AT,
    LIMITED,
    LONGEST,
    MEMBER_AT,
    N_LOAD,
    N_WEIGHT,
    NEAR_AT,
    NEAR_SITE_AT,
    NEAR_SITE_WIDTH,
    NEAR_WIDTH,
    NODE_AT,
    NODES,
    PAUSES_AT,
    PLACE_AT,
    PLACE_WIDTH,
    PLAN_AT,
    PLAN_SIZE,
    PLAN_WIDTH,
    PRICE_AT,
    PRICES,
    R_SIZE,
    R_SLOT,
    ROUTE_AT,
    ROUTE_WIDTH,
    ROW_COST_AT,
    S_BEST_SIZE,
    S_KIND,
    S_ROW,
    SECONDS_AT,
    SLOT_AT,
    SLOT_WIDTH,
    SLOTS,
    SPARE,
    SPARE_AT,
    SPEED_AT,
    STOP_AT,
    STOP_WIDTH,
    STOPS,
    TABLE_SECONDS_AT,
    TURNED_AT,
    WINDOWS_AT,
    Floats,
    Ints,
    Ints32,
    World,
)
from routing.engines.lns.ground import Ground
from routing.engines.lns.near import by_place, near_sides, near_sites, near_stops
from routing.engines.lns.tables import travel_tables, turned
from routing.vrp.view import ProblemView

MOST_PLACES = 20_000_000
"""Most places on routes in one memory; it limits how long routes can be. Places
never used take no memory."""

SHORTEST = 64

SEED_FACTOR = 2654435761
SEED_OFFSET = 88172645463325252
SEED_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class Layout:
    """The memory of a search, and what its numbers mean in the problem.

    Attributes
    ----------
    world
        The memory.
    stops
        The problem's stop per stop of the search.
    kinds
        The vehicle type per slot.
    """

    world: World
    stops: Ints
    kinds: Ints


def make_layout(
    ground: Ground,
    stops: Ints,
    slots: Sequence[int],
    intake: Ints,
    seed: int,
) -> Layout:
    """Lay out some stops for as many routes per vehicle type as ``slots`` says.

    ``intake`` is what each unloading site takes in per dimension.
    """
    view = ground.view
    stops = by_place(view, stops)
    nodes = np.concatenate([stops, np.arange(view.num_stops, view.location.size)])
    tables = travel_tables(view, nodes)
    node, kind = ground.node[nodes], _kinds(ground, stops.size, slots)
    kinds = np.repeat(np.arange(len(slots)), slots)
    rows = 2 * kinds.size + 1
    longest = _longest(node, kind, view, stops.size, rows)
    head = ground.head.copy()
    head[[STOPS, NODES, SLOTS]] = stops.size, nodes.size, kinds.size
    head[[LONGEST, SPARE]] = longest, kinds.size + 1
    head[CHANCE] = 1 + (seed * SEED_FACTOR + SEED_OFFSET) % SEED_LIMIT
    chosen = choice_rows(view, stops)
    node[chosen.promised, N_WEIGHT] = PROMISED
    head[[CHOICES, PLAN_SIZE]] = len(chosen.choices), chosen.largest
    regions = {
        NODE_AT: node,
        KIND_AT: kind,
        ALLOWED_AT: ground.allowed[stops],
        ALIKE_AT: ground.alike,
        **_near(ground, head, tables, node, stops),
        WINDOWS_AT: ground.windows[:, nodes],
        PAUSES_AT: ground.pauses,
        SPEED_AT: ground.speed,
        BUCKETS_AT: ground.buckets,
        SLOT_AT: _slot_rows(kinds),
        STOP_AT: _stop_rows(chosen.choice_of),
        CHOICE_AT: chosen.choices,
        ALTERNATIVE_AT: chosen.alternatives,
        MEMBER_AT: chosen.members,
        INTAKE_AT: intake,
        SPARE_AT: np.arange(kinds.size, rows),
        ROUTE_AT: _route_rows(rows, int(head[ROUTE_WIDTH])),
    }
    empty = {
        BEST_AT: kinds.size * longest,
        PLAN_AT: 2 * chosen.largest * PLAN_WIDTH,
        BROUGHT_AT: int(head[LIMITED]) * (rows + 1) * intake.size,
        PLACE_AT: rows * longest * int(head[PLACE_WIDTH]),
    }
    floats = _floats(head, ground.price, rows, stops.size)
    table = _table(head, tables)
    return Layout(World(_ints(head, regions, empty), floats, table), stops, kinds)


def _near(
    ground: Ground, head: Ints, tables: Sequence[Ints32], node: Ints, stops: Ints
) -> dict[int, Ints]:
    """Return the regions of what is near a stop: to put it in, to take out, sites."""
    allowed, view = ground.allowed[stops], ground.view
    near = near_sides(tables, node, ground.price, stops.size, allowed)
    anywhere, crowding = np.ones_like(allowed), ground.crowding
    around = near_stops(tables, node, ground.price, stops.size, anywhere, crowding)
    sites = near_sites(tables, node, stops.size, view.num_sites)
    widths = near.shape[1], around.shape[1], sites.shape[1]
    head[[NEAR_WIDTH, AROUND_WIDTH, NEAR_SITE_WIDTH]] = widths
    return {NEAR_AT: near, AROUND_AT: around, NEAR_SITE_AT: sites}


def _table(head: Ints, tables: list[Ints32]) -> Ints32:
    """Return the tables, and turned if that is different, in one array."""
    other = turned(tables)
    head[SECONDS_AT] = tables[0].size if len(tables) > 1 else 0
    head[TABLE_SECONDS_AT] = tables[0].size * (len(tables) - 1)
    head[TURNED_AT] = sum(part.size for part in tables) if other else 0
    return np.concatenate([part.ravel() for part in [*tables, *other]])


def _kinds(ground: Ground, stops: int, slots: Sequence[int]) -> Ints:
    """Return the vehicle types' rows with their slots and the search's depots."""
    kind, last = ground.kind.copy(), np.cumsum(slots)
    kind[:, K_FIRST_SLOT] = kind[:, K_FREE_SLOT] = last - slots
    kind[:, K_END_SLOT] = last
    kind[:, [K_START, K_END]] += stops - ground.view.num_stops
    return kind


def _ints(head: Ints, given: dict[int, Ints], sizes: dict[int, int]) -> Ints:
    """Return the head and the regions in one array, the empty regions last."""
    offset = HEAD
    for name, region in given.items():
        head[name] = offset
        offset += region.size
    for name, size in sizes.items():
        head[name] = offset
        offset += size
    answer = np.zeros(offset, dtype=np.int64)
    answer[:HEAD] = head
    for name, region in given.items():
        answer[head[name] : head[name] + region.size] = region.ravel()
    return answer


def _floats(head: Ints, price: Floats, rows: int, stops: int) -> Floats:
    head[KEY_AT] = ROW_COST_AT + rows
    head[PRICE_AT] = head[KEY_AT] + stops
    answer = np.zeros(int(head[PRICE_AT]) + len(price) * PRICES)
    answer[head[PRICE_AT] :] = price.ravel()
    return answer


def _slot_rows(kinds: Ints) -> Ints:
    rows = np.zeros((kinds.size, SLOT_WIDTH), dtype=np.int64)
    rows[:, S_ROW] = np.arange(kinds.size)
    rows[:, S_KIND] = kinds
    rows[:, S_BEST_SIZE] = 2
    return rows


def _stop_rows(choice_of: Ints) -> Ints:
    rows = np.zeros((choice_of.size, STOP_WIDTH), dtype=np.int64)
    rows[:, [I_SLOT, I_ABSENT_AT]] = -1
    rows[:, I_CHOICE] = choice_of
    return rows


def _route_rows(rows: int, width: int) -> Ints:
    answer = np.zeros((rows, width), dtype=np.int64)
    answer[:, R_SIZE] = 2
    answer[:, R_SLOT] = np.arange(rows)
    return answer


def _longest(node: Ints, kind: Ints, view: ProblemView, stops: int, rows: int) -> int:
    """Return the most nodes a route can have, and that some rows have room for."""
    room, most = max(MOST_PLACES // rows, SHORTEST), stops
    if view.num_sites:
        return min(2 * stops + 4, room)
    dimensions = len(view.problem.dimensions)
    capacity = kind[:, K_CAPACITY : K_CAPACITY + dimensions].max(axis=0, initial=0)
    for column, limit in enumerate(capacity.tolist()):
        loads = np.cumsum(np.sort(node[:stops, N_LOAD + column]))
        most = min(most, int(np.searchsorted(loads, limit, side="right")))
    return min(most + 6, room)
