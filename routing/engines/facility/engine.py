"""The engine for capacitated sites: multipliers, search, and branching."""

import math

import numpy as np

from routing.engines.facility.capacitated import Capacitated, capacitated_of
from routing.engines.facility.listener import Listener
from routing.engines.facility.relaxation import SideRows
from routing.engines.facility.solve import Answer, Options, solve
from routing.engines.facility.whole_kg import divided_flows, undivided_flows
from routing.engines.siting_watch import SitingWatch
from routing.errors import InfeasibleError
from routing.options import ProgressCallback, SolveOptions
from routing.siting.arrays import KG_PER_T, Ints
from routing.siting.certificate import NO_ANSWER, certified_bound
from routing.siting.cost import Masses, cost_of
from routing.siting.features import SitingFeature
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem
from routing.siting.solution import Certificate, SitingSolution

SAFE = 1e-10
"""Part of a bound that sums of floats may be wrong by."""


class LagrangianEngine:
    """Multipliers for the bound, and answers near what the relaxation opens.

    Clients divided or in whole: it branches until what is found is proved or time is
    over.
    """

    name = "lagrangian"
    features = frozenset(
        {
            SitingFeature.CAPACITY,
            SitingFeature.CARBON,
            SitingFeature.COMMODITIES,
            SitingFeature.FIXES,
            SitingFeature.MOVES,
            SitingFeature.PERIODS,
            SitingFeature.REQUIRED,
            SitingFeature.SINGLE_SOURCE,
            SitingFeature.STATES,
        }
    )

    def takes(self, problem: SitingProblem) -> bool:
        """Take problems of one period, of open and closed sites that serve all."""
        return capacitated_of(problem, arrays_of(problem)) is not None

    def solve(
        self,
        problem: SitingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
    ) -> SitingSolution:
        """Return the best answer found and the best bound proved.

        Raises
        ------
        InfeasibleError
            If no answer exists, or none was found in time.
        ValueError
            If the problem is not one the engine takes.
        """
        watch = SitingWatch(options, progress)
        case = capacitated_of(problem, arrays_of(problem))
        if case is None:
            msg = "problems other than capacitated ones are for other engines."
            raise ValueError(msg)
        return _capacitated(problem, case, watch)


def _capacitated(
    problem: SitingProblem, case: Capacitated, watch: SitingWatch
) -> SitingSolution:
    """Solve a capacitated problem."""
    watch.tell("build")
    step, options = case.step, watch.options
    answer = solve(
        case.layout,
        SideRows.none(case.layout.rows),
        Options(watch.left_s, options.workers, options.seed, options.gap),
        Listener(watch, lambda cost: math.ceil(cost * step)),
    )
    return _solution(problem, case, answer, watch)


def _solution(
    problem: SitingProblem, case: Capacitated, answer: Answer, watch: SitingWatch
) -> SitingSolution:
    """Put an answer into whole kilograms."""
    certificate = _certificate(case, answer)
    certified = certified_bound(problem, certificate)
    bound = max(certified, _whole_fen(answer.bound, case))
    if answer.chosen is None or answer.flow is None:
        raise InfeasibleError(_nothing(bound, proved=certified == NO_ANSWER))
    arrays = case.arrays
    chosen = case.row[answer.chosen]
    if case.layout.single_source:
        flow = undivided_flows(case, answer.flow)
    else:
        flow = divided_flows(case, chosen)
    if flow is None:
        raise InfeasibleError(_nothing(bound, proved=False))
    states = chosen - arrays.rows.first[:-1]
    objective = _objective(case, chosen, flow)
    return SitingSolution(
        states=states[None],
        flow_kg=flow,
        unserved_kg=np.zeros_like(arrays.supply_kg),
        objective=objective,
        bound=min(bound, objective),
        engine=LagrangianEngine.name,
        seconds=watch.seconds,
        certificate=certificate,
    )


def _objective(case: Capacitated, chosen: Ints, flow: Ints) -> int:
    arrays = case.arrays
    taken = np.zeros((1, arrays.facilities), np.int64)
    np.add.at(taken[0], arrays.arc_facility, flow[0])
    none = np.zeros((1, 0), np.int64)
    masses = Masses(flow, none, np.zeros_like(arrays.supply_kg), taken)
    return cost_of(arrays, chosen[None], masses).total_fen


def _certificate(case: Capacitated, answer: Answer) -> Certificate:
    arrays = case.arrays
    worth = np.zeros(arrays.supply_kg.shape)
    price = np.nan_to_num(answer.multiplier[: case.client.size] * case.step)
    worth[0, case.client] = price / (arrays.supply_kg[0, case.client] / KG_PER_T)
    return Certificate(
        client_fen_per_t=worth,
        inflow_fen_per_t=np.zeros((1, arrays.facilities, arrays.commodities)),
        floor_fen_per_t=np.zeros_like(arrays.floors.minimum_kg, np.float64),
        tag_fen=np.zeros(arrays.tag_min.shape),
        budget=np.zeros(1),
    )


def _whole_fen(bound: float, case: Capacitated) -> int:
    """Turn a bound into fen, less what floats and rounding may err."""
    if not math.isfinite(bound):
        return 0
    fen = bound * case.step
    return max(0, math.ceil(fen - SAFE * abs(fen) - case.error))


def _nothing(bound: int, *, proved: bool) -> str:
    if proved:
        return (
            "no answer exists: the facilities have no room for every client that "
            "must be served. Allow more facilities or larger ones."
        )
    return (
        f"engine lagrangian: found no answer in time; one costs at least {bound}. "
        "Allow more time or larger facilities."
    )
