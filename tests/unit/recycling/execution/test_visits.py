"""Simulated crews: what they note, what they forget, and always the same."""

from dataclasses import replace
from datetime import datetime

from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, PlannedStop, RoutePlan, StopKind
from recycling.domain.site_records import Visit
from recycling.execution.visits import simulate_visits
from tests.builders import DAY, HOUR_S


def plan_of(stops: int) -> RoutePlan:
    pickups = tuple(
        PlannedStop(
            StopKind.PICKUP, "P1", f"o{place}", 1, 8 * HOUR_S, 8 * HOUR_S,
            9 * HOUR_S, 400, 0, 0,
        )
        for place in range(stops)
    )  # fmt: skip
    unload = replace(pickups[0], kind=StopKind.UNLOAD, site_id="C1", order_id="")
    route = PlannedRoute("r", "V1", "D1", (*pickups, unload), 0, 0, 0, 0, 0)
    return RoutePlan("routes", DAY, "", "hand", 0.0, (route,), ())


def crews(network: Network, stops: int, seed: int = 1, **figures: float) -> list[Visit]:
    parameters = {
        code: Parameter(code, value, "share")
        for code, value in {f"execution.{k}": v for k, v in figures.items()}.items()
    }
    changed = replace(network, parameters={**network.parameters, **parameters})
    return list(simulate_visits(changed, plan_of(stops), seed))


def test_crews_that_make_no_error_note_the_plan(micro: Network) -> None:
    (visit,) = crews(micro, 1)
    assert (visit.order_id, visit.site_id, visit.vehicle_id) == ("o0", "P1", "V1")
    assert (visit.collected_kg, visit.is_simulated) == (400, True)
    assert visit.arrived_at == datetime(2026, 11, 2, 8)
    assert visit.departed_at == datetime(2026, 11, 2, 9)


def test_errors_have_the_spread_of_the_parameter(micro: Network) -> None:
    noted = [visit.collected_kg for visit in crews(micro, 400, crew_noise=0.1)]
    mean = sum(noted) / len(noted)
    spread = (sum((kg - mean) ** 2 for kg in noted) / len(noted)) ** 0.5
    # 400 kg and 40 kg, within four standard errors.
    assert abs(mean - 400) < 8
    assert abs(spread - 40) < 6


def test_a_share_of_the_stops_is_forgotten(micro: Network) -> None:
    assert 60 < len(crews(micro, 100, missed_visit_share=0.25)) < 90
    assert crews(micro, 10, missed_visit_share=1) == []


def test_the_same_seed_is_the_same_day(micro: Network) -> None:
    assert crews(micro, 5, crew_noise=0.1) == crews(micro, 5, crew_noise=0.1)
    assert crews(micro, 5, crew_noise=0.1) != crews(micro, 5, seed=2, crew_noise=0.1)
