"""Cost: each component rounded up once, exactly, whatever the size."""

import numpy as np

from routing.siting.cost import cost_of_tables
from routing.siting.tables import rows_of, tabulate
from tests.engines.siting_instances import problem, state


def test_a_component_is_rounded_up_once_not_per_arc() -> None:
    """Three arcs of 0.4 fen are 1.2, rounded up to 2; per arc it would be 3."""
    tables = tabulate(
        problem([1, 1, 1], [[state("a", 5)]], [(0, 0, 400), (1, 0, 400), (2, 0, 400)])
    )
    cost = cost_of_tables(
        tables, np.array([0]), np.ones(3, np.int64), np.zeros(3, np.int64)
    )
    assert cost.transport_fen == 2


def test_exact_components_are_not_rounded() -> None:
    tables = tabulate(problem([2], [[state("a", 5, 7, unit=3)]], [(0, 0, 11)]))
    chosen = rows_of(tables, (0,))
    cost = cost_of_tables(tables, chosen, np.array([1_000]), np.array([1_000]))
    assert (cost.fixed_fen, cost.variable_fen) == (7, 3)
    assert (cost.transport_fen, cost.unserved_fen) == (11, 100)
    assert cost.total_fen == 121


def test_sums_beyond_64_bits_are_exact() -> None:
    mass_t = 10**12
    tables = tabulate(problem([mass_t], [[state("a", mass_t)]], [(0, 0, 10**9)]))
    flow_kg = np.array([mass_t * 1000])
    cost = cost_of_tables(tables, np.array([0]), flow_kg, np.zeros(1, np.int64))
    assert cost.transport_fen == 10**21
