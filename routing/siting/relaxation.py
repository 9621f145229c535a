"""What every state of a problem is worth at given multipliers.

The formulas are those of ``routing.siting.certificate``. Every figure comes with its
size, the sum of the absolute values it was added up from: floats err by less than
that size times a few epsilons, and prices are lowered by as much, so that what is
computed stays below what is meant.
"""

from dataclasses import dataclass

import numpy as np

from routing.siting.arrays import KG_PER_T, Bools, Floats, Ints, SitingArrays
from routing.siting.knapsack import EPSILON, Items, cheapest_mass
from routing.siting.problem import PPM
from routing.siting.solution import Certificate


@dataclass(frozen=True, slots=True)
class Money:
    """Float prices of a problem in fen per tonne and fen, all zero without money.

    Attributes
    ----------
    weight
        Shape (T,).
    arc, leg
        Shapes (A,), (K,): cost of a tonne, CO2 included.
    unit, fixed, entry
        Shape (S,).
    unserved
        Shape (C,).
    open_arc
        Shape (A,): arcs that may be used.
    """

    weight: Floats
    arc: Floats
    leg: Floats
    unit: Floats
    fixed: Floats
    entry: Floats
    unserved: Floats
    open_arc: Bools


def money_of(arrays: SitingArrays, radius_m: int | None) -> Money:
    """Return the prices, or no money and the arcs shorter than a radius."""

    def counted(figure: Floats | Ints) -> Floats:
        """Turn into floats, all zero without money."""
        in_floats = figure.astype(np.float64)
        return in_floats if radius_m is None else np.zeros_like(in_floats)

    carbon = arrays.carbon_fen_per_t / PPM
    legs_fen = arrays.trunk_fen_per_t + arrays.transfer_fen_per_t
    shorter = np.full(len(arrays.arc_m), True)
    if radius_m is not None:
        shorter = arrays.arc_m < radius_m
    return Money(
        weight=counted(arrays.weight),
        arc=counted(arrays.arc_fen_per_t + carbon * arrays.arc_g_per_t),
        leg=counted(legs_fen + carbon * arrays.trunk_g_per_t),
        unit=counted(arrays.rows.unit_fen_per_t),
        fixed=counted(arrays.rows.fixed_fen),
        entry=counted(arrays.rows.entry_fen),
        unserved=counted(arrays.unserved_fen_per_t),
        open_arc=shorter,
    )


@dataclass(frozen=True, slots=True)
class Sized:
    """Figures and their sizes, of one shape."""

    figure: Floats
    size: Floats


