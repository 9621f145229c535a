"""Colours that people with any colour vision can tell apart.

Plain data: callers pass their own category codes and get colours back.
"""

from collections.abc import Iterable
from typing import Final

type Colour = tuple[int, int, int, int]
"""Red, green, blue, opacity, each 0 to 255."""

CATEGORY_COLOURS: Final[tuple[Colour, ...]] = (
    (0, 114, 178, 220),
    (213, 94, 0, 220),
    (0, 158, 115, 220),
    (204, 121, 167, 220),
    (230, 159, 0, 220),
    (86, 180, 233, 220),
    (0, 0, 0, 220),
    (240, 228, 66, 220),
)
"""Palette of Okabe and Ito (Color Universal Design, 2008); the two faintest last."""

ROUTE_COLOURS: Final[tuple[Colour, ...]] = (
    (51, 34, 136, 200),
    (17, 119, 51, 200),
    (204, 102, 119, 200),
    (68, 170, 153, 200),
    (136, 34, 85, 200),
    (153, 153, 51, 200),
    (170, 68, 153, 200),
    (136, 204, 238, 200),
    (221, 204, 119, 200),
)
"""Palette "muted" of Paul Tol (Colour Schemes, SRON/EPS/TN/09-002, 2021)."""

OTHER: Final[Colour] = (128, 128, 128, 180)
"""Grey of a category that was given no colour."""

AREA_OPACITY: Final = 60
"""Opacity of a filled area, so that what lies under it still shows."""


def category_colours(codes: Iterable[str]) -> dict[str, Colour]:
    """Give every category code its colour.

    The order of the codes decides, so a caller who always names its categories in
    one order always sees one colour for each. Beyond eight categories the colours
    repeat: group the rest, or tell them apart by shape.

    Returns
    -------
    Colour by code, codes in order of first appearance; serves as the legend.
    """
    distinct = dict.fromkeys(codes)
    return {
        code: CATEGORY_COLOURS[place % len(CATEGORY_COLOURS)]
        for place, code in enumerate(distinct)
    }


def as_area(colour: Colour) -> Colour:
    """Make a colour faint enough to fill an area."""
    red, green, blue, _ = colour
    return red, green, blue, AREA_OPACITY
