"""The constraints of the exact model, each kind in one function."""

from dataclasses import dataclass, field

import numpy as np

from routing.engines.exact.columns import Columns
from routing.engines.siting_rows import Constraints
from routing.siting.arrays import KG_PER_T, NO_LIMIT, Floats, Ints
from routing.siting.problem import PPM

type Entries = tuple[Ints, Ints, Floats]

MOST_LINKS = 40_000
"""Arcs times periods up to which every arc is linked to the states behind it."""


@dataclass
class Rows:
    """Constraints under construction that know their kind and period.

    Attributes
    ----------
    columns
        The variables.
    constraints
        What was added.
    places
        Positions of the constraints of each kind and period.
    """

    columns: Columns
    constraints: Constraints = field(default_factory=Constraints)
    places: dict[tuple[str, int], Ints] = field(default_factory=dict)

    def add(
        self,
        kind: str,
        period: int,
        entries: list[Entries],
        lower: Floats | float,
        upper: Floats | float,
        size: int,
    ) -> None:
        """Append ``size`` constraints given as (row, column, value) entries."""
        start = self.constraints.count
        parts = [np.concatenate(part) for part in zip(*entries, strict=True)]
        triple = (parts[0].astype(np.int64), parts[1].astype(np.int64), parts[2])
        self.constraints.add(triple, size, lower, upper)
        self.places[kind, period] = np.arange(start, start + size)


def rows_of(columns: Columns, *, links: bool) -> Rows:
    """Collect all constraints.

    Parameters
    ----------
    columns
        The variables.
    links
        Whether to link arcs to states one by one, which says nothing new about whole
        states but tightens the relaxation; not done for more than ``MOST_LINKS``.
    """
    rows = Rows(columns)
    few = columns.arrays.periods * len(columns.arrays.arc_client) <= MOST_LINKS
    for t in range(columns.arrays.periods):
        _states(rows, t)
        _clients(rows, t)
        _intake(rows, t)
        _limits(rows, t)
        _outputs(rows, t)
        _tags(rows, t)
        _floors(rows, t)
        _budget(rows, t)
        if links and few:
            _links(rows, t)
    return rows


def ones(row: Ints, column: Ints, value: float = 1.0) -> Entries:
    """Return entries of one value."""
    return row, column, np.full(len(row), value)


def _states(rows: Rows, t: int) -> None:
    """One state per facility; what comes is what goes along moves."""
    columns = rows.columns
    table = columns.arrays.rows
    y = columns.at("y", t)
    count = columns.arrays.facilities
    rows.add("states", t, [ones(table.facility, y)], 1.0, 1.0, count)
    before, after = columns.moves
    if t == 0 or not len(before):
        return
    z = columns.at("z", t)
    for kind, own, state in (
        ("leaves", before, columns.at("y", t - 1)),
        ("comes", after, y),
    ):
        used, place = np.unique(own, return_inverse=True)
        entries = [ones(place, z), ones(np.arange(used.size), state[used], -1.0)]
        rows.add(kind, t, entries, 0.0, 0.0, used.size)


def _clients(rows: Rows, t: int) -> None:
    columns, arrays = rows.columns, rows.columns.arrays
    entries = [
        ones(arrays.arc_client, columns.at("x", t)),
        ones(np.arange(arrays.clients), columns.at("u", t)),
    ]
    supply = columns.supply_t[t]
    total = (supply > 0).astype(np.float64) if columns.is_whole else supply
    rows.add("clients", t, entries, total, total, arrays.clients)


def _intake(rows: Rows, t: int) -> None:
    """Let the states of a facility take in what arrives there."""
    columns, arrays = rows.columns, rows.columns.arrays
    row, commodity = columns.intakes
    tonnes, _ = columns.tonnes(t)
    facility = arrays.rows.facility[row]
    arc = arrays.arc_facility * arrays.commodities + arrays.arc_commodity
    leg = arrays.trunk_destination * arrays.commodities + arrays.trunk_commodity
    entries = [
        (arc, columns.at("x", t), tonnes),
        ones(leg, columns.at("w", t)),
        ones(facility * arrays.commodities + commodity, columns.at("n", t), -1.0),
    ]
    size = arrays.facilities * arrays.commodities
    rows.add("intake", t, entries, 0.0, 0.0, size)


