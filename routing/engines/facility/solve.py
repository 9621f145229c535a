"""Solves one facility-location problem: bound, answer, and the proof between them."""

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from routing.engines.facility.arrays import Floats, Ints, Layout
from routing.engines.facility.incumbent import RELATIVE, Incumbent
from routing.engines.facility.kernel_repair import KernelRepair
from routing.engines.facility.lister import Lister
from routing.engines.facility.look import LASTING, Look
from routing.engines.facility.moves import Guide, rows_of
from routing.engines.facility.relaxation import Relaxation, SideRows, can_cover
from routing.engines.facility.repair import Hint, Repair, repair_of
from routing.engines.facility.tree import Node, Tree
from routing.engines.facility.volume import FINE, Dual, Pace, ascend, begin

FIRST_STEPS = 300
"""Steps before the first answer is made."""
STEPS = 1500
"""Steps of each kind of relaxation at the root."""
ROOT_SHARE = 0.3
"""Part of the time that the multipliers of the whole may take."""
LOOK_SHARE = 0.3
"""Part of the time spent on looking for answers before branching."""
FAR = 0.005
"""Part of the bound above it from which all threads look for answers first."""
MIP_SHARE = 0.1
"""Part of the time that one mixed-integer model may take."""
LARGE = 50_000
"""Arcs times rows of a block from which two threads share each step at the root."""
FIRST_WIDTH, WIDER = 5e-4, 1.6
"""How far above the bound the first ceiling is, and by what factor the next."""
OPTIMISM = 1.02
"""Where multipliers aim before an answer is known, in bounds."""


