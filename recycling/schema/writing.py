"""From a value to the cell that reads back as the same value."""

from datetime import date
from decimal import Decimal
from typing import Any

from recycling.domain.units import S_PER_MIN, clock
from recycling.schema.cells import ONE
from recycling.schema.columns import Column, Lang
from recycling.schema.enums import label
from recycling.schema.safe import safe_cell

type Cell = str | int | float

_YES_NO = {"en": ("no", "yes"), "zh": ("否", "是")}


def write_cell(
    column: Column, value: Any, lang: Lang = "en", factor: Decimal = ONE
) -> Cell:
    """Write one value as a cell that no spreadsheet takes for a formula.

    Parameters
    ----------
    column
        Column the value belongs to.
    value
        Value as `recycling.schema.cells.parse_cell` returns it.
    lang
        Language of labels and of yes and no.
    factor
        What the header's figures are multiplied by when read.
    """
    if value is None:
        return ""
    if column.kind in {"int", "float"}:
        return _figure(value, factor)
    return safe_cell(_words(column, value, lang))


def _figure(value: float, factor: Decimal) -> Cell:
    """Write a number in the unit of its header."""
    if factor == ONE:
        return value
    amount = Decimal(value) / factor
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _words(column: Column, value: Any, lang: Lang) -> str:
    """Write everything that is no number."""
    match column.kind:
        case "bool":
            return _YES_NO[lang][bool(value)]
        case "time":
            seconds = value % S_PER_MIN
            return f"{clock(value)}:{seconds:02d}" if seconds else clock(value)
        case "list":
            return ";".join(value)
        case "enum":
            return str(value) if lang == "en" else label(column.target, value, lang)
        case _:
            return value.isoformat() if isinstance(value, date) else str(value)
