"""Times of stretches of a route, put together in a moment.

A stretch is its shortest duration, waiting included, with the first and the last
moment to begin it with which that duration is reached and every window kept
(T. Vidal et al., A hybrid genetic algorithm with adaptive diversity management for
a large class of vehicle routing problems with time-windows, Computers & Operations
Research 40, 2013). Windows are hard.
"""

from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    C_AFTER_S,
    C_BEFORE_S,
    CLOCK,
    FIXED,
    K_SHIFT_END,
    K_SHIFT_START,
    N_OPEN,
    OVER_PER_S,
    P_RELEASE,
    PER_M,
    PER_S,
    PRICE_AT,
    PRICES,
    R_SIZE,
    REGULAR_S,
    RELEASED,
    World,
)
from routing.engines.lns.world import (
    is_stop,
    kind_at,
    node_at,
    node_of,
    place_at,
    route_at,
)

type Stretch = tuple[int, int, int]

IMPOSSIBLE = -1
"""Duration of a stretch that breaks a window."""


@compiled
def joined(before: Stretch, way_s: int, after: Stretch) -> Stretch:
    """Return one stretch after another, with a way between them."""
    duration_s, first_s, last_s = before
    after_duration_s, after_first_s, after_last_s = after
    shift_s = duration_s + way_s
    if duration_s < 0 or after_duration_s < 0 or first_s + shift_s > after_last_s:
        return (IMPOSSIBLE, 0, 0)
    wait_s = max(after_first_s - shift_s - last_s, 0)
    return (
        shift_s + after_duration_s + wait_s,
        max(after_first_s - shift_s, first_s) - wait_s,
        min(after_last_s - shift_s, last_s),
    )


@compiled
def visit(w: World, node: int) -> Stretch:
    """Return the stretch of one visit."""
    at = node_at(w, node)
    return (w.ints[at], w.ints[at + N_OPEN], w.ints[at + N_OPEN + 1])


@compiled
def opened(stretch: Stretch, first_s: int) -> Stretch:
    """Return the stretch of one place where work begins at a moment or later."""
    duration_s, open_s, close_s = stretch
    open_s = max(open_s, first_s)
    return (duration_s, open_s, close_s) if open_s <= close_s else (IMPOSSIBLE, 0, 0)


@compiled
def unloading(w: World, site: int, release_s: int) -> Stretch:
    """Return the stretch of an unloading that ends at a moment or later."""
    stretch = visit(w, site)
    return opened(stretch, release_s - stretch[0]) if release_s > 0 else stretch


@compiled
def shift_of(w: World, kind: int) -> Stretch:
    """Return the stretch of a depot, while a vehicle is on duty."""
    at = kind_at(w, kind)
    return (0, w.ints[at + K_SHIFT_START], w.ints[at + K_SHIFT_END])


@compiled
def stay(w: World, row: int, kind: int, position: int) -> Stretch:
    """Return the stretch of one place of a route."""
    ints, node = w.ints, node_of(w, row, position)
    release_s = 0
    if ints[RELEASED] and not is_stop(w, node):
        release_s = ints[place_at(w, row, position) + P_RELEASE]
    if position == 0:
        return opened(shift_of(w, kind), release_s)
    if position == ints[route_at(w, row) + R_SIZE] - 1:
        return shift_of(w, kind)
    return unloading(w, node, release_s)


@compiled
def before(w: World, row: int, position: int) -> Stretch:
    """Return the stretch of a route up to a position."""
    at = place_at(w, row, position) + w.ints[CLOCK] + C_BEFORE_S
    return (w.ints[at], w.ints[at + 1], w.ints[at + 2])


@compiled
def after(w: World, row: int, position: int) -> Stretch:
    """Return the stretch of a route from a position on."""
    at = place_at(w, row, position) + w.ints[CLOCK] + C_AFTER_S
    return (w.ints[at], w.ints[at + 1], w.ints[at + 2])


@compiled
def note(w: World, at: int, stretch: Stretch) -> None:
    """Write a stretch down."""
    w.ints[at], w.ints[at + 1], w.ints[at + 2] = stretch


@compiled
def price(w: World, kind: int, column: int) -> float:
    """Return a price of a vehicle type."""
    return float(w.floats[w.ints[PRICE_AT] + kind * PRICES + column])


@compiled
def priced(w: World, kind: int, distance_m: int, duration_s: int) -> float:
    """Return the cost of a used vehicle's day."""
    at = w.ints[PRICE_AT] + kind * PRICES
    cost = w.floats[at + FIXED] + w.floats[at + PER_M] * distance_m
    cost += w.floats[at + PER_S] * duration_s
    extra_s = duration_s - w.floats[at + REGULAR_S]
    if extra_s > 0:
        cost += extra_s * w.floats[at + OVER_PER_S]
    return float(cost)
