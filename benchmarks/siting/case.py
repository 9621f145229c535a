"""An instance as the solver gets it, and its answer as the verifier wants it."""

import numpy as np

from benchmarks.siting.answer_file import Answer
from benchmarks.siting.capacitated_file import CapacitatedFile
from benchmarks.siting.families import CENTER, SSCFLP
from benchmarks.siting.median_file import MedianFile
from benchmarks.siting.source import Source
from routing.siting.arrays import KG_PER_T
from routing.siting.problem import Objective, SitingProblem
from routing.siting.solution import SitingSolution
from routing.siting.textbook import cflp, p_center, p_median, tscflp
from routing.siting.textbook_parts import CLOSED, GOODS


def problem_of(source: Source, model: str) -> SitingProblem:
    """Build the problem of an instance, facilities and clients in its order."""
    if isinstance(source, CapacitatedFile):
        return cflp(
            (source.cost / source.demand).T,
            source.demand,
            source.capacity,
            source.fixed_cost,
            single_source=model == SSCFLP,
        )
    if isinstance(source, MedianFile):
        away = source.distance.T
        if model == CENTER:
            return p_center(away, source.p)
        return p_median(away, np.ones(len(away)), source.p)
    return tscflp(
        source.unit_cost.T,
        source.demand,
        source.capacity,
        source.fixed_cost,
        source.trunk_unit_cost.T,
        source.plant_capacity,
        source.plant_fixed_cost,
    )


def answer_of(problem: SitingProblem, solution: SitingSolution) -> Answer:
    """Turn a solution into the numbers and units of its instance."""
    unit = unit_of(problem)
    return Answer(
        open=[
            number
            for number, state in enumerate(solution.states[0].tolist())
            if problem.facilities[number].states[state].name != CLOSED
        ],
        assignment=_assignment(problem, solution),
        objective=solution.objective / unit,
        bound=None if solution.bound is None else solution.bound / unit,
        multipliers=_multipliers(problem, solution),
        trunk=_trunk(problem, solution),
    )


def unit_of(problem: SitingProblem) -> float:
    """Return what one unit of the instance's objective is in the problem."""
    is_distance = problem.objective is Objective.LARGEST_DISTANCE
    return problem.scale.m if is_distance else problem.scale.fen


def _assignment(
    problem: SitingProblem, solution: SitingSolution
) -> list[list[tuple[int, float]]]:
    supply = problem.clients.supply_kg[0]
    arcs, flow = problem.arcs, solution.flow_kg[0]
    assignment: list[list[tuple[int, float]]] = [[] for _ in range(len(supply))]
    for arc in np.flatnonzero(flow).tolist():
        client, facility = int(arcs.client[arc]), int(arcs.facility[arc])
        assignment[client].append((facility, float(flow[arc] / supply[client])))
    return assignment


def _trunk(
    problem: SitingProblem, solution: SitingSolution
) -> list[tuple[int, int, float]] | None:
    """Amounts from plants to satellites: the problem's legs go the other way."""
    if solution.trunk_kg is None:
        return None
    legs, flow = problem.trunks, solution.trunk_kg[0]
    return [
        (
            int(legs.destination[leg]),
            int(legs.origin[leg]),
            float(flow[leg] / problem.scale.kg),
        )
        for leg in np.flatnonzero(flow).tolist()
    ]


def _multipliers(problem: SitingProblem, solution: SitingSolution) -> list[float]:
    """Worth of serving each client wholly, then the price of a unit by plant.

    In units of the instance's cost; the p-center's are weights, in any unit.
    """
    certificate = solution.certificate
    if certificate is None:
        return []
    supply_t = problem.clients.supply_kg[0] / KG_PER_T
    worth = certificate.client_fen_per_t[0] * supply_t / problem.scale.fen
    if GOODS not in problem.commodities:
        return [float(number) for number in worth]
    unit_t = problem.scale.kg / KG_PER_T
    goods = problem.commodities.index(GOODS)
    price = certificate.inflow_fen_per_t[0, :, goods] * unit_t / problem.scale.fen
    plants = np.unique(problem.trunks.destination)
    return [float(number) for number in [*worth, *price[plants]]]