def _limits(rows: Rows, t: int) -> None:
    """Tie what states take in to their capacity and minimum."""
    columns, table = rows.columns, rows.columns.arrays.rows
    row, commodity = columns.intakes
    arriving, most = columns.reach_t(t)
    y, n = columns.at("y", t), columns.at("n", t)
    state = np.arange(columns.rows)
    rows.add("room", t, [ones(row, n), (state, y, -most)], -np.inf, 0.0, columns.rows)
    needy = np.flatnonzero(table.min_kg > 0)
    place = np.full(columns.rows, -1)
    place[needy] = np.arange(needy.size)
    own = place[row] >= 0
    rows.add(
        "least",
        t,
        [
            ones(place[row[own]], n[own]),
            (np.arange(needy.size), y[needy], -table.min_kg[needy] / KG_PER_T),
        ],
        0.0,
        np.inf,
        needy.size,
    )
    reach = arriving[table.facility[row], commodity]
    tight = np.flatnonzero(reach < most[row])
    count = np.arange(tight.size)
    rows.add(
        "offered",
        t,
        [ones(count, n[tight]), (count, y[row[tight]], -reach[tight])],
        -np.inf,
        0.0,
        tight.size,
    )


def _outputs(rows: Rows, t: int) -> None:
    """Send on what is made; rounding up may add a kilogram of each output."""
    columns, arrays = rows.columns, rows.columns.arrays
    table = arrays.rows
    n_of = np.full((columns.rows, arrays.commodities), -1)
    n_of[columns.intakes] = np.arange(len(columns.intakes[0]))
    n = n_of[table.yield_row, table.yield_commodity]
    known = n >= 0
    made = table.facility[table.yield_row] * arrays.commodities + table.yield_output
    leg = arrays.trunk_origin * arrays.commodities + arrays.trunk_commodity
    entries = [
        ones(leg, columns.at("w", t)),
        (made[known], columns.at("n", t)[n[known]], -table.yield_ppm[known] / PPM),
    ]
    most = np.zeros(arrays.facilities * arrays.commodities)
    most[made] = 1.0 / KG_PER_T
    rows.add("outputs", t, entries, 0.0, most, most.size)


def _tags(rows: Rows, t: int) -> None:
    arrays = rows.columns.arrays
    state, tag = np.nonzero(arrays.rows.tagged)
    most = np.minimum(arrays.tag_max[t], arrays.facilities).astype(np.float64)
    least = arrays.tag_min[t].astype(np.float64)
    y = rows.columns.at("y", t)
    rows.add("tags", t, [ones(tag, y[state])], least, most, len(arrays.tags))


def _floors(rows: Rows, t: int) -> None:
    columns, floors = rows.columns, rows.columns.arrays.floors
    tonnes, _ = columns.tonnes(t)
    x, w = columns.at("x", t), columns.at("w", t)
    entries = [
        (floors.arc_floor, x[floors.arc], floors.arc_ppm / PPM * tonnes[floors.arc]),
        (floors.trunk_floor, w[floors.trunk], floors.trunk_ppm / PPM),
    ]
    least = floors.minimum_kg[t] / KG_PER_T
    rows.add("floors", t, entries, least, np.inf, least.size)


def _budget(rows: Rows, t: int) -> None:
    """Capital of the states that are entered, in the budget's own share."""
    columns, arrays = rows.columns, rows.columns.arrays
    budget = int(arrays.budget_fen[t])
    table = arrays.rows
    if t == 0:
        enters = table.initial[table.facility] != np.arange(columns.rows)
        column, capital = columns.at("y", 0), np.where(enters, table.capital_fen, 0)
    else:
        before, after = columns.moves
        column = columns.at("z", t)
        capital = np.where(before == after, 0, table.capital_fen[after])
    paid = np.flatnonzero(capital)
    scale = float(max(budget if budget != NO_LIMIT else 1, 1))
    entry = (np.zeros(paid.size, np.int64), column[paid], capital[paid] / scale)
    most = np.inf if budget == NO_LIMIT else budget / scale
    rows.add("budget", t, [entry], -np.inf, most, 1)


def _links(rows: Rows, t: int) -> None:
    """No arc carries more than the states behind it can take of it."""
    columns, arrays = rows.columns, rows.columns.arrays
    arc, row = arrays.arc_rows
    supply = columns.supply_t[t][arrays.arc_client[arc]]
    room = arrays.rows.capacity_kg[row] / KG_PER_T
    most = np.minimum(supply, room)
    if columns.is_whole:
        most = (room >= supply).astype(np.float64)
    entries = [
        ones(np.arange(len(arrays.arc_client)), columns.at("x", t)),
        (arc, columns.at("y", t)[row], -most),
    ]
    rows.add("links", t, entries, -np.inf, 0.0, len(arrays.arc_client))
