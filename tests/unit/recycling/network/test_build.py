"""What findings take out of the network, and what goes with it."""

from dataclasses import replace

from recycling.domain.materials import Stream
from recycling.domain.network import Finding, Network, Severity
from recycling.domain.sites import Supply
from recycling.network.build import build_network


def error(subject_id: str) -> Finding:
    return Finding("opening_hours", Severity.ERROR, subject_id)


def test_a_depot_takes_its_vehicles_along(micro: Network) -> None:
    built = build_network(micro, [error("D1")])
    assert set(micro.sites) - set(built.sites) == {"D1"}
    assert set(built.vehicles) == {"V3"}


def test_a_generator_takes_its_supplies_along(micro: Network) -> None:
    extra = Supply("P1", "paper", Stream.COMMERCIAL, 1000)
    built = build_network(
        replace(micro, supplies=(*micro.supplies, extra)), [error("G1")]
    )
    assert built.supplies == (extra,)


def test_a_vehicle_goes_alone(micro: Network) -> None:
    built = build_network(micro, [error("V2")])
    assert set(built.vehicles) == {"V1", "V3"}
    assert built.sites == micro.sites


def test_warnings_take_nothing_out(micro: Network) -> None:
    findings = [Finding("permit", Severity.WARNING, "C1")]
    assert build_network(micro, findings) == micro
