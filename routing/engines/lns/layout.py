"""A problem, or a part of its stops and vehicles, as the memory of a search."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.lns.fields import (
    ALLOWED_AT,
    BEST_AT,
    BUCKETS,
    BUCKETS_AT,
    CHANCE,
    CLOCK,
    CLOCKS,
    DIMENSIONS,
    HEAD,
    I_ABSENT_AT,
    I_SLOT,
    K_CAPACITY,
    K_END_SLOT,
    K_FIRST_SLOT,
    K_FREE_SLOT,
    K_WINDOW_SET,
    KEY_AT,
    KIND_AT,
    KIND_WIDTH,
    KINDS,
    LONGEST,
    N_LOAD,
    NEAR_AT,
    NEAR_SITE_AT,
    NEAR_SITE_WIDTH,
    NEAR_WIDTH,
    NODE_AT,
    NODE_WIDTH,
    NODES,
    PAUSES,
    PAUSES_AT,
    P_LOAD,
    PLACE_AT,
    PLACE_WIDTH,
    PRICE_AT,
    PRICES,
    R_LOAD,
    R_SIZE,
    R_SLOT,
    RICH,
    ROUTE_AT,
    ROUTE_WIDTH,
    ROW_COST_AT,
    S_BEST_SIZE,
    S_KIND,
    S_ROW,
    SCRATCH_ROW,
    SECONDS_AT,
    SITES,
    SLOT_AT,
    SLOT_WIDTH,
    SLOTS,
    SPARE,
    SPEED_AT,
    SPARE_AT,
    STAMP,
    STOP_AT,
    STOP_WIDTH,
    STOPS,
    TABLE_SECONDS_AT,
    TIMED,
    WINDOWS,
    WINDOWS_AT,
    ZONES,
    Floats,
    Ints,
    World,
)
from routing.engines.lns.hours import is_rich, pause_rows, window_sets
from routing.engines.lns.near import near_sites, near_stops
from routing.engines.lns.rows import (
    allowed_rows,
    kind_rows,
    node_rows,
    price_rows,
    times_matter,
)
from routing.engines.lns.tables import speeds, travel_tables
from routing.vrp.view import ProblemView

MOST_PLACES = 20_000_000
"""Most places on routes in one memory; it limits how long routes can be. Places
never used take no memory."""

SEED_FACTOR = 2654435761
SEED_OFFSET = 88172645463325252


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
    view: ProblemView, stops: Ints, slots: Sequence[int], seed: int
) -> Layout:
    """Lay out some stops for as many routes per vehicle type as ``slots`` says."""
    nodes = np.concatenate([stops, np.arange(view.num_stops, view.location.size)])
    tables, profiles = travel_tables(view, nodes)
    node = node_rows(view, nodes)
    kind = kind_rows(view, profiles, stops.size)
    last = np.cumsum(slots)
    kind[:, K_FIRST_SLOT] = kind[:, K_FREE_SLOT] = last - slots
    kind[:, K_END_SLOT] = last
    windows, kind[:, K_WINDOW_SET] = window_sets(view, nodes)
    pauses, speed = pause_rows(view), speeds(view)
    price = price_rows(view)
    kinds = np.repeat(np.arange(len(slots)), slots)
    near = near_stops(tables, node, price, stops.size)
    sites = near_sites(tables, node, stops.size, view.num_sites)
    timed = times_matter(view)
    dimensions = len(view.problem.dimensions)
    rows = 2 * kinds.size + 2
    longest = _longest(node, kind, view, stops.size)
    longest = min(longest, max(MOST_PLACES // rows, 64))
    head = np.zeros(HEAD, dtype=np.int64)
    head[[STOPS, SITES, NODES]] = stops.size, view.num_sites, nodes.size
    head[[DIMENSIONS, KINDS, SLOTS]] = dimensions, len(slots), kinds.size
    head[[TIMED, LONGEST]] = timed, longest
    head[[NODE_WIDTH, KIND_WIDTH]] = node.shape[1], kind.shape[1]
    head[[NEAR_WIDTH, NEAR_SITE_WIDTH]] = near.shape[1], sites.shape[1]
    head[RICH] = is_rich(view)
    head[WINDOWS], head[PAUSES] = windows.shape[2], pauses.shape[1]
    head[ZONES], head[BUCKETS] = speed.shape[0], speed.shape[2]
    head[CLOCK] = P_LOAD + dimensions
    head[PLACE_WIDTH] = P_LOAD + dimensions + (CLOCKS if timed else 0)
    head[ROUTE_WIDTH] = R_LOAD + dimensions
    head[[SPARE, SCRATCH_ROW]] = kinds.size + 1, rows - 1
    head[STAMP] = 1
    head[CHANCE] = seed * SEED_FACTOR + SEED_OFFSET
    given: dict[int, Ints] = {
        NODE_AT: node,
        KIND_AT: kind,
        ALLOWED_AT: allowed_rows(view, stops),
        NEAR_AT: near,
        NEAR_SITE_AT: sites,
        WINDOWS_AT: windows,
        PAUSES_AT: pauses,
        SPEED_AT: speed,
        BUCKETS_AT: _buckets(view),
        SLOT_AT: _slot_rows(kinds),
        STOP_AT: _stop_rows(stops.size),
        SPARE_AT: np.arange(kinds.size, rows),
        ROUTE_AT: _route_rows(rows, int(head[ROUTE_WIDTH])),
    }
    sizes = {
        BEST_AT: kinds.size * longest,
        PLACE_AT: rows * longest * int(head[PLACE_WIDTH]),
    }
    floats = _floats(head, price, rows, stops.size)
    head[SECONDS_AT] = tables[0].size if len(tables) > 1 else 0
    head[TABLE_SECONDS_AT] = tables[0].size * (len(tables) - 1)
    table = np.concatenate([part.ravel() for part in tables])
    return Layout(World(_ints(head, given, sizes), floats, table), stops, kinds)


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


def _buckets(view: ProblemView) -> Ints:
    profile = view.problem.speed_profile
    return np.array(() if profile is None else profile.starts_s, dtype=np.int64)


def _slot_rows(kinds: Ints) -> Ints:
    rows = np.zeros((kinds.size, SLOT_WIDTH), dtype=np.int64)
    rows[:, S_ROW] = np.arange(kinds.size)
    rows[:, S_KIND] = kinds
    rows[:, S_BEST_SIZE] = 2
    return rows


def _stop_rows(stops: int) -> Ints:
    rows = np.zeros((stops, STOP_WIDTH), dtype=np.int64)
    rows[:, [I_SLOT, I_ABSENT_AT]] = -1
    return rows


def _route_rows(rows: int, width: int) -> Ints:
    answer = np.zeros((rows, width), dtype=np.int64)
    answer[:, R_SIZE] = 2
    answer[:, R_SLOT] = np.arange(rows)
    return answer


def _longest(node: Ints, kind: Ints, view: ProblemView, stops: int) -> int:
    """Return the most nodes a route can have."""
    most = stops
    if view.num_sites:
        return 2 * stops + 4
    dimensions = len(view.problem.dimensions)
    capacity = kind[:, K_CAPACITY : K_CAPACITY + dimensions].max(axis=0, initial=0)
    for column, limit in enumerate(capacity.tolist()):
        loads = np.cumsum(np.sort(node[:stops, N_LOAD + column]))
        most = min(most, int(np.searchsorted(loads, limit, side="right")))
    return most + 6
