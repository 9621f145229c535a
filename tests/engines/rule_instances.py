"""Routing problems with one rule each, small enough to solve by hand.

Streets as in ``routing_instances``: metres are seconds and fen.
"""

from collections.abc import Sequence
from dataclasses import replace

from routing.vrp.parts import (
    Break,
    Carried,
    Charger,
    Choice,
    Compartment,
    DrivingRest,
    Energy,
    Objective,
    Overtime,
    PlannedVisit,
)
from routing.vrp.problem import AccessRule, RoutingProblem, Stop, TimeWindow, UnloadSite
from routing.vrp.solution import UnservedReason, VisitKind
from tests.engines.routing_instances import TRUCK, Instance, at, street

HOURLY = replace(TRUCK, unit_duration_cost_fen_per_h=3600)
"""A truck that costs a fen per second besides."""


def _loaded_return() -> Instance:
    # The first trip has to unload at 300 m, the second goes home loaded: 2 x 400.
    # Unloading both would take the truck to 300 m once more.
    truck = replace(TRUCK, capacity=(2,), returns_empty=False)
    problem = street(at(100, 200, 400), [UnloadSite("site", 300)], [truck])
    return Instance("loaded return", problem, 800)


def _unloading_by_load() -> Instance:
    # 200 m and 200 s of driving, 10 s at each of two stops' loads of 20, and 40 s
    # to unload: 1,000 s per 1,000 units.
    stops = [Stop(name, 100, (20,), service_s_per_1000=500) for name in "ab"]
    site = UnloadSite("site", 0, service_s_per_1000=1000)
    return Instance("unloading by load", street(stops, [site], [HOURLY]), 460)


def _one_dock() -> Instance:
    # Each truck drives 200 m and 200 s and unloads for 100 s, at different times: the
    # second leaves 100 s later, just in time to be home by 400 s. 2 x (200 + 300).
    truck = replace(HOURLY, num_available=2, capacity=(1,), max_trips=1)
    truck = replace(truck, shift=TimeWindow(0, 400))
    site = UnloadSite("site", 0, service_s=100, docks=1)
    problem = street(at(100, -100), [site], [truck])
    return Instance("one dock", problem, 1000)


def _intake() -> Instance:
    # The near site takes one load, that from 100 m (200); the other is fetched on
    # the way to the far site (2 x 200).
    sites = [UnloadSite("near", 0, intake=(1,)), UnloadSite("far", -200)]
    truck = replace(TRUCK, capacity=(1,))
    problem = street(at(100, -100), sites, [truck])
    return Instance("intake", problem, 600)


def _soft_window() -> Instance:
    # Due by 40 s, reached at 100 s: 60 s late at 30 fen a minute; there is no way
    # to be in time.
    window = (TimeWindow(0, 40),)
    stop = replace(at(100)[0], time_windows=window, late_cost_fen_per_min=30)
    return Instance("soft window", street([stop]), 230)


def _soft_window_or_detour() -> Instance:
    # 200 m first would make -100 m 500 - 220 = 280 s late at 60 fen a minute;
    # -100 m first costs no more way: 200 + 400.
    stops = at(200, -100)
    window = (TimeWindow(0, 220),)
    stops[1] = replace(stops[1], time_windows=window, late_cost_fen_per_min=60)
    return Instance("soft window kept", street(stops), 600)


def _wait_for_the_next_window() -> Instance:
    # Reached at 100 s at the earliest; late from 51 s on at 1 fen a second, or in
    # time from 400 s on: leave at 300 s, 200 m.
    windows = (TimeWindow(0, 50), TimeWindow(400, 500))
    stop = replace(at(100)[0], time_windows=windows, late_cost_fen_per_min=60)
    return Instance("next window", street([stop]), 200)


def _release() -> Instance:
    # Ready at 1,000 s; 100 m is due by 200 s. So two trips, the second after
    # 1,000 s: 200 + 400; the unloading between ends not before.
    stops = at(100, 200)
    stops[0] = replace(stops[0], time_windows=(TimeWindow(0, 200),))
    stops[1] = replace(stops[1], release_s=1000)
    return Instance("release", street(stops), 600)


