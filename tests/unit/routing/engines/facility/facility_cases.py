"""Small facility-location problems, and their best answers by trying all."""

import itertools

import numpy as np

from routing.engines.facility.arrays import Floats, Ints, Layout
from routing.engines.facility.relaxation import SideRows


def plain(
    weight: list[float],
    capacity: list[float],
    fixed: list[float],
    cost: list[list[float]],
    *,
    single: bool,
) -> Layout:
    """Sites that are shut or open in one way, every arc there, one commodity."""
    sites, clients = len(capacity), len(weight)
    rooms = np.zeros(2 * sites)
    rooms[1::2] = capacity
    costs = np.zeros(2 * sites)
    costs[1::2] = fixed
    return Layout(
        weight=np.array(weight, dtype=np.float64),
        unserved=np.full(clients, np.inf),
        arc_first=np.arange(0, sites * clients + 1, clients, dtype=np.int32),
        arc_client=np.tile(np.arange(clients, dtype=np.int32), sites),
        arc_cost=np.array(cost, dtype=np.float64).ravel(),
        row_first=np.arange(0, 2 * sites + 1, 2, dtype=np.int32),
        capacity=rooms,
        minimum=np.zeros(2 * sites),
        fixed=costs,
        commodity=np.zeros(clients, np.int32),
        row_unit=np.zeros((2 * sites, 1)),
        single_source=single,
    )


def random_plain(seed: int, sites: int, clients: int, *, single: bool) -> Layout:
    """Whole figures, with room for about one and a half times the demand."""
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 9, clients)
    room = int(weight.sum() * 1.5 / sites) + 8
    return plain(
        weight.tolist(),
        rng.integers(room - 3, room + 4, sites).tolist(),
        rng.integers(20, 60, sites).tolist(),
        rng.integers(1, 40, (sites, clients)).tolist(),
        single=single,
    )


def no_side(layout: Layout) -> SideRows:
    return SideRows.none(layout.rows)


def best_whole(layout: Layout) -> tuple[float, dict[tuple[int, ...], float]]:
    """Try every assignment of whole clients; return the least cost and all costs."""
    sites, clients = layout.blocks, layout.clients
    cost = layout.arc_cost.reshape(sites, clients)
    found = {}
    for at in itertools.product(range(sites), repeat=clients):
        load = np.bincount(at, layout.weight, sites)
        if (load <= layout.capacity[1::2]).all():
            used = np.unique(at)
            arcs = sum(cost[site, client] for client, site in enumerate(at))
            found[at] = float(layout.fixed[1::2][used].sum() + arcs)
    return min(found.values()), found


def phased(seed: int, periods: int) -> Layout:
    """Three sites shut, small or large: what opens stays, growing costs extra."""
    rng = np.random.default_rng(seed)
    sites, clients = 3, 4
    blocks = sites * periods
    step = np.array([[0.0, 5.0, 8.0], [np.inf, 0.0, 4.0], [np.inf, np.inf, 0.0]])
    first, cost = [0], []
    for block in range(blocks):
        if block % periods:
            cost.append(step.ravel())
        first.append(first[-1] + (9 if block % periods else 0))
    growth = np.repeat(np.arange(1, periods + 1), clients)
    base = np.tile(rng.integers(2, 6, clients), periods)
    return Layout(
        weight=(base * growth).astype(np.float64),
        unserved=np.full(clients * periods, 90.0),
        arc_first=np.arange(0, blocks * clients + 1, clients, dtype=np.int32),
        arc_client=np.concatenate(
            [
                np.arange(clients, dtype=np.int32) + clients * (block % periods)
                for block in range(blocks)
            ]
        ).astype(np.int32),
        arc_cost=rng.integers(1, 30, blocks * clients).astype(np.float64),
        row_first=np.arange(0, 3 * blocks + 1, 3, dtype=np.int32),
        capacity=np.tile([0.0, 12.0, 30.0], blocks),
        minimum=np.tile([0.0, 0.0, 4.0], blocks),
        fixed=np.tile([0.0, 20.0, 35.0], blocks),
        commodity=np.tile(np.array([0, 0, 1, 1], np.int32), periods),
        row_unit=np.tile([[0.0, 0.0], [1.0, np.inf], [0.5, 2.0]], (blocks, 1)),
        periods=periods,
        step_first=np.array(first, np.int32),
        step_cost=np.concatenate(cost) if cost else np.zeros(0),
    )


def bound_by_hand(layout: Layout, multiplier: Floats) -> float:
    """Recompute the plain bound of split demand with sorting alone."""
    total = float(multiplier.sum())
    for site in range(layout.blocks):
        arcs = slice(layout.arc_first[site], layout.arc_first[site + 1])
        client = layout.arc_client[arcs]
        price = layout.arc_cost[arcs] - multiplier[client]
        weight = layout.weight[client]
        room, load = layout.capacity[2 * site + 1], 0.0
        for item in np.argsort(price / weight):
            part = min(1.0, room / weight[item])
            if price[item] < 0.0 < part:
                load += part * price[item]
                room -= part * weight[item]
        total += min(0.0, float(layout.fixed[2 * site + 1]) + load)
    return total


def cost_of(layout: Layout, chosen: Ints, flow: Floats) -> float:
    """Price an answer of a plain problem, and see that it keeps the rules."""
    served = np.bincount(layout.arc_client, flow, layout.clients)
    weight = layout.weight[layout.arc_client]
    load = np.bincount(layout.arc_block, flow * weight, layout.blocks)
    assert np.allclose(served, 1.0)
    assert (load <= layout.capacity[chosen] + 1e-9).all()
    return float(layout.fixed[chosen].sum() + layout.arc_cost @ flow)
