"""What an answer to a siting problem costs, in whole fen."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from operator import mul

import numpy as np

from routing.siting.arrays import KG_PER_T, Bools, Ints, SitingArrays
from routing.siting.tables import SitingTables

G_PER_T = 1_000_000


@dataclass(frozen=True, slots=True)
class SitingCost:
    """Cost by component, in fen: of one year, or of all periods by their weights.

    Attributes
    ----------
    fixed_fen
        Being in the chosen states.
    variable_fen
        Tonnes taken in, at the price of the chosen state.
    transport_fen
        Tonnes carried along the arcs.
    unserved_fen
        Tonnes left unassigned.
    entry_fen
        Entering states, once each.
    trunk_fen, transfer_fen
        Tonnes carried by trunk legs, and changed over to them.
    carbon_fen
        CO2 of arcs and legs.
    """

    fixed_fen: int
    variable_fen: int
    transport_fen: int
    unserved_fen: int
    entry_fen: int = 0
    trunk_fen: int = 0
    transfer_fen: int = 0
    carbon_fen: int = 0

    @property
    def total_fen(self) -> int:
        """Sum of the components."""
        return sum(astuple(self))


@dataclass(frozen=True, slots=True)
class Masses:
    """What moves, in kilograms a year.

    Attributes
    ----------
    flow_kg, trunk_kg, unserved_kg
        Shapes (T, A), (T, K), (T, C).
    throughput_kg
        Shape (T, F): what each facility takes in.
    """

    flow_kg: Ints
    trunk_kg: Ints
    unserved_kg: Ints
    throughput_kg: Ints


def cost_of(arrays: SitingArrays, chosen: Ints, masses: Masses) -> SitingCost:
    """Price an answer with exact integer arithmetic.

    A component is a sum of kilograms times fen per tonne; it is divided once,
    at the end, and rounded up. Rounding up keeps every lower bound on the
    unrounded cost a lower bound on this one, and moves a component by less
    than one fen however many arcs it has. Products and sums are Python
    integers, so nothing overflows.

    Parameters
    ----------
    arrays
        The problem.
    chosen
        Shape (T, F): the row each facility is in.
    masses
        What moves.
    """
    rows, weight = arrays.rows, arrays.weight.tolist()
    flow_kg, trunk_kg = masses.flow_kg, masses.trunk_kg

    def priced(fen_per_t: Ints, mass_kg: Ints) -> int:
        yearly = zip(weight, mass_kg, strict=True)
        return _ceil(sum(w * dot(fen_per_t, kg) for w, kg in yearly), KG_PER_T)

    def by_state(figure: Ints) -> Iterator[tuple[int, Ints]]:
        return zip(weight, figure[chosen], strict=True)

    entered = entries(arrays, chosen)
    return SitingCost(
        fixed_fen=sum(w * sum(fen.tolist()) for w, fen in by_state(rows.fixed_fen)),
        variable_fen=_ceil(
            sum(
                w * dot(fen, kg)
                for (w, fen), kg in zip(
                    by_state(rows.unit_fen_per_t), masses.throughput_kg, strict=True
                )
            ),
            KG_PER_T,
        ),
        transport_fen=priced(arrays.arc_fen_per_t, flow_kg),
        unserved_fen=priced(arrays.unserved_fen_per_t, masses.unserved_kg),
        entry_fen=sum(rows.entry_fen[chosen[entered]].tolist()),
        trunk_fen=priced(arrays.trunk_fen_per_t, trunk_kg),
        transfer_fen=priced(arrays.transfer_fen_per_t, trunk_kg),
        carbon_fen=_ceil(
            arrays.carbon_fen_per_t
            * sum(
                w * (dot(arrays.arc_g_per_t, x) + dot(arrays.trunk_g_per_t, y))
                for w, x, y in zip(weight, flow_kg, trunk_kg, strict=True)
            ),
            KG_PER_T * G_PER_T,
        ),
    )


def entries(arrays: SitingArrays, chosen: Ints) -> Bools:
    """Tell which facilities enter another state in each period, shape (T, F)."""
    before = np.vstack([arrays.rows.initial, chosen[:-1]])
    entered: Bools = before != chosen
    return entered


def cost_of_tables(
    tables: SitingTables, chosen: Ints, flow_kg: Ints, unserved_kg: Ints
) -> SitingCost:
    """Price an answer to a problem of one period, by the same rules as ``cost_of``.

    Parameters
    ----------
    tables
        The problem.
    chosen
        Shape (F,): the row each facility is in.
    flow_kg
        Shape (A,): kilograms on each arc.
    unserved_kg
        Shape (C,): kilograms left, per client.
    """
    unit, throughput_kg = tables.unit_fen_per_t[chosen], tables.throughput_kg(flow_kg)
    unserved = sum(unserved_kg.tolist()) * tables.unserved_fen_per_t
    return SitingCost(
        fixed_fen=sum(tables.fixed_fen[chosen].tolist()),
        variable_fen=_ceil(dot(unit, throughput_kg), KG_PER_T),
        transport_fen=_ceil(dot(tables.arc_fen_per_t, flow_kg), KG_PER_T),
        unserved_fen=_ceil(unserved, KG_PER_T),
    )


def dot(figure: Ints, mass_kg: Ints) -> int:
    """Multiply and add up exactly; only what moves is looked at."""
    used = np.flatnonzero(mass_kg)
    return sum(map(mul, figure[used].tolist(), mass_kg[used].tolist()))


def _ceil(value: int, divisor: int) -> int:
    return -(-value // divisor)
