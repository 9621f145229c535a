"""Whole clients on given open facilities: annealing over shifts and swaps.

A facility may be overloaded on the way at a price per weight; what counts in the
end are answers that fit. The open facilities do not change here.
"""

from typing import NamedTuple

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.dice import Dice, below, uniform
from routing.engines.lns.compiled import compiled

DEARER, CHEAPER = 1.05, 0.97
"""Change of the price of overload after as many moves as there are clients, while
something is overloaded and while nothing is: the search stays where answers begin to
fit."""
FITS = 1e-9
"""Overload that is only rounding."""
MOST_WAYS = 12
"""Cheapest open arcs of a client that are tried."""
NOWHERE = -1


class Desk(NamedTuple):
    """What the annealing reads and writes.

    Attributes
    ----------
    weight, arc_first, arc_client, arc_block, arc_cost
        As in the layout.
    client_first, client_arcs
        Arcs of each client, cheapest first.
    usable
        Shape (A,): arcs that may be tried.
    room
        Shape (B,): capacity of each block as it is, 0 where closed.
    at
        Shape (C,): arc of each client.
    load
        Shape (B,): weight at each block.
    member, place, members
        Clients of each block (B, C), where each client stands among them (C,) and
        how many there are (B,).
    way, ways
        The arcs tried for each client (C, MOST_WAYS) and how many there are (C,).
    best
        Shape (C,): arcs of the best answer that fits.
    """

    weight: Floats
    arc_first: Ints
    arc_client: Ints
    arc_block: Ints
    arc_cost: Floats
    client_first: Ints
    client_arcs: Ints
    usable: Bools
    room: Floats
    at: Ints
    load: Floats
    member: Ints
    place: Ints
    members: Ints
    way: Ints
    ways: Ints
    best: Ints


def desk_of(layout: Layout) -> Desk:
    """Return an empty desk for a layout whose arcs are sorted by client."""
    first, order = layout.client_arcs
    clients, blocks = layout.clients, layout.blocks
    return Desk(
        layout.weight,
        layout.arc_first,
        layout.arc_client,
        layout.arc_block,
        layout.arc_cost,
        first,
        order,
        np.ones(layout.arcs, np.bool_),
        np.zeros(blocks),
        np.full(clients, NOWHERE, np.int32),
        np.zeros(blocks),
        np.zeros((blocks, clients), np.int32),
        np.zeros(clients, np.int32),
        np.zeros(blocks, np.int32),
        np.zeros((clients, MOST_WAYS), np.int32),
        np.zeros(clients, np.int32),
        np.full(clients, NOWHERE, np.int32),
    )


@compiled
def arc_between(desk: Desk, client: int, block: int) -> int:
    """Return the arc of a client at a block, ``NOWHERE`` without one."""
    low = desk.arc_first[block]
    high = desk.arc_first[block + 1] - 1
    if high - low + 1 == len(desk.weight):
        return int(low) + client
    while low <= high:
        middle = (low + high) // 2
        found = desk.arc_client[middle]
        if found == client:
            return int(middle)
        if found < client:
            low = middle + 1
        else:
            high = middle - 1
    return NOWHERE


@compiled
def list_ways(desk: Desk) -> bool:
    """List each client's cheapest open arcs; return whether each has one."""
    complete = True
    for client in range(len(desk.weight)):
        count = 0
        for at in range(desk.client_first[client], desk.client_first[client + 1]):
            arc = desk.client_arcs[at]
            block = desk.arc_block[arc]
            if desk.usable[arc] and desk.room[block] > 0.0 and count < MOST_WAYS:
                desk.way[client, count] = arc
                count += 1
        desk.ways[client] = count
        if count == 0:
            complete = False
    return complete


@compiled
def put(desk: Desk, client: int, arc: int) -> None:
    """Put a client that is nowhere on an arc."""
    block = desk.arc_block[arc]
    desk.at[client] = arc
    desk.load[block] += desk.weight[client]
    desk.place[client] = desk.members[block]
    desk.member[block, desk.members[block]] = client
    desk.members[block] += 1


@compiled
def lift(desk: Desk, client: int) -> None:
    """Take a client off its arc."""
    block = desk.arc_block[desk.at[client]]
    desk.load[block] -= desk.weight[client]
    desk.members[block] -= 1
    last = desk.member[block, desk.members[block]]
    desk.member[block, desk.place[client]] = last
    desk.place[last] = desk.place[client]
    desk.at[client] = NOWHERE


