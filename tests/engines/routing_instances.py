"""Routing problems small enough to solve by hand, each with its optimum.

Unless said otherwise places lie on one street, at metres from the depot at 0;
vehicles drive 1 m/s and cost 1 fen per metre (1,000 fen/km), so that a cost is
a distance and a distance is a time. Site and depot are at 0, loads are 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from routing.vrp.problem import (
    UNREACHABLE,
    AccessRule,
    Depot,
    RoutingProblem,
    SpeedProfile,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import UnservedReason

TRUCK = VehicleType(
    "truck",
    num_available=1,
    capacity=(100,),
    shift=TimeWindow(0, 5000),
    unit_distance_cost_fen_per_km=1000,
)


@dataclass(frozen=True)
class Instance:
    """A problem and what solving it must give."""

    name: str
    problem: RoutingProblem
    cost_fen: int
    unserved: dict[int, UnservedReason] = field(default_factory=dict)


def table(metres: Sequence[Sequence[int]]) -> TravelTable:
    array = np.array(metres, dtype=np.int32).reshape(len(metres), -1)
    return TravelTable(array, array.copy())


def street(
    stops: Sequence[Stop],
    sites: Sequence[UnloadSite] = (UnloadSite("site", 0),),
    vehicles: Sequence[VehicleType] = (TRUCK,),
    end: int = 0,
    dimensions: tuple[str, ...] = ("kg",),
) -> RoutingProblem:
    """Return a problem whose ``location`` fields are metres along the street."""
    places = sorted({0, end, *(item.location for item in [*stops, *sites])})
    at = {metres: index for index, metres in enumerate(places)}
    metres = np.array(places)
    ways = table(np.abs(metres[:, None] - metres[None, :]).tolist())
    return RoutingProblem(
        dimensions=dimensions,
        tables=dict.fromkeys(
            ["default", *(vehicle.profile for vehicle in vehicles)], ways
        ),
        depots=(Depot("start", at[0]), Depot("end", at[end])),
        unload_sites=tuple(replace(site, location=at[site.location]) for site in sites),
        stops=tuple(replace(stop, location=at[stop.location]) for stop in stops),
        vehicle_types=tuple(vehicles),
    )


def at(*metres: int) -> list[Stop]:
    return [Stop(f"{m} m", m, (1,)) for m in metres]


def _one_trip() -> Instance:
    # To the farthest stop and back: 2 x 400.
    return Instance("one trip", street(at(100, 200, 300, 400)), 800)


def _two_trips() -> Instance:
    # Two at a time: the far pair 2 x 400, the near pair 2 x 200.
    truck = replace(TRUCK, capacity=(2,))
    return Instance("two trips", street(at(100, 200, 300, 400), vehicles=[truck]), 1200)


def _different_end() -> Instance:
    # One way along the street, unloading at its end.
    truck = replace(TRUCK, end_depot=1)
    site = UnloadSite("site", 500)
    problem = street(at(100, 300, 200, 400), [site], [truck], end=500)
    return Instance("different end depot", problem, 500)


def _two_dimensions() -> Instance:
    # The two bulky stops may not share a trip: 2 x 400 + 2 x 300.
    stops = [
        Stop("a", 400, (1, 5)),
        Stop("b", 300, (1, 5)),
        Stop("c", 200, (1, 1)),
        Stop("d", 100, (1, 1)),
    ]
    truck = replace(TRUCK, capacity=(10, 6))
    problem = street(stops, vehicles=[truck], dimensions=("kg", "l"))
    return Instance("two dimensions", problem, 1400)


def _windows() -> Instance:
    # 100 m by 100 s, -100 m by 350 s, 200 m after 600 s: 100 + 200 + 300 + 200.
    stops = [
        replace(at(100)[0], time_windows=(TimeWindow(0, 100),)),
        replace(at(-100)[0], time_windows=(TimeWindow(0, 350),)),
        replace(at(200)[0], time_windows=(TimeWindow(600, 2000),)),
    ]
    return Instance("time windows", street(stops), 800)


def _two_windows() -> Instance:
    # Too late for the first window at 100 m, so leave at 400 s: 400 m and 400 s at
    # 1 fen each; leaving at 0 s would add 200 s of waiting.
    windows = (TimeWindow(0, 50), TimeWindow(500, 600))
    stops = [replace(at(100)[0], time_windows=windows), *at(200)]
    truck = replace(TRUCK, unit_duration_cost_fen_per_h=3600)
    return Instance("two windows", street(stops, vehicles=[truck]), 800)


def _unload_windows() -> Instance:
    # The site at 0 has closed when the truck is back: 200 + 500 + 300.
    early = UnloadSite("early", 0, time_windows=(TimeWindow(0, 200),))
    late = UnloadSite("late", -300)
    return Instance("unload windows", street(at(100, 200), [early, late]), 1000)


def _commodities() -> Instance:
    # Paper first, unloaded at 100, glass second, unloaded at -100:
    # 200 + 100 + 200 + 400 + 100. Glass first would be 1,200; mixed is forbidden.
    stops = [
        replace(stop, commodity=commodity)
        for stop, commodity in zip(
            at(150, 200, 250, 300), ("paper", "paper", "glass", "glass"), strict=True
        )
    ]
    paper = UnloadSite("paper", 100, commodities=frozenset({"paper"}))
    glass = UnloadSite("glass", -100, commodities=frozenset({"glass"}))
    return Instance("commodities", street(stops, [paper, glass]), 1000)


def _vehicle_commodities() -> Instance:
    # Each truck its own: paper to both 200 m ends 800, glass 600.
    stops = [
        Stop("paper east", 200, (1,), "paper"),
        Stop("paper west", -200, (1,), "paper"),
        Stop("glass", 300, (1,), "glass"),
    ]
    trucks = [
        replace(TRUCK, name=name, commodities=frozenset({name}))
        for name in ("paper", "glass")
    ]
    return Instance("vehicle commodities", street(stops, vehicles=trucks), 1400)


def _optional() -> Instance:
    # From 100 m on to 150 m costs 100 for a prize of 120; to 200 m another 100
    # for 60.
    stops = [
        *at(100),
        replace(at(150)[0], required=False, prize_fen=120),
        replace(at(200)[0], required=False, prize_fen=60),
    ]
    reason = UnservedReason.NOT_WORTH_THE_COST
    return Instance("optional stops", street(stops), 300, {2: reason})


def _skills() -> Instance:
    # The dear narrow truck goes to 100 m only (2 x 200), the other to 400 m.
    stops = [replace(at(100)[0], skills=frozenset({"narrow"})), *at(300, 400)]
    narrow = replace(
        TRUCK,
        name="narrow",
        skills=frozenset({"narrow"}),
        unit_distance_cost_fen_per_km=2000,
    )
    return Instance("skills", street(stops, vehicles=[narrow, TRUCK]), 1200)


def _mixed_fleet() -> Instance:
    # One trip each: the cheap small truck takes the far pair (800), the big one
    # the near pair (3 x 400).
    small = replace(TRUCK, name="small", capacity=(2,), max_trips=1)
    big = replace(small, name="big", capacity=(3,), unit_distance_cost_fen_per_km=3000)
    problem = street(at(100, 200, 300, 400), vehicles=[big, small])
    return Instance("mixed fleet", problem, 2000)


def _max_duration() -> Instance:
    # 800 s of driving, 500 s a vehicle: two vehicles at 1,000 fen, 400 m each.
    truck = replace(TRUCK, num_available=2, max_duration_s=500, fixed_cost_fen=1000)
    return Instance("maximum duration", street(at(200, -200), vehicles=[truck]), 2800)


def _max_distance() -> Instance:
    truck = replace(TRUCK, num_available=2, max_distance_m=500, fixed_cost_fen=1000)
    return Instance("maximum distance", street(at(200, -200), vehicles=[truck]), 2800)


def _fleet_full() -> Instance:
    # One trip of one load: the nearer required stop, 2 x 100.
    truck = replace(TRUCK, capacity=(1,), max_trips=1)
    problem = street(at(300, 100), vehicles=[truck])
    return Instance("fleet full", problem, 200, {0: UnservedReason.FLEET_FULL})


def _one_way_ring() -> Instance:
    # Places 0..3 on a ring, 100 m clockwise: once round.
    ways = [[100 * ((b - a) % 4) for b in range(4)] for a in range(4)]
    problem = street([Stop(str(i), 0, (1,)) for i in range(1, 4)])
    stops = tuple(
        replace(stop, location=place + 1) for place, stop in enumerate(problem.stops)
    )
    problem = replace(problem, stops=stops, tables={"default": table(ways)})
    return Instance("one-way ring", problem, 400)


def _no_way_back() -> Instance:
    # 1 leads to 2 and 2 home, 100 m each, and no other way; 3 is an island.
    n = UNREACHABLE
    ways = [[0, 100, 200, n], [200, 0, 100, n], [100, n, 0, n], [n, n, n, 0]]
    stops = [Stop(str(i), 0, (1,)) for i in range(1, 4)]
    problem = street(stops)
    stops = [replace(stop, location=i + 1) for i, stop in enumerate(stops)]
    problem = replace(problem, stops=tuple(stops), tables={"default": table(ways)})
    return Instance("no way back", problem, 300, {2: UnservedReason.UNREACHABLE})


def _two_profiles() -> Instance:
    # The bicycle takes the short way, the truck one three times as long.
    bicycle = replace(TRUCK, name="bicycle", profile="bicycle", capacity=(2,))
    problem = street(at(100, 200), vehicles=[TRUCK, bicycle])
    ways = problem.tables["bicycle"]
    longer = TravelTable(ways.distance_m * 3, ways.duration_s * 3)
    tables = {"default": longer, "bicycle": ways}
    return Instance("two profiles", replace(problem, tables=tables), 400)


def _nothing_to_unload() -> Instance:
    # Inspections: no load, so no site is needed.
    stops = [replace(stop, load=(0,)) for stop in at(100, 200, 300, 400)]
    return Instance("nothing to unload", street(stops, sites=[]), 800)


def _identical_stops() -> Instance:
    # Six of one place, three a trip: 2 x 2 x 100.
    truck = replace(TRUCK, capacity=(3,))
    return Instance("identical stops", street(at(*[100] * 6), vehicles=[truck]), 400)


def closed(
    start_s: int = 0, end_s: int = 6000, stops: Sequence[int] = (), **places: object
) -> AccessRule:
    """Return a rule for the first vehicle type, if nothing else is said."""
    rule = AccessRule("rule", frozenset({0}), closed=TimeWindow(start_s, end_s))
    return replace(rule, stops=frozenset(stops), **places)


def speeds(
    problem: RoutingProblem, starts_s: Sequence[int], factor: Sequence[float]
) -> RoutingProblem:
    """Return the problem with speeds that are the same everywhere."""
    zone = np.zeros(len(problem.tables["default"].distance_m), dtype=np.int64)
    return replace(
        problem, speed_profile=SpeedProfile(tuple(starts_s), np.array([factor]), zone)
    )


def _closed_at_noon() -> Instance:
    # Passing 100 m at 100 s it is closed; open again on the way back, at 300 s.
    problem = replace(street(at(100, 200)), access_rules=(closed(50, 300, [0]),))
    return Instance("closed at noon", problem, 400)


def _closed_to_one() -> Instance:
    # The cheap truck goes east (200); only the dear one may go west (2 x 200).
    dear = replace(TRUCK, name="dear", unit_distance_cost_fen_per_km=2000)
    problem = street(at(100, -100), vehicles=[TRUCK, dear])
    rules = (closed(stops=[1]),)
    return Instance("closed to one", replace(problem, access_rules=rules), 600)


def _closed_at_different_times() -> Instance:
    # 100 m opens to the cheap truck too late to be home by 1,000 s, so it goes to
    # 300 m (600) and the dear one to 100 m (2 x 200). The dear one alone, at 300 m
    # from 600 s on, would be 2 x 600.
    cheap = replace(TRUCK, shift=TimeWindow(0, 1000))
    dear = replace(cheap, name="dear", unit_distance_cost_fen_per_km=2000)
    problem = street(at(100, 300), vehicles=[cheap, dear])
    rules = (closed(50, 950, [0]), closed(0, 600, [1], vehicle_types=frozenset({1})))
    problem = replace(problem, access_rules=rules)
    return Instance("closed at different times", problem, 1000)


def _closed_all_day() -> Instance:
    trucks = [replace(TRUCK, name=name) for name in "ab"]
    rule = closed(stops=[1], vehicle_types=frozenset({0, 1}))
    problem = replace(street(at(100, 200), vehicles=trucks), access_rules=(rule,))
    return Instance("closed all day", problem, 200, {1: UnservedReason.ACCESS})


def _closed_site() -> Instance:
    # The site at 0 is closed when the truck is back: 200 + 500 + 300.
    sites = [UnloadSite("near", 0), UnloadSite("far", -300)]
    rule = closed(150, unload_sites=frozenset({0}))
    problem = replace(street(at(100, 200), sites), access_rules=(rule,))
    return Instance("closed site", problem, 1000)


def _rush_hour() -> Instance:
    # Half as fast before 1,000 s: leave then, 200 m and 200 s at 1 fen each.
    truck = replace(TRUCK, unit_duration_cost_fen_per_h=3600)
    problem = street(at(100), vehicles=[truck])
    return Instance("rush hour", speeds(problem, (0, 1000), (0.5, 1)), 400)


def _through_the_rush_hour() -> Instance:
    # 300 m by 450 s. Leaving at 100 s: 50 m by 200 s, the rest by 450 s, back at
    # 750 s; 600 m and 650 s. Leaving at 0 s it would be 400 s there, 700 s in all.
    stop = replace(at(300)[0], time_windows=(TimeWindow(0, 450),))
    truck = replace(TRUCK, unit_duration_cost_fen_per_h=3600)
    problem = speeds(street([stop], vehicles=[truck]), (0, 200), (0.5, 1))
    return Instance("through the rush hour", problem, 1250)


def _back_before_the_rush_hour() -> Instance:
    # A tenth as fast from 1,000 s on. East takes 1,000 s there and back, so west
    # would be 9,000 s away after it: the second truck goes, 2 x 400 more.
    trucks = [replace(TRUCK, num_available=2)]
    problem = street(at(500, -400), vehicles=trucks)
    problem = speeds(problem, (0, 1000), (1, 0.1))
    return Instance("back before the rush hour", problem, 1800)


INSTANCES = (
    _one_trip(),
    _two_trips(),
    _different_end(),
    _two_dimensions(),
    _windows(),
    _two_windows(),
    _unload_windows(),
    _commodities(),
    _vehicle_commodities(),
    _optional(),
    _skills(),
    _mixed_fleet(),
    _max_duration(),
    _max_distance(),
    _fleet_full(),
    _one_way_ring(),
    _no_way_back(),
    _two_profiles(),
    _nothing_to_unload(),
    _identical_stops(),
    _closed_at_noon(),
    _closed_to_one(),
    _closed_at_different_times(),
    _closed_all_day(),
    _closed_site(),
    _rush_hour(),
    _through_the_rush_hour(),
    _back_before_the_rush_hour(),
)
