"""The mixed-integer model of facility location, as a MathOpt model.

With y a binary per state, t the tonnes taken in per state, x the tonnes per arc
and u the tonnes unserved per client::

    minimise    fixed y + unit t + transport x + unserved u
    subject to  sum of y over a facility's states = 1
                sum of x over a client's arcs + u = supply
                sum of x into a facility = sum of t over its states
                minimum y <= t <= capacity y
                sum of x of one commodity <= capacity of the y that accept it
                tag minimum <= sum of y with the tag <= tag maximum
                x <= supply (sum of y that accept it)     "strong", where asked

It is built as arrays and handed over in one piece: row by row it would take
seconds for a city.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.siting_start import Answer
from routing.siting.tables import KG_PER_T, Bools, Floats, Ints, SitingTables

FEN_PER_CNY = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each kind of variable starts, in tables of S rows, A arcs, C clients."""

    rows: int
    arcs: int
    clients: int

    @property
    def t(self) -> int:
        """Start of the throughputs; the binaries start at 0."""
        return self.rows

    @property
    def x(self) -> int:
        """Start of the flows."""
        return 2 * self.rows

    @property
    def u(self) -> int:
        """Start of the unserved tonnes."""
        return self.x + self.arcs

    @property
    def total(self) -> int:
        """Number of variables."""
        return self.u + self.clients


@dataclass(slots=True)
class _Constraints:
    """Sparse rows under construction."""

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


