"""What a facility-location problem asks of an engine."""

from enum import StrEnum

from routing.siting.problem import Facility, SitingProblem


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
    """

    CAPACITY = "capacity"
    MIN_THROUGHPUT = "min_throughput"
    STATES = "states"
    COMMODITIES = "commodities"
    TAG_LIMITS = "tag_limits"


def features_of(problem: SitingProblem) -> frozenset[SitingFeature]:
    """Return the features an engine needs to solve a problem.

    Parameters
    ----------
    problem
        A valid problem.
    """
    supply_kg = sum(client.supply_kg for client in problem.clients)
    used = {
        feature
        for facility in problem.facilities
        for feature in _facility_features(facility, supply_kg)
    }
    if any(
        limit.minimum > 0 or limit.maximum is not None
        for limit in problem.tag_limits.values()
    ):
        used.add(SitingFeature.TAG_LIMITS)
    return frozenset(used)


def _facility_features(facility: Facility, supply_kg: int) -> set[SitingFeature]:
    used = set()
    if len(facility.states) > 1:
        used.add(SitingFeature.STATES)
    for state in facility.states:
        if state.capacity_kg < supply_kg:
            used.add(SitingFeature.CAPACITY)
        if state.min_throughput_kg > 0:
            used.add(SitingFeature.MIN_THROUGHPUT)
        if state.commodities is not None:
            used.add(SitingFeature.COMMODITIES)
    return used
