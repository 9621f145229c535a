"""Names of the figures of reports: every cell leads to what it is made from."""

from dataclasses import dataclass
from datetime import date

from recycling.domain.figures import Derived, FigureId, as_of, period_of
from recycling.domain.targets import Indicator

FLOWS = frozenset({Indicator.RECOVERED, Indicator.ELV_UNITS})
"""Indicators that tickets stand behind; sites stand behind the others."""


@dataclass(frozen=True, slots=True)
class PlanNames:
    """Names of what a part of the plan reached, and of what it is measured by.

    Attributes
    ----------
    first, last
        Days counted.
    day
        Last day of the report: what is due is split as it stands on that day.
    place, material
        District and material; empty for all.
    indicator
        What is counted.
    """

    first: date
    last: date
    day: date
    place: str = ""
    material: str = ""
    indicator: Indicator = Indicator.RECOVERED

    @property
    def reached(self) -> str:
        """What was reached."""
        if self.indicator not in FLOWS:
            return standing(self.indicator, self.day)
        return self._named(self.indicator.value)

    @property
    def due(self) -> str:
        """What was due."""
        return self._measured(Derived.DUE)

    @property
    def gap(self) -> str:
        """Due less reached."""
        return self._measured(Derived.GAP)

    @property
    def achievement(self) -> str:
        """Reached over due."""
        return self._measured(Derived.ACHIEVEMENT)

    def target(self, year: int) -> str:
        """Figure of a target year."""
        return self._dated(Derived.TARGET, year)

    def growth(self, year: int) -> str:
        """Yearly growth to it."""
        return self._dated(Derived.GROWTH, year)

    def _named(self, account: str, detail: str = "") -> str:
        period = period_of(self.first, self.last)
        return str(FigureId(account, period, self.place, self.material, detail=detail))

    def _measured(self, account: Derived) -> str:
        return self._named(account.value, as_of(self.indicator, self.day))

    def _dated(self, account: Derived, year: int) -> str:
        detail = as_of(self.indicator, self.day)
        return str(
            FigureId(account, f"{year}", self.place, self.material, detail=detail)
        )


def standing(indicator: Indicator, day: date) -> str:
    """Name the number of sites an indicator counts."""
    return str(FigureId(Derived.STANDING, f"{day}", detail=indicator.value))


def stated(indicator: Indicator, year: int) -> str:
    """Name a figure as the plan states it."""
    return str(FigureId(Derived.STATED, f"{year}", detail=indicator.value))


def named(
    account: str,
    period: str,
    place: str = "",
    material: str = "",
    stream: str = "",
    detail: str = "",
) -> str:
    """Name any other figure."""
    return str(FigureId(account, period, place, material, stream, detail))
