"""The building blocks of the siting engines, each alone."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines.siting_bound import simple_bound_fen, true_bound_fen
from routing.engines.siting_choice import REFUSED, choose
from routing.engines.siting_flow import cheapest_flow, network_of
from routing.engines.siting_mip import relax_model
from routing.engines.siting_model import SitingModel
from routing.engines.siting_part import cut_out, neighbours
from routing.engines.siting_start import answer_of, construct, settle
from routing.errors import RoutingError
from routing.siting.cost import cost_of_tables
from routing.siting.problem import TagLimit
from routing.siting.tables import tabulate
from tests.engines.siting_city import city
from tests.engines.siting_instances import CLOSE, problem, state


def test_flow_is_whole_kilograms_and_fills_the_nearest_first() -> None:
    tables = tabulate(
        problem([15], [[state("a", 10)], [state("b", 10)]], [(0, 0, 1), (0, 1, 3)])
    )
    flow = cheapest_flow(tables, network_of(tables, np.array([0, 1])))
    assert flow.flow_kg.tolist() == [10_000, 5_000]
    assert flow.unserved_kg.tolist() == [0]


def test_flow_fills_minima_before_it_saves() -> None:
    stays = [state("a", 20, min_t=8)]
    tables = tabulate(problem([15], [[state("b", 20)], stays], [(0, 0, 1), (0, 1, 90)]))
    flow = cheapest_flow(tables, network_of(tables, np.array([0, 1])))
    assert flow.throughput_kg.tolist() == [7_000, 8_000]


def test_flow_shows_a_minimum_it_cannot_fill() -> None:
    tables = tabulate(problem([5], [[state("a", 20, min_t=8)]], [(0, 0, 1)]))
    flow = cheapest_flow(tables, network_of(tables, np.array([0])))
    assert flow.throughput_kg.tolist() == [5_000]
    assert answer_of(tables, np.array([0])) is None


def test_flow_reroutes_along_a_chain_to_fill_a_minimum() -> None:
    """Only f0 can reach client 0's neighbour; filling f2 shifts every client."""
    open_wide = [state("open", 10)]
    tables = tabulate(
        problem(
            [10, 10],
            [open_wide, open_wide, [state("needs", 10, min_t=10)]],
            [(0, 0, 0), (0, 1, 99), (1, 1, 0), (1, 2, 99)],
        )
    )
    flow = cheapest_flow(tables, network_of(tables, np.array([0, 1, 2])))
    assert flow.throughput_kg.tolist() == [10_000, 0, 10_000]


def test_flow_refuses_prices_it_cannot_add_up() -> None:
    tables = tabulate(problem([5], [[state("a", 20)]], [(0, 0, 1)]))
    dear = replace(tables, arc_fen_per_t=np.array([2**61]))
    with pytest.raises(RoutingError, match="too large to add up"):
        cheapest_flow(dear, network_of(dear, np.array([0])))


def test_choice_is_the_cheapest_without_tags() -> None:
    tables = tabulate(problem([], [[CLOSE, state("a", 1)], [state("b", 1)]], []))
    assert choose(tables, np.array([2.0, 1.0, 5.0])).tolist() == [1, 2]


def test_choice_pays_the_least_regret_for_a_tag() -> None:
    green = state("green", 1, tags=("green",))
    tables = tabulate(
        problem([], [[CLOSE, green]] * 3, [], tag_limits={"green": TagLimit(2, 2)})
    )
    assert choose(tables, np.array([0.0, 9, 0, 4, 0, 7])).tolist() == [0, 3, 5]


def test_choice_is_none_when_nothing_is_left() -> None:
    tables = tabulate(problem([], [[CLOSE, state("a", 1)]], []))
    assert choose(tables, np.full(2, REFUSED)) is None


def test_settling_gives_up_states_whose_minima_compete() -> None:
    keep = [CLOSE, state("keep", 20, min_t=15)]
    tables = tabulate(
        problem([10, 10], [keep, keep], [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)])
    )
    answer = settle(tables, np.array([9.0, 0, 9, 0]))
    assert sorted(answer.flow.throughput_kg.tolist()) == [0, 20_000]


def test_settling_everything_open_ends_with_nothing_when_none_may_close() -> None:
    keep = [state("keep", 20, min_t=15)]
    tables = tabulate(
        problem([10, 10], [keep, keep], [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)])
    )
    assert construct(tables, lambda: True) is None


