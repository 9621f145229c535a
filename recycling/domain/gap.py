"""The gap between plan and weighed tonnes: what it is made of, and what closes it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from recycling.domain.units import KG_PER_T


class GapCause(StrEnum):
    """Why tonnes that were due are not there.

    Attributes
    ----------
    CAPACITY
        More was due in a district than its licensed sites may take in the time.
    UNSERVED
        Orders left out of a day's plan, by the reason the plan gave.
    FAILED_VISIT
        Planned stops that a crew found or left with less than expected.
    DOWNTIME
        Hours a site could not take loads.
    VOLUME
        The rest of a district and material: less came in than was due, and nothing
        recorded says why; negative where more came in.
    REMAINDER
        The rest that belongs to no district and material of the split.
    """

    CAPACITY = "capacity"
    UNSERVED = "unserved"
    FAILED_VISIT = "failed_visit"
    DOWNTIME = "downtime"
    VOLUME = "volume"
    REMAINDER = "remainder"


@dataclass(frozen=True, slots=True)
class Loss:
    """Tonnes that a recorded event kept away.

    Attributes
    ----------
    cause, detail
        Cause, and what is known about it: a plan's reason, an outcome, a site.
    district, material
        Where and of what.
    kg
        Mass.
    events
        Orders, visits or stretches of downtime.
    """

    cause: GapCause
    detail: str
    district: str
    material: str
    kg: int
    events: int = 0


@dataclass(frozen=True, slots=True)
class FullSite:
    """A site that took in what it may.

    Attributes
    ----------
    site_id, name, district
        Which one.
    intake_kg, capacity_kg
        Weighed in the period, and the licensed part of the year for it.
    """

    site_id: str
    name: str
    district: str
    intake_kg: int
    capacity_kg: int

    @property
    def utilisation(self) -> float:
        """Intake over capacity."""
        return self.intake_kg / self.capacity_kg


@dataclass(frozen=True, slots=True)
class Gap:
    """Plan to date less what was weighed, cut to its parts.

    Attributes
    ----------
    day
        Last day counted, from 1 January on.
    due_kg, reached_kg
        Plan to date and weighed.
    parts
        By cause, district and material; they add up to the gap to the kilogram.
    full_sites
        Sites that took in nearly all they may, the fullest first.
    simulated_kg
        Part of what was weighed that is made up.
    """

    day: date
    due_kg: int
    reached_kg: int
    parts: tuple[Loss, ...]
    full_sites: tuple[FullSite, ...] = ()
    simulated_kg: int = 0

    @property
    def gap_kg(self) -> int:
        """Plan less weighed; negative when ahead."""
        return self.due_kg - self.reached_kg

    def by(self, field_name: str) -> dict[str, int]:
        """Sum the parts by one of their fields; every such sum is the gap."""
        sums: dict[str, int] = {}
        for part in self.parts:
            key = str(getattr(part, field_name))
            sums[key] = sums.get(key, 0) + part.kg
        return sums


class LeverKind(StrEnum):
    """What can be done about the gap."""

    SITES = "sites"
    SECOND_SHIFT = "second_shift"
    OPENING_HOURS = "opening_hours"
    VEHICLES = "vehicles"
    FREQUENCY = "frequency"


class NoGain(StrEnum):
    """Why a measure gains no tonne.

    Attributes
    ----------
    ALL_SERVED
        No order is left out, so nothing is left to fetch.
    NOTHING_OVERFLOWS
        Containers keep all that is brought between two visits.
    NONE_FULL
        No centre that works is full.
    OTHERS_TAKE
        What a full centre turns away goes to another one, at a cost.
    ALL_TAKEN
        The centres of today take all the supply there is.
    OTHER_LIMIT
        Something is left, but this measure is not what it lacks.
    """

    ALL_SERVED = "all_served"
    NOTHING_OVERFLOWS = "nothing_overflows"
    NONE_FULL = "none_full"
    OTHERS_TAKE = "others_take"
    ALL_TAKEN = "all_taken"
    OTHER_LIMIT = "other_limit"


@dataclass(frozen=True, slots=True)
class LeverRun:
    """One run of a model a lever rests on.

    Attributes
    ----------
    name
        What was run: a scenario, or the days that were routed.
    engine, seconds
        What solved it, and how long that took.
    recovered_kg, asked_kg
        Mass it takes, and all there is of it, per year.
    cost_fen
        What is paid per year: prices of carbon and of what is left out excluded.
    bound_fen, gap
        Proven lower bound of what was solved, and most the answer can be above the
        least there is; ``None`` where no bound is known.
    """

    name: str
    engine: str
    seconds: float
    recovered_kg: int
    asked_kg: int
    cost_fen: int
    bound_fen: int | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Lever:
    """What a measure brings and costs: the difference of two runs of its model.

    Attributes
    ----------
    kind
        The measure.
    facts
        What exactly was changed: figures and ids by name.
    before, after
        The runs.
    price_fen_per_t
        For further sites: what one more tonne would cost, by the multipliers;
        ``None`` without.
    fault
        Why the model has no answer, in its own words; then nothing is claimed.
    why
        Why nothing is gained; ``None`` where something is, or with a fault.
    """

    kind: LeverKind
    facts: tuple[tuple[str, str], ...]
    before: LeverRun | None
    after: LeverRun | None
    price_fen_per_t: int | None = None
    fault: str = ""
    why: NoGain | None = None

    @property
    def kg_per_year(self) -> int:
        """Mass that is recovered beyond what is without the measure."""
        if self.before is None or self.after is None:
            return 0
        return self.after.recovered_kg - self.before.recovered_kg

    @property
    def cost_fen_per_year(self) -> int:
        """What is paid beyond what is without the measure."""
        if self.before is None or self.after is None:
            return 0
        return self.after.cost_fen - self.before.cost_fen

    @property
    def cost_fen_per_t(self) -> int | None:
        """Cost of a tonne gained; ``None`` where none is."""
        if self.kg_per_year <= 0:
            return None
        return round(self.cost_fen_per_year * KG_PER_T / self.kg_per_year)


@dataclass(frozen=True, slots=True)
class Levers:
    """Measures, the cheapest tonne first; those that gain nothing come last.

    Attributes
    ----------
    day, year
        First day that was routed, and year of the supply.
    districts
        Part of the city the models were run for.
    days
        Days that were routed.
    time_limit_s
        Time the models were given together.
    levers
        The measures.
    """

    day: date
    year: int
    districts: tuple[str, ...]
    days: tuple[date, ...]
    time_limit_s: float
    levers: tuple[Lever, ...] = field(default=())
