"""Cuts a part out of a siting problem: a few free facilities, the rest as it is."""

from dataclasses import dataclass

import numpy as np

from routing.engines.siting_start import Answer
from routing.siting.tables import Bools, Ints, SitingTables, add_up

LEAST_FACILITIES = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A smaller problem inside a larger one.

    Attributes
    ----------
    tables
        The smaller problem.
    facilities
        Its facilities as positions in the larger one, ascending.
    rows
        Its rows as rows of the larger one, ascending.
    """

    tables: SitingTables
    facilities: Ints
    rows: Ints

    def widen(self, chosen: Ints, inner: Ints) -> Ints:
        """Return ``chosen`` of the larger problem with the part's choice put in."""
        wide = chosen.copy()
        wide[self.facilities] = self.rows[inner]
        return wide


def neighbours(tables: SitingTables, seed: int, most_arcs: int) -> Ints:
    """Return a facility and those that share most supply with it, ascending.

    Parameters
    ----------
    tables
        The problem.
    seed
        The facility in the middle.
    most_arcs
        Arcs that may lead into the facilities, so that dense problems give
        smaller parts; ``LEAST_FACILITIES`` are returned all the same.
    """
    near = np.zeros(tables.clients, np.bool_)
    near[tables.arc_client[tables.arc_facility == seed]] = True
    arc = np.flatnonzero(near[tables.arc_client])
    shared_kg = add_up(
        tables.arc_facility[arc],
        tables.supply_kg[tables.arc_client[arc]],
        tables.facilities,
    )
    shared_kg[seed] = np.iinfo(np.int64).max
    nearest = np.argsort(-shared_kg, kind="stable")
    nearest = nearest[shared_kg[nearest] > 0]
    arcs = np.bincount(tables.arc_facility, minlength=tables.facilities)
    fits = np.cumsum(arcs[nearest]) <= most_arcs
    fits[:LEAST_FACILITIES] = True
    return np.sort(nearest[fits])


def cut_out(tables: SitingTables, answer: Answer, free: Ints) -> Part:
    """Free some facilities of an answer and freeze the others in their states.

    The part holds the free facilities, every client with an arc to one of
    them, and the other facilities those clients reach, each frozen in its
    state with the capacity and minimum that the remaining flow leaves.

    Parameters
    ----------
    tables
        The whole problem.
    answer
        The answer whose states are kept where not freed.
    free
        Positions of the facilities to free.
    """
    is_free = np.zeros(tables.facilities, np.bool_)
    is_free[free] = True
    client = np.zeros(tables.clients, np.bool_)
    client[tables.arc_client[is_free[tables.arc_facility]]] = True
    arc = client[tables.arc_client]
    inside = is_free.copy()
    inside[tables.arc_facility[arc]] = True
    row = inside[tables.facility] & is_free[tables.facility]
    row[answer.chosen[inside]] = True
    passing_kg = tables.throughput_kg(np.where(arc, 0, answer.flow.flow_kg))
    return Part(
        _sub_tables(tables, (client, inside, arc, row), passing_kg, answer.chosen),
        np.flatnonzero(inside),
        np.flatnonzero(row),
    )


def _sub_tables(
    tables: SitingTables,
    kept: tuple[Bools, Bools, Bools, Bools],
    passing_kg: Ints,
    chosen: Ints,
) -> SitingTables:
    """Keep some clients, facilities, arcs and rows, renumbered."""
    client, inside, arc, row = kept
    new_client, new_facility = np.cumsum(client) - 1, np.cumsum(inside) - 1
    facility = new_facility[tables.facility[row]]
    states = np.bincount(facility, minlength=int(inside.sum()))
    outside = tables.tagged[chosen[~inside]].sum(axis=0)
    passing = passing_kg[tables.facility[row]]
    return SitingTables(
        supply_kg=tables.supply_kg[client],
        commodity=tables.commodity[client],
        first_row=np.concatenate([[0], np.cumsum(states)]),
        facility=facility,
        capacity_kg=tables.capacity_kg[row] - passing,
        min_kg=np.maximum(tables.min_kg[row] - passing, 0),
        fixed_fen=tables.fixed_fen[row],
        unit_fen_per_t=tables.unit_fen_per_t[row],
        accepts=tables.accepts[row],
        tagged=tables.tagged[row],
        tags=tables.tags,
        tag_min=np.maximum(tables.tag_min - outside, 0),
        tag_max=tables.tag_max - outside,
        arc_client=new_client[tables.arc_client[arc]],
        arc_facility=new_facility[tables.arc_facility[arc]],
        arc_fen_per_t=tables.arc_fen_per_t[arc],
        unserved_fen_per_t=tables.unserved_fen_per_t,
    )
