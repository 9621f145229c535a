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
    N_OPEN,
    OVER_PER_S,
    PER_M,
    PER_S,
    PRICE_AT,
    PRICES,
    REGULAR_S,
    World,
)
from routing.engines.lns.world import node_at, place_at

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
