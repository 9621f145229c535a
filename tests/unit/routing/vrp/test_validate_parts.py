"""Every fault of breaks, energy, docks, choices, decided visits and the like."""

from dataclasses import replace

import numpy as np
import pytest

from routing.errors import InvalidProblemError
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
from routing.vrp.problem import RoutingProblem, UnloadSite, VehicleType
from routing.vrp.solution import VisitKind
from routing.vrp.validate import validate_problem
from tests.engines.routing_instances import TRUCK, at, street

NAN = float("nan")
STOP, UNLOAD = VisitKind.STOP, VisitKind.UNLOAD

SITE = UnloadSite("site", 0, docks=1, intake=(9,))

FULL = replace(
    TRUCK,
    overtime=Overtime(3600, 100),
    breaks=(Break(10, 20, 5), Break(30, 40, 5)),
    driving_rest=DrivingRest(14400, 1800),
    compartments=(Compartment((60,)), Compartment((40,), frozenset({""}))),
    energy=Energy(1000, 100, 10, 5000),
    on_board=(Carried("", (5,)),),
    prefix=(PlannedVisit(STOP, 1), PlannedVisit(UNLOAD, 0)),
    max_load=(50,),
    max_stops=9,
)


def a_problem(vehicle: VehicleType = FULL) -> RoutingProblem:
    """Return a valid problem that has a bit of everything."""
    problem = street(at(100, 200, 300), [SITE], [vehicle])
    return replace(
        problem,
        chargers=(Charger("plug", 0, 1000),),
        incompatible=frozenset({frozenset({"a", "b"})}),
        choices=(Choice(((0,), (2,))),),
        objective=Objective(1, 2, 3),
    )


def faults_of(problem: RoutingProblem) -> tuple[str, ...]:
    with pytest.raises(InvalidProblemError) as caught:
        validate_problem(problem)
    return caught.value.faults


def test_a_problem_with_everything_is_valid() -> None:
    validate_problem(a_problem())


STOP_FAULTS = [
    ({"service_s_per_1000": -1}, "service_s_per_1000: must be between 0 and"),
    ({"service_s_per_1000": 10**8, "load": (10**4,)}, "its work must take <= 1000"),
    ({"late_cost_fen_per_min": -1}, "late_cost_fen_per_min: must be between 0"),
    ({"late_cost_fen_per_min": NAN}, "late_cost_fen_per_min: must be a whole"),
    ({"release_s": -1}, "release_s: must be between 0 and"),
    ({"required": NAN}, "required: must be true or false, got nan"),
    ({"required": 1}, "required: must be true or false, got 1"),
    ({"priority": -1}, "priority: must be between 0 and 100, got -1"),
    ({"priority": 101}, "priority: must be between 0 and 100, got 101"),
    ({"priority": True}, "priority: must be a whole number, got True"),
    ({"vehicle_types": frozenset({1})}, "vehicle_types: must be a position below 1"),
    ({"vehicle_types": frozenset({-1})}, "vehicle_types: must be a position below 1"),
    ({"vehicle_types": frozenset({0.5})}, "vehicle_types: must be a position below"),
    ({"rank": 0.5}, "rank: must be a whole number, got 0.5"),
    ({"rank": 10**9}, "rank: must be between"),
    ({"home": 1}, "home: must be a position below 1, got 1"),
    ({"home": 0.0}, "home: must be a position below 1, got 0.0"),
    ({"load": (True,)}, "load[kg]: must be a whole number, got True"),
]


@pytest.mark.parametrize(("change", "message"), STOP_FAULTS)
def test_fault_of_a_stop(change: dict[str, object], message: str) -> None:
    problem = a_problem()
    stops = (problem.stops[0], replace(problem.stops[1], **change), problem.stops[2])
    (fault,) = faults_of(replace(problem, stops=stops))
    assert fault.startswith("stops[1] (200 m)")
    assert message in fault


SITE_FAULTS = [
    ({"docks": 0}, "docks: must be between 1 and"),
    ({"docks": 1.5}, "docks: must be a whole number, got 1.5"),
    ({"intake": (1, 2)}, "intake: needs 1 amounts, got 2"),
    ({"intake": (-1,)}, "intake[kg]: must be between 0 and"),
    ({"charge_power_w": -1}, "charge_power_w: must be between 0 and"),
    ({"service_s_per_1000": NAN}, "service_s_per_1000: must be a whole number"),
]


@pytest.mark.parametrize(("change", "message"), SITE_FAULTS)
def test_fault_of_an_unloading_site(change: dict[str, object], message: str) -> None:
    problem = a_problem()
    sites = (replace(problem.unload_sites[0], **change),)
    (fault,) = faults_of(replace(problem, unload_sites=sites))
    assert fault.startswith(f"unload_sites[0] (site).{message}")


CHARGER_FAULTS = [
    ({"location": 9}, "location: must be a position below 4, got 9"),
    ({"power_w": 0}, "power_w: must be between 1 and"),
    ({"plugs": 0}, "plugs: must be between 1 and"),
    ({"plugs": NAN}, "plugs: must be a whole number, got nan"),
]


