"""Regions of a single-source problem: a few open sites, their clients, sites to try.

Shifts and swaps of one or two clients no longer help where the open sites are nearly
full: several clients have to change places at once, or sites with them. A region is
a problem of its own, small enough to be solved to its end; what it finds is an answer
of the whole, for the clients outside stay where they are.
"""

from dataclasses import dataclass

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout, Places
from routing.engines.facility.moves import Guide, rows_of

WAYS = 8
"""Cheapest arcs of each client that are in a region, beside its own."""
EVEN = 0.2
"""Part of a site's chance to be a centre that does not depend on its bound."""
NEAREST, ANY = 0.7, 0.3
"""Least of the random factors by which open and other sites seem less near than they
are: those draw regions a little different each time, these very different."""


@dataclass(frozen=True)
class Region:
    """A part of a problem as a problem of its own.

    Attributes
    ----------
    layout
        The part.
    row, arc
        Positions in the whole of the part's rows and arcs.
    client
        Shape (C of the part,): positions of its clients.
    chosen, flow
        The answer known, as far as it is in the part.
    """

    layout: Layout
    row: Ints
    arc: Ints
    client: Ints
    chosen: Ints
    flow: Floats


class Regions:
    """Draws regions around open sites that compete for the same clients.

    Parameters
    ----------
    layout
        Whole clients, one period, blocks with a closed and an open row.
    guide
        What sites and clients are worth.
    seed
        Seed of the draws.
    """

    def __init__(self, layout: Layout, guide: Guide, seed: int) -> None:
        self._layout, self._rows = layout, rows_of(layout)
        self._rng = np.random.default_rng(seed)
        gain = guide.price[layout.arc_client] - layout.arc_cost
        self._gain = np.maximum(gain, 0.0)
        above = np.maximum(guide.worth, 0.0)
        dear = above[np.isfinite(above) & (above > 0.0)]
        usual = float(np.median(dear)) if len(dear) else 1.0
        self._likely = np.exp(-above / usual)
        self._price, self._worth = guide.price, guide.worth

    def draw(self, at: Ints, clients: int) -> Region:
        """Return a region around an open site, more often one far from its bound.

        Parameters
        ----------
        at
            Shape (C,): arc of each client.
        clients
            About how many it has at most.
        """
        layout, rng = self._layout, self._rng
        block = layout.arc_block[at]
        members = np.bincount(block, minlength=layout.blocks)
        opened = np.flatnonzero(members)
        slack = self._slack(at)[opened]
        slack += EVEN * max(float(slack.mean()), 1e-9)
        centre = rng.choice(opened, p=slack / slack.sum())
        near = self._near(block == centre) * rng.uniform(NEAREST, 1.0, layout.blocks)
        near[centre] = np.inf
        order = opened[np.argsort(-near[opened], kind="stable")]
        few = np.searchsorted(np.cumsum(members[order]), clients, side="right")
        inside = order[: max(int(few), 2)]
        client = np.flatnonzero(np.isin(block, inside)).astype(np.int32)
        mine = np.zeros(layout.clients, np.bool_)
        mine[client] = True
        tried = self._near(mine) * self._likely
        tried *= rng.uniform(ANY, 1.0, layout.blocks)
        tried[opened] = -1.0
        more = np.argsort(-tried, kind="stable")[: len(inside)]
        more = more[tried[more] > 0.0]
        return self._part(at, np.sort(np.concatenate([inside, more])), client)

    def _slack(self, at: Ints) -> Floats:
        """Tell how much each site costs above what the multipliers prove, (B,)."""
        layout, rows = self._layout, self._rows
        paid = layout.arc_cost[at] - self._price
        load = np.bincount(layout.arc_block[at], paid, layout.blocks)
        cost = load + layout.fixed[rows.opened] - layout.fixed[rows.shut]
        slack: Floats = np.maximum(cost - self._worth, 0.0)
        return slack

    def _near(self, client: Bools) -> Floats:
        """Tell how much each site gains by some clients, shape (B,)."""
        layout = self._layout
        weight = np.where(client, 1.0, 0.0)[layout.arc_client] * self._gain
        near: Floats = np.bincount(layout.arc_block, weight, layout.blocks)
        return near

    def _part(self, at: Ints, block: Places, client: Ints) -> Region:
        """Cut some blocks and clients out."""
        layout = self._layout
        place = np.full(layout.clients, -1, np.int32)
        place[client] = np.arange(len(client))
        arc = self._ways(at, block, place)
        row = np.concatenate(
            [np.arange(layout.row_first[b], layout.row_first[b + 1]) for b in block]
        )
        rows = np.diff(layout.row_first)[block]
        sizes = np.searchsorted(layout.arc_block[arc], [*block, layout.blocks])
        part = Layout(
            weight=layout.weight[client],
            unserved=layout.unserved[client],
            arc_first=sizes.astype(np.int32),
            arc_client=place[layout.arc_client[arc]],
            arc_cost=layout.arc_cost[arc],
            row_first=np.append(0, np.cumsum(rows)).astype(np.int32),
            capacity=layout.capacity[row],
            minimum=layout.minimum[row],
            fixed=layout.fixed[row],
            commodity=layout.commodity[client],
            row_unit=layout.row_unit[row],
            single_source=True,
        )
        flow = np.isin(arc, at[client]).astype(np.float64)
        used = np.isin(block, layout.arc_block[at[client]])
        chosen = np.where(used, self._rows.opened[block], self._rows.shut[block])
        inside = np.searchsorted(row, chosen).astype(np.int32)
        return Region(part, row, arc.astype(np.int32), client, inside, flow)

    def _ways(self, at: Ints, block: Places, place: Ints) -> Places:
        """Return each client's cheapest arcs to some blocks, and its own, sorted."""
        layout = self._layout
        first, order = layout.client_arcs
        usable = np.zeros(layout.blocks, np.bool_)
        usable[block] = True
        kept = usable[layout.arc_block[order]] & (place[layout.arc_client[order]] >= 0)
        rank = np.cumsum(kept)
        before = np.concatenate([[0], rank])[first[:-1]]
        kept &= rank - before[layout.arc_client[order]] <= WAYS
        inside = np.zeros(layout.arcs, np.bool_)
        inside[order[kept]] = True
        inside[at[place >= 0]] = True
        return np.flatnonzero(inside)
