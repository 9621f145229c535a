"""What a facility-location problem asks of an engine."""

from enum import StrEnum

import numpy as np

from routing.siting.facility import Facility
from routing.siting.problem import Objective, SitingProblem


class SitingFeature(StrEnum):
    """One capability an engine may offer and a problem may need.

    Attributes
    ----------
    CAPACITY
        Some state takes less than the whole supply.
    MIN_THROUGHPUT
        Some state is allowed only above a least throughput.
    STATES
        Some facility has more than one state to choose from.
    COMMODITIES
        Some state refuses a commodity.
    TAG_LIMITS
        The number of facilities in tagged states is limited.
    PERIODS
        There are several periods, or one that counts more than once.
    MOVES
        Moves between states are restricted or cost something.
    CAPITAL_BUDGET
        Some period limits what is invested.
    FIXES
        Some states are ruled out.
    REQUIRED
        Some client must be served in whole.
    UNSERVED_PRICES
        Leaving a tonne costs more at one client than at another.
    SINGLE_SOURCE
        A client may not be split.
    TRUNKS
        Some state makes outputs that go on by trunk legs.
    FLOORS
        Least masses are asked for.
    CARBON
        CO2 costs something.
    LARGEST_DISTANCE
        The longest distance is to be short, whatever it costs.
    """

    CAPACITY = "capacity"
    MIN_THROUGHPUT = "min_throughput"
    STATES = "states"
    COMMODITIES = "commodities"
    TAG_LIMITS = "tag_limits"
    PERIODS = "periods"
    MOVES = "moves"
    CAPITAL_BUDGET = "capital_budget"
    FIXES = "fixes"
    REQUIRED = "required"
    UNSERVED_PRICES = "unserved_prices"
    SINGLE_SOURCE = "single_source"
    TRUNKS = "trunks"
    FLOORS = "floors"
    CARBON = "carbon"
    LARGEST_DISTANCE = "largest_distance"


ONE_PERIOD = frozenset(
    {
        SitingFeature.CAPACITY,
        SitingFeature.MIN_THROUGHPUT,
        SitingFeature.STATES,
        SitingFeature.COMMODITIES,
        SitingFeature.TAG_LIMITS,
    }
)
"""What can be said with the tables of one period (``routing.siting.tables``)."""


def features_of(problem: SitingProblem) -> frozenset[SitingFeature]:
    """Return the features an engine needs to solve a problem.

    Parameters
    ----------
    problem
        A valid problem.
    """
    supply_kg = int(problem.clients.supply_kg.sum(axis=1).max(initial=0))
    used = {
        feature
        for facility in problem.facilities
        for feature in _facility_features(facility, supply_kg)
    }
    used |= {feature for feature, is_used in _rules(problem).items() if is_used}
    return frozenset(used | _client_features(problem))


def _facility_features(facility: Facility, supply_kg: int) -> set[SitingFeature]:
    states = facility.states
    is_used = {
        SitingFeature.STATES: len(states) > 1,
        SitingFeature.CAPACITY: any(s.capacity_kg < supply_kg for s in states),
        SitingFeature.MIN_THROUGHPUT: any(s.min_throughput_kg > 0 for s in states),
        SitingFeature.COMMODITIES: any(s.commodities is not None for s in states),
        SitingFeature.TRUNKS: any(s.yields for s in states),
        SitingFeature.MOVES: facility.transitions is not None
        or any(s.entry_cost_fen > 0 for s in states),
    }
    return {feature for feature, used in is_used.items() if used}


def _rules(problem: SitingProblem) -> dict[SitingFeature, bool]:
    return {
        SitingFeature.TAG_LIMITS: any(
            limit.minimum > 0 or limit.maximum is not None
            for tag in problem.tag_limits
            for limit in problem.limits_of(tag)
        ),
        SitingFeature.PERIODS: len(problem.periods) > 1
        or any(period.weight != 1 for period in problem.periods),
        SitingFeature.CAPITAL_BUDGET: any(
            period.capital_budget_fen is not None for period in problem.periods
        ),
        SitingFeature.FIXES: bool(problem.fixes),
        SitingFeature.SINGLE_SOURCE: problem.single_source,
        SitingFeature.TRUNKS: len(problem.trunks) > 0,
        SitingFeature.FLOORS: bool(problem.floors),
        SitingFeature.CARBON: problem.carbon_price_fen_per_t > 0,
        SitingFeature.LARGEST_DISTANCE: problem.objective is Objective.LARGEST_DISTANCE,
    }


def _client_features(problem: SitingProblem) -> set[SitingFeature]:
    used = set()
    clients = problem.clients
    if clients.required.any():
        used.add(SitingFeature.REQUIRED)
    prices = clients.unserved_cost_fen_per_t[~clients.required]
    if np.unique(prices).size > 1:
        used.add(SitingFeature.UNSERVED_PRICES)
    return used
