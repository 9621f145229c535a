"""What happens at sites and stops besides weighing."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recycling.domain.materials import Certainty, Stream


class VisitOutcome(StrEnum):
    """How a visit ended."""

    COLLECTED = "collected"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Visit:
    """What a crew recorded at a stop.

    Attributes
    ----------
    visit_id
        Key; the same id again is the same record.
    day, vehicle_id, order_id
        Day, vehicle and order; the three lead to the planned stop.
    site_id
        Site visited.
    arrived_at, departed_at
        Local times; ``None`` when not recorded.
    collected_kg
        Mass the crew estimated or read off.
    outcome, note
        How it ended, and why in the crew's words.
    is_simulated
        True for visits made up for a demonstration.
    """

    visit_id: str
    day: date
    vehicle_id: str
    order_id: str
    site_id: str
    collected_kg: int
    arrived_at: datetime | None = None
    departed_at: datetime | None = None
    outcome: VisitOutcome = VisitOutcome.COLLECTED
    note: str = ""
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class Stocktake:
    """Mass of a material on a site's floor at the end of a day."""

    site_id: str
    material: str
    day: date
    kg: int


@dataclass(frozen=True, slots=True)
class SiteEnergy:
    """Energy a site used in a month.

    Attributes
    ----------
    site_id, month
        Key; the month's first day.
    electricity_kwh, diesel_l
        Use of the month.
    green_share
        Part of the electricity from certified green power, 0 to 1.
    """

    site_id: str
    month: date
    electricity_kwh: float = 0.0
    diesel_l: float = 0.0
    green_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Downtime:
    """Time a site could not take loads in its opening hours."""

    site_id: str
    starts_at: datetime
    ends_at: datetime
    cause: str = ""


@dataclass(frozen=True, slots=True)
class RateUpdate:
    """A generation rate before and after a weighing was learnt from.

    Attributes
    ----------
    site_id, material, stream
        Whose rate.
    day
        Day of the visit that was learnt from.
    before_kg_per_day, observed_kg_per_day, after_kg_per_day
        Rate in force, rate the visit showed, and the smoothed one.
    weight
        Weight of the observation, 0 to 1.
    source_table, source_id
        Row the observation comes from.
    """

    site_id: str
    material: str
    stream: Stream
    day: date
    before_kg_per_day: float
    observed_kg_per_day: float
    after_kg_per_day: float
    weight: float
    source_table: str
    source_id: str


@dataclass(frozen=True, slots=True)
class PastVolume:
    """Recovered mass of a month before there were tickets, from statistics.

    Attributes
    ----------
    month, district, material, stream
        Key; the month's first day.
    kg, units
        Recovered mass and scrapped vehicles.
    source, certainty
        Where it comes from.
    """

    month: date
    district: str
    material: str
    stream: Stream
    kg: int
    units: int = 0
    source: str = ""
    certainty: Certainty = Certainty.PUBLISHED
