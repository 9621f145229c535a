"""What a manager wants to see: a period, and part of the city, by their codes."""

from dataclasses import dataclass, replace
from datetime import date

from recycling.domain.figures import FigureId
from recycling.domain.ledger import Account
from recycling.services.overview import Overview

QUARTER_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A period and a part of the city.

    Attributes
    ----------
    period
        As in names of figures: ``2026``, ``2026-07..2026-09``, ``2026-11``.
    district, material, stream
        Codes; empty for all.
    """

    period: str
    district: str = ""
    material: str = ""
    stream: str = ""

    @property
    def days(self) -> tuple[date, date]:
        """First and last day, both counted."""
        return FigureId("", self.period).days

    @property
    def is_whole(self) -> bool:
        """The whole city, of all materials and streams."""
        return not (self.district or self.material or self.stream)

    def figure(self, account: Account = Account.RECOVERED_KG) -> str:
        """Name of the figure this chooses, as ``recycling trace`` takes it."""
        part = self.district, self.material, self.stream
        return str(FigureId(account.value, self.period, *part))

    def narrowed(self, **codes: str) -> "Choice":
        """Return the same choice with other codes."""
        return replace(self, **codes)


def periods(overview: Overview) -> list[str]:
    """List periods there are figures of.

    Returns
    -------
    list of str
        The newest year, its quarters and months, the newest first, then the years
        before.
    """
    day = overview.day
    months = {row.day for row in overview.cells if row.day.year == day.year}
    months.add(day.replace(day=1))
    quarters = sorted({_quarter(month) for month in months}, reverse=True)
    years = {row.day.year for row in overview.cells} | {day.year}
    return [
        f"{day.year}",
        *quarters,
        *(f"{month:%Y-%m}" for month in sorted(months, reverse=True)),
        *(f"{year}" for year in sorted(years, reverse=True) if year != day.year),
    ]


def _quarter(month: date) -> str:
    first = (month.month - 1) // QUARTER_MONTHS * QUARTER_MONTHS + 1
    last = first + QUARTER_MONTHS - 1
    return f"{month.year}-{first:02d}..{month.year}-{last:02d}"


def quarter_of(period: str) -> tuple[int, int] | None:
    """Year and quarter of a period; ``None`` where it is a year or a month."""
    first, _, last = period.partition("..")
    if not last:
        return None
    year, month = (int(part) for part in first.split("-"))
    return year, (month - 1) // QUARTER_MONTHS + 1
