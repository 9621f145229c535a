"""Check-lists of sites of the street, item by item."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.compliance import Compliance, ComplianceRule
from recycling.domain.materials import HazardClass, Parameter
from recycling.network.compliance import MIN_AREA, MIN_CAPACITY, check_list, missed
from tests.builders import DAY, micro_network

NETWORK = micro_network()
NETWORK = replace(
    NETWORK,
    parameters={
        **NETWORK.parameters,
        MIN_CAPACITY: Parameter(MIN_CAPACITY, 2_000_000, "kg/yr", source="a standard"),
        MIN_AREA: Parameter(MIN_AREA, 3000, "m2"),
    },
)


def standings(site, network=NETWORK):
    return {item.rule: item.standing for item in check_list(network, site, DAY)}


def test_only_sites_that_take_loads_have_a_list():
    for site_id in ("P1", "D1", "G1"):
        assert check_list(NETWORK, NETWORK.sites[site_id], DAY) == ()
    assert set(standings(NETWORK.sites["K1"])) == {
        ComplianceRule.PERMIT,
        ComplianceRule.CLASS_CAPACITY,
    }


def test_the_floors_of_a_comprehensive_centre_and_their_source():
    site = replace(NETWORK.sites["C1"], area_m2=3000)
    found = standings(site)
    assert found[ComplianceRule.CAPACITY] is Compliance.MISSED
    assert found[ComplianceRule.AREA] is Compliance.MET
    (item,) = (
        one
        for one in check_list(NETWORK, site, DAY)
        if one.rule is ComplianceRule.CAPACITY
    )
    assert (item.value, item.limit, item.unit) == (1_000_000, 2_000_000, "kg/yr")
    assert item.source == "a standard"
    assert standings(NETWORK.sites["C1"])[ComplianceRule.AREA] is Compliance.UNKNOWN


def test_a_centre_of_one_category_has_no_floor():
    found = standings(NETWORK.sites["C3"])
    assert found[ComplianceRule.CAPACITY] is Compliance.NOT_ASKED
    assert found[ComplianceRule.AREA] is Compliance.NOT_ASKED


@pytest.mark.parametrize(
    ("number", "valid_to", "standing"),
    [
        ("", None, Compliance.UNKNOWN),
        ("X-1", None, Compliance.MET),
        ("X-1", DAY, Compliance.MET),
        ("X-1", date(2026, 11, 1), Compliance.MISSED),
    ],
)
def test_a_permit_ends_after_its_last_day(number, valid_to, standing):
    site = replace(NETWORK.sites["E1"], permit_no=number, permit_valid_to=valid_to)
    assert standings(site)[ComplianceRule.PERMIT] is standing


def test_a_store_is_asked_of_who_takes_hazardous_material():
    oil = replace(NETWORK.materials["paper"], hazard=HazardClass.BATTERY)
    network = replace(NETWORK, materials={**NETWORK.materials, "paper": oil})
    rule = ComplianceRule.HAZARDOUS_STORE
    assert standings(NETWORK.sites["C3"])[rule] is Compliance.NOT_ASKED
    assert standings(network.sites["C3"], network)[rule] is Compliance.MISSED
    stored = replace(network.sites["C3"], has_hazardous_store=True)
    assert standings(stored, network)[rule] is Compliance.MET


def test_the_class_limits_the_licence():
    most = NETWORK.facility_classes["small"].capacity_kg_per_year
    site = replace(NETWORK.sites["C1"], capacity_kg_per_year=most)
    rule = ComplianceRule.CLASS_CAPACITY
    assert standings(site)[rule] is Compliance.MET
    over = replace(site, capacity_kg_per_year=most + 1)
    assert standings(over)[rule] is Compliance.MISSED
    assert standings(replace(site, facility_class=""))[rule] is Compliance.UNKNOWN
    items = check_list(NETWORK, over, DAY)
    # Capacity floor of 2,000 t where the class has less, weighbridge, dust, noise.
    assert missed(items) == sum(i.standing is Compliance.MISSED for i in items) >= 4
