"""Colours of charts, maps and documents, one set for all of them.

The hues of Okabe and Ito (Color Universal Design, 2008), darkened or shifted until each
stands out from white by 3:1 (WCAG 2.2, 1.4.11) and any two stay apart for people who
see two kinds of light only; tests/ui/test_palette.py holds the figures.
"""

from typing import Final

BLUE: Final = "#174781"
GREEN: Final = "#148045"
ORANGE: Final = "#d67a13"
RED: Final = "#961600"
PINK: Final = "#bb80a6"
SKY: Final = "#0d9be9"
INK: Final = "#1d2723"
GREY: Final = "#595959"

VIOLET: Final = "#8700e1"
"""Areas nothing may be built in, among all the others on a map."""

GROUND: Final = "#80918a"
"""Boundaries of districts under what a map is about."""

FAN_OPACITY: Final = 0.35
"""Opacity of an area of what may be; its edge has the full colour."""

OPAQUE: Final = 255


def rgba(css: str, opacity: int = OPAQUE) -> tuple[int, int, int, int]:
    """Colour as maps take it: red, green, blue, opacity, each 0 to 255."""
    red, green, blue = (int(css[place : place + 2], 16) for place in (1, 3, 5))
    return (red, green, blue, opacity)