class Relaxation:
    """The separate facilities of a problem at given multipliers.

    Parameters
    ----------
    arrays, money
        The problem.
    certificate
        The multipliers.
    """

    def __init__(
        self, arrays: SitingArrays, money: Money, certificate: Certificate
    ) -> None:
        self._arrays = arrays
        self._money = money
        self._certificate = certificate
        entries = max(
            np.bincount(arrays.floors.arc).max(initial=0),
            np.bincount(arrays.floors.trunk).max(initial=0),
            np.bincount(arrays.rows.yield_row).max(initial=0),
        )
        self._error = EPSILON * (16.0 + 2.0 * float(entries))
        self._pairs = arrays.arc_rows
        taken = money.open_arc[self._pairs[0]]
        self._pairs = (self._pairs[0][taken], self._pairs[1][taken])
        arrives = np.unique(
            arrays.trunk_destination * arrays.commodities + arrays.trunk_commodity
        )
        self._sink = arrives // arrays.commodities
        self._sent = arrives % arrays.commodities
        self._sink_pairs = arrays.rows_taking(self._sink, self._sent)

    def worth(self, period: int) -> Floats:
        """Return a lower bound on what being in each row costs, shape (S,).

        Parameters
        ----------
        period
            Position of the period.
        """
        arrays, money = self._arrays, self._money
        best = self._best_legs(period)
        way = self._ways(period, best)
        items = self._items(period, way)
        knapsack = cheapest_mass(items, arrays.rows.min_kg, arrays.rows.capacity_kg)
        tags = self._certificate.tag_fen[period]
        fixed = money.weight[period] * money.fixed
        tagged = arrays.rows.tagged @ tags
        size = fixed + arrays.rows.tagged @ np.abs(tags)
        finite = np.where(np.isfinite(knapsack), np.abs(knapsack), 0.0)
        rounded = self._rounding_up(best)
        size = size + finite - rounded
        total = fixed + tagged + knapsack + rounded - (8 + len(tags)) * EPSILON * size
        return np.where(arrays.rows.allowed[period], total, np.inf)

    def _best_legs(self, period: int) -> Sized:
        """Cheapest way on for a tonne of each output of each facility, (F, G)."""
        arrays, money = self._arrays, self._money
        floors, certificate = arrays.floors, self._certificate
        prices = certificate.floor_fen_per_t[period][floors.trunk_floor]
        credit = prices * floors.trunk_ppm / PPM
        legs = len(arrays.trunk_origin)
        arrives = certificate.inflow_fen_per_t[period][
            arrays.trunk_destination, arrays.trunk_commodity
        ]
        cost = money.weight[period] * money.leg
        figure = cost + arrives - np.bincount(floors.trunk, credit, legs)
        size = cost + np.abs(arrives) + np.bincount(floors.trunk, np.abs(credit), legs)
        shape = (arrays.facilities, arrays.commodities)
        best, largest = np.full(shape, np.inf), np.zeros(shape)
        at = (arrays.trunk_origin, arrays.trunk_commodity)
        np.minimum.at(best, at, figure)
        np.maximum.at(largest, at, size)
        return Sized(best - self._error * largest, largest)

    def _ways(self, period: int, best: Sized) -> Sized:
        """Price a tonne of each commodity once it is in each row, (S, G)."""
        rows = self._arrays.rows
        unit = self._money.weight[period] * self._money.unit
        shape = (len(unit), self._arrays.commodities)
        figure = np.broadcast_to(unit[:, None], shape).copy()
        size = figure.copy()
        at = (rows.yield_row, rows.yield_commodity)
        made = (rows.facility[rows.yield_row], rows.yield_output)
        share = rows.yield_ppm / PPM
        np.add.at(figure, at, share * best.figure[made])
        np.add.at(size, at, share * best.size[made])
        return Sized(figure, size)

    def _rounding_up(self, best: Sized) -> Floats:
        """Most that rounding outputs up to kilograms can save, at most 0, (S,)."""
        rows = self._arrays.rows
        made = np.unique(rows.yield_row * self._arrays.commodities + rows.yield_output)
        row, output = np.divmod(made, self._arrays.commodities)
        saved = np.minimum(best.figure[rows.facility[row], output], 0.0) / KG_PER_T
        return np.bincount(row, saved, len(rows.facility))

    def _items(self, period: int, way: Sized) -> Items:
        arrays, certificate = self._arrays, self._certificate
        floors, arcs = arrays.floors, len(arrays.arc_client)
        credit = certificate.floor_fen_per_t[period][floors.arc_floor]
        credit = credit * floors.arc_ppm / PPM
        cost = self._money.weight[period] * self._money.arc
        client = certificate.client_fen_per_t[period][arrays.arc_client]
        over_arcs = Sized(
            cost - client - np.bincount(floors.arc, credit, arcs),
            cost + np.abs(client) + np.bincount(floors.arc, np.abs(credit), arcs),
        )
        inflow = certificate.inflow_fen_per_t[period][self._sink, self._sent]
        most = most_inflow_kg(arrays, period)[self._sink, self._sent]
        supply = arrays.supply_kg[period][arrays.arc_client]
        by_arc = self._priced(self._pairs, over_arcs, arrays.arc_commodity, way)
        legs = Sized(-inflow, np.abs(inflow))
        by_leg = self._priced(self._sink_pairs, legs, self._sent, way)
        items = Items(
            np.concatenate([self._pairs[1], self._sink_pairs[1]]),
            np.concatenate([by_arc, by_leg]),
            np.concatenate([supply[self._pairs[0]], most[self._sink_pairs[0]]]),
        )
        return items.only(np.isfinite(items.price))

    def _priced(
        self, pairs: tuple[Ints, Ints], before: Sized, commodity: Ints, way: Sized
    ) -> Floats:
        """Money per kilogram of each pair, lowered by what it may err."""
        item, row = pairs
        at = (row, commodity[item])
        size = before.size[item] + way.size[at]
        figure = before.figure[item] + way.figure[at]
        return (figure - self._error * size) / KG_PER_T


def most_inflow_kg(arrays: SitingArrays, period: int) -> Ints:
    """Most of each commodity that can arrive at each facility by legs, (F, G).

    No more than the largest capacity there, nor than the facilities before can
    make of what can arrive at them; the latter is refined from a first guess
    of full capacities, once per echelon.
    """
    rows = arrays.rows
    capacity = np.maximum.reduceat(rows.capacity_kg, rows.first[:-1])
    shape = (arrays.facilities, arrays.commodities)
    offered = np.zeros(shape, np.int64)
    place = (arrays.arc_facility, arrays.arc_commodity)
    np.add.at(offered, place, arrays.supply_kg[period][arrays.arc_client])
    origin, destination, commodity = _connections(arrays)
    inflow = np.zeros(shape, np.int64)
    inflow[destination, commodity] = capacity[destination]
    for _ in range(ECHELONS):
        intake = np.minimum(offered + inflow, capacity[:, None])
        made = np.zeros((len(rows.facility), arrays.commodities))
        facility = rows.facility[rows.yield_row]
        np.add.at(
            made,
            (rows.yield_row, rows.yield_output),
            rows.yield_ppm / PPM * intake[facility, rows.yield_commodity],
        )
        # Rounded up by a kilogram for the legs and by a millionth for the floats.
        most = np.maximum.reduceat(made, rows.first[:-1], axis=0)
        sent = np.ceil(most * (1 + 1e-6)).astype(np.int64) + (most > 0)
        arriving = np.zeros(shape, np.int64)
        np.add.at(arriving, (destination, commodity), sent[origin, commodity])
        inflow = np.minimum(inflow, arriving)
    return inflow


def _connections(arrays: SitingArrays) -> tuple[Ints, Ints, Ints]:
    """Origin, destination and commodity of the legs, whatever their mode."""
    sizes = (arrays.facilities, arrays.facilities, arrays.commodities)
    columns = (arrays.trunk_origin, arrays.trunk_destination, arrays.trunk_commodity)
    apart = np.unique(np.ravel_multi_index(columns, sizes))
    origin, destination, commodity = np.unravel_index(apart, sizes)
    return origin, destination, commodity


ECHELONS = 3
"""Facilities one after the other for which inflow is bounded more closely."""
