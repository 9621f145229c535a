"""What a routing problem uses, so that an engine can be asked for it."""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from routing.vrp.problem import (
    UNREACHABLE,
    RoutingProblem,
    TravelTable,
    VehicleType,
)


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
    CHOICES = "choices"


def features_of(problem: RoutingProblem) -> frozenset[RoutingFeature]:
    """Return the features a problem uses, whatever its size."""
    return frozenset(
        [
            *_stop_features(problem),
            *_unload_features(problem),
            *_fleet_features(problem.vehicle_types),
            *_travel_features(problem),
        ]
    )


def _stop_features(problem: RoutingProblem) -> Iterator[RoutingFeature]:
    stops = problem.stops
    if len(problem.dimensions) > 1:
        yield RoutingFeature.SEVERAL_DIMENSIONS
    if any(stop.time_windows for stop in stops):
        yield RoutingFeature.TIME_WINDOWS
    if any(len(stop.time_windows) > 1 for stop in stops):
        yield RoutingFeature.MULTIPLE_WINDOWS
    if any(not stop.required for stop in stops):
        yield RoutingFeature.OPTIONAL_STOPS
    if any(stop.skills for stop in stops):
        yield RoutingFeature.SKILLS


def _unload_features(problem: RoutingProblem) -> Iterator[RoutingFeature]:
    sites = problem.unload_sites
    if any(any(stop.load) for stop in problem.stops):
        yield RoutingFeature.UNLOADING
    if any(site.time_windows for site in sites):
        yield RoutingFeature.UNLOAD_WINDOWS
    if any(site.commodities is not None for site in sites):
        yield RoutingFeature.COMMODITIES


def _fleet_features(types: tuple[VehicleType, ...]) -> Iterator[RoutingFeature]:
    if len(types) > 1:
        yield RoutingFeature.HETEROGENEOUS_FLEET
    if len({vehicle.profile for vehicle in types}) > 1:
        yield RoutingFeature.SEVERAL_PROFILES
    if any(vehicle.start_depot != vehicle.end_depot for vehicle in types):
        yield RoutingFeature.DIFFERENT_END_DEPOT
    if any(vehicle.commodities is not None for vehicle in types):
        yield RoutingFeature.VEHICLE_COMMODITIES
    if any(vehicle.max_duration_s is not None for vehicle in types):
        yield RoutingFeature.MAX_DURATION
    if any(vehicle.max_distance_m is not None for vehicle in types):
        yield RoutingFeature.MAX_DISTANCE
    if any(vehicle.max_trips is not None for vehicle in types):
        yield RoutingFeature.MAX_TRIPS
    if any(vehicle.unit_duration_cost_fen_per_h for vehicle in types):
        yield RoutingFeature.DURATION_COST


def _travel_features(problem: RoutingProblem) -> Iterator[RoutingFeature]:
    tables = problem.tables.values()
    if any(_is_asymmetric(table) for table in tables):
        yield RoutingFeature.ASYMMETRIC_TRAVEL
    if any(_has_closed_arc(table) for table in tables):
        yield RoutingFeature.UNREACHABLE_ARCS
    if problem.access_rules:
        yield RoutingFeature.ACCESS_RULES
    if problem.speed_profile is not None:
        yield RoutingFeature.TIME_DEPENDENT


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
