"""What an answer to a siting problem costs, in whole fen."""

from dataclasses import dataclass
from operator import mul

from routing.siting.tables import KG_PER_T, Ints, SitingTables


@dataclass(frozen=True, slots=True)
class SitingCost:
    """Yearly cost by component, in fen.

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
    """

    fixed_fen: int
    variable_fen: int
    transport_fen: int
    unserved_fen: int

    @property
    def total_fen(self) -> int:
        """Sum of the components."""
        return (
            self.fixed_fen + self.variable_fen + self.transport_fen + self.unserved_fen
        )


def cost_of(
    tables: SitingTables, chosen: Ints, flow_kg: Ints, unserved_kg: Ints
) -> SitingCost:
    """Price an answer with exact integer arithmetic.

    A component is a sum of kilograms times fen per tonne; it is divided by
    1,000 once, at the end, and rounded up. Rounding up keeps every lower bound
    on the unrounded cost a lower bound on this one, and moves a component by
    less than one fen however many arcs it has. Products and sums are Python
    integers, so nothing overflows.

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
    throughput_kg = tables.throughput_kg(flow_kg)
    return SitingCost(
        fixed_fen=sum(tables.fixed_fen[chosen].tolist()),
        variable_fen=_price_fen(tables.unit_fen_per_t[chosen], throughput_kg),
        transport_fen=_price_fen(tables.arc_fen_per_t, flow_kg),
        unserved_fen=-(
            -sum(unserved_kg.tolist()) * tables.unserved_fen_per_t // KG_PER_T
        ),
    )


def _price_fen(fen_per_t: Ints, mass_kg: Ints) -> int:
    exact: int = sum(map(mul, fen_per_t.tolist(), mass_kg.tolist()))
    return -(-exact // KG_PER_T)
