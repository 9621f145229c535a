"""Recomputes an answer from the problem alone; no engine is trusted."""

from collections.abc import Iterator

import numpy as np

from routing.siting.arrays import SitingArrays
from routing.siting.certificate import certified_bound
from routing.siting.check_masses import mass_faults
from routing.siting.check_rules import rule_faults
from routing.siting.cost import SitingCost, cost_of
from routing.siting.laying import arrays_of
from routing.siting.problem import PPM, SitingProblem
from routing.siting.reading import Reading, read
from routing.siting.report import SitingReport
from routing.siting.solution import Certificate, SitingSolution


def check_siting(problem: SitingProblem, solution: SitingSolution) -> SitingReport:
    """Recompute masses, limits, objective and bound; list what is broken.

    Masses are compared as integers, without tolerance. The certified bound comes
    from the problem and the multipliers alone.

    Parameters
    ----------
    problem
        A valid problem.
    solution
        Any engine's answer to it.
    """
    faults = list(shape_faults(problem, solution))
    if faults:
        return _unreadable(problem, solution, faults)
    reading = read(problem, solution)
    cost = cost_of(reading.arrays, reading.chosen, reading.masses)
    certificate = solution.certificate
    report = SitingReport(
        cost=cost,
        largest_distance_m=reading.largest_distance_m,
        minimised=problem.objective,
        claimed_bound=solution.bound,
        certified_bound=None
        if certificate is None
        else certified_bound(problem, certificate),
        throughput_kg=reading.masses.throughput_kg,
        utilisation=reading.utilisation,
        served_kg=tuple(reading.masses.flow_kg.sum(axis=1).tolist()),
        unserved_kg=tuple(reading.masses.unserved_kg.sum(axis=1).tolist()),
        floor_kg=tuple(tuple(f // PPM for f in row) for row in reading.floor_ppm),
        floor_fen_per_t=None if certificate is None else certificate.floor_fen_per_t,
        capital_fen=reading.capital_fen,
        tag_counts=_by_tag(reading),
        violations=(*mass_faults(reading), *rule_faults(reading)),
    )
    return report.with_more(_objective_faults(solution, report))


def shape_faults(problem: SitingProblem, solution: SitingSolution) -> Iterator[str]:
    """Name the columns of an answer that do not fit its problem."""
    periods = len(problem.periods)
    columns = {
        "flow_kg": (solution.flow_kg, len(problem.arcs)),
        "unserved_kg": (solution.unserved_kg, len(problem.clients)),
        "states": (solution.states, len(problem.facilities)),
    }
    if solution.trunk_kg is not None:
        columns["trunk_kg"] = (solution.trunk_kg, len(problem.trunks))
    for name, (column, length) in columns.items():
        if column.shape != (periods, length):
            yield f"{name}: shape must be ({periods}, {length}), got {column.shape}"
        if column.dtype.kind != "i":
            yield f"{name}: must be whole numbers, got {column.dtype}"
    if solution.states.shape == (periods, len(problem.facilities)):
        for t, states in enumerate(solution.states.tolist()):
            for facility, state in zip(problem.facilities, states, strict=True):
                if not 0 <= state < len(facility.states):
                    place = f"facility {facility.name!r}"
                    yield f"{place}: has no state number {state} (period {t})"
    if solution.certificate is not None:
        yield from _certificate_faults(arrays_of(problem), solution.certificate)


def _certificate_faults(
    arrays: SitingArrays, certificate: Certificate
) -> Iterator[str]:
    periods = arrays.periods
    columns = {
        "client_fen_per_t": (certificate.client_fen_per_t, (arrays.clients,)),
        "inflow_fen_per_t": (
            certificate.inflow_fen_per_t,
            (arrays.facilities, arrays.commodities),
        ),
        "floor_fen_per_t": (
            certificate.floor_fen_per_t,
            arrays.floors.minimum_kg.shape[1:],
        ),
        "tag_fen": (certificate.tag_fen, (len(arrays.tags),)),
        "budget": (certificate.budget, ()),
    }
    for name, (column, shape) in columns.items():
        if column.shape != (periods, *shape):
            want = (periods, *shape)
            yield f"certificate, {name}: shape must be {want}, got {column.shape}"
        if not np.isfinite(column).all():
            yield f"certificate, {name}: every multiplier must be finite"
    for name in ("floor_fen_per_t", "budget"):
        if (columns[name][0] < 0).any():
            yield f"certificate, {name}: no multiplier may be negative"


def _by_tag(reading: Reading) -> dict[str, tuple[int, ...]]:
    columns = reading.tag_counts.T.tolist()
    return {
        tag: tuple(counts)
        for tag, counts in zip(reading.arrays.tags, columns, strict=True)
    }


def _objective_faults(solution: SitingSolution, report: SitingReport) -> Iterator[str]:
    if solution.objective != report.objective:
        yield f"objective: must be {report.objective}, got {solution.objective}"
    if solution.bound is not None and solution.bound > report.objective:
        yield (f"bound: must be <= objective {report.objective}, got {solution.bound}")
    certified = report.certified_bound
    if certified is not None and certified > report.objective and not report.violations:
        yield f"certificate: proves {certified}, above objective {report.objective}"


def _unreadable(
    problem: SitingProblem, solution: SitingSolution, faults: list[str]
) -> SitingReport:
    periods, facilities = len(problem.periods), len(problem.facilities)
    nothing = (0,) * periods
    return SitingReport(
        cost=SitingCost(0, 0, 0, 0),
        largest_distance_m=0,
        minimised=problem.objective,
        claimed_bound=solution.bound,
        certified_bound=None,
        throughput_kg=np.zeros((periods, facilities), np.int64),
        utilisation=np.zeros((periods, facilities)),
        served_kg=nothing,
        unserved_kg=nothing,
        floor_kg=((0,) * len(problem.floors),) * periods,
        floor_fen_per_t=None,
        capital_fen=nothing,
        tag_counts=dict.fromkeys(problem.tag_limits, nothing),
        violations=tuple(faults),
    )
