"""Branch and bound over open facilities, then over clients, on Lagrangian bounds.

A node forbids rows and arcs and keeps the multipliers it was left with. Its bound
is valid by itself, so the least bound of the nodes that are left bounds the whole,
at any time. Several threads may work on one tree.
"""

import heapq
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.fixing import open_arcs, open_rows
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.lister import Lister
from routing.engines.facility.relaxation import Relaxation, SideRows
from routing.engines.facility.transport import Transport
from routing.engines.facility.volume import FINE, Dual, ascend, begin

STEPS = 120
"""Steps of the multipliers in a node."""
LISTED = 1_500
"""Loads up to which a part is settled by choosing among all that it allows."""
HALF = 0.5
"""Mean choice from which a row is rather taken than not."""


@dataclass(frozen=True)
class Node:
    """A part of all answers.

    Attributes
    ----------
    open_row, open_arc
        What the part may use, shapes (R,) and (A,).
    multiplier, slope, often
        Where its multipliers start.
    flow
        Shape (A,): mean shares.
    bound
        Bound on its answers.
    decided
        Whether every block has one row left.
    """

    open_row: Bools
    open_arc: Bools
    multiplier: Floats
    slope: Floats
    often: Floats
    flow: Floats
    bound: float
    decided: bool = False


class Tree:
    """A branch and bound.

    Parameters
    ----------
    layout, side
        The problem.
    incumbent
        The best answer known, shared with whoever improves it.
    lister
        Settles small parts.
    cover
        Whether facilities are chosen together by capacity.
    """

    def __init__(
        self,
        layout: Layout,
        side: SideRows,
        incumbent: Incumbent,
        lister: Lister,
        *,
        cover: bool,
    ) -> None:
        self._layout = layout
        self._side = side
        self._incumbent = incumbent
        self._lister = lister
        self._cover = cover
        self._lock = threading.Lock()
        self._heap: list[tuple[float, int, Node]] = []
        self._working: dict[int, float] = {}
        self._made = 0
        self._pruned = math.inf
        self._transport = Transport(layout)
        self.nodes = 0

    def root(self, dual: Dual) -> None:
        """Put the whole problem in, with the multipliers found for it."""
        layout = self._layout
        assert dual.flow is not None  # noqa: S101
        node = Node(
            np.ones(layout.rows, np.bool_),
            np.ones(layout.arcs, np.bool_),
            dual.multiplier,
            dual.slope,
            dual.often,
            dual.flow,
            dual.bound,
        )
        self._push(node)

    @property
    def bound(self) -> float:
        """Bound on all answers."""
        with self._lock:
            least = min((entry[0] for entry in self._heap[:1]), default=math.inf)
            least = min(least, min(self._working.values(), default=math.inf))
            return min(least, self._pruned, self._incumbent.limit)

    @property
    def finished(self) -> bool:
        """Whether no part is left."""
        with self._lock:
            return not self._heap and not self._working

    def work(
        self,
        stop: Callable[[], bool],
        visit: Callable[[Node], None],
        *,
        dive: bool = False,
    ) -> None:
        """Take nodes, best bound first, until none is left.

        Parameters
        ----------
        stop
            Asked often.
        visit
            Called with nodes whose multipliers are done, to look for answers there.
        dive
            Go on with a child of the last node, the likelier one, as long as it may
            hold a better answer: finds answers sooner and raises the bound later.
        """
        while not stop():
            taken = self._pop()
            if taken is None:
                if self.finished:
                    return
                threading.Event().wait(0.005)
                continue
            while taken is not None:
                key, node = taken
                children = self._expand(node, stop, visit)
                follow = children.pop() if dive and len(children) > 1 else None
                taken = self._exchange(key, children, follow)

    def _exchange(
        self, key: int, children: list[Node], follow: Node | None
    ) -> tuple[int, Node] | None:
        """Put a node's children in its place; take the one to follow at once."""
        for child in children:
            self._push(child)
        taken = None
        if follow is not None and not self._incumbent.settles(follow.bound):
            with self._lock:
                self._made += 1
                taken = self._made, follow
                self._working[taken[0]] = follow.bound
        elif follow is not None:
            self._push(follow)
        with self._lock:
            del self._working[key]
            self.nodes += 1
        return taken

    def _pop(self) -> tuple[int, Node] | None:
        with self._lock:
            while self._heap:
                bound, key, node = heapq.heappop(self._heap)
                if self._incumbent.settles(bound):
                    self._pruned = min(self._pruned, self._incumbent.lifted(bound))
                    continue
                self._working[key] = bound
                return key, node
            return None

    def _push(self, node: Node) -> None:
        bound = self._incumbent.lifted(node.bound)
        with self._lock:
            if self._incumbent.settles(bound):
                self._pruned = min(self._pruned, bound)
                return
            self._made += 1
            heapq.heappush(self._heap, (bound, self._made, node))

    def _expand(
        self, node: Node, stop: Callable[[], bool], visit: Callable[[Node], None]
    ) -> list[Node]:
        """Raise a node's bound; return its children, itself if told to stop."""
        relaxation = Relaxation(
            self._layout, self._side, node.open_row, node.open_arc, self._cover
        )
        dual = begin(relaxation, node.multiplier, self._layout.rows)
        if math.isinf(dual.bound):
            return []
        dual.slope, dual.often, dual.flow = node.slope, node.often, node.flow.copy()
        incumbent = self._incumbent
        ascend(
            relaxation, dual, incumbent.target, STEPS, FINE,
            lambda dual: incumbent.settles(dual.bound) or stop(),
        )  # fmt: skip
        done = _at(node, dual)
        if incumbent.settles(done.bound) or stop():
            return [done]
        done = self._reduce(relaxation, done)
        if self._listed(done):
            return []
        visit(done)
        return self._branch(done)

    def _reduce(self, relaxation: Relaxation, node: Node) -> Node:
        """Forbid the rows and arcs that no better answer can use."""
        goal = self._incumbent.goal
        if math.isinf(goal):
            return node
        floors = relaxation.row_floors(node.multiplier)
        rows = open_rows(relaxation, floors, goal)
        arcs = relaxation.open_arc
        if self._layout.single_source:
            arcs = open_arcs(relaxation, node.multiplier, floors, goal)
        decided = int(rows.sum()) == self._layout.blocks
        return replace(node, open_row=rows, open_arc=arcs, decided=decided)

    def _listed(self, node: Node) -> bool:
        """Settle a part by the loads it allows, where they are few."""
        if not self._layout.single_source:
            return False
        part = Relaxation(
            self._layout, self._side, node.open_row, node.open_arc, self._cover
        )
        return self._lister.settle(part, node.multiplier, LISTED)

    def _branch(self, node: Node) -> list[Node]:
        layout = self._layout
        count = np.add.reduceat(node.open_row.astype(np.int64), layout.row_first[:-1])
        if (count == 0).any():
            return []
        row = _undecided_row(layout, node, count)
        if row is not None:
            without = node.open_row.copy()
            without[row] = False
            only = node.open_row.copy()
            only[layout.row_block == layout.row_block[row]] = False
            only[row] = True
            pair = [replace(node, open_row=without), replace(node, open_row=only)]
            return pair if node.often[row] >= HALF else pair[::-1]
        if not layout.single_source:
            self._finish(node)
            return []
        return self._branch_arc(node)

    def _finish(self, node: Node) -> None:
        """Assign split clients where every row is known: the part is done."""
        chosen = np.flatnonzero(node.open_row).astype(np.int32)
        found = self._transport.assign(chosen)
        if found is not None:
            self._incumbent.offer(found[1], chosen, found[0])

    def _branch_arc(self, node: Node) -> list[Node]:
        """Divide by an arc; offer the answer where every client has one left."""
        layout = self._layout
        usable = node.open_arc & _reachable(layout, node.open_row)[layout.arc_block]
        ways = np.bincount(layout.arc_client[usable], minlength=layout.clients)
        if (ways == 0).any():
            return []
        free = np.flatnonzero(usable & (ways[layout.arc_client] > 1))
        if not len(free):
            self._offer(node, usable)
            return []
        share = np.clip(node.flow[free], 0.0, 1.0)
        score = share * (1.0 - share) * layout.weight[layout.arc_client[free]]
        arc = int(free[score.argmax()])
        without = node.open_arc.copy()
        without[arc] = False
        only = node.open_arc.copy()
        only[layout.arc_client == layout.arc_client[arc]] = False
        only[arc] = True
        return [replace(node, open_arc=without), replace(node, open_arc=only)]

    def _offer(self, node: Node, flow: Bools) -> None:
        """Offer the only answer of a part, if it keeps the capacities."""
        layout = self._layout
        chosen = np.flatnonzero(node.open_row).astype(np.int32)
        load = np.bincount(
            layout.arc_block[flow],
            layout.weight[layout.arc_client[flow]],
            layout.blocks,
        )
        row = chosen[layout.arc_block[flow]]
        client = layout.arc_client[flow]
        unit = layout.row_unit[row, layout.commodity[client]]
        cost = layout.fixed[chosen].sum() + layout.arc_cost[flow].sum()
        cost += float(unit @ layout.weight[client])
        fits = (load <= layout.capacity[chosen] * (1.0 + 1e-9)).all()
        fits &= (load >= layout.minimum[chosen] * (1.0 - 1e-9)).all()
        if fits and np.isfinite(cost):
            self._incumbent.offer(float(cost), chosen, flow.astype(np.float64))


def _at(node: Node, dual: Dual) -> Node:
    assert dual.flow is not None  # noqa: S101
    bound = max(node.bound, dual.bound)
    return replace(
        node,
        multiplier=dual.multiplier,
        slope=dual.slope,
        often=dual.often,
        flow=dual.flow,
        bound=bound,
    )


def _reachable(layout: Layout, open_row: Bools) -> Bools:
    """Tell which blocks may still take something, shape (B,)."""
    takes = (open_row & (layout.capacity > 0.0)).astype(np.int64)
    found: Bools = np.add.reduceat(takes, layout.row_first[:-1]) > 0
    return found


def _undecided_row(layout: Layout, node: Node, count: Ints) -> int | None:
    """Return the row to branch on, ``None`` where every block has one left."""
    free = node.open_row & (count[layout.row_block] > 1) & (layout.capacity > 0.0)
    rows = np.flatnonzero(free)
    if not len(rows):
        return None
    often = np.clip(node.often[rows], 0.0, 1.0)
    score = often * (1.0 - often)
    return int(rows[score.argmax()])
