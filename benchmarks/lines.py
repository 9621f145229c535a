"""Lines of figures: one JSON object each, with the bar they are held against."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One figure.

    Attributes
    ----------
    name
        What was measured.
    value
        Figure; ``None`` when it could not be measured.
    unit
        Unit of figure and bar.
    bar
        Most it may be; ``None`` for a figure given as information.
    ok
        Within the bar; ``None`` when something needed is missing here.
    extra
        Further keys: what it was measured on, the reason for no figure.
    """

    name: str
    value: float | None
    unit: str
    bar: float | None
    ok: bool | None
    extra: dict[str, str | int | float] = field(default_factory=dict)

    def to_json(self) -> str:
        """Write the line as one JSON object."""
        head = {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "bar": self.bar,
            "ok": self.ok,
        }
        return json.dumps({**head, **self.extra}, ensure_ascii=False)


type Emit = Callable[[Line], None]
"""Takes each line as soon as it is measured."""


def measured(
    name: str,
    value: float,
    unit: str,
    bar: float | None,
    **extra: str | int | float,
) -> Line:
    """Line of a figure, held against its bar as it is, printed rounded."""
    is_within = bar is None or value <= bar
    shown_bar = None if bar is None else round(bar, 3)
    return Line(name, round(value, 3), unit, shown_bar, is_within, extra)


def missing(name: str, unit: str, bar: float | None, reason: str) -> Line:
    """Line of a figure that cannot be measured here."""
    return Line(name, None, unit, bar, None, {"reason": reason})


def failed(name: str, unit: str, bar: float | None, reason: str) -> Line:
    """Line of a figure whose command failed."""
    return Line(name, None, unit, bar, False, {"reason": reason})
