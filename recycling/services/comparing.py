"""Use case: a day's orders under several scenarios, side by side."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from recycling.dispatch.baselines import plan_scenario, warm_up
from recycling.dispatch.planning import pickups
from recycling.dispatch.scenario_day import Day, Planned
from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute
from recycling.domain.scenarios import Comparison, Scenario, ScenarioFigures
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.planning import read_day


def scenarios_of(names: str) -> tuple[Scenario, ...]:
    """Read names of scenarios, separated by commas.

    Raises
    ------
    InputError
        When a name is unknown or stands twice, or there is none.
    """
    given = [name.strip() for name in names.split(",") if name.strip()]
    known = list(Scenario)
    unknown = sorted(set(given) - set(Scenario))
    if unknown or not given:
        value = unknown or said("nothing")
        msg = said("scenarios.unknown", known=known, value=value)
        raise InputError(msg)
    twice = sorted(name for name, number in Counter(given).items() if number > 1)
    if twice:
        msg = said("scenarios.twice", twice=list(twice))
        raise InputError(msg)
    return tuple(Scenario(name) for name in given)


def compare_scenarios(
    context: Context, day: date, scenarios: Sequence[Scenario]
) -> Comparison:
    """Plan the orders of a day under several scenarios; nothing is saved.

    Each scenario has the same share of the time of the solver, and each route of
    each passed the check.

    Parameters
    ----------
    context
        Settings, storage and worker processes.
    day
        Day of the orders: those recorded, and those the visiting cycle sets.
    scenarios
        Which; the first is what others differ from.

    Raises
    ------
    PlanningError
        When a scenario could not be planned.
    """
    context.progress.stage("network")
    given = read_day(context, day, f"compare-{day:%Y-%m-%d}")
    known = [order for order in given.orders if order.site_id in given.network.sites]
    limits = context.settings.dispatch
    settings = replace(limits, time_limit_s=limits.time_limit_s / len(scenarios))
    frame = Day(given.network, known, given.travel, settings, given.request)
    context.progress.stage("scenarios")
    figures = []
    with context.executor() as executor:
        warm_up(frame, executor, limits.workers)
        for number, scenario in enumerate(scenarios):
            context.progress.advance(number, len(scenarios))
            plan = plan_scenario(frame, scenario, executor)
            figures.append(figures_of(scenario, plan, known))
    context.progress.advance(len(scenarios), len(scenarios))
    return Comparison(
        day=day,
        orders=len(known),
        load_kg=sum(order.load_kg for order in known),
        time_limit_s=limits.time_limit_s,
        travel=given.travel.name,
        scenarios=tuple(figures),
    )


def figures_of(
    scenario: Scenario, plan: Planned, orders: Sequence[Order]
) -> ScenarioFigures:
    """Sum up a day planned under a scenario.

    The load factor is tonne-kilometres over payload-kilometres, as statistics of road
    haulage have it (load times way over capacity times way); litres over the litres
    of the bodies tell how full they are of bulky material.

    Parameters
    ----------
    scenario
        Which.
    plan
        Its routes, and the network they were planned in.
    orders
        All orders of the day.
    """
    routes = plan.routes
    served = {stop.order_id for stop in pickups(routes)}
    collected_kg = sum(route.load_kg for route in routes)
    paid_fen = sum(route.cost_fen - route.carbon_cost_fen for route in routes)
    return ScenarioFigures(
        scenario=scenario,
        vehicles=len({route.vehicle_id for route in routes}),
        trips=sum(route.trips for route in routes),
        served=len(served),
        load_kg=collected_kg,
        unserved=dict(sorted(Counter(left.reason for left in plan.unserved).items())),
        unserved_kg=sum(order.load_kg for order in orders) - collected_kg,
        distance_m=sum(route.distance_m for route in routes),
        empty_m=sum(route.empty_m for route in routes),
        duration_s=sum(route.duration_s for route in routes),
        kg_m=sum(route.kg_m for route in routes),
        capacity_kg_m=sum(
            route.distance_m * _payload_kg(plan.network, route) for route in routes
        ),
        load_l=sum(stop.load_l for stop in pickups(routes)),
        capacity_l=sum(route.trips * _body_l(plan.network, route) for route in routes),
        route_fen=paid_fen,
        extra_fen=plan.extra_fen,
        emission_g=sum(route.emission_g for route in routes),
        facts=plan.facts,
        engine=plan.engine,
        seconds=plan.seconds,
    )


def _payload_kg(network: Network, route: PlannedRoute) -> int:
    kind = network.vehicles[route.vehicle_id].vehicle_type
    return network.vehicle_types[kind].payload_kg


def _body_l(network: Network, route: PlannedRoute) -> int:
    kind = network.vehicles[route.vehicle_id].vehicle_type
    return network.vehicle_types[kind].loose_volume_l()
