"""Every kilogram of an answer is handed to exactly one member of its client."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recycling.domain.network import SiteSupply
from recycling.siting.phased import PhasedSiting, build_phased
from recycling.siting.plan import siting_plan
from recycling.siting.rules import SitingRules
from routing.siting.solution import SitingSolution
from tests.builders import StreetTravel, micro_network

NETWORK = micro_network()
RULES = SitingRules(years=(2026,), nearest_sites=3, cell_km=20)
"""Squares in which P1, P2 and P3 fall together."""

POINTS = ("P1", "P2", "P3")


def built_of(supplies: list[int]) -> PhasedSiting:
    """One client of three points, and P6 on its own."""
    volumes = [
        SiteSupply(site_id, "paper", "household", kilograms, 0, is_estimate=True)
        for site_id, kilograms in zip((*POINTS, "P6"), supplies, strict=True)
    ]
    return build_phased(NETWORK, [volumes], StreetTravel(), RULES)


@given(
    supplies=st.lists(st.integers(0, 10**6), min_size=4, max_size=4),
    cuts=st.lists(st.floats(0, 1), min_size=12, max_size=12),
)
def test_flows_and_supplies_are_used_exactly_once(
    supplies: list[int], cuts: list[float]
) -> None:
    built = built_of(supplies)
    arcs, groups = built.problem.arcs, built.groups[0]
    assert [len(group.members) for group in groups] == [3, 1]
    left = [group.kg_per_year for group in groups]
    flow_kg = np.zeros(arcs.client.size, dtype=np.int64)
    for arc, client in enumerate(arcs.client.tolist()):
        flow_kg[arc] = int(left[client] * cuts[arc])
        left[client] -= int(flow_kg[arc])
    states = np.zeros((1, len(built.sites)), np.int64)
    answer = SitingSolution(states, flow_kg[None], np.array([left]), 0, None, "hand")
    plan = siting_plan(built, answer, "p")
    given_kg: Counter[str] = Counter()
    taken_kg: Counter[tuple[str, str]] = Counter()
    for flow in plan.assignments:
        assert flow.kg_per_year > 0
        given_kg[flow.source_site_id] += flow.kg_per_year
        client = "P6" if flow.source_site_id == "P6" else "P2"
        taken_kg[client, flow.site_id] += flow.kg_per_year
    supply = dict(zip((*POINTS, "P6"), supplies, strict=True))
    assert all(given_kg[site_id] <= supply[site_id] for site_id in supply)
    expected = {
        (groups[c].site_id, built.sites[f].site.site_id): int(kilograms)
        for c, f, kilograms in zip(arcs.client, arcs.facility, flow_kg, strict=True)
        if kilograms
    }
    assert taken_kg == expected
    assert sum(given_kg.values()) + plan.unserved_kg == plan.supply_kg