def _priority() -> Instance:
    # Room for one: the dear one with priority, 2 x 300.
    stops = at(100, 300)
    stops[1] = replace(stops[1], priority=5)
    truck = replace(TRUCK, capacity=(1,), max_trips=1)
    problem = street(stops, vehicles=[truck])
    return Instance("priority", problem, 600, {0: UnservedReason.FLEET_FULL})


def _allowed_vehicles() -> Instance:
    # 200 m is locked to the dear truck (2 x 400), the cheap one goes west (200).
    stops = at(-100, 200)
    stops[1] = replace(stops[1], vehicle_types=frozenset({1}))
    dear = replace(TRUCK, name="dear", unit_distance_cost_fen_per_km=2000)
    problem = street(stops, vehicles=[TRUCK, dear])
    return Instance("allowed vehicles", problem, 1000)


def _first_and_last() -> Instance:
    # 300 m first and -100 m last, 200 m on the way between: 300 + 400 + 100.
    stops = at(300, 200, -100)
    stops[0] = replace(stops[0], rank=0)
    stops[2] = replace(stops[2], rank=-1)
    return Instance("first and last", street(stops), 800)


def _overtime() -> Instance:
    # One truck for both would be 600 s away, 200 s of overtime at 5 fen: 600 and
    # 1,000. Two: 200 + 400, and no overtime.
    truck = replace(TRUCK, num_available=2, overtime=Overtime(400, 18000))
    return Instance("overtime", street(at(-100, 200), vehicles=[truck]), 600)


def _max_stops() -> Instance:
    # Two stops a vehicle: 2 x 300 for the far pair, 2 x 100 for the other.
    truck = replace(TRUCK, num_available=2, max_stops=2)
    return Instance("maximum stops", street(at(100, 200, 300), vehicles=[truck]), 800)


def _max_load() -> Instance:
    # The day's limit, however often it unloads: two vehicles, 2 x 300 + 2 x 100.
    truck = replace(TRUCK, num_available=2, max_load=(2,))
    return Instance("maximum load", street(at(100, 200, 300), vehicles=[truck]), 800)


def _lunch() -> Instance:
    # 2 x 400 m; 800 s of driving and 60 s of lunch, due since the truck is away from
    # 300 s to 400 s. Leaving later does not help: it must be back by 1,000 s.
    truck = replace(HOURLY, breaks=(Break(300, 400, 60),), shift=TimeWindow(0, 1000))
    return Instance("lunch", street(at(100, 400), vehicles=[truck]), 1660)


def _lunch_while_waiting() -> Instance:
    # Open at 150 s and shut at 400 s, open again at 1,000 s: between them the truck
    # waits, so lunch is free: 600 m, and from 50 s to 1,300 s.
    stops = at(100, 300)
    stops[0] = replace(stops[0], time_windows=(TimeWindow(150, 150),))
    stops[1] = replace(stops[1], time_windows=(TimeWindow(1000, 1000),))
    truck = replace(HOURLY, breaks=(Break(300, 800, 200),))
    problem = street(stops, vehicles=[truck])
    return Instance("lunch while waiting", problem, 1850)


def _rest() -> Instance:
    # 800 s of driving, a rest of 50 s after 500 s at most: 800 m and 850 s.
    truck = replace(HOURLY, driving_rest=DrivingRest(500, 50))
    return Instance("driving rest", street(at(400, 200), vehicles=[truck]), 1650)


def _compartments() -> Instance:
    # Glass and paper on one trip, each in its half: 2 x 200. Paper alone would
    # fill more than its half, so the second paper stop takes a trip: 2 x 100.
    stops = [
        Stop("glass", 200, (1,), "glass"),
        Stop("paper", 200, (2,), "paper"),
        Stop("more paper", 100, (2,), "paper"),
    ]
    parts = (Compartment((2,)), Compartment((2,), frozenset({"glass"})))
    truck = replace(TRUCK, compartments=parts)
    return Instance("compartments", street(stops, vehicles=[truck]), 600)


