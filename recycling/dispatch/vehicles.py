"""Vehicles as the routing problem takes them: what they carry, their crews, range."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from recycling.dispatch.traffic import Traffic, rules_of
from recycling.domain import fleet
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network
from recycling.domain.units import KG_PER_T, S_PER_H, WH_PER_KWH
from routing.vrp.parts import Break, DrivingRest, Energy, Overtime
from routing.vrp.problem import TimeWindow, VehicleType

LUNCH_EARLIEST = "time.lunch_earliest_h"
LUNCH_LATEST = "time.lunch_latest_h"
LUNCH = "time.lunch_s"
DRIVING = "time.max_driving_s"
REST = "time.break_s"
SHIFT = "time.shift_s"
OVERTIME = "cost.overtime_factor"
RANGE = "fleet.usable_range_share"
LOADED = "fleet.load_energy_share"


@dataclass(frozen=True, slots=True)
class DayRules:
    """What holds for vehicles on a day besides the traffic.

    A rule holds where the parameter table has its figures.

    Attributes
    ----------
    crew
        Whether crews have lunch and rest and are paid for overtime.
    ranges
        Whether electric vehicles run out of energy.
    emission_g_per_km
        CO2 per kilometre by vehicle type, to be priced.
    """

    crew: bool = True
    ranges: bool = True
    emission_g_per_km: Mapping[str, int] = field(default_factory=dict)


def alike(
    network: Network, vehicles: Sequence[Vehicle], traffic: Traffic, day: date
) -> list[list[Vehicle]]:
    """Group vehicles that are the same to a routing problem."""
    groups: dict[tuple[object, ...], list[Vehicle]] = defaultdict(list)
    for vehicle in vehicles:
        key = (
            vehicle.vehicle_type,
            vehicle.shift_start_s,
            vehicle.shift_end_s,
            vehicle.max_duration_s,
            vehicle.materials,
            rules_of(network, traffic, vehicle, day),
        )
        groups[key].append(vehicle)
    return list(groups.values())


def vehicle_type(
    network: Network, group: Sequence[Vehicle], profile: str, rules: DayRules
) -> VehicleType:
    """State vehicles that are alike as a type of the routing problem."""
    first = group[0]
    kind = network.vehicle_types[first.vehicle_type]
    return VehicleType(
        name=f"{first.vehicle_type}@{first.depot_id}",
        num_available=len(group),
        capacity=(kind.payload_kg, kind.loose_volume_l()),
        shift=TimeWindow(first.shift_start_s, first.shift_end_s),
        max_duration_s=first.max_duration_s,
        overtime=_overtime(network, kind) if rules.crew else None,
        breaks=_breaks(network) if rules.crew else (),
        driving_rest=_rest(network) if rules.crew else None,
        fixed_cost_fen=kind.fixed_cost_fen_per_day,
        unit_distance_cost_fen_per_km=kind.unit_distance_cost_fen_per_km,
        unit_duration_cost_fen_per_h=kind.unit_duration_cost_fen_per_h,
        emission_g_per_km=rules.emission_g_per_km.get(kind.code, 0),
        commodities=frozenset(first.materials) or None,
        profile=profile,
        energy=battery(network, kind) if rules.ranges else None,
    )


def _figure(network: Network, code: str) -> float | None:
    parameter = network.parameters.get(code)
    return None if parameter is None else parameter.value


def _breaks(network: Network) -> tuple[Break, ...]:
    earliest_h = _figure(network, LUNCH_EARLIEST)
    latest_h = _figure(network, LUNCH_LATEST)
    duration_s = _figure(network, LUNCH)
    if earliest_h is None or latest_h is None or not duration_s:
        return ()
    hours = round(earliest_h * S_PER_H), round(latest_h * S_PER_H)
    return (Break(*hours, round(duration_s)),)


def _rest(network: Network) -> DrivingRest | None:
    driving_s, rest_s = _figure(network, DRIVING), _figure(network, REST)
    if not driving_s or not rest_s:
        return None
    return DrivingRest(round(driving_s), round(rest_s))


def _overtime(network: Network, kind: fleet.VehicleType) -> Overtime | None:
    """Price the hours after the shift: the crew's, at so many times their price.

    Lunch is no work: a day is regular up to the shift and the lunch.
    """
    shift_s, times = _figure(network, SHIFT), _figure(network, OVERTIME)
    if shift_s is None or times is None:
        return None
    lunch_s = sum(rule.duration_s for rule in _breaks(network))
    extra_fen = round((times - 1) * kind.unit_duration_cost_fen_per_h)
    return Overtime(round(shift_s) + lunch_s, max(0, extra_fen))


def battery(network: Network, kind: fleet.VehicleType) -> Energy | None:
    """State the battery of an electric type whose range binds.

    The usable energy is the maker's range, times the share of it to plan with,
    at the type's use per kilometre. That figure is the use of a vehicle loaded
    by half: ``e = e0 (1 + k load / payload)`` with ``e0 = use / (1 + k / 2)``.
    """
    share = _figure(network, RANGE)
    if kind.energy is not fleet.Energy.ELECTRIC or not kind.nominal_range_km:
        return None
    if not share or not kind.electricity_kwh_per_km:
        return None
    use_wh = WH_PER_KWH * kind.electricity_kwh_per_km
    loaded = _figure(network, LOADED) or 0.0
    empty_wh = use_wh / (1 + loaded / 2)
    per_t_wh = empty_wh * loaded * KG_PER_T / max(1, kind.payload_kg)
    power_kw = kind.charge_power_kw or max(
        (site.power_kw for site in network.sites.values()), default=0
    )
    return Energy(
        usable_wh=round(kind.nominal_range_km * share * use_wh),
        consumption_wh_per_km=round(empty_wh),
        load_consumption_wh_per_km_per_1000=round(per_t_wh),
        charge_power_w=WH_PER_KWH * power_kw,
    )
