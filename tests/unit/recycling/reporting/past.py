"""Months of a city made up by hand."""

from datetime import date

from recycling.domain.tickets import Recovered


def monthly(
    month: date, district: str, material: str, kg: int, units: int = 0
) -> Recovered:
    """Recovered mass of a month."""
    return Recovered(month, district, material, "", kg, units, tickets=1)
