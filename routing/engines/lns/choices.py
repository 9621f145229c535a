"""Choices: which of their stops are served."""

from routing.engines.lns.changes import touch
from routing.engines.lns.compiled import compiled
from routing.engines.lns.fields import (
    A_END,
    A_FIRST,
    H_END,
    H_FIRST,
    I_REMOVED,
    I_SLOT,
    R_SIZE,
    World,
)
from routing.engines.lns.routes import delete_node
from routing.engines.lns.world import (
    alternative_at,
    choice_at,
    choice_of,
    member,
    node_of,
    route_at,
    row_of,
    slot_of,
    stop_at,
)


@compiled
def take_rest_out(w: World, index: int) -> None:
    """Take out what is still served of a choice on the list of what is out."""
    choice = choice_of(w, w.ints[stop_at(w, index) + I_REMOVED])
    if choice < 0:
        return
    at = choice_at(w, choice)
    first = alternative_at(w, w.ints[at + H_FIRST])
    last = alternative_at(w, w.ints[at + H_END] - 1)
    for number in range(w.ints[first + A_FIRST], w.ints[last + A_END]):
        stop = member(w, number)
        slot = slot_of(w, stop)
        if slot >= 0:
            touch(w, slot)
            delete_stop(w, slot, stop)


@compiled
def delete_stop(w: World, slot: int, stop: int) -> None:
    """Take a stop out of a route whose places need not be up to date."""
    row = row_of(w, slot)
    for position in range(1, w.ints[route_at(w, row) + R_SIZE] - 1):
        if node_of(w, row, position) == stop:
            delete_node(w, slot, position)
            break
    w.ints[stop_at(w, stop) + I_SLOT] = -1


@compiled
def is_served(w: World, choice: int) -> bool:
    """Whether all stops of an alternative are in routes."""
    at = choice_at(w, choice)
    for alternative in range(w.ints[at + H_FIRST], w.ints[at + H_END]):
        record, served = alternative_at(w, alternative), True
        for number in range(w.ints[record + A_FIRST], w.ints[record + A_END]):
            served = served and slot_of(w, member(w, number)) >= 0
        if served:
            return True
    return False
