"""Vehicles, their types, and the rules that bar them from streets."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.materials import Certainty
from recycling.domain.sites import is_valid
from recycling.domain.units import S_PER_DAY


class Energy(StrEnum):
    """What drives a vehicle."""

    DIESEL = "diesel"
    ELECTRIC = "electric"


class VehicleRole(StrEnum):
    """What a type of vehicle is used for."""

    FEEDER = "feeder"
    DOOR_TO_DOOR = "door_to_door"
    MILK_RUN = "milk_run"
    TRANSFER = "transfer"
    CONTAINER = "container"
    TRUNK = "trunk"
    ELV = "elv"
    WATER = "water"


@dataclass(frozen=True, slots=True)
class VehicleType:
    """A type of vehicle with what it can carry and what it costs.

    Attributes
    ----------
    code, name_en, name_zh
        Key and names shown to users.
    role, energy
        What it is used for and what drives it.
    payload_kg, volume_l, capacity_units
        Limits of one load: mass, body volume, end-of-life vehicles.
    compaction_ratio
        Loose litres that fit into one litre of the body; 1 without a press.
    fuel_l_per_km, electricity_kwh_per_km
        Energy use.
    nominal_range_km
        Range by the maker; 0 where it does not bind.
    charge_power_kw
        Most power it charges with; 0 for what the charger gives.
    fixed_cost_fen_per_day
        Cost of using it on a day, crew excluded.
    unit_distance_cost_fen_per_km
        Energy, wear and tyres per kilometre.
    unit_duration_cost_fen_per_h
        Crew per hour of the shift.
    source, certainty
        Where the figures come from.
    """

    code: str
    name_en: str
    name_zh: str
    role: VehicleRole
    energy: Energy
    payload_kg: int
    volume_l: int = 0
    capacity_units: int = 0
    compaction_ratio: float = 1.0
    fuel_l_per_km: float = 0.0
    electricity_kwh_per_km: float = 0.0
    nominal_range_km: int = 0
    charge_power_kw: int = 0
    fixed_cost_fen_per_day: int = 0
    unit_distance_cost_fen_per_km: int = 0
    unit_duration_cost_fen_per_h: int = 0
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION

    def loose_volume_l(self) -> int:
        """Litres of loose material that fit into one load."""
        return int(self.volume_l * self.compaction_ratio)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle of the fleet.

    Attributes
    ----------
    vehicle_id, vehicle_type, plate
        Key, code of its type, and number plate.
    depot_id
        Site it leaves from and returns to.
    emission_stage
        National emission stage, 1 to 6; 0 for electric.
    permit
        Code of its city permit, empty for none.
    shift_start_s, shift_end_s
        Earliest departure and latest return.
    max_duration_s
        Longest day including service and waiting; ``None`` for the shift.
    materials
        Codes of the materials it may carry; empty for all.
    is_available
        Out of service when false.
    """

    vehicle_id: str
    vehicle_type: str
    depot_id: str
    plate: str = ""
    emission_stage: int = 0
    permit: str = ""
    shift_start_s: int = 0
    shift_end_s: int = S_PER_DAY
    max_duration_s: int | None = None
    materials: tuple[str, ...] = ()
    is_available: bool = True


@dataclass(frozen=True, slots=True)
class Restriction:
    """A traffic rule that bars some vehicles from a zone at some times.

    Attributes
    ----------
    restriction_id, zone_id
        Key, and the zone it holds in.
    energy
        Energy it applies to; ``None`` for any.
    max_emission_stage
        Applies to vehicles of this stage or an older one; ``None`` for any.
    min_payload_kg
        Applies to vehicles that can carry at least this much.
    plate_digits
        Last digits of the plates it applies to; empty for all.
    exempt_permit
        Permit that lifts it.
    weekdays
        ISO weekdays (1 Monday .. 7 Sunday) it applies on; empty for all.
    start_s, end_s
        Hours of the day it applies in.
    valid_from, valid_to
        First and last day it is in force.
    source, certainty
        Where it comes from.
    """

    restriction_id: str
    zone_id: str
    energy: Energy | None = None
    max_emission_stage: int | None = None
    min_payload_kg: int = 0
    plate_digits: tuple[str, ...] = ()
    exempt_permit: str = ""
    weekdays: tuple[str, ...] = ()
    start_s: int = 0
    end_s: int = S_PER_DAY
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    certainty: Certainty = Certainty.ASSUMPTION

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on a day, by its dates and weekdays."""
        on_weekday = not self.weekdays or str(day.isoweekday()) in self.weekdays
        return on_weekday and is_valid(self.valid_from, self.valid_to, day)

    def bars(self, vehicle: Vehicle, kind: VehicleType) -> bool:
        """Whether the rule applies to a vehicle, whatever the day.

        An emission stage binds vehicles that have one; electric vehicles have
        none. A plate counts by its last digit; one without a digit is not
        caught by a rule on digits.
        """
        if self.exempt_permit and vehicle.permit == self.exempt_permit:
            return False
        if self.energy is not None and kind.energy is not self.energy:
            return False
        if kind.payload_kg < self.min_payload_kg:
            return False
        stage = self.max_emission_stage
        if stage is not None and not 0 < vehicle.emission_stage <= stage:
            return False
        return not self.plate_digits or last_digit(vehicle.plate) in self.plate_digits


def last_digit(plate: str) -> str:
    """Last digit of a number plate, empty when it has none."""
    return next((sign for sign in reversed(plate) if sign in "0123456789"), "")
