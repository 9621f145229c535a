"""Compiled passes over trunk legs and yields."""

from routing.engines.facility.arrays import Floats, Places
from routing.engines.lns.compiled import compiled


@compiled
def cheapest_legs(
    group_first: Places, cost: Floats, arrives: Floats, leg_sink: Places,
    best: Floats, leg: Places,
) -> None:  # fmt: skip
    """Find the cheapest leg of every output of every facility.

    Parameters
    ----------
    group_first
        Where the legs of each output begin; legs stand output by output.
    cost, leg_sink
        Of each leg: what a tonne costs, and the sink it goes to.
    arrives
        Price of a tonne that arrives at each sink.
    best, leg
        Outputs: price of the cheapest leg, ``inf`` without any, and the leg.
    """
    for group in range(len(group_first) - 1):
        best[group] = float("inf")
        leg[group] = -1
        for at in range(group_first[group], group_first[group + 1]):
            price = cost[at] + arrives[leg_sink[at]]
            if price < best[group]:
                best[group] = price
                leg[group] = at


@compiled
def add_ways(
    row_unit: Floats, row: Places, commodity: Places, group: Places, share: Floats,
    best: Floats,
) -> None:  # fmt: skip
    """Add to each row's price of a tonne what its outputs cost to send on.

    Parameters
    ----------
    row_unit
        Prices by row and commodity, changed.
    row, commodity, group, share
        Of each yield: where it is made, of what, which output, tonnes of it.
    best
        Price of a tonne of each output.
    """
    for at in range(len(row)):
        row_unit[row[at], commodity[at]] += share[at] * best[group[at]]


@compiled
def take_in(
    flow: Floats, arc_first: Places, arc_client: Places, weight: Floats,
    commodity: Places, chosen: Places, taken: Floats,
) -> None:  # fmt: skip
    """Add up the tonnes that each chosen row takes of each commodity.

    Parameters
    ----------
    flow
        Shares of the arcs.
    arc_first, arc_client, weight, commodity
        Of the layout.
    chosen
        Row of each block.
    taken
        Output, shape (R, G), zero for rows not chosen.
    """
    for block in range(len(chosen)):
        row = chosen[block]
        for at in range(arc_first[block], arc_first[block + 1]):
            if flow[at] > 0.0:
                client = arc_client[at]
                taken[row, commodity[client]] += flow[at] * weight[client]


@compiled
def send_on(
    taken: Floats, row: Places, commodity: Places, group: Places, share: Floats,
    leg: Places, sent: Floats,
) -> None:  # fmt: skip
    """Send what is made over the cheapest legs, in tonnes.

    Parameters
    ----------
    taken
        Shape (R, G).
    row, commodity, group, share
        As in ``add_ways``.
    leg
        Leg of each output.
    sent
        Output by leg.
    """
    for at in range(len(row)):
        amount = taken[row[at], commodity[at]]
        if amount > 0.0 and leg[group[at]] >= 0:
            sent[leg[group[at]]] += share[at] * amount
