"""What becomes of a tonne at given prices of what arrives: yields and cheapest legs."""

import numpy as np

from routing.engines.facility.arrays import Floats
from routing.engines.facility.legs import add_ways, cheapest_legs, send_on
from routing.engines.facility.network import Network
from routing.siting.arrays import Ints
from routing.siting.problem import PPM


class Ways:
    """Outputs of all periods and the legs they may leave by.

    Attributes
    ----------
    leg_fen
        Shape (T K,): cost of a tonne on each leg in its period.
    best
        Shape (groups + 1,): price of a tonne of each output at the prices last
        asked about; the last stands for outputs without legs.
    """

    def __init__(self, network: Network) -> None:
        arrays, rows = network.arrays, network.arrays.rows
        periods, legs = arrays.periods, len(arrays.trunk_origin)
        self._shape = (periods, arrays.facilities, arrays.commodities)
        period = np.repeat(np.arange(periods), legs)
        self.leg_fen = arrays.weight[period] * np.tile(network.leg_fen, periods)
        self._sink = np.tile(network.leg_sink, periods) + period * len(network.sink[0])
        key = np.ravel_multi_index(
            (
                period,
                np.tile(arrays.trunk_origin, periods),
                np.tile(arrays.trunk_commodity, periods),
            ),
            self._shape,
        )
        self._order = np.argsort(key, kind="stable")
        known, first = np.unique(key[self._order], return_index=True)
        self._first = np.append(first, key.size)
        self.best = np.full(known.size + 1, np.inf)
        self._leg = np.full(known.size + 1, -1)
        yields = np.arange(len(rows.yield_row))
        t, at = (x.ravel() for x in np.meshgrid(range(periods), yields, indexing="ij"))
        made = np.ravel_multi_index(
            (t, rows.facility[rows.yield_row[at]], rows.yield_output[at]), self._shape
        )
        place = np.searchsorted(known, made)
        found = np.append(known, -1)[place] == made
        self._group = np.where(found, place, known.size)
        self._row = network.row_place[t, rows.yield_row[at]]
        self._commodity = rows.yield_commodity[at]
        self._share = rows.yield_ppm[at] / PPM

    def price(self, arrives: Floats, credit: Floats, row_unit: Floats) -> None:
        """Add what sending on costs to the price of each row and commodity.

        Parameters
        ----------
        arrives
            Price of a tonne that arrives at each sink.
        credit
            Shape (T K,): what a tonne on a leg counts for.
        row_unit
            Prices by row and commodity, changed.
        """
        cost = (self.leg_fen - credit)[self._order]
        sink = self._sink[self._order]
        cheapest_legs(self._first, cost, arrives, sink, self.best[:-1], self._leg[:-1])
        add_ways(
            row_unit, self._row, self._commodity, self._group, self._share, self.best
        )

    def send(self, taken: Floats, sent: Floats, arriving: Floats) -> None:
        """Send what is made of some intake over the cheapest legs.

        Parameters
        ----------
        taken
            Tonnes by row and commodity.
        sent, arriving
            Outputs: tonnes by leg, shape (T K,), and by sink.
        """
        by_order = np.zeros(len(self._order))
        send_on(
            taken, self._row, self._commodity, self._group, self._share,
            self._leg, by_order,
        )  # fmt: skip
        sent[self._order] = by_order
        arriving[:] = np.bincount(self._sink, sent, len(arriving))

    @property
    def legs(self) -> Ints:
        """Sink of each leg, shape (T K,)."""
        return self._sink
