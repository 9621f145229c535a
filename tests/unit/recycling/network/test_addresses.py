"""Which district a place lies in, and which site is already there."""

from dataclasses import replace
from datetime import date

from recycling.domain.network import Network
from recycling.domain.sites import Zone, ZoneKind
from recycling.network.addresses import district_at, site_near
from tests.builders import DAY, LAT, LON

BOX = "POLYGON ((106.4 29.4, 106.6 29.4, 106.6 29.6, 106.4 29.6, 106.4 29.4))"


def test_without_boundaries_the_nearest_seat_decides(micro: Network) -> None:
    # Seats at 2, 31 and 45 km of the street; a degree is 96.8 km here.
    assert district_at(micro, LON + 0.01, LAT, DAY) == "A"
    assert district_at(micro, LON + 0.33, LAT, DAY) == "B"
    assert district_at(replace(micro, districts={}), LON, LAT, DAY) == ""


def test_a_boundary_in_force_decides_before_the_seats(micro: Network) -> None:
    zone = Zone("C", "C", ZoneKind.DISTRICT, BOX)
    drawn = replace(micro, zones={"C": zone})
    assert district_at(drawn, LON, LAT, DAY) == "C"
    assert district_at(drawn, LON + 0.33, LAT, DAY) == "B"
    over = replace(zone, valid_to=date(2026, 1, 1))
    assert district_at(replace(micro, zones={"C": over}), LON, LAT, DAY) == "A"


def test_the_nearest_site_within_reach(micro: Network) -> None:
    # P1 stands at 1 km: 111 m north of it is a thousandth of a degree.
    point = micro.sites["P1"]
    sites = [micro.sites["P2"], point]
    assert site_near(sites, point.lon, point.lat + 0.001, 112) is point
    assert site_near(sites, point.lon, point.lat + 0.001, 110) is None
    assert site_near([], point.lon, point.lat, 1000) is None
