"""Travel between sites by their ids, with the network's own parameters."""

from dataclasses import replace

import numpy as np
import pytest

from recycling.domain.errors import InputError
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.sites import TravelZone
from recycling.network.travel import great_circle_travel


def test_rows_are_origins_and_columns_destinations(micro: Network) -> None:
    block = great_circle_travel(micro).block(["D1"], ["P1", "C1", "C3"])
    # 1, 4 and 60 km of street times the detour of 1.2, at 36 km/h = 10 m/s.
    assert block.distance_m == pytest.approx(
        np.array([[1_200, 4_800, 72_000]]), rel=1e-3
    )
    assert block.duration_s == pytest.approx(np.array([[120, 480, 7_200]]), rel=1e-2)


def test_each_end_gives_the_detour_of_its_district(micro: Network) -> None:
    central = replace(micro.districts["A"], travel_zone=TravelZone.CENTRAL)
    network = replace(micro, districts={**micro.districts, "A": central})
    block = great_circle_travel(network).block(["P1", "P4"], ["P2", "P6"])
    # Within A 1 km x 1.5; from B to A 27 km x (1.2 + 1.5) / 2; within the others
    # 4 km x 1.2; from A to C 32 km x 1.35.
    expected = np.array([[1_500, 43_200], [36_450, 4_800]])
    assert block.distance_m == pytest.approx(expected, rel=1e-3)


def test_a_site_in_no_known_district_travels_as_in_the_new_city(
    micro: Network,
) -> None:
    stray = replace(micro.sites["P1"], district="nowhere")
    network = replace(micro, sites={**micro.sites, "P1": stray})
    block = great_circle_travel(network).block(["P1"], ["P2"])
    assert block.distance_m == pytest.approx(np.array([[1_200]]), rel=1e-3)


def test_an_unknown_site_is_a_key_error(micro: Network) -> None:
    with pytest.raises(KeyError, match="P99"):
        great_circle_travel(micro).block(["P99"], ["P1"])


def test_a_speed_no_vehicle_has_is_the_user_s_to_mend(micro: Network) -> None:
    code = "travel.speed_kmh.central"
    parameters = {**micro.parameters, code: Parameter(code, 900, "km/h")}
    with pytest.raises(InputError, match=r"parameters, travel: .*900"):
        great_circle_travel(replace(micro, parameters=parameters))
