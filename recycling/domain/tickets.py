"""Weighbridge tickets: the only source of recovered tonnes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recycling.domain.materials import Stream


class Flow(StrEnum):
    """Which way a weighed load goes.

    ``intake`` is a load's first arrival at a licensed site. What of it counts as
    recovered is for the counting rule to say; imports and outputs never do.
    """

    INTAKE = "intake"
    TRANSFER = "transfer"
    IMPORT = "import"
    OUTPUT = "output"


class Grade(StrEnum):
    """Quality of a figure: how it came about."""

    MEASURED = "measured"
    CALCULATED = "calculated"
    DEFAULT = "default"


class ElvClass(StrEnum):
    """Class of an end-of-life vehicle."""

    CAR = "car"
    MOTORCYCLE = "motorcycle"
    TRUCK = "truck"
    BUS = "bus"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One weighing.

    Attributes
    ----------
    site_id, ticket_no
        Natural key: a site never issues a number twice.
    weighed_at
        Local time of the city.
    material, stream, flow
        What was weighed, where it comes from, which way it goes.
    net_kg
        Gross less tare.
    gross_kg, tare_kg
        The two weighings; ``None`` where a device reports the net alone.
    units, elv_class
        Pieces on the ticket: end-of-life vehicles and their class, or appliances.
    origin_site_id
        Site the load comes from, empty when unknown.
    vehicle_id
        Vehicle or plate that brought it.
    weighbridge_id, calibrated_on
        Instrument and the day of its last calibration.
    price_fen_per_t
        Price paid.
    is_simulated
        True for tickets made up for a demonstration.
    moisture_kg, contamination_kg
        Deductions (扣水, 扣杂): not paid for, and part of ``net_kg`` all the same.
    party_id
        Who delivered and is paid.
    corrects
        Number of the ticket of the same site this one takes the place of. The old
        one is reversed on the day of the new, so that what a closed month showed
        stays; with a mass of zero it is cancelled.
    grade
        Weighed, calculated (from volume or a count) or a default.
    """

    site_id: str
    ticket_no: str
    weighed_at: datetime
    material: str
    net_kg: int
    stream: Stream = Stream.HOUSEHOLD
    flow: Flow = Flow.INTAKE
    gross_kg: int | None = None
    tare_kg: int | None = None
    units: int = 0
    elv_class: ElvClass | None = None
    origin_site_id: str = ""
    vehicle_id: str = ""
    weighbridge_id: str = ""
    calibrated_on: date | None = None
    price_fen_per_t: int = 0
    is_simulated: bool = False
    moisture_kg: int = 0
    contamination_kg: int = 0
    party_id: str = ""
    corrects: str = ""
    grade: Grade = Grade.MEASURED

    @property
    def payable_kg(self) -> int:
        """Mass that is paid for: net less deductions, never below zero."""
        return max(0, self.net_kg - self.moisture_kg - self.contamination_kg)


class FlagRule(StrEnum):
    """Why a recorded ticket wants a second look."""

    DUPLICATE = "duplicate"
    OUTLIER = "outlier"
    OVERLOAD = "overload"
    TARE_DRIFT = "tare_drift"
    CALIBRATION_EXPIRED = "calibration_expired"
    OUT_OF_ORDER = "out_of_order"


@dataclass(frozen=True, slots=True)
class TicketFlag:
    """A doubt about a recorded ticket; it counts all the same until corrected.

    Attributes
    ----------
    site_id, ticket_no
        Which ticket.
    rule
        What is odd about it.
    value, expected
        What it says, and what would be usual, as texts with units.
    """

    site_id: str
    ticket_no: str
    rule: FlagRule
    value: str
    expected: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """Recovered amounts of one group of tickets, as the daily rollup keeps them.

    Attributes
    ----------
    day
        Day, or the first day of the period the group covers.
    district, material, stream, site
        Group; empty where the query did not split by it.
    net_kg, units, tickets
        Sums over the group's tickets that count as recovered; of the tickets,
        those in force.
    simulated_kg
        Part of ``net_kg`` that comes from simulated tickets.
    """

    day: date
    district: str
    material: str
    stream: str
    net_kg: int
    units: int
    tickets: int
    simulated_kg: int = 0
    site: str = ""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Vehicles of a class or appliances recovered in a month.

    Attributes
    ----------
    month
        First day.
    district, material, elv_class
        Group; the class is empty for appliances and where no ticket said it.
    units, net_kg, tickets, simulated_kg
        Pieces, their mass, tickets, and the simulated part of the mass.
    """

    month: date
    district: str
    material: str
    elv_class: str
    units: int
    net_kg: int
    tickets: int
    simulated_kg: int = 0
