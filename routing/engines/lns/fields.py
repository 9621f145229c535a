"""Where a search keeps what: the regions and columns of its memory.

A search works on three flat arrays, because compiled functions hand few arrays
on to each other much faster than many. Distances are metres, times seconds, money
parts of a fen as in ``routing.vrp.costs``. Nodes are stops first, then unloading
sites, then depots. A route lives in a row; a change works on a copy in another
row, so that to undo it is to point back at the old one.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

type Ints32 = NDArray[np.int32]
type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]

NEVER = 1e300
"""Cost of what cannot be done."""

CLOSED = 10**9
"""Metres and seconds of a closed arc."""

UNLIMITED = 1 << 50
"""A limit that never holds."""


class World(NamedTuple):
    """The memory of one search.

    Attributes
    ----------
    ints
        A head of sizes, counters and offsets, then the regions they tell.
    floats
        A head of figures, then costs per row, sort keys per stop, prices per type.
    table
        Metres per profile and pair of nodes, then seconds (unless they are alike),
        then, where speeds change, the seconds those apply to; the seconds before
        are then the least at any time. Then all of it turned, destinations first,
        unless both directions are alike.
    """

    ints: Ints
    floats: Floats
    table: Ints32


# The head of ``ints``: sizes, offsets of regions, widths of their records,
# counters, the cheapest insertion found; ``MOST_ROUTES`` is 0 for no limit.
(
    STOPS,
    SITES,
    NODES,
    DIMENSIONS,
    KINDS,
    SLOTS,
    TIMED,
    RICH,
    LONGEST,
    SECONDS_AT,
    NODE_AT,
    NODE_WIDTH,
    KIND_AT,
    KIND_WIDTH,
    ALLOWED_AT,
    NEAR_AT,
    NEAR_WIDTH,
    NEAR_SITE_AT,
    NEAR_SITE_WIDTH,
    PLACE_AT,
    PLACE_WIDTH,
    CLOCK,
    ROUTE_AT,
    ROUTE_WIDTH,
    SLOT_AT,
    STOP_AT,
    SPARE_AT,
    BEST_AT,
    KEY_AT,
    PRICE_AT,
    REMOVED,
    ABSENT,
    TOUCHED,
    SPARE,
    STAMP,
    DIRTY,
    ROUTES,
    STEPS,
    CHANCE,
    OFFER_ROW,
    OFFER_POSITION,
    OFFER_FIRST,
    OFFER_SECOND,
    WINDOWS_AT,
    WINDOWS,
    LOOKS_LEFT,
    PAUSES_AT,
    PAUSES,
    TABLE_SECONDS_AT,
    BUCKETS_AT,
    BUCKETS,
    SPEED_AT,
    ZONES,
    TURNED_AT,
    ALIKE_AT,
    OFFER_KIND,
    RETYPED,
    RELEASED,
    MOST_ROUTES,
) = range(59)
# The head of ``ints``, continued: choices, what is near for taking out (``NEAR_AT``
# tells what is near for putting in), intake of unloading sites; where the day worked
# out visit by visit begins in a place's record, whether trips wait for releases in it;
# whether stops have a home on some vehicle.
(
    CHOICES,
    CHOICE_AT,
    ALTERNATIVE_AT,
    MEMBER_AT,
    PLAN_AT,
    PLAN_SIZE,
    TRIAL,
    AROUND_AT,
    AROUND_WIDTH,
    LIMITED,
    INTAKE_AT,
    BROUGHT_AT,
    DAY,
    DAY_RELEASED,
    HOMED,
) = range(60, 75)

HEAD = 80

# Columns per place of a day worked out visit by visit: the moment when the work there
# is done, then what is still to come: how much later that moment may be so that only
# waiting changes, the waiting, how much later the day could begin for all that is to
# come, seconds of driving and work at least. See ``routing.engines.lns.day``.
(
    D_CLOCK,
    D_WAITED,
    D_SLACK,
    D_PAUSE,
    D_LATE,
    D_SHIFT,
    D_WAIT,
    D_ROOM,
    D_LEAST,
) = range(9)
DAYS = 9

# First and last begin and seconds of a pause.
PAUSE_WIDTH = 3

# The head of ``floats``; costs per row follow. ``OFFER_AWAY`` is what the stop being
# put in weighs where it is looked at, away from its home.
COST, MISSING, BEST_COST, BEST_MISSING, OFFER, OFFER_AWAY = range(6)
ROW_COST_AT = 8

# Columns per node; loads follow. ``N_MASK`` has the commodity a stop loads, or
# those a site accepts, as bits; ``N_WEIGHT`` is 0 for an optional stop.
(
    N_SERVICE,
    N_RATE,
    N_OPEN,
    N_CLOSE,
    N_RELEASE,
    N_MASK,
    N_WEIGHT,
    N_PRIZE,
    N_LATE,
    N_ZONE,
    N_LOAD,
) = range(11)

# Columns per vehicle type; capacities, then loads a day follow.
(
    K_START,
    K_END,
    K_SHIFT_START,
    K_SHIFT_END,
    K_MAX_DURATION,
    K_MAX_DISTANCE,
    K_MAX_TRIPS,
    K_MAX_STOPS,
    K_RETURNS_EMPTY,
    K_PROFILE,
    K_WINDOW_SET,
    K_FIRST_SLOT,
    K_END_SLOT,
    K_FREE_SLOT,
    K_CAPACITY,
) = range(15)

# Prices per vehicle type.
FIXED, PER_M, PER_S, REGULAR_S, OVER_PER_S = range(5)
PRICES = 5

# Columns per place on a route: ``P_END`` is the place where the trip ends,
# ``P_WAY`` metres to the next place, ``P_RELEASE`` when the trip there, or the one
# that begins there, may begin; loads since the trip began follow, then, where
# times matter, the clock: shortest duration of what is before and of what is from
# the place on, each with the first and last moment to begin that reach it.
P_NODE, P_END, P_MASK, P_WAY, P_RELEASE, P_LOAD = range(6)
(
    C_BEFORE_S,
    C_BEFORE_FIRST,
    C_BEFORE_LAST,
    C_AFTER_S,
    C_AFTER_FIRST,
    C_AFTER_LAST,
) = range(6)
CLOCKS = 6

# Columns per row; ``R_AWAY`` is what its stops weigh that are away from home, beside
# the cost of the row; loads of the day follow.
(
    R_SIZE,
    R_DISTANCE,
    R_DURATION,
    R_STOPS,
    R_TRIPS,
    R_SLOT,
    R_AWAY,
    R_LOAD,
) = range(8)

# Columns per slot, the last two being lists of slots.
S_ROW, S_OLD, S_MARK, S_KIND, S_IS_DIRTY, S_BEST_SIZE, S_TOUCHED, S_DIRTY = range(8)
SLOT_WIDTH = 8

# Columns per stop; ``I_ABSENT``, ``I_REMOVED`` and ``I_BEFORE`` (the absent stops
# before the change under way) are lists of stops, in which the first stop of a
# choice stands for the choice. ``I_CHOICE`` is -1 without one.
(
    I_SLOT,
    I_PLACE,
    I_ABSENT_AT,
    I_MISSED,
    I_ABSENT,
    I_REMOVED,
    I_BEFORE,
    I_CHOICE,
) = range(8)
STOP_WIDTH = 8

# Columns per choice: its alternatives, the stop that stands for it, the change that
# took it out. Per alternative: its stops, the trial that barred it.
H_FIRST, H_END, H_STOP, H_MARK = range(4)
CHOICE_WIDTH = 4
A_FIRST, A_END, A_BARRED = range(3)
ALTERNATIVE_WIDTH = 3

# Columns per insertion of the plan for a choice: stop, slot, position, the nodes.
L_STOP, L_SLOT, L_POSITION, L_FIRST, L_SECOND = range(5)
PLAN_WIDTH = 5
