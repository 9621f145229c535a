"""Contradictions between parts of a siting problem that are sound by themselves.

Everything here is necessary, nothing sufficient: what passes may still have no
answer, which is for an engine to find out.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from routing.siting.arrays import Bools, Ints, SitingArrays, add_up
from routing.siting.laying import arrays_of
from routing.siting.paths import cheapest_paths
from routing.siting.problem import PPM, SitingProblem
from routing.siting.validate_columns import MOST_ROWS


def reach_faults(problem: SitingProblem) -> Iterator[str]:
    """Name what no answer could satisfy.

    Parameters
    ----------
    problem
        A problem without faults of columns and states.
    """
    arrays = arrays_of(problem)
    contradictions = list(_fix_faults(problem, arrays))
    yield from contradictions or _path_faults(problem, arrays)
    yield from _sink_faults(problem, arrays)
    for t in range(arrays.periods):
        when = _when(problem, t)
        yield from _candidate_faults(problem, arrays, t)
        yield from _tag_faults(arrays, t, when)
        yield from _floor_faults(problem, arrays, t)
        yield from supply_faults(problem, arrays, t, arrays.required)


def notes_on(problem: SitingProblem) -> list[str]:
    """Say what must remain unserved, whatever the answer.

    The rules are those for required clients, applied to the optional ones: no
    faults, since leaving a tonne has a price, but worth knowing.

    Parameters
    ----------
    problem
        A valid problem.
    """
    arrays = arrays_of(problem)
    everyone = np.full(arrays.clients, True)
    return [
        note
        for t in range(arrays.periods)
        for note in supply_faults(problem, arrays, t, everyone)
    ]


def supply_faults(
    problem: SitingProblem, arrays: SitingArrays, t: int, who: Bools
) -> Iterator[str]:
    """Name supply of some clients that cannot be taken in a period.

    Parameters
    ----------
    problem, arrays
        The problem.
    t
        Position of the period.
    who
        Shape (C,): the clients looked at.
    """
    when, rows = _when(problem, t), arrays.rows
    taking = rows.accepts & rows.allowed[t][:, None]
    room = np.where(taking, rows.capacity_kg[:, None], 0)
    most = np.maximum.reduceat(room, rows.first[:-1], axis=0)
    supply = np.where(who, arrays.supply_kg[t], 0)
    wanted = add_up(arrays.commodity, supply, arrays.commodities)
    total, all_room = int(supply.sum()), int(most.max(axis=1, initial=0).sum())
    if total > all_room:
        yield (
            f"{when}clients, supply_kg: {total} kg must be within the capacity of all "
            f"facilities, {all_room} kg. Add or enlarge sites, or make clients "
            "optional."
        )
    for g in np.flatnonzero(wanted > most.sum(axis=0)).tolist():
        yield (
            f"{when}commodity {problem.commodities[g]!r}: {wanted[g]} kg supplied must "
            f"be within the capacity that accepts it, {most[:, g].sum()} kg. Let more "
            "sites accept it."
        )
    at_end = most[arrays.arc_facility, arrays.arc_commodity]
    reached = np.zeros(arrays.clients, np.int64)
    np.maximum.at(reached, arrays.arc_client, at_end)
    lost = np.flatnonzero((supply > 0) & (reached == 0))
    if lost.size:
        yield (
            f"{when}clients {_names(problem.clients.names, lost)}: no facility within "
            "reach accepts what they supply. Allow longer arcs, or add a site."
        )
    large = np.flatnonzero((reached > 0) & (supply > reached))
    if problem.single_source and large.size:
        yield (
            f"{when}clients {_names(problem.clients.names, large)}: supply more than "
            "any facility within reach takes, and must not be split. Divide them."
        )


def _fix_faults(problem: SitingProblem, arrays: SitingArrays) -> Iterator[str]:
    some = np.maximum.reduceat(arrays.rows.allowed, arrays.rows.first[:-1], axis=1)
    for t, j in np.argwhere(~some).tolist():
        reasons = [
            f"{sorted(fix.states)} ({fix.reason})"
            for fix in problem.fixes
            if fix.facility == j and fix.period in {None, t}
        ]
        yield (
            f"{_when(problem, t)}facility {problem.facilities[j].name!r}: the fixes "
            f"{' and '.join(reasons)} contradict each other. Drop one of them."
        )


def _path_faults(problem: SitingProblem, arrays: SitingArrays) -> Iterator[str]:
    free = np.where(arrays.rows.allowed, 0.0, np.inf)
    paths = cheapest_paths(arrays, free, np.zeros(free.shape))
    stuck = np.flatnonzero(np.isinf(paths))
    if stuck.size:
        names = tuple(facility.name for facility in problem.facilities)
        yield (
            f"facilities {_names(names, stuck)}: no allowed moves lead through the "
            "fixes of all periods. Allow a move, or loosen a fix."
        )


def _sink_faults(problem: SitingProblem, arrays: SitingArrays) -> Iterator[str]:
    rows = arrays.rows
    takes = np.maximum.reduceat(rows.accepts, rows.first[:-1], axis=0)
    good = takes[arrays.trunk_destination, arrays.trunk_commodity]
    leads = np.zeros((arrays.facilities, arrays.commodities), np.bool_)
    leads[arrays.trunk_origin[good], arrays.trunk_commodity[good]] = True
    facility = rows.facility[rows.yield_row]
    open_row = rows.allowed.any(axis=0)[rows.yield_row]
    used = rows.accepts[rows.yield_row, rows.yield_commodity] & open_row
    without: dict[int, set[int]] = defaultdict(set)
    for place in np.flatnonzero(used & ~leads[facility, rows.yield_output]).tolist():
        without[int(rows.yield_output[place])].add(int(facility[place]))
    names = tuple(site.name for site in problem.facilities)
    for output, sites in sorted(without.items()):
        yield (
            f"commodity {problem.commodities[output]!r}: made by facilities "
            f"{_names(names, np.array(sorted(sites)))} without a leg to a park or "
            "other site that accepts it. Add a leg, or a site."
        )


def _candidate_faults(
    problem: SitingProblem, arrays: SitingArrays, t: int
) -> Iterator[str]:
    if (
        problem.fixes
        and not (arrays.rows.allowed[t] & (arrays.rows.capacity_kg > 0)).any()
    ):
        yield (
            f"{_when(problem, t)}facilities: the fixes leave no site that takes "
            f"anything ({len(problem.fixes)} fixes). Loosen an exclusion or add "
            "candidates."
        )


def _tag_faults(arrays: SitingArrays, t: int, when: str) -> Iterator[str]:
    rows = arrays.rows
    tagged = rows.tagged & rows.allowed[t][:, None]
    carriers = np.maximum.reduceat(tagged, rows.first[:-1], axis=0).sum(axis=0)
    for n in np.flatnonzero(arrays.tag_min[t] > carriers).tolist():
        yield (
            f"{when}tag_limits[{arrays.tags[n]!r}], minimum: must be <= the "
            f"{carriers[n]} facilities with such a state, got {arrays.tag_min[t, n]}. "
            "Lower it or add candidates."
        )


def _floor_faults(
    problem: SitingProblem, arrays: SitingArrays, t: int
) -> Iterator[str]:
    """Floors over arcs alone that all supply together would not reach."""
    supply = arrays.supply_kg[t].astype(np.float64)
    for floor in problem.floors:
        if len(floor.trunk) or floor.minimum_kg[t] <= 0:
            continue
        best = np.zeros(arrays.clients)
        np.maximum.at(best, arrays.arc_client[floor.arc], floor.arc_ppm / PPM)
        most = float((best * supply).sum())
        if most * (1 + 1e-9) < floor.minimum_kg[t]:
            yield (
                f"{_when(problem, t)}floor {floor.name!r}: {floor.minimum_kg[t]} kg "
                f"must be within what all its clients supply, {most:.0f} kg. Lower it."
            )


def _names(names: tuple[str, ...], places: Ints) -> str:
    named = ", ".join(repr(names[place]) for place in places[:MOST_ROWS].tolist())
    others = len(places) - MOST_ROWS
    return f"{named} and {others} more" if others > 0 else named


def _when(problem: SitingProblem, t: int) -> str:
    periods = problem.periods
    return f"period {periods[t].name!r}, " if len(periods) > 1 else ""
