"""Carbon by hand: kilometres, energy and factors; kilograms, yield and factors."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from recycling.accounting.emissions import (
    avoided_postings,
    factor,
    haul_emission_postings,
    route_emission_postings,
)
from recycling.config import AccountingSettings
from recycling.domain.errors import InputError
from recycling.domain.ledger import Account
from recycling.domain.materials import EmissionFactor
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, RoutePlan
from recycling.domain.tickets import Recovered, Ticket
from tests.builders import DAY, VERSION


def route(vehicle_id: str, depot: str, distance_m: int) -> PlannedRoute:
    return PlannedRoute(
        f"r-{vehicle_id}", vehicle_id, depot, (), distance_m, 0, 0, 0, 0
    )


def test_routes_burn_diesel_or_draw_current(micro: Network) -> None:
    # V1: 100 km x 0.2 l/km x 2.5 kg/l = 50 kg, from 48 to 52 kg.
    # V3: 100 km x 0.5 kWh/km x 0.5 kg/kWh = 25 kg, no range known.
    plan = RoutePlan(
        "routes", DAY, "", "hand", 0.0,
        (route("V1", "D1", 100_000), route("V3", "D2", 100_000)), (),
    )  # fmt: skip
    diesel, current = route_emission_postings(micro, plan, VERSION)
    assert (diesel.amount, diesel.low, diesel.high) == (50_000, 48_000, 52_000)
    assert (current.amount, current.low, current.high) == (25_000, None, None)
    assert (diesel.factor_code, current.factor_code) == ("diesel_l", "grid_kwh")
    assert {diesel.factor_version, current.factor_version} == {VERSION}
    assert (diesel.district, current.district) == ("A", "B")
    assert diesel.account is Account.TRANSPORT_CO2_G


def test_a_haul_emits_tonne_kilometres_times_factor(micro: Network) -> None:
    # 25 t x 5 km x 0.08 kg/tkm = 10 kg
    ticket = Ticket(
        "K1", "T1", datetime(2026, 11, 2, 12), "steel", 25_000, origin_site_id="G1"
    )
    lost = replace(ticket, ticket_no="T2", origin_site_id="elsewhere")
    (posting,) = haul_emission_postings(
        micro, [ticket, lost], {("G1", "K1"): 5_000}, VERSION
    )
    assert (posting.amount, posting.source_id) == (10_000, "K1|T1")
    assert (posting.district, posting.material) == ("C", "steel")


def test_avoided_is_kilograms_times_yield_times_factor(micro: Network) -> None:
    # 10,000 kg paper x 0.9 x 500 kg/t = 4,500,000 g; 2,700,000 low, 8,100,000 high.
    group = Recovered(date(2026, 10, 1), "A", "paper", "household", 10_000, 0, 5)
    (posting,) = avoided_postings([group], micro.materials)
    assert (posting.low, posting.amount, posting.high) == (
        2_700_000,
        4_500_000,
        8_100_000,
    )
    assert posting.account is Account.AVOIDED_CO2_G
    assert posting.source_id == "2026-10|A|paper|household"
    assert posting.factor_code == "avoided.paper"


def test_the_newest_year_of_a_set_is_taken(micro: Network) -> None:
    older = EmissionFactor("diesel_l", VERSION, 9.9, "l", year=2006)
    newer = EmissionFactor("diesel_l", VERSION, 2.6, "l", year=2022)
    other = EmissionFactor("diesel_l", "other", 1.0, "l", year=2024)
    network = replace(micro, emission_factors=(older, newer, other))
    assert factor(network, "diesel_l", VERSION) is newer


def test_an_unknown_set_names_those_there_are(micro: Network) -> None:
    with pytest.raises(InputError, match=r"version 'nope', there are micro\."):
        factor(micro, "diesel_l", "nope")
    with pytest.raises(InputError, match=r"there are none\."):
        factor(micro, "steam", VERSION)


def test_the_default_set_has_every_factor_that_is_asked_for(
    reference_factors: tuple[EmissionFactor, ...], micro: Network
) -> None:
    network = replace(micro, emission_factors=reference_factors)
    version = AccountingSettings().factor_version
    plan = RoutePlan("routes", DAY, "", "hand", 0.0, (route("V1", "D1", 1_000),), ())
    assert len(list(route_emission_postings(network, plan, version))) == 1
    assert list(haul_emission_postings(network, [], {}, version)) == []
