"""The cheapest way of every facility through its states and the periods."""

import numpy as np

from routing.siting.arrays import Floats, SitingArrays


def cheapest_paths(arrays: SitingArrays, worth: Floats, entry: Floats) -> Floats:
    """Return what each facility's cheapest allowed path of states costs.

    Parameters
    ----------
    arrays
        The problem.
    worth
        Shape (T, S): cost of being in each row, ``inf`` where it may not be.
    entry
        Shape (T, S): cost of entering each row from another.

    Returns
    -------
    Shape (F,): ``inf`` where no path is allowed.
    """
    rows = arrays.rows
    padded, states = rows.padded, np.arange(rows.most_states)
    place = rows.initial - rows.first[:-1]
    is_known = rows.initial >= 0
    # Before the first period: at the initial state for nothing, or anywhere, where
    # every state is entered.
    reached = np.where(is_known[:, None] & (states != place[:, None]), np.inf, 0.0)
    stays = np.eye(rows.most_states, dtype=np.bool_)
    for t in range(arrays.periods):
        here = np.where(padded >= 0, worth[t][padded], np.inf)
        enter = np.where(padded >= 0, entry[t][padded], 0.0)
        step = np.where(stays, 0.0, enter[:, None, :])
        if t == 0:
            step = np.where(is_known[:, None, None], step, enter[:, None, :])
            moves = rows.moves | ~is_known[:, None, None]
        else:
            moves = rows.moves
        came = np.where(moves, reached[:, :, None] + step, np.inf)
        reached = came.min(axis=1) + here
    return reached.min(axis=1)
