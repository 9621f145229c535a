"""From the figures of an engine to those of a table."""

import numpy as np
from numpy.typing import NDArray

from maps.travel import UNREACHABLE


def half_up(exact: NDArray[np.float64]) -> NDArray[np.int32]:
    """Round figures >= 0 half up; NaN, no way, becomes `UNREACHABLE`.

    Overwrites its argument.
    """
    no_way = np.isnan(exact)
    exact += 0.5
    exact[no_way] = UNREACHABLE
    # The cast cuts towards zero.
    return exact.astype(np.int32)