@compiled
def over(desk: Desk, block: int, change: float) -> float:
    """Return by how much a block's overload grows when its load changes."""
    room = float(desk.room[block])
    load = float(desk.load[block])
    return max(load + change - room, 0.0) - max(load - room, 0.0)


@compiled
def note(desk: Desk) -> None:
    """Remember where the clients are as the best answer."""
    for client in range(len(desk.at)):
        desk.best[client] = desk.at[client]


@compiled
def settle(desk: Desk, start: Ints, price: float) -> None:
    """Clear the desk and put the clients down: where they were, else cheaply.

    Parameters
    ----------
    desk
        With ``room`` and the ways set.
    start
        Shape (C,): arc of each client before, or ``NOWHERE``.
    price
        Cost of one weight of overload.
    """
    desk.load[:] = 0.0
    desk.members[:] = 0
    for client in range(len(start)):
        desk.at[client] = NOWHERE
        arc = start[client]
        if arc >= 0 and desk.usable[arc] and desk.room[desk.arc_block[arc]] > 0.0:
            put(desk, client, arc)
    for client in range(len(start)):
        if desk.at[client] == NOWHERE:
            best = float("inf")
            chosen = desk.way[client, 0]
            for slot in range(desk.ways[client]):
                arc = desk.way[client, slot]
                grown = over(desk, desk.arc_block[arc], desk.weight[client])
                cost = desk.arc_cost[arc] + price * grown
                if cost < best:
                    best = cost
                    chosen = arc
            put(desk, client, chosen)


@compiled
def anneal(
    desk: Desk, dice: Dice, moves: int, hot: float, cold: float, price: float
) -> float:
    """Shift and swap clients at falling temperature.

    Parameters
    ----------
    desk
        Settled; ``best`` holds the best answer that fits afterwards.
    dice
        Random numbers.
    moves
        Moves tried.
    hot, cold
        First and last temperature, in money.
    price
        First cost of one weight of overload.

    Returns
    -------
    cost
        Cost of the arcs of ``best``, ``inf`` where none fitted.
    """
    clients = len(desk.weight)
    cost = 0.0
    overload = 0.0
    for client in range(clients):
        cost += desk.arc_cost[desk.at[client]]
    for block in range(len(desk.room)):
        overload += max(desk.load[block] - desk.room[block], 0.0)
    best = float("inf")
    if overload <= FITS:
        best = cost
        note(desk)
    heat = hot
    cooling = (cold / hot) ** (1.0 / max(moves, 1))
    for move in range(moves):
        heat *= cooling
        if move % clients == 0:
            price *= DEARER if overload > FITS else CHEAPER
        client = below(dice, clients)
        arc = desk.way[client, below(dice, desk.ways[client])]
        if arc == desk.at[client]:
            continue
        money, excess, other, back = assess(desk, dice, client, arc)
        change = money + price * excess
        if change > 0.0 and uniform(dice) >= np.exp(-change / heat):
            continue
        lift(desk, client)
        if other != NOWHERE:
            lift(desk, other)
            put(desk, other, back)
        put(desk, client, arc)
        cost += money
        overload += excess
        if overload <= FITS and cost < best - 1e-9:
            best = cost
            note(desk)
    return best


@compiled
def assess(
    desk: Desk, dice: Dice, client: int, arc: int
) -> tuple[float, float, int, int]:
    """Price a shift of a client to an arc, or a swap with a client there.

    Returns
    -------
    money, excess
        Change of the arcs' cost and of the overload.
    other, back
        The client swapped and its new arc, ``NOWHERE`` for a shift.
    """
    here = desk.arc_block[desk.at[client]]
    there = desk.arc_block[arc]
    money = desk.arc_cost[arc] - desk.arc_cost[desk.at[client]]
    moved = desk.weight[client]
    if desk.members[there] > 0 and uniform(dice) < 0.6:
        other = desk.member[there, below(dice, desk.members[there])]
        back = arc_between(desk, other, here)
        if back != NOWHERE and desk.usable[back]:
            money += desk.arc_cost[back] - desk.arc_cost[desk.at[other]]
            moved -= desk.weight[other]
            excess = over(desk, there, moved) + over(desk, here, -moved)
            return money, excess, other, back
    excess = over(desk, there, moved) + over(desk, here, -moved)
    return money, excess, NOWHERE, NOWHERE