@pytest.mark.parametrize(("change", "message"), CHARGER_FAULTS)
def test_fault_of_a_charger(change: dict[str, object], message: str) -> None:
    problem = a_problem()
    chargers = (replace(problem.chargers[0], **change),)
    (fault,) = faults_of(replace(problem, chargers=chargers))
    assert fault.startswith(f"chargers[0] (plug).{message}")


def energy(**changes: object) -> dict[str, object]:
    assert FULL.energy is not None
    return {"energy": replace(FULL.energy, **changes)}


def prefix(*visits: tuple[VisitKind, int]) -> dict[str, object]:
    return {"prefix": tuple(PlannedVisit(*visit) for visit in visits)}


VEHICLE_FAULTS = [
    ({"returns_empty": NAN}, "returns_empty: must be true or false, got nan"),
    ({"max_stops": -1}, "max_stops: must be between 0 and"),
    ({"max_load": (1, 2)}, "max_load: needs 1 amounts, got 2"),
    ({"max_load": (-1,)}, "max_load[kg]: must be between 0 and"),
    ({"emission_g_per_km": -1}, "emission_g_per_km: must be between 0 and"),
    ({"overtime": Overtime(-1, 0)}, "overtime.regular_s: must be between 0 and"),
    ({"overtime": Overtime(0, NAN)}, "overtime.unit_cost_fen_per_h: must be a whole"),
    ({"breaks": (Break(9, 8, 1),)}, "breaks[0]: must begin at 9 at the earliest"),
    ({"breaks": (Break(-1, 8, 1),)}, "breaks[0].earliest_s: must be between 0"),
    ({"breaks": (Break(1, 8, NAN),)}, "breaks[0].duration_s: must be a whole"),
    (
        {"breaks": (Break(30, 40, 5), Break(10, 20, 5))},
        "breaks[1]: must come in the order of the day, got 10 to 20 after 30 to 40",
    ),
    ({"driving_rest": DrivingRest(0, 1)}, "driving_rest.max_driving_s: must be betw"),
    ({"driving_rest": DrivingRest(1, 0)}, "driving_rest.rest_s: must be between 1"),
    ({"compartments": (Compartment((1, 2)),)}, "compartments[0].capacity: needs 1"),
    ({"compartments": (Compartment((-1,)),)}, "compartments[0].capacity[kg]: must"),
    (energy(usable_wh=-1), "energy.usable_wh: must be between 0 and"),
    (energy(consumption_wh_per_km=NAN), "energy.consumption_wh_per_km: must be a"),
    (
        energy(load_consumption_wh_per_km_per_1000=0.1),
        "energy.load_consumption_wh_per_km_per_1000: must be a whole number",
    ),
    (energy(charge_power_w=-1), "energy.charge_power_w: must be between 0 and"),
    (energy(initial_wh=1001), "energy.initial_wh: must be between 0 and 1000, got"),
    ({"on_board": (Carried("", (1, 2)),)}, "on_board[0].load: needs 1 amounts"),
    ({"on_board": (Carried("", (-1,)),)}, "on_board[0].load[kg]: must be between"),
    (prefix((STOP, 3)), "prefix[0].index: must be a position below 3, got 3"),
    (prefix((UNLOAD, 1)), "prefix[0].index: must be a position below 1, got 1"),
    (prefix((VisitKind.REST, 0)), "prefix[0].kind: must be stop or unload, got rest"),
    ({"num_available": 2}, "num_available: must be 1 where prefix names stops, got 2"),
    ({"num_available": 0}, "num_available: must be 1 where prefix names stops, got 0"),
]


@pytest.mark.parametrize(("change", "message"), VEHICLE_FAULTS)
def test_fault_of_a_vehicle(change: dict[str, object], message: str) -> None:
    (fault,) = faults_of(a_problem(replace(FULL, **change)))
    assert fault.startswith(f"vehicle_types[0] (truck).{message}")


ONLY = frozenset({"paper"})

PROMISE_FAULTS = [
    (
        {"on_board": (Carried("", (101,)),)},
        "on_board: must fit the vehicle, but 101 kg are on",
    ),
    ({"on_board": (Carried("", (61,)),)}, "on_board: must fit the vehicle, but no way"),
    ({"commodities": ONLY, "prefix": ()}, "on_board: must be a commodity it may"),
    ({"max_trips": 0, "prefix": ()}, "on_board: must be unloaded, but no site takes"),
    (
        {"compartments": (), "on_board": (Carried("a", (1,)), Carried("b", (1,)))}
        | prefix(),
        "on_board: must fit the vehicle, but 'a' may not travel with 'b'",
    ),
    (prefix((STOP, 1), (STOP, 1)), "vehicle_types.prefix: must name stop 1 once"),
    (
        prefix((STOP, 0), (STOP, 2)),
        "vehicle_types.prefix: must name stops of one alternative of choices[0], "
        "got [0, 1]",
    ),
    ({"on_board": (), "commodities": ONLY}, "prefix[0]: must be a commodity it may"),
    ({"on_board": (Carried("", (60,)),)}, "prefix[0]: must fit the vehicle, but"),
    (
        {"on_board": (Carried("", (100,)),), "compartments": ()},
        "prefix[0]: must fit the vehicle, but 101 kg are on board, it holds 100",
    ),
    ({"max_stops": 0}, "max_stops: must be >= the 1 of prefix, got 0"),
    ({"max_trips": 0}, "max_trips: must be >= the 1 of prefix, got 0"),
    ({"max_load": (0,)}, "max_load: must be >= the 1 of prefix, got 0"),
]


