"""Coverage of the street, worked out by hand.

Centres stand at 4, 32 and 60 km; the detour factor is 1.2 in every district, and
points of 1,000 people (P6: 2,000) at 1, 2, 3, 29, 31 and 33 km.
"""

from dataclasses import replace

import pytest

from recycling.domain.materials import Parameter
from recycling.domain.sites import SiteKind
from recycling.network.coverage import RADIUS, population_coverage
from tests.builders import micro_network

NETWORK = micro_network()


def by_district(network, radius_km=None):
    return {one.district: one for one in population_coverage(network, radius_km)}


def test_people_within_the_radius():
    # Ways: 3.6, 2.4, 1.2 km in A; 3.6, 1.2 km in B; 1.2 km in C.
    found = by_district(NETWORK, 2.4 + 0.01)
    assert (found["A"].served, found["A"].covered) == (3000, 2000)
    assert (found["B"].served, found["B"].covered) == (2000, 1000)
    assert (found["C"].served, found["C"].covered) == (2000, 2000)
    assert found["A"].share == pytest.approx(2 / 3)
    assert found["C"].served_share == pytest.approx(0.4)
    assert found["A"].mean_m == pytest.approx(2400, abs=5)


def test_the_radius_is_the_parameters():
    assert by_district(NETWORK)["A"].covered == 0
    row = Parameter(RADIUS, 4.0, "km")
    network = replace(NETWORK, parameters={**NETWORK.parameters, RADIUS: row})
    assert by_district(network)["A"].covered == 3000


def test_without_a_centre_nobody_is_covered():
    rest = {
        key: site
        for key, site in NETWORK.sites.items()
        if site.kind is not SiteKind.SORTING_CENTRE
    }
    found = by_district(replace(NETWORK, sites=rest), 1000)
    assert found["A"].covered == 0
    assert found["A"].mean_m is None


def test_without_points_there_is_no_share():
    rest = {key: s for key, s in NETWORK.sites.items() if s.district != "A"}
    found = by_district(replace(NETWORK, sites=rest), 10)
    assert found["A"].share is None
    assert found["A"].served_share == 0
