"""What a forecast says, as plain records."""

from dataclasses import dataclass
from datetime import date

from recycling.domain.targets import Indicator
from recycling.reporting.forecast_history import Remark
from recycling.reporting.forecast_race import Race
from recycling.reporting.forecast_shares import ShareScore
from recycling.reporting.split import ALL


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a part of the city lands in a year.

    Attributes
    ----------
    indicator
        Kilograms of recovered tonnage, or vehicles.
    year
        Calendar year.
    district, material
        Part of the city; empty for all.
    p10, p50, p90
        Quantiles of the year's amount over the paths. Medians are rounded so that
        those of parts add up to that of their whole; the others need not.
    target, probability
        Its part of the plan, and the part of the paths that reach it; ``None``
        where the plan has no figure.
    """

    indicator: Indicator
    year: int
    district: str
    material: str
    p10: int
    p50: int
    p90: int
    target: int | None = None
    probability: float | None = None

    @property
    def gap(self) -> int | None:
        """Target less median; negative when it is passed."""
        return None if self.target is None else self.target - self.p50


@dataclass(frozen=True, slots=True)
class FanMonth:
    """A month of the chart: what was, or how wide what may be.

    Attributes
    ----------
    month
        Its first day.
    recorded
        What is recorded so far; ``None`` where there is no data.
    p10, p50, p90
        Quantiles of the whole month; ``None`` for months that are over.
    """

    month: date
    recorded: int | None
    p10: int | None = None
    p50: int | None = None
    p90: int | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast and everything that tells how far to trust it.

    Attributes
    ----------
    day, first_month, months
        Last day counted, first month of the history and number of whole months.
    method
        Candidate most of the city's paths are drawn from.
    race, vehicle_race
        Back-tests of tonnage and of vehicles; the latter ``None`` without vehicles.
    shares
        How districts and materials share the tonnage.
    landings
        City, districts, materials and cells by year, then vehicles.
    fan, vehicle_fan
        Months of tonnage and of vehicles for a chart.
    remarks
        What was estimated, left out or too short.
    paths, seed
        Number of sample paths, and the seed they are drawn with.
    simulated_share
        Part of the recorded mass that is made up for a demonstration.
    """

    day: date
    first_month: date
    months: int
    method: str
    race: Race
    vehicle_race: Race | None
    shares: tuple[ShareScore, ...]
    landings: tuple[Landing, ...]
    fan: tuple[FanMonth, ...]
    vehicle_fan: tuple[FanMonth, ...]
    remarks: tuple[Remark, ...]
    paths: int
    seed: int
    simulated_share: float = 0.0

    def landing(
        self,
        year: int,
        district: str = ALL,
        material: str = ALL,
        indicator: Indicator = Indicator.RECOVERED,
    ) -> Landing | None:
        """Find the landing of a part of the city; ``None`` where there is none."""
        wanted = (indicator, year, district, material)
        return next(
            (
                landing
                for landing in self.landings
                if (landing.indicator, landing.year, landing.district, landing.material)
                == wanted
            ),
            None,
        )
