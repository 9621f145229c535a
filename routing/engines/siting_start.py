"""Constructs siting answers by dynamic slope scaling.

Each facility's fixed cost is spread over the throughput of the round before,
so that a plain min-cost flow sees it; the flow gives new throughputs, from
them states are chosen, and every choice is settled into a valid answer. The
best is kept (Kim and Pardalos, *A solution approach to the fixed charge network
flow problem using a dynamic slope scaling procedure*, Operations Research
Letters 24, 1999).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from routing.engines.siting_choice import REFUSED, choose, reachable
from routing.engines.siting_flow import Flow, Network, cheapest_flow, network_of
from routing.siting.cost import cost_of_tables
from routing.siting.tables import KG_PER_T, Bools, Floats, Ints, SitingTables, add_up

ROUNDS = 12
LOST_FACTOR = 2.0
"""What a refused tonne costs, in mean delivered prices: it goes where it is dearer.
Of 0.7, 1, 1.5, 2 and 3, the best on synthetic cities of 1,500 and 9,000 clients."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A valid answer while an engine works on it.

    Attributes
    ----------
    chosen
        Shape (F,): the row each facility is in.
    flow
        The cheapest flow for these rows.
    cost_fen
        What ``cost_of_tables`` makes of both.
    """

    chosen: Ints
    flow: Flow
    cost_fen: int


def answer_of(tables: SitingTables, chosen: Ints) -> Answer | None:
    """Return the cheapest answer with these rows, ``None`` if a minimum is missed."""
    flow = cheapest_flow(tables, network_of(tables, chosen))
    if (flow.throughput_kg < tables.min_kg[chosen]).any():
        return None
    cost = cost_of_tables(tables, chosen, flow.flow_kg, flow.unserved_kg)
    return Answer(chosen, flow, cost.total_fen)


def construct(tables: SitingTables, out_of_time: Callable[[], bool]) -> Answer | None:
    """Return the best answer of a few rounds, ``None`` if none was found.

    Parameters
    ----------
    tables
        The problem.
    out_of_time
        Asked after each round; the rounds end when it says so.
    """
    best: Answer | None = None
    for estimate in _estimates(tables):
        answer = settle(tables, estimate)
        if answer is not None and (best is None or answer.cost_fen < best.cost_fen):
            best = answer
        if out_of_time():
            break
    # Where minima are hard to reach together, ask for as little as possible.
    return best or settle(tables, tables.min_kg.astype(np.float64))


def settle(tables: SitingTables, estimate: Floats) -> Answer | None:
    """Turn estimated state costs into a valid answer.

    Where the chosen minima cannot be reached together, the facilities furthest
    below theirs lose the state, a third at a time so that the others inherit
    their supply, and the choice is repeated.

    Parameters
    ----------
    tables
        The problem.
    estimate
        Shape (S,): estimated cost of each row.

    Returns
    -------
    The answer, or ``None`` if no choice is left.
    """
    allowed = reachable(tables)
    while (chosen := choose(tables, np.where(allowed, estimate, REFUSED))) is not None:
        flow = cheapest_flow(tables, network_of(tables, chosen))
        missing_kg = tables.min_kg[chosen] - flow.throughput_kg
        short = np.flatnonzero(missing_kg > 0)
        if short.size == 0:
            cost = cost_of_tables(tables, chosen, flow.flow_kg, flow.unserved_kg)
            return Answer(chosen, flow, cost.total_fen)
        share = missing_kg[short] / tables.min_kg[chosen[short]]
        worst = short[np.argsort(-share, kind="stable")[: -(-short.size // 3)]]
        allowed[chosen[worst]] = False
    return None


def estimate_states(tables: SitingTables, flow: Flow, price: Floats) -> Floats:
    """Estimate what each state would cost with the throughput of a flow.

    Parameters
    ----------
    tables
        The problem.
    flow
        An assignment, whatever states it assumed.
    price
        Shape (F,): what a tonne taken in costs at each facility, fixed cost
        included.

    Returns
    -------
    Shape (S,): fixed and unit cost in fen, plus the price elsewhere of what
    the state could not take; tonnes missing to its minimum count as lost too.
    """
    offered_kg = _offered_kg(tables, flow)
    taken_kg = np.minimum(
        np.where(tables.accepts, offered_kg[tables.facility], 0).sum(axis=1),
        tables.capacity_kg,
    )
    lost_kg = offered_kg.sum(axis=1)[tables.facility] - taken_kg
    lost_kg += np.maximum(tables.min_kg - taken_kg, 0)
    elsewhere = _price_elsewhere(tables, flow, price)
    running = tables.unit_fen_per_t * taken_kg + elsewhere * lost_kg
    estimate: Floats = tables.fixed_fen + running / KG_PER_T
    return estimate


def _offered_kg(tables: SitingTables, flow: Flow) -> Ints:
    """Flow into each facility by commodity, shape (F, G)."""
    key = tables.arc_facility * tables.commodities + tables.arc_commodity
    size = tables.facilities * tables.commodities
    return add_up(key, flow.flow_kg, size).reshape(tables.facilities, -1)


def _estimates(tables: SitingTables) -> Iterator[Floats]:
    """Yield state costs, each from a flow priced by the round before."""
    first = tables.first_row[:-1]
    possible = reachable(tables)
    full_price = np.where(
        possible & (tables.capacity_kg > 0),
        tables.unit_fen_per_t
        + tables.fixed_fen * KG_PER_T / np.maximum(tables.capacity_kg, 1),
        tables.unserved_fen_per_t,
    )
    price = np.minimum.reduceat(full_price, first).astype(np.int64)
    capacity_kg = np.maximum.reduceat(np.where(possible, tables.capacity_kg, 0), first)
    open_arc = _open_to_some(tables, possible)
    idle_fen = np.minimum.reduceat(
        np.where(tables.min_kg == 0, tables.fixed_fen, tables.fixed_fen.max()), first
    )
    for _ in range(ROUNDS):
        network = Network(open_arc, price, capacity_kg, np.zeros_like(capacity_kg))
        flow = cheapest_flow(tables, network)
        estimate = estimate_states(tables, flow, price.astype(np.float64))
        yield estimate
        used = flow.throughput_kg > 0
        lowest = np.minimum.reduceat(np.where(possible, estimate, REFUSED), first)
        slope = (lowest - idle_fen)[used] * KG_PER_T / flow.throughput_kg[used]
        price[used] = np.clip(slope, 0, 2 * tables.unserved_fen_per_t)


def _open_to_some(tables: SitingTables, possible: Bools) -> Bools:
    """Tell which arcs end at a facility some state of which takes the commodity."""
    accepts = np.maximum.reduceat(
        tables.accepts & possible[:, None], tables.first_row[:-1], axis=0
    )
    open_arc: Bools = accepts[tables.arc_facility, tables.arc_commodity]
    return open_arc


def _price_elsewhere(tables: SitingTables, flow: Flow, price: Floats) -> float:
    """Estimate what a refused tonne costs from the mean price of one served."""
    unserved = float(tables.unserved_fen_per_t)
    served_kg = int(flow.flow_kg.sum())
    if served_kg == 0:
        return unserved
    fen_per_t = tables.arc_fen_per_t + price[tables.arc_facility]
    mean = float((fen_per_t * flow.flow_kg).sum()) / served_kg
    return min(LOST_FACTOR * mean, unserved)