@pytest.mark.parametrize(("change", "message"), PROMISE_FAULTS)
def test_promise_that_cannot_be_kept(change: dict[str, object], message: str) -> None:
    (fault,) = faults_of(a_problem(replace(FULL, **change)))
    assert fault.removeprefix("vehicle_types[0] (truck).").startswith(message)


PROMISED_STOPS = [
    ({"skills": frozenset({"crane"})}, "must be a stop it has the skills for, lacks"),
    ({"vehicle_types": frozenset()}, "must be a stop it may serve, 200 m forbids it"),
    ({"rank": 1}, "must be stop 1 of its route, is stop 0"),
]


@pytest.mark.parametrize(("change", "message"), PROMISED_STOPS)
def test_promised_stop_that_cannot_be_served(
    change: dict[str, object], message: str
) -> None:
    problem = a_problem()
    stops = (problem.stops[0], replace(problem.stops[1], **change), problem.stops[2])
    (fault,) = faults_of(replace(problem, stops=stops))
    assert fault.startswith(f"vehicle_types[0] (truck).prefix[0]: {message}")


def test_promised_unloading_where_the_load_is_not_taken() -> None:
    problem = a_problem()
    site = replace(problem.unload_sites[0], commodities=ONLY)
    (fault,) = faults_of(replace(problem, unload_sites=(site,)))
    assert fault.endswith("prefix[1]: site must accept '', on board then")


CHOICE_FAULTS = [
    ((), "choices[0].alternatives: must be one at least, got none"),
    (((0,), ()), "choices[0].alternatives[1]: must name a stop, got none"),
    (((0,), (3,)), "choices[0].alternatives[1]: must be a position below 3, got 3"),
    (((0,), (0,)), "choices: a stop must be in one alternative of one choice, stop 0"),
    (((0, 0),), "choices: a stop must be in one alternative of one choice, stop 0"),
]


@pytest.mark.parametrize(("alternatives", "message"), CHOICE_FAULTS)
def test_fault_of_a_choice(
    alternatives: tuple[tuple[int, ...], ...], message: str
) -> None:
    problem = replace(a_problem(), choices=(Choice(alternatives),))
    (fault,) = faults_of(problem)
    assert fault.startswith(message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"required": False}, "must be all required or all optional, got both"),
        ({"priority": 7}, "must share a priority, got [0, 7]"),
    ],
)
def test_stops_of_a_choice_are_alike(change: dict[str, object], message: str) -> None:
    problem = a_problem()
    stops = (*problem.stops[:2], replace(problem.stops[2], **change))
    (fault,) = faults_of(replace(problem, stops=stops))
    assert fault == f"choices[0]: its stops {message}"


PROBLEM_FAULTS = [
    ({"incompatible": frozenset({ONLY})}, "incompatible: must be pairs of two, got"),
    ({"objective": Objective(-1)}, "objective.carbon_price_fen_per_t: must be betw"),
    ({"objective": Objective(0, NAN)}, "objective.balance_fen_per_h: must be a whole"),
    (
        {"objective": Objective(0, 0, 0.5)},
        "objective.compactness_fen_per_km: must be a whole number, got 0.5",
    ),
    (
        {"objective": Objective(reassign_fen=-2)},
        "objective.reassign_fen: must be between 0 and",
    ),
]


@pytest.mark.parametrize(("change", "message"), PROBLEM_FAULTS)
def test_fault_of_the_whole(change: dict[str, object], message: str) -> None:
    (fault,) = faults_of(replace(a_problem(), **change))
    assert fault.startswith(message)


def test_dimensions_differ() -> None:
    problem = street([], [], [replace(TRUCK, capacity=(1, 1))], dimensions=("kg", "kg"))
    (fault,) = faults_of(problem)
    assert fault == "dimensions: must differ, got kg more than once"


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    problem = a_problem()
    stops = tuple(replace(stop, priority=np.int32(3)) for stop in problem.stops)
    validate_problem(replace(problem, stops=stops))


def test_faults_of_all_parts_are_collected() -> None:
    problem = a_problem(replace(FULL, max_stops=-1, breaks=(Break(9, 8, 1),)))
    site = replace(problem.unload_sites[0], docks=0)
    stops = tuple(replace(stop, release_s=-1) for stop in problem.stops)
    objective = Objective(balance_fen_per_h=-1)
    broken = replace(problem, unload_sites=(site,), stops=stops, objective=objective)
    assert len(faults_of(broken)) == 2 + 1 + 3 + 1