@dataclass(frozen=True)
class Options:
    """How to solve.

    Attributes
    ----------
    limit_s
        Seconds of wall clock.
    workers
        Threads.
    seed
        Seed of every random choice.
    gap
        Relative gap at which an answer counts as proved.
    """

    limit_s: float
    workers: int = 1
    seed: int = 1
    gap: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What was found and proved.

    Attributes
    ----------
    chosen
        Shape (B,): row of each block; ``None`` if no answer was found.
    flow
        Shape (A,): share of its client on each arc.
    cost, bound
        Cost of the answer and bound on the cost of any.
    multiplier, root_bound
        Multipliers of clients and side rows, and the bound they prove alone.
    proved
        Whether no better answer exists.
    nodes
        Parts the problem was divided into.
    """

    chosen: Ints | None
    flow: Floats | None
    cost: float
    bound: float
    multiplier: Floats
    root_bound: float
    proved: bool
    nodes: int


@dataclass
class Run:
    """One call: the problem, its clock and the best so far."""

    layout: Layout
    side: SideRows
    options: Options
    stop: Callable[[float], bool] = lambda _: False
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.incumbent = Incumbent(self.layout, self.side, self.options.gap)
        self.cover = can_cover(self.layout)
        self.lister = Lister(
            self.layout, self.side, self.incumbent, self.left_s, self.options.seed
        )

    def repair(self, seed: int) -> Repair:
        """Return what makes answers for the problem, for one thread."""
        if self.layout.periods == 1 and not len(self.side.least):
            return repair_of(self.layout, self.incumbent, seed)
        budget_s = MIP_SHARE * self.options.limit_s
        return KernelRepair(self.layout, self.side, self.incumbent, seed, budget_s)

    def used(self) -> float:
        """Return the part of the time that is used."""
        return (time.monotonic() - self.began) / self.options.limit_s

    def left_s(self) -> float:
        """Return the seconds left."""
        return max(self.options.limit_s * (1.0 - self.used()), 0.0)

    def over(self) -> bool:
        """Tell whether the time is over or somebody asks to stop."""
        return self.used() >= 1.0 or self.stop(self.incumbent.cost)


def solve(
    layout: Layout,
    side: SideRows,
    options: Options,
    stop: Callable[[float], bool] = lambda _: False,
) -> Answer:
    """Solve a problem as far as the time allows.

    Parameters
    ----------
    layout, side
        The problem.
    options
        How to solve.
    stop
        Asked often, from any thread, with the cost of the best answer, ``inf``
        without one; ``True`` ends the search.
    """
    run = Run(layout, side, options, stop)
    repairs = [run.repair(options.seed + number) for number in range(options.workers)]
    dual = climb_root(run, repairs[0])
    nodes, bound = branch(run, repairs, dual)
    best = run.incumbent
    return Answer(
        best.chosen,
        best.flow,
        best.cost,
        min(bound, best.cost),
        dual.multiplier,
        dual.bound,
        _is_proved(best, bound),
        nodes,
    )


def climb_root(run: Run, repair: Repair) -> Dual:
    """Find good multipliers for the whole, and first answers on the way."""
    helpers = run.options.workers - 1
    with ThreadPoolExecutor(max(helpers, 1)) as pool:
        return _climb(run, repair, pool if helpers and _is_large(run) else None)


def _climb(run: Run, repair: Repair, pool: Executor | None) -> Dual:
    plain = _whole(run, cover=False, pool=pool)
    incumbent = run.incumbent
    dual = begin(plain, first_multipliers(run.layout, run.side), run.layout.rows)
    aim = max(dual.bound * OPTIMISM, float(dual.multiplier.sum()))

    def late(_: Dual) -> bool:
        return run.used() > ROOT_SHARE or run.over()

    ascend(plain, dual, aim, FIRST_STEPS, Pace(), late)
    _mend(run, repair, dual)
    target = incumbent.target if np.isfinite(incumbent.cost) else aim
    ascend(plain, dual, target, STEPS, Pace(), late)
    _mend(run, repair, dual)
    if not run.cover:
        return dual
    covered = _whole(run, cover=True, pool=pool)
    better = begin(covered, dual.multiplier, run.layout.rows)
    better.slope, better.often, better.flow = dual.slope, dual.often, dual.flow
    target = incumbent.target if np.isfinite(incumbent.cost) else aim
    ascend(covered, better, target, STEPS, FINE, late)
    _mend(run, repair, better)
    return better


def branch(run: Run, repairs: list[Repair], dual: Dual) -> tuple[int, float]:
    """Branch below higher and higher ceilings; return parts of the last, and bound.

    A guess a little above the bound forbids most of the problem, so branching below
    it soon ends, with an answer or with the guess proved as a bound. The proof of an
    answer thus never waits for a good answer to begin with.
    """
    incumbent = run.incumbent
    bound = list_loads(run, repairs, dual)
    if _is_proved(incumbent, bound):
        incumbent.guess(math.inf)
        return 0, bound
    width = max(FIRST_WIDTH * abs(bound), WIDER * (bound - dual.bound))
    while True:
        incumbent.guess(dual.bound + width)
        tree = Tree(run.layout, run.side, incumbent, run.lister, cover=run.cover)
        tree.root(dual)
        share_work(run, tree, repairs, dual)
        bound = max(bound, tree.bound)
        ended = run.over() or incumbent.cost <= incumbent.ceiling
        if ended or math.isinf(incumbent.ceiling):
            incumbent.guess(math.inf)
            return tree.nodes, bound
        width *= WIDER


def list_loads(run: Run, repairs: list[Repair], dual: Dual) -> float:
    """Raise the bound by choosing among all loads below low ceilings.

    Meanwhile the other threads look for answers.
    """
    whole = _whole(run, cover=run.cover)
    if not run.lister.reaches(whole, dual):
        return dual.bound
    guide = guide_of(run, dual)
    ended = threading.Event()

    def over() -> bool:
        return ended.is_set() or run.over()

    helpers = [
        threading.Thread(target=repair.improve, args=(guide, over))
        for repair in repairs[1:]
    ]
    for helper in helpers:
        helper.start()
    bound = run.lister.climb(whole, dual, run.over)
    ended.set()
    for helper in helpers:
        helper.join()
    return bound


def share_work(run: Run, tree: Tree, repairs: list[Repair], dual: Dual) -> None:
    """Look for answers and branch until the time is over or all is proved.

    One thread looks first. The others branch at once, unless the best answer is so
    far from its bound that branching cannot prove it; then they look for a while,
    and the first one looks on.
    """
    guide = guide_of(run, dual)

    def is_far() -> bool:
        return run.incumbent.cost > dual.bound * (1.0 + FAR)

    def look(repair: Repair, share: float, *, goes_on: bool) -> None:
        watch = Look(run.incumbent, share, run.used)

        def looked() -> bool:
            is_enough = watch.is_over() and not (goes_on and is_far())
            return is_enough or run.over() or tree.finished

        repair.improve(guide, looked)

    def help_out(repair: Repair) -> None:
        if is_far():
            look(repair, LASTING, goes_on=False)
        tree.work(run.over, lambda node: _visit(repair, node))

    helpers = [
        threading.Thread(target=help_out, args=(repair,)) for repair in repairs[1:]
    ]
    for helper in helpers:
        helper.start()
    if run.used() < LOOK_SHARE + ROOT_SHARE or (helpers and is_far()):
        look(repairs[0], LOOK_SHARE, goes_on=bool(helpers))
    tree.work(run.over, lambda node: _visit(repairs[0], node), dive=True)
    for helper in helpers:
        helper.join()


def guide_of(run: Run, dual: Dual) -> Guide:
    """Return what the best multipliers say about open sets."""
    layout = run.layout
    relaxation = _whole(run, cover=False)
    relaxation.evaluate(dual.multiplier)
    rows = rows_of(layout)
    shut = relaxation.value[rows.shut]
    takes = np.where(layout.capacity > 0.0, relaxation.value, np.inf)
    opened = np.minimum.reduceat(takes, layout.row_first[:-1])
    extra = dual.multiplier[layout.clients :]
    price = dual.multiplier[: layout.clients]
    base = price.sum() + extra @ run.side.least
    return Guide(float(base + shut.sum()), opened - shut, price)


def first_multipliers(layout: Layout, side: SideRows) -> Floats:
    """Price each client at its cheapest arc with a part of the fixed cost."""
    takes = layout.capacity > 0.0
    spread = np.full(layout.rows, np.inf)
    spread[takes] = layout.fixed[takes] / layout.capacity[takes]
    cheapest = np.minimum.reduceat(spread, layout.row_first[:-1])
    weight = layout.weight[layout.arc_client]
    price = layout.arc_cost + cheapest[layout.arc_block] * weight
    first = np.full(layout.clients, np.inf)
    np.minimum.at(first, layout.arc_client, price)
    first = np.minimum(first, layout.unserved)
    return np.concatenate([first, np.zeros(len(side.least))])


def _is_proved(best: Incumbent, bound: float) -> bool:
    """Tell whether no answer is better than the best."""
    return best.chosen is not None and best.cost <= bound * (1.0 + RELATIVE)


def _is_large(run: Run) -> bool:
    """Tell whether a step is long enough to be shared among threads."""
    return len(run.layout.row_unit) * run.layout.arcs >= LARGE * run.layout.blocks


def _whole(run: Run, *, cover: bool, pool: Executor | None = None) -> Relaxation:
    layout = run.layout
    return Relaxation(
        layout,
        run.side,
        np.ones(layout.rows, np.bool_),
        np.ones(layout.arcs, np.bool_),
        cover,
        pool,
    )


def _mend(run: Run, repair: Repair, dual: Dual) -> None:
    if dual.flow is not None:
        every = np.ones(run.layout.arcs, np.bool_)
        repair.mend(Hint(dual.often, dual.flow, every))


def _visit(repair: Repair, node: Node) -> None:
    repair.mend(Hint(node.often, node.flow, node.open_arc, node.decided))