def test_a_hint_satisfies_the_relaxation_and_its_price_is_the_cost() -> None:
    tables = tabulate(city(30, 10, 3))
    answer = construct(tables, lambda: False)
    model = SitingModel(tables, np.ones(len(tables.arc_client), np.bool_))
    built = model.build(integer=True)
    value = dict(zip(built.variables(), model.values(answer).tolist(), strict=True))
    for row in built.linear_constraints():
        left = sum(
            built_term.coefficient * value[built_term.variable]
            for built_term in row.terms()
        )
        assert row.lower_bound - 1e-6 <= left <= row.upper_bound + 1e-6
    price = sum(
        term.coefficient * value[term.variable]
        for term in built.objective.linear_terms()
    )
    assert price * 100 == pytest.approx(answer.cost_fen, rel=1e-9)


def test_strong_linking_raises_the_bound_and_leaves_nothing_broken() -> None:
    tables = tabulate(city(60, 20, 4))
    weak = SitingModel(tables, np.zeros(len(tables.arc_client), np.bool_))
    strong = SitingModel(tables, np.ones(len(tables.arc_client), np.bool_))
    low, high = relax_model(weak, 10, 1), relax_model(strong, 10, 1)
    assert weak.violated(low.value).any()
    assert low.bound_cny < high.bound_cny
    assert not replace(weak).violated(high.value).any()


def test_an_unfinished_relaxation_has_no_bound() -> None:
    tables = tabulate(city(600, 200, 5))
    model = SitingModel(tables, np.ones(len(tables.arc_client), np.bool_))
    outcome = relax_model(model, 0.0, 1)
    assert (outcome.value, outcome.bound_cny) == (None, -np.inf)


def test_a_part_put_back_unchanged_is_the_whole_answer() -> None:
    tables = tabulate(city(60, 20, 4))
    answer = construct(tables, lambda: False)
    free = neighbours(tables, 3, 30)
    part = cut_out(tables, answer, free)
    inner = np.searchsorted(part.rows, answer.chosen[part.facilities])
    assert (part.widen(answer.chosen, inner) == answer.chosen).all()
    inside = answer_of(part.tables, inner)
    served_outside = ~np.isin(tables.arc_client, _clients_near(tables, free))
    outside_flow = np.where(served_outside, answer.flow.flow_kg, 0)
    outside = cost_of_tables(
        tables, answer.chosen, outside_flow, answer.flow.unserved_kg * 0
    )
    inner_cost = cost_of_tables(
        part.tables, inner, inside.flow.flow_kg, inside.flow.unserved_kg
    )
    far = ~np.isin(np.arange(tables.clients), _clients_near(tables, free))
    left_fen = int(answer.flow.unserved_kg[far].sum()) * tables.unserved_fen_per_t
    running = answer.cost_fen - sum(tables.fixed_fen[answer.chosen].tolist())
    together = (
        outside.variable_fen
        + outside.transport_fen
        + left_fen // 1000
        + inner_cost.total_fen
        - inner_cost.fixed_fen
    )
    assert together == pytest.approx(running, abs=10)


def _clients_near(tables, free):
    return np.unique(tables.arc_client[np.isin(tables.arc_facility, free)])


def test_a_neighbourhood_contains_its_middle_and_shares_clients_with_it() -> None:
    tables = tabulate(city(60, 20, 4))
    for middle in range(20):
        free = neighbours(tables, middle, 30)
        assert middle in free
        own = set(tables.arc_client[tables.arc_facility == middle].tolist())
        for other in free[free != middle]:
            assert own & set(tables.arc_client[tables.arc_facility == other].tolist())


@pytest.mark.parametrize(
    ("bound_cny", "fen"),
    [
        (float("-inf"), 0),
        (float("nan"), 0),
        (-5.0, 0),
        (0.005, 0),
        (20_000.0, 1_999_997),
    ],
)
def test_a_solvers_bound_is_made_true(bound_cny: float, fen: int) -> None:
    assert true_bound_fen(bound_cny) == fen


def test_the_simple_bound_takes_the_cheapest_way_of_each() -> None:
    """Fixed 5 + 7, client 0 at 3 + 4, client 1 unserved at 100."""
    tables = tabulate(
        problem(
            [10, 1],
            [[state("a", 1, 5, unit=4)], [state("b", 1, 7, unit=40)]],
            [(0, 0, 3), (0, 1, 9)],
        )
    )
    assert simple_bound_fen(tables) == 5 + 7 + 10 * 7 + 100
