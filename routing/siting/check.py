"""Recomputes an answer from the problem alone; no engine is trusted."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from routing.siting.cost import SitingCost, cost_of
from routing.siting.problem import SitingProblem
from routing.siting.solution import SitingSolution
from routing.siting.tables import Floats, Ints, SitingTables, add_up, rows_of, tabulate


@dataclass(frozen=True, slots=True)
class SitingReport:
    """What an answer really is.

    Attributes
    ----------
    cost
        Yearly cost by component. All zero when ``violations`` says that the
        answer does not even have the shape of one.
    bound_fen
        Lower bound the engine claims, ``None`` without one.
    throughput_kg
        Shape (F,): kilograms a year taken in by each facility.
    utilisation
        Shape (F,): throughput over capacity, 0 for a facility without any.
    served_kg, unserved_kg
        Kilograms a year in all.
    tag_counts
        Number of facilities in a state with each limited tag.
    violations
        Every broken rule, in words; empty for a valid answer.
    """

    cost: SitingCost
    bound_fen: int | None
    throughput_kg: Ints
    utilisation: Floats
    served_kg: int
    unserved_kg: int
    tag_counts: dict[str, int]
    violations: tuple[str, ...]

    @property
    def cost_fen(self) -> int:
        """Yearly cost in all."""
        return self.cost.total_fen

    @property
    def gap(self) -> float | None:
        """Most the cost can be above the optimum, as a share of the cost.

        ``(cost - bound) / cost``; 0 for a cost of zero, ``None`` without bound.
        """
        if self.bound_fen is None:
            return None
        if self.cost_fen == 0:
            return 0.0
        return (self.cost_fen - self.bound_fen) / self.cost_fen


@dataclass(frozen=True, slots=True)
class SitingResult:
    """A checked answer together with its report."""

    solution: SitingSolution
    report: SitingReport


def check_siting(problem: SitingProblem, solution: SitingSolution) -> SitingReport:
    """Recompute masses, limits and cost of an answer and list what is broken.

    Masses are compared as integers, without tolerance.

    Parameters
    ----------
    problem
        A valid problem.
    solution
        Any engine's answer to it.
    """
    tables = tabulate(problem)
    faults = list(_shape_faults(problem, tables, solution))
    if faults:
        return _unreadable(tables, solution, faults)
    chosen = rows_of(tables, solution.states)
    throughput_kg = tables.throughput_kg(solution.flow_kg)
    cost = cost_of(tables, chosen, solution.flow_kg, solution.unserved_kg)
    violations = [
        *_mass_faults(problem, tables, solution),
        *_acceptance_faults(problem, tables, solution, chosen),
        *_throughput_faults(problem, tables, throughput_kg, chosen),
        *_tag_faults(tables, chosen),
        *_cost_faults(solution, cost),
    ]
    capacity_kg = tables.capacity_kg[chosen]
    return SitingReport(
        cost=cost,
        bound_fen=solution.bound_fen,
        throughput_kg=throughput_kg,
        utilisation=np.where(
            capacity_kg > 0, throughput_kg / np.maximum(capacity_kg, 1), 0.0
        ),
        served_kg=int(solution.flow_kg.sum()),
        unserved_kg=int(solution.unserved_kg.sum()),
        tag_counts=_tag_counts(tables, chosen),
        violations=tuple(violations),
    )


def _shape_faults(
    problem: SitingProblem, tables: SitingTables, solution: SitingSolution
) -> Iterator[str]:
    columns = {
        "flow_kg": (solution.flow_kg, len(tables.arc_client)),
        "unserved_kg": (solution.unserved_kg, tables.clients),
    }
    for name, (column, length) in columns.items():
        if column.shape != (length,):
            yield f"{name}: shape must be ({length},), got {column.shape}"
        if column.dtype.kind != "i":
            yield f"{name}: must be whole kilograms, got {column.dtype}"
    if len(solution.states) != tables.facilities:
        yield f"states: must be {tables.facilities} long, got {len(solution.states)}"
        return
    for facility, state in zip(problem.facilities, solution.states, strict=True):
        if not 0 <= state < len(facility.states):
            yield f"facility {facility.name!r}: has no state number {state}"


def _unreadable(
    tables: SitingTables, solution: SitingSolution, faults: list[str]
) -> SitingReport:
    return SitingReport(
        cost=SitingCost(0, 0, 0, 0),
        bound_fen=solution.bound_fen,
        throughput_kg=np.zeros(tables.facilities, np.int64),
        utilisation=np.zeros(tables.facilities),
        served_kg=0,
        unserved_kg=0,
        tag_counts=dict.fromkeys(tables.tags, 0),
        violations=tuple(faults),
    )


def _mass_faults(
    problem: SitingProblem, tables: SitingTables, solution: SitingSolution
) -> Iterator[str]:
    flow_kg, unserved_kg = solution.flow_kg, solution.unserved_kg
    for arc in np.flatnonzero(flow_kg < 0):
        yield f"arc {arc}: flow must be >= 0 kg, got {flow_kg[arc]}"
    for i in np.flatnonzero(unserved_kg < 0):
        name = problem.clients[i].name
        yield f"client {name!r}: unserved must be >= 0 kg, got {unserved_kg[i]}"
    served_kg = add_up(tables.arc_client, flow_kg, tables.clients)
    for i in np.flatnonzero(served_kg + unserved_kg != tables.supply_kg):
        yield (
            f"client {problem.clients[i].name!r}: served {served_kg[i]} kg and "
            f"unserved {unserved_kg[i]} kg must add up to its supply, "
            f"{tables.supply_kg[i]} kg"
        )


def _acceptance_faults(
    problem: SitingProblem,
    tables: SitingTables,
    solution: SitingSolution,
    chosen: Ints,
) -> Iterator[str]:
    refused = (solution.flow_kg != 0) & ~tables.accepted_by(chosen)
    for arc in np.flatnonzero(refused):
        client = problem.clients[tables.arc_client[arc]]
        j = tables.arc_facility[arc]
        facility = problem.facilities[j]
        state = facility.states[solution.states[j]]
        yield (
            f"arc {arc}: facility {facility.name!r} in state {state.name!r} does "
            f"not take {client.commodity!r}, got {solution.flow_kg[arc]} kg"
        )


def _throughput_faults(
    problem: SitingProblem, tables: SitingTables, throughput_kg: Ints, chosen: Ints
) -> Iterator[str]:
    capacity_kg, min_kg = tables.capacity_kg[chosen], tables.min_kg[chosen]
    for j in np.flatnonzero(throughput_kg > capacity_kg):
        yield (
            f"facility {problem.facilities[j].name!r}: throughput must be <= "
            f"capacity {capacity_kg[j]} kg, got {throughput_kg[j]}"
        )
    for j in np.flatnonzero(throughput_kg < min_kg):
        yield (
            f"facility {problem.facilities[j].name!r}: throughput must be >= "
            f"minimum {min_kg[j]} kg, got {throughput_kg[j]}"
        )


def _tag_counts(tables: SitingTables, chosen: Ints) -> dict[str, int]:
    counts = tables.tagged[chosen].sum(axis=0).tolist()
    return dict(zip(tables.tags, counts, strict=True))


def _tag_faults(tables: SitingTables, chosen: Ints) -> Iterator[str]:
    for t, (tag, count) in enumerate(_tag_counts(tables, chosen).items()):
        if count < tables.tag_min[t]:
            yield f"tag {tag!r}: must be >= {tables.tag_min[t]} times, got {count}"
        if count > tables.tag_max[t]:
            yield f"tag {tag!r}: must be <= {tables.tag_max[t]} times, got {count}"


def _cost_faults(solution: SitingSolution, cost: SitingCost) -> Iterator[str]:
    if solution.cost_fen != cost.total_fen:
        yield f"cost_fen: must be {cost.total_fen}, got {solution.cost_fen}"
    if solution.bound_fen is not None and solution.bound_fen > cost.total_fen:
        yield (f"bound_fen: must be <= cost {cost.total_fen}, got {solution.bound_fen}")
