"""The whole contract as blocks, rows and arcs: what arrives by legs is a client too.

Beside the real clients of every period a *sink* is a client for each facility and
commodity that legs bring: it has one arc, to its facility, and its multiplier is the
price of a tonne that arrives there.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.engines.facility.arrays import Ints as Narrow
from routing.engines.facility.arrays import Layout
from routing.siting.arrays import KG_PER_T, Floats, Ints, SitingArrays
from routing.siting.problem import PPM
from routing.siting.relaxation import most_inflow_kg


@dataclass(frozen=True)
class Network:
    """A problem laid out for multipliers; weights in tonnes, money in fen.

    Attributes
    ----------
    arrays
        The problem.
    layout
        Clients: those of every period one period after the other, then the sinks
        in the same way. Blocks: facility by facility, period by period.
    arc
        Shape (A',): position ``t * A + a`` of each arc of the layout, -1 for the
        arc of a sink.
    sink
        Facilities and commodities of the sinks of one period.
    row_place
        Shape (T, S): row of the layout of each row in each period.
    """

    arrays: SitingArrays
    layout: Layout
    arc: Ints
    sink: tuple[Ints, Ints]
    row_place: Ints

    @property
    def real(self) -> int:
        """Number of real clients, all periods."""
        return self.arrays.periods * self.arrays.clients

    @property
    def sinks(self) -> int:
        """Number of sinks, all periods."""
        return self.arrays.periods * len(self.sink[0])

    @cached_property
    def leg_sink(self) -> Ints:
        """Position of each leg's sink within a period, shape (K,)."""
        arrays = self.arrays
        place = np.full((arrays.facilities, arrays.commodities), -1)
        place[self.sink] = np.arange(len(self.sink[0]))
        found: Ints = place[arrays.trunk_destination, arrays.trunk_commodity]
        return found

    @cached_property
    def leg_fen(self) -> Floats:
        """Cost of a tonne on each leg in one year, shape (K,)."""
        arrays = self.arrays
        carbon = arrays.carbon_fen_per_t / PPM * arrays.trunk_g_per_t
        cost: Floats = arrays.trunk_fen_per_t + arrays.transfer_fen_per_t + carbon
        return cost


def network_of(arrays: SitingArrays) -> Network:
    """Lay a problem out; see ``Network``.

    Parameters
    ----------
    arrays
        A valid problem.
    """
    at = arrays.trunk_destination * arrays.commodities + arrays.trunk_commodity
    sink = np.divmod(np.unique(at), arrays.commodities)
    row_place = _row_places(arrays)
    arcs = _arcs(arrays, sink)
    weight = np.concatenate(
        [arrays.supply_kg.ravel() / KG_PER_T, _most_t(arrays, sink)]
    )
    steps = _steps(arrays)
    rows = arrays.rows
    order = np.argsort(row_place.ravel(), kind="stable")
    by_row = np.tile(np.arange(len(rows.facility)), arrays.periods)[order]
    of_period = np.repeat(np.arange(arrays.periods), len(rows.facility))[order]
    layout = Layout(
        weight=weight,
        unserved=_unserved(arrays, len(weight)),
        arc_first=arcs.first,
        arc_client=arcs.client.astype(np.int32),
        arc_cost=_arc_costs(arrays, arcs, weight),
        row_first=_row_first(arrays),
        capacity=rows.capacity_kg[by_row] / KG_PER_T,
        minimum=rows.min_kg[by_row] / KG_PER_T,
        fixed=_fixed(arrays)[of_period, by_row],
        commodity=np.concatenate(
            [
                np.tile(arrays.commodity, arrays.periods),
                np.tile(sink[1], arrays.periods),
            ]
        ).astype(np.int32),
        row_unit=np.where(
            rows.accepts[by_row],
            (arrays.weight[of_period] * rows.unit_fen_per_t[by_row])[:, None],
            np.inf,
        ),
        periods=arrays.periods,
        step_first=steps[0],
        step_cost=steps[1],
    )
    return Network(arrays, layout, arcs.source, sink, row_place)


def _unserved(arrays: SitingArrays, clients: int) -> Floats:
    """Return the cost of leaving each client; sinks have no such choice.

    Clients without supply cost nothing, so that their prices are zero.
    """
    fen_per_t = arrays.weight[:, None] * arrays.unserved_fen_per_t.astype(np.float64)
    left = np.where(arrays.required, np.inf, fen_per_t)
    supply_t = np.maximum(arrays.supply_kg, 1) / KG_PER_T
    cost = np.where(arrays.supply_kg > 0, left * supply_t, 0.0)
    return np.append(cost.ravel(), np.full(clients - cost.size, np.inf))


def _arc_costs(arrays: SitingArrays, arcs: "_Arcs", weight: Floats) -> Floats:
    """Return the cost of bringing the whole client; what arrives at sinks is there."""
    cost = np.zeros(len(arcs.source))
    real = arcs.source >= 0
    period, arc = np.divmod(arcs.source[real], max(len(arrays.arc_client), 1))
    carbon = arrays.carbon_fen_per_t / PPM * arrays.arc_g_per_t[arc]
    fen_per_t = arrays.weight[period] * (arrays.arc_fen_per_t[arc] + carbon)
    cost[real] = fen_per_t * weight[arcs.client[real]]
    return cost


@dataclass(frozen=True)
class _Arcs:
    first: Narrow
    client: Ints
    source: Ints


def _arcs(arrays: SitingArrays, sink: tuple[Ints, Ints]) -> _Arcs:
    """Return the arcs that a row takes something over, block by block."""
    taken = np.zeros(len(arrays.arc_client), np.bool_)
    taken[arrays.arc_rows[0]] = True
    blocks, clients, sources = [], [], []
    first_sink = arrays.periods * arrays.clients
    for t in range(arrays.periods):
        arc = np.flatnonzero(taken & (arrays.supply_kg[t][arrays.arc_client] > 0))
        blocks += [arrays.arc_facility[arc] * arrays.periods + t]
        blocks += [sink[0] * arrays.periods + t]
        clients += [t * arrays.clients + arrays.arc_client[arc]]
        clients += [first_sink + t * len(sink[0]) + np.arange(len(sink[0]))]
        sources += [t * len(arrays.arc_client) + arc, np.full(len(sink[0]), -1)]
    block = np.concatenate(blocks)
    order = np.argsort(block, kind="stable")
    ends = np.arange(arrays.facilities * arrays.periods + 1)
    return _Arcs(
        np.searchsorted(block[order], ends).astype(np.int32),
        np.concatenate(clients)[order],
        np.concatenate(sources)[order],
    )


def _most_t(arrays: SitingArrays, sink: tuple[Ints, Ints]) -> Floats:
    """Return the most that can arrive at each sink in tonnes, all periods."""
    most = [most_inflow_kg(arrays, t)[sink] for t in range(arrays.periods)]
    return np.maximum(np.concatenate(most), 1) / KG_PER_T


def _row_places(arrays: SitingArrays) -> Ints:
    """Return the layout's row of every period and row, shape (T, S)."""
    rows = arrays.rows
    first = rows.first[rows.facility]
    count = np.diff(rows.first)[rows.facility]
    place = np.arange(len(rows.facility)) - first
    period = np.arange(arrays.periods)[:, None]
    found: Ints = arrays.periods * first + period * count + place
    return found


def _row_first(arrays: SitingArrays) -> Narrow:
    sizes = np.repeat(np.diff(arrays.rows.first), arrays.periods)
    first = np.zeros(sizes.size + 1, np.int32)
    np.cumsum(sizes, out=first[1:])
    return first


def _fixed(arrays: SitingArrays) -> Floats:
    """Return the cost of being in each row, ``inf`` where it may not be, (T, S)."""
    rows = arrays.rows
    fixed = arrays.weight[:, None] * rows.fixed_fen.astype(np.float64)
    start = rows.initial[rows.facility]
    row = np.arange(len(start))
    fixed[0] += np.where(start == row, 0, rows.entry_fen)
    first = rows.first[rows.facility]
    moves = rows.moves[rows.facility, np.maximum(start - first, 0), row - first]
    barred = (start >= 0) & ~moves
    fixed[0, barred] = np.inf
    return np.where(rows.allowed, fixed, np.inf)


def _steps(arrays: SitingArrays) -> tuple[Narrow, Floats]:
    """Return the costs of the steps between the rows of two periods."""
    rows, periods = arrays.rows, arrays.periods
    first, costs = [0], []
    for facility in range(arrays.facilities):
        begin, end = rows.first[facility : facility + 2]
        count = int(end - begin)
        enter = np.tile(rows.entry_fen[begin:end].astype(np.float64), (count, 1))
        np.fill_diagonal(enter, 0.0)
        enter[~rows.moves[facility, :count, :count]] = np.inf
        for t in range(periods):
            if t:
                costs.append(enter.ravel())
            first.append(first[-1] + (count * count if t else 0))
    return (
        np.array(first, np.int32),
        np.concatenate(costs) if costs else np.zeros(0),
    )


def most_fen(arrays: SitingArrays) -> float:
    """Return what no answer costs more than: every state full, every way the dearest.

    Parameters
    ----------
    arrays
        A valid problem.
    """
    rows, carbon = arrays.rows, arrays.carbon_fen_per_t / PPM
    room_t = rows.capacity_kg / KG_PER_T
    made_t = rows.yield_ppm / PPM * room_t[rows.yield_row] + 1.0
    leg = arrays.trunk_fen_per_t + arrays.transfer_fen_per_t
    leg = leg + carbon * arrays.trunk_g_per_t
    way = (arrays.arc_fen_per_t + carbon * arrays.arc_g_per_t).max(initial=0.0)
    way = max(float(way), float(arrays.unserved_fen_per_t.max(initial=0)))
    yearly = float((rows.fixed_fen + room_t * rows.unit_fen_per_t).sum())
    yearly += float(made_t.sum()) * float(leg.max(initial=0.0))
    supply_t = arrays.supply_kg.sum(axis=1) / KG_PER_T
    entered = arrays.periods * float(rows.entry_fen.sum())
    return entered + float((arrays.weight * (yearly + way * supply_t)).sum()) + ROUNDED


ROUNDED = 100.0
"""Fen that rounding components of a cost up can add, and more."""