@dataclass(frozen=True)
class SitingModel:
    """The model of some tables, in tonnes and CNY.

    Attributes
    ----------
    tables
        The problem.
    strong_arc
        Shape (A,): the arcs that get a strong linking constraint.
    """

    tables: SitingTables
    strong_arc: Bools

    @property
    def columns(self) -> Columns:
        """Layout of the variables."""
        tables = self.tables
        return Columns(tables.rows, len(tables.arc_client), tables.clients)

    @cached_property
    def supply_t(self) -> Floats:
        """Supply per client."""
        return self.tables.supply_kg / KG_PER_T

    @cached_property
    def capacity_t(self) -> Floats:
        """Capacity per row, no larger than what could ever arrive.

        The smaller, the tighter the relaxation.
        """
        return self.tables.reachable_kg / KG_PER_T

    def build(self, *, integer: bool) -> mathopt.Model:
        """Return the MathOpt model; variable ids follow ``columns``.

        Parameters
        ----------
        integer
            ``False`` for the linear relaxation.
        """
        proto = model_pb2.ModelProto()
        self._fill_variables(proto, integer=integer)
        self._fill_constraints(proto)
        return mathopt.Model.from_model_proto(proto)

    def values(self, answer: Answer) -> Floats:
        """Return the variables of an answer, as a starting point."""
        columns = self.columns
        value = np.zeros(columns.total)
        value[answer.chosen] = 1.0
        value[columns.t + answer.chosen] = answer.flow.throughput_kg / KG_PER_T
        value[columns.x : columns.u] = answer.flow.flow_kg / KG_PER_T
        value[columns.u :] = answer.flow.unserved_kg / KG_PER_T
        return value

    def violated(self, value: Floats) -> Bools:
        """Tell which arcs' strong linking a relaxed solution breaks, shape (A,)."""
        tables, columns = self.tables, self.columns
        arc, row = _arc_rows(tables)
        linked = np.bincount(
            arc, self._link_t(arc, row) * value[row], len(tables.arc_client)
        )
        excess = value[columns.x : columns.u] - linked
        broken: Bools = excess > 1e-3 * self.supply_t[tables.arc_client] + 1e-6
        return broken & ~self.strong_arc

    def _fill_variables(self, proto: model_pb2.ModelProto, *, integer: bool) -> None:
        tables, columns = self.tables, self.columns
        usable = np.zeros(len(tables.arc_client))
        arc, _ = _arc_rows(tables)
        usable[arc] = self.supply_t[tables.arc_client[arc]]
        upper = np.concatenate(
            [np.ones(tables.rows), self.capacity_t, usable, self.supply_t]
        )
        price = np.concatenate(
            [
                tables.fixed_fen,
                tables.unit_fen_per_t,
                tables.arc_fen_per_t,
                np.full(tables.clients, tables.unserved_fen_per_t),
            ]
        )
        variables = proto.variables
        variables.ids.extend(range(columns.total))
        variables.lower_bounds.extend(np.zeros(columns.total))
        variables.upper_bounds.extend(upper)
        variables.integers.extend(
            [integer] * tables.rows + [False] * (columns.total - tables.rows)
        )
        priced = np.flatnonzero(price)
        proto.objective.linear_coefficients.ids.extend(priced)
        proto.objective.linear_coefficients.values.extend(price[priced] / FEN_PER_CNY)

    def _fill_constraints(self, proto: model_pb2.ModelProto) -> None:
        rows = _Constraints()
        self._add_balances(rows)
        self._add_state_limits(rows)
        self._add_acceptance(rows)
        self._add_tag_limits(rows)
        self._add_strong_links(rows)
        row, column = np.concatenate(rows.row), np.concatenate(rows.column)
        value = np.concatenate(rows.value)
        order = np.lexsort((column, row))
        order = order[value[order] != 0]
        constraints, matrix = proto.linear_constraints, proto.linear_constraint_matrix
        constraints.ids.extend(range(rows.count))
        constraints.lower_bounds.extend(np.concatenate(rows.lower))
        constraints.upper_bounds.extend(np.concatenate(rows.upper))
        matrix.row_ids.extend(row[order])
        matrix.column_ids.extend(column[order])
        matrix.coefficients.extend(value[order])

    def _add_balances(self, rows: _Constraints) -> None:
        """One state per facility, supply of a client, throughput of a facility."""
        tables, columns = self.tables, self.columns
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
            self.supply_t,
            self.supply_t,
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

    def _add_state_limits(self, rows: _Constraints) -> None:
        """Tie each state's throughput to its capacity and minimum."""
        tables, columns = self.tables, self.columns
        state = np.arange(tables.rows)
        needy = np.flatnonzero(tables.min_kg > 0)
        for limited, limit_t, lower, upper in (
            (state, self.capacity_t, -np.inf, 0.0),
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

    def _add_acceptance(self, rows: _Constraints) -> None:
        """Limit a commodity, where some state refuses it, to those that accept."""
        tables, columns = self.tables, self.columns
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
                    np.concatenate([np.ones(arc.size), -self.capacity_t[state]]),
                ),
                picky.size,
                -np.inf,
                0.0,
            )

    def _add_tag_limits(self, rows: _Constraints) -> None:
        tables = self.tables
        state, tag = np.nonzero(tables.tagged)
        most = np.minimum(tables.tag_max, tables.facilities).astype(np.float64)
        least = tables.tag_min.astype(np.float64)
        rows.add((tag, state, 1.0), len(tables.tags), least, most)

    def _add_strong_links(self, rows: _Constraints) -> None:
        tables, columns = self.tables, self.columns
        strong = np.flatnonzero(self.strong_arc)
        place = np.full(columns.arcs, -1)
        place[strong] = np.arange(strong.size)
        arc, row = _arc_rows(tables)
        arc, row = arc[place[arc] >= 0], row[place[arc] >= 0]
        rows.add(
            (
                np.concatenate([np.arange(strong.size), place[arc]]),
                np.concatenate([columns.x + strong, row]),
                np.concatenate([np.ones(strong.size), -self._link_t(arc, row)]),
            ),
            strong.size,
            -np.inf,
            0.0,
        )

    def _link_t(self, arc: Ints, row: Ints) -> Floats:
        """Most tonnes an arc can carry into a row."""
        supply_t = self.supply_t[self.tables.arc_client[arc]]
        return np.minimum(supply_t, self.capacity_t[row])


def _arc_rows(tables: SitingTables) -> tuple[Ints, Ints]:
    """Pair each arc with each row of its facility that accepts its commodity."""
    states = np.diff(tables.first_row)
    deepest = np.arange(int(states.max()))
    row = tables.first_row[tables.arc_facility][:, None] + deepest
    exists = deepest < states[tables.arc_facility][:, None]
    row = np.where(exists, row, 0)
    pair = exists & tables.accepts[row, tables.arc_commodity[:, None]]
    arc, place = np.nonzero(pair)
    return arc, row[arc, place]
