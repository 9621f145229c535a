"""The constraints of the siting model, each kind in one function."""

from dataclasses import dataclass, field

import numpy as np

from routing.engines.siting_terms import Terms
from routing.siting.tables import KG_PER_T, Bools, Floats, Ints


@dataclass(slots=True)
class Constraints:
    """Constraints under construction, as sparse entries in blocks.

    Attributes
    ----------
    row, column, value
        Entries, block by block.
    lower, upper
        Limits of the constraints, block by block.
    count
        Number of constraints.
    """

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        entries: tuple[Ints, Ints, Floats | float],
        size: int,
        lower: Floats | float,
        upper: Floats | float,
    ) -> None:
        """Append ``size`` constraints given as (row, column, value) entries."""
        row, column, value = entries
        self.row.append(row + self.count)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.float64(value), row.shape))
        self.lower.append(np.broadcast_to(np.float64(lower), (size,)))
        self.upper.append(np.broadcast_to(np.float64(upper), (size,)))
        self.count += size


def constraints_of(terms: Terms, strong_arc: Bools) -> Constraints:
    """Collect all constraints.

    Parameters
    ----------
    terms
        The figures.
    strong_arc
        Shape (A,): the arcs that get a strong linking constraint.
    """
    rows = Constraints()
    _add_balances(rows, terms)
    _add_state_limits(rows, terms)
    _add_acceptance(rows, terms)
    _add_tag_limits(rows, terms)
    _add_strong_links(rows, terms, strong_arc)
    return rows


def _add_balances(rows: Constraints, terms: Terms) -> None:
    """One state per facility, supply of a client, throughput of a facility."""
    tables, columns = terms.tables, terms.columns
    state, arc = np.arange(tables.rows), np.arange(columns.arcs)
    client = np.arange(tables.clients)
    rows.add((tables.facility, state, 1.0), tables.facilities, 1.0, 1.0)
    rows.add(
        (
            np.concatenate([tables.arc_client, client]),
            np.concatenate([columns.x + arc, columns.u + client]),
            1.0,
        ),
        tables.clients,
        terms.supply_t,
        terms.supply_t,
    )
    rows.add(
        (
            np.concatenate([tables.arc_facility, tables.facility]),
            np.concatenate([columns.x + arc, columns.t + state]),
            np.repeat([1.0, -1.0], [columns.arcs, tables.rows]),
        ),
        tables.facilities,
        0.0,
        0.0,
    )


def _add_state_limits(rows: Constraints, terms: Terms) -> None:
    """Tie each state's throughput to its capacity and minimum."""
    tables, columns = terms.tables, terms.columns
    state = np.arange(tables.rows)
    needy = np.flatnonzero(tables.min_kg > 0)
    for limited, limit_t, lower, upper in (
        (state, terms.capacity_t, -np.inf, 0.0),
        (needy, tables.min_kg[needy] / KG_PER_T, 0.0, np.inf),
    ):
        place = np.arange(limited.size)
        rows.add(
            (
                np.concatenate([place, place]),
                np.concatenate([columns.t + limited, limited]),
                np.concatenate([np.ones(limited.size), -limit_t]),
            ),
            limited.size,
            lower,
            upper,
        )


def _add_acceptance(rows: Constraints, terms: Terms) -> None:
    """Limit a commodity, where some state refuses it, to those that accept."""
    tables, columns = terms.tables, terms.columns
    working = tables.capacity_kg > 0
    for commodity in range(tables.commodities):
        accepts = tables.accepts[:, commodity]
        picky = np.unique(tables.facility[working & ~accepts])
        place = np.full(tables.facilities, -1)
        place[picky] = np.arange(picky.size)
        arc = np.flatnonzero(
            (tables.arc_commodity == commodity) & (place[tables.arc_facility] >= 0)
        )
        state = np.flatnonzero(accepts & (place[tables.facility] >= 0))
        rows.add(
            (
                np.concatenate(
                    [place[tables.arc_facility[arc]], place[tables.facility[state]]]
                ),
                np.concatenate([columns.x + arc, state]),
                np.concatenate([np.ones(arc.size), -terms.capacity_t[state]]),
            ),
            picky.size,
            -np.inf,
            0.0,
        )


def _add_tag_limits(rows: Constraints, terms: Terms) -> None:
    tables = terms.tables
    state, tag = np.nonzero(tables.tagged)
    most = np.minimum(tables.tag_max, tables.facilities).astype(np.float64)
    least = tables.tag_min.astype(np.float64)
    rows.add((tag, state, 1.0), len(tables.tags), least, most)


def _add_strong_links(rows: Constraints, terms: Terms, strong_arc: Bools) -> None:
    columns = terms.columns
    strong = np.flatnonzero(strong_arc)
    place = np.full(columns.arcs, -1)
    place[strong] = np.arange(strong.size)
    arc, row = terms.arc_rows
    arc, row = arc[place[arc] >= 0], row[place[arc] >= 0]
    rows.add(
        (
            np.concatenate([np.arange(strong.size), place[arc]]),
            np.concatenate([columns.x + strong, row]),
            np.concatenate([np.ones(strong.size), -terms.link_t(arc, row)]),
        ),
        strong.size,
        -np.inf,
        0.0,
    )
