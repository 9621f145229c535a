"""Every conversion factor of the product, once.

Inside, masses are integer kilograms, volumes integer litres, distances integer
metres, times integer seconds, money integer fen, carbon integer grams.
"""

KG_PER_T = 1_000
"""Kilograms in a tonne."""

KG_PER_10KT = 10_000 * KG_PER_T
"""Kilograms in 万吨, ten thousand tonnes: the unit of the city's plan."""

UNITS_PER_10K = 10_000
"""Vehicles in 万台, ten thousand vehicles: the unit of the city's plan."""

L_PER_M3 = 1_000
"""Litres in a cubic metre."""

M_PER_KM = 1_000
"""Metres in a kilometre."""

M_PER_DEGREE = 111_200
"""Metres in a degree of latitude: 6,371.0 km x pi / 180."""

WH_PER_KWH = 1_000
"""Watt-hours in a kilowatt-hour."""

S_PER_MIN = 60
"""Seconds in a minute."""

S_PER_H = 3_600
"""Seconds in an hour."""

S_PER_DAY = 86_400
"""Seconds in a day."""

DAYS_PER_YEAR = 365
"""Days in a planning year; leap days are spread over it."""

FEN_PER_CNY = 100
"""Fen in a yuan."""

G_PER_KG = 1_000
"""Grams in a kilogram."""

G_PER_T = G_PER_KG * KG_PER_T
"""Grams in a tonne."""


def clock(seconds: int) -> str:
    """Write seconds after midnight as ``HH:MM``.

    Times after midnight of the next day count on: 25:10 is ten past one.
    """
    minutes = seconds // S_PER_MIN
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