def _incompatible() -> Instance:
    # Glass at 200 m and paper at 100 m may not ride together: 400 + 200.
    stops = [Stop("glass", 200, (1,), "glass"), Stop("paper", 100, (1,), "paper")]
    pairs = frozenset({frozenset({"glass", "paper"})})
    problem = replace(street(stops), incompatible=pairs)
    return Instance("incompatible", problem, 600)


def electric(
    stops: Sequence[Stop], usable_wh: int, *chargers: Charger
) -> RoutingProblem:
    """Return a street for a truck that uses a watt-hour per metre, empty or not."""
    truck = replace(TRUCK, energy=Energy(usable_wh, 1000, 0, 3600))
    # A stop without load at each charger puts it on the street.
    posts = [Stop("post", charger.location, (0,)) for charger in chargers]
    problem = street([*stops, *posts], vehicles=[truck])
    places = [problem.stops[len(stops) + i].location for i in range(len(posts))]
    return replace(
        problem,
        stops=problem.stops[: len(stops)],
        chargers=tuple(
            replace(charger, location=place)
            for charger, place in zip(chargers, places, strict=True)
        ),
    )


def _charge_on_the_way() -> Instance:
    # 800 m with 500 Wh: charge at 300 m, on the way home.
    problem = electric(at(400), 500, Charger("plug", 300, 3600))
    return Instance("charge on the way", problem, 800)


def _charge_on_the_way_out() -> Instance:
    # 800 m with 350 of 500 Wh: the stop is out of reach, so charge at 300 m on the
    # way out, full, which is what the rest takes.
    problem = electric(at(400), 500, Charger("plug", 300, 3600))
    (truck,) = problem.vehicle_types
    assert truck.energy is not None
    truck = replace(truck, energy=replace(truck.energy, initial_wh=350))
    problem = replace(problem, vehicle_types=(truck,))
    return Instance("charge on the way out", problem, 800)


def _charge_off_the_way() -> Instance:
    # 600 m with 500 Wh: the plug is 50 m beyond the stop, 100 m more.
    problem = electric(at(300), 500, Charger("plug", 350, 3600))
    return Instance("charge off the way", problem, 700)


def _closed_charger() -> Instance:
    # 600 m with 500 Wh: the plug on the way is closed all day, so that it is the
    # one 50 m beyond the stop again.
    plugs = (Charger("near", 200, 3600), Charger("far", 350, 3600))
    problem = electric(at(300), 500, *plugs)
    closed = AccessRule(
        "closed", frozenset([0]), chargers=frozenset([0]), closed=TimeWindow(0, 5000)
    )
    return Instance("closed charger", replace(problem, access_rules=(closed,)), 700)


def _charger_by_the_hour() -> Instance:
    # The plug on the way home may not be used from 400 s to 2,000 s: the truck
    # leaves when it need not wait, after 1,500 s.
    problem = electric(at(400), 500, Charger("plug", 300, 3600))
    closed = AccessRule(
        "noon", frozenset([0]), chargers=frozenset([0]), closed=TimeWindow(400, 2000)
    )
    stop = replace(problem.stops[0], time_windows=(TimeWindow(350, 5000),))
    problem = replace(problem, stops=(stop,), access_rules=(closed,))
    return Instance("charger by the hour", problem, 800)


def _charge_at_the_site() -> Instance:
    # Two trips of 400 m with 500 Wh: unloading for 300 s at 3,600 W gives 300 Wh.
    problem = electric(at(200, 200), 500)
    site = replace(problem.unload_sites[0], service_s=300, charge_power_w=3600)
    truck = replace(problem.vehicle_types[0], capacity=(1,))
    problem = replace(problem, unload_sites=(site,), vehicle_types=(truck,))
    return Instance("charge at the site", problem, 800)


def _on_board() -> Instance:
    # It leaves with 2 of 3 on board and unloads at once, where it is; then it has
    # room for both: 2 x 100.
    carried = (Carried("", (2,)),)
    truck = replace(TRUCK, capacity=(3,), on_board=carried)
    return Instance("on board", street(at(100, 100), vehicles=[truck]), 200)


