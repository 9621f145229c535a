"""Codes that a telephone's camera reads."""

from functools import lru_cache
from io import BytesIO
from typing import Final

import segno

LEVEL: Final = "m"
"""Error correction: paper in a cab gets dirty; 15 % of a code may be lost."""

_MASK: Final = 3
"""Any of the eight masks is valid (ISO/IEC 18004); trying all to choose the one that
looks most even takes four times as long."""

_QUIET: Final = 2
"""Free modules around it, the paper's white adds to them."""


@lru_cache(maxsize=4096)
def qr_svg(content: str) -> str:
    """Draw a QR code as SVG of no fixed size."""
    code = segno.make_qr(content, error=LEVEL, mask=_MASK, boost_error=False)
    drawing = BytesIO()
    code.save(drawing, kind="svg", xmldecl=False, border=_QUIET, omitsize=True)
    return drawing.getvalue().decode()
