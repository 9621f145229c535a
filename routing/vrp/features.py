"""What a routing problem uses, so that an engine can be asked for it."""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from routing.vrp.problem import (
    UNREACHABLE,
    RoutingProblem,
    Stop,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import VisitKind


class RoutingFeature(StrEnum):
    """Something a routing problem may use and an engine may support."""

    UNLOADING = "unloading"
    SEVERAL_DIMENSIONS = "several dimensions"
    TIME_WINDOWS = "time windows"
    MULTIPLE_WINDOWS = "multiple windows"
    UNLOAD_WINDOWS = "unload windows"
    COMMODITIES = "commodities"
    VEHICLE_COMMODITIES = "vehicle commodities"
    OPTIONAL_STOPS = "optional stops"
    SKILLS = "skills"
    HETEROGENEOUS_FLEET = "heterogeneous fleet"
    SEVERAL_PROFILES = "several profiles"
    DIFFERENT_END_DEPOT = "different end depot"
    MAX_DURATION = "maximum duration"
    MAX_DISTANCE = "maximum distance"
    MAX_TRIPS = "maximum trips"
    DURATION_COST = "duration cost"
    ASYMMETRIC_TRAVEL = "asymmetric travel"
    UNREACHABLE_ARCS = "unreachable arcs"
    ACCESS_RULES = "access rules"
    TIME_DEPENDENT = "time-dependent durations"
    LOADED_RETURN = "loaded return"
    LOAD_SERVICE = "service by load"
    DOCKS = "docks"
    INTAKE = "intake"
    SOFT_WINDOWS = "soft windows"
    RELEASE = "release times"
    PRIORITY = "priority"
    ALLOWED_VEHICLES = "allowed vehicles"
    RANK = "rank"
    OVERTIME = "overtime"
    MAX_STOPS = "maximum stops"
    MAX_LOAD = "maximum load"
    BREAKS = "breaks"
    DRIVING_REST = "driving rest"
    COMPARTMENTS = "compartments"
    INCOMPATIBLE = "incompatible commodities"
    ENERGY = "energy"
    ON_BOARD = "load on board"
    PREFIX = "decided visits"
    CARBON = "carbon price"
    BALANCE = "balance"
    COMPACTNESS = "compactness"
    REASSIGN = "price of reassignment"
    CHOICES = "choices"


def features_of(problem: RoutingProblem) -> frozenset[RoutingFeature]:
    """Return the features a problem uses, whatever its size."""
    found: list[tuple[RoutingFeature, bool]] = [
        *_stop_features(problem),
        *_stop_rules(problem.stops),
        *_site_features(problem),
        *_fleet_features(problem.vehicle_types),
        *_limit_features(problem.vehicle_types),
        *_body_features(problem.vehicle_types),
        *_travel_features(problem),
        *_objective_features(problem),
    ]
    return frozenset(feature for feature, used in found if used)


type _Found = Iterator[tuple[RoutingFeature, bool]]


def _stop_features(problem: RoutingProblem) -> _Found:
    stops = problem.stops
    yield RoutingFeature.SEVERAL_DIMENSIONS, len(problem.dimensions) > 1
    yield RoutingFeature.TIME_WINDOWS, any(stop.time_windows for stop in stops)
    several = any(len(stop.time_windows) > 1 for stop in stops)
    yield RoutingFeature.MULTIPLE_WINDOWS, several
    soft = any(
        stop.time_windows and stop.late_cost_fen_per_min is not None for stop in stops
    )
    yield RoutingFeature.SOFT_WINDOWS, soft
    yield RoutingFeature.OPTIONAL_STOPS, any(not stop.required for stop in stops)
    yield RoutingFeature.CHOICES, bool(problem.choices)
    places: tuple[Stop | UnloadSite, ...] = (*stops, *problem.unload_sites)
    by_load = any(place.service_s_per_1000 for place in places)
    yield RoutingFeature.LOAD_SERVICE, by_load


def _stop_rules(stops: tuple[Stop, ...]) -> _Found:
    yield RoutingFeature.SKILLS, any(stop.skills for stop in stops)
    yield RoutingFeature.RELEASE, any(stop.release_s for stop in stops)
    ranked = any(stop.required and stop.priority for stop in stops)
    yield RoutingFeature.PRIORITY, ranked
    locked = any(stop.vehicle_types is not None for stop in stops)
    yield RoutingFeature.ALLOWED_VEHICLES, locked
    yield RoutingFeature.RANK, any(stop.rank is not None for stop in stops)


def _site_features(problem: RoutingProblem) -> _Found:
    sites = problem.unload_sites
    yield RoutingFeature.UNLOADING, needs_unloading(problem)
    yield RoutingFeature.UNLOAD_WINDOWS, any(site.time_windows for site in sites)
    chosen = any(site.commodities is not None for site in sites)
    yield RoutingFeature.COMMODITIES, chosen
    yield RoutingFeature.DOCKS, any(site.docks is not None for site in sites)
    yield RoutingFeature.INTAKE, any(site.intake is not None for site in sites)
    loaded = _has_load(problem) and any(
        not vehicle.returns_empty for vehicle in problem.vehicle_types
    )
    yield RoutingFeature.LOADED_RETURN, loaded


def needs_unloading(problem: RoutingProblem) -> bool:
    """Return whether routes may have to unload, or gain by it, on the way.

    That is when there is a load, picked up or on board, and some vehicle must
    come back empty or may go on another trip after a site has emptied it; or
    when an unloading is already decided. Loads that each vehicle brings home
    from a single trip, with no site about, need no unloading.
    """
    types = problem.vehicle_types
    if any(
        visit.kind is VisitKind.UNLOAD for vehicle in types for visit in vehicle.prefix
    ):
        return True
    trips = problem.unload_sites and any(vehicle.max_trips != 0 for vehicle in types)
    empty = any(vehicle.returns_empty for vehicle in types)
    return _has_load(problem) and (empty or bool(trips))


def _has_load(problem: RoutingProblem) -> bool:
    return any(any(stop.load) for stop in problem.stops) or any(
        is_loaded(vehicle) for vehicle in problem.vehicle_types
    )


def is_loaded(vehicle: VehicleType) -> bool:
    """Return whether vehicles of a type leave their depot with a load."""
    return any(any(carried.load) for carried in vehicle.on_board)


def is_committed(vehicle: VehicleType) -> bool:
    """Return whether vehicles of a type are always used: loaded, or promised."""
    return is_loaded(vehicle) or bool(vehicle.prefix)


def _fleet_features(types: tuple[VehicleType, ...]) -> _Found:
    yield RoutingFeature.HETEROGENEOUS_FLEET, len(types) > 1
    profiles = {vehicle.profile for vehicle in types}
    yield RoutingFeature.SEVERAL_PROFILES, len(profiles) > 1
    different = any(vehicle.start_depot != vehicle.end_depot for vehicle in types)
    yield RoutingFeature.DIFFERENT_END_DEPOT, different
    hourly = any(vehicle.unit_duration_cost_fen_per_h for vehicle in types)
    yield RoutingFeature.DURATION_COST, hourly
    yield RoutingFeature.BREAKS, any(vehicle.breaks for vehicle in types)
    yield RoutingFeature.PREFIX, any(vehicle.prefix for vehicle in types)


def _limit_features(types: tuple[VehicleType, ...]) -> _Found:
    for feature, name in (
        (RoutingFeature.MAX_DURATION, "max_duration_s"),
        (RoutingFeature.OVERTIME, "overtime"),
        (RoutingFeature.MAX_DISTANCE, "max_distance_m"),
        (RoutingFeature.MAX_TRIPS, "max_trips"),
        (RoutingFeature.MAX_STOPS, "max_stops"),
        (RoutingFeature.MAX_LOAD, "max_load"),
        (RoutingFeature.DRIVING_REST, "driving_rest"),
        (RoutingFeature.ENERGY, "energy"),
    ):
        limits = (getattr(vehicle, name) for vehicle in types)
        yield feature, any(limit is not None for limit in limits)


def _body_features(types: tuple[VehicleType, ...]) -> _Found:
    chosen = any(vehicle.commodities is not None for vehicle in types)
    yield RoutingFeature.VEHICLE_COMMODITIES, chosen
    yield RoutingFeature.COMPARTMENTS, any(vehicle.compartments for vehicle in types)
    yield RoutingFeature.ON_BOARD, any(is_loaded(vehicle) for vehicle in types)


def _travel_features(problem: RoutingProblem) -> _Found:
    tables = problem.tables.values()
    asymmetric = any(_is_asymmetric(table) for table in tables)
    yield RoutingFeature.ASYMMETRIC_TRAVEL, asymmetric
    closed = any(_has_closed_arc(table) for table in tables)
    yield RoutingFeature.UNREACHABLE_ARCS, closed
    yield RoutingFeature.ACCESS_RULES, bool(problem.access_rules)
    yield RoutingFeature.TIME_DEPENDENT, problem.speed_profile is not None
    yield RoutingFeature.INCOMPATIBLE, bool(problem.incompatible)


def _objective_features(problem: RoutingProblem) -> _Found:
    prices = problem.objective
    emits = any(vehicle.emission_g_per_km for vehicle in problem.vehicle_types)
    yield RoutingFeature.CARBON, emits and prices.carbon_price_fen_per_t > 0
    yield RoutingFeature.BALANCE, prices.balance_fen_per_h > 0
    yield RoutingFeature.COMPACTNESS, prices.compactness_fen_per_km > 0
    at_home = any(stop.home is not None for stop in problem.stops)
    yield RoutingFeature.REASSIGN, at_home and prices.reassign_fen > 0


def _is_asymmetric(table: TravelTable) -> bool:
    return not (
        np.array_equal(table.distance_m, table.distance_m.T)
        and np.array_equal(table.duration_s, table.duration_s.T)
    )


def _has_closed_arc(table: TravelTable) -> bool:
    return bool(
        (table.distance_m == UNREACHABLE).any()
        or (table.duration_s == UNREACHABLE).any()
    )