def _only_on_board() -> Instance:
    # Nothing to fetch, but what is on board goes to the site at 300 m: 600.
    truck = replace(TRUCK, on_board=(Carried("", (2,)),), max_stops=0)
    problem = street(at(100), [UnloadSite("site", 300)], [truck])
    return Instance("only on board", problem, 600, {0: UnservedReason.NO_VEHICLE})


def _prefix() -> Instance:
    # It has promised to go to 200 m first and then to unload at 0 (400), so 100 m
    # is fetched later, with -100 m: 400 more.
    promised = (PlannedVisit(VisitKind.STOP, 0), PlannedVisit(VisitKind.UNLOAD, 0))
    truck = replace(TRUCK, prefix=promised)
    problem = street(at(200, 100, -100), vehicles=[truck])
    return Instance("decided visits", problem, 800)


def _carbon() -> Instance:
    # The cheap truck emits 1,000 g/km at 2,000 fen/kg: 3 fen per metre in all. The
    # dear one at 2 fen goes: 2 x 200.
    dirty = replace(TRUCK, emission_g_per_km=1000)
    clean = replace(TRUCK, name="clean", unit_distance_cost_fen_per_km=2000)
    problem = street(at(100), vehicles=[dirty, clean])
    goal = Objective(carbon_price_fen_per_t=2_000_000)
    return Instance("carbon", replace(problem, objective=goal), 400)


def _balance() -> Instance:
    # Two trucks, 400 s each. One for all costs no more way: nothing to balance.
    truck = replace(TRUCK, num_available=2)
    problem = street(at(200, -200), vehicles=[truck])
    goal = Objective(balance_fen_per_h=3600)
    return Instance("balance", replace(problem, objective=goal), 800)


def _compactness() -> Instance:
    # East and west by two trucks: no stop is far from its centre. One for both
    # costs the same way, and 400 for the way between them.
    truck = replace(TRUCK, num_available=2)
    problem = street(at(200, 200, -200, -200), vehicles=[truck])
    goal = Objective(compactness_fen_per_km=1000)
    return Instance("compactness", replace(problem, objective=goal), 800)


def _reassigned(price_fen: int, optimum_fen: int) -> Instance:
    # The near stop was the first truck's, the far one the second's: 200 + 400. One
    # for both drives 400 and takes a stop over.
    stops = [replace(stop, home=kind) for kind, stop in enumerate(at(100, 200))]
    problem = street(stops, vehicles=[TRUCK, replace(TRUCK, name="second")])
    problem = replace(problem, objective=Objective(reassign_fen=price_fen))
    return Instance(f"reassigned for {price_fen}", problem, optimum_fen)


def _choice() -> Instance:
    # 300 m is served anyway; of the others 200 m is on the way: 2 x 300.
    problem = street(at(300, -100, 200))
    choices = (Choice(((1,), (2,))),)
    reasons = {1: UnservedReason.NOT_CHOSEN}
    return Instance("choice", replace(problem, choices=choices), 600, reasons)


RULE_INSTANCES = (
    _loaded_return(),
    _unloading_by_load(),
    _one_dock(),
    _intake(),
    _soft_window(),
    _soft_window_or_detour(),
    _wait_for_the_next_window(),
    _release(),
    _priority(),
    _allowed_vehicles(),
    _first_and_last(),
    _overtime(),
    _max_stops(),
    _max_load(),
    _lunch(),
    _lunch_while_waiting(),
    _rest(),
    _compartments(),
    _incompatible(),
    _charge_on_the_way(),
    _charge_on_the_way_out(),
    _charge_off_the_way(),
    _closed_charger(),
    _charger_by_the_hour(),
    _charge_at_the_site(),
    _on_board(),
    _only_on_board(),
    _prefix(),
    _carbon(),
    _balance(),
    _compactness(),
    _reassigned(150, 550),
    _reassigned(250, 600),
    _choice(),
)
