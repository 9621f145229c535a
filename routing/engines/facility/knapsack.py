"""Knapsacks of one state: the cheapest load under capacity and minimum throughput.

The items are the arcs of a block with a price each, mostly negative where the
client's multiplier is higher than the arc's cost. Continuous loads bound both
kinds of demand; whole loads bound single-source problems more tightly.
"""

from routing.engines.facility.arrays import Floats, Ints
from routing.engines.lns.compiled import compiled

MOST_NODES = 20_000
"""Nodes after which an exact knapsack gives up and keeps the continuous bound."""
TINY = 1e-9


@compiled
def sift(heap: Ints, ratio: Floats, size: int, at: int) -> None:
    """Move the item at a place of a heap down until its ratio is in order."""
    item = heap[at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and ratio[heap[child + 1]] < ratio[heap[child]]:
            child += 1
        if ratio[heap[child]] >= ratio[item]:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = item


@compiled
def heapify(heap: Ints, ratio: Floats, size: int) -> None:
    """Put items in heap order, the smallest ratio first."""
    for at in range(size // 2 - 1, -1, -1):
        sift(heap, ratio, size, at)


@compiled
def pop(heap: Ints, ratio: Floats, size: int) -> int:
    """Take the smallest item off a heap of some size, and return it."""
    item = int(heap[0])
    heap[0] = heap[size - 1]
    if size > 2:
        sift(heap, ratio, size - 1, 0)
    return item


@compiled
def take(
    heap: Ints,
    size: int,
    price: Floats,
    weight: Floats,
    ratio: Floats,
    room: float,
    share: Floats,
) -> float:
    """Fill some room with the cheapest items by ratio; return their cost."""
    heapify(heap, ratio, size)
    cost = 0.0
    while size > 0 and room > 0.0:
        item = pop(heap, ratio, size)
        size -= 1
        part = 1.0 if weight[item] <= room else room / weight[item]
        share[item] = part
        cost += part * price[item]
        room -= weight[item] * part
    return cost


@compiled
def continuous(
    price: Floats,
    weight: Floats,
    count: int,
    capacity: float,
    minimum: float,
    ratio: Floats,
    heap: Ints,
    share: Floats,
) -> float:
    """Return the cost of the cheapest load that may be split.

    Parameters
    ----------
    price, weight
        Cost and weight of each whole item; a price of ``inf`` forbids it.
    count
        Number of items.
    capacity, minimum
        Most and least weight of the load; a minimum that all items together do not
        reach costs ``inf``.
    ratio, heap
        Scratch, at least ``count`` long.
    share
        Output: part of each item taken.
    """
    size = 0
    load = 0.0
    cost = 0.0
    for item in range(count):
        share[item] = 0.0
        if price[item] < 0.0:
            heap[size] = item
            size += 1
            load += weight[item]
            cost += price[item]
            ratio[item] = price[item] / max(weight[item], TINY)
    if load > capacity:
        return take(heap, size, price, weight, ratio, capacity, share)
    for at in range(size):
        share[heap[at]] = 1.0
    if load < minimum:
        cost += fill(price, weight, count, minimum - load, ratio, heap, share)
    return cost


@compiled
def fill(
    price: Floats,
    weight: Floats,
    count: int,
    missing: float,
    ratio: Floats,
    heap: Ints,
    share: Floats,
) -> float:
    """Add the cheapest items that cost something until a minimum is reached."""
    size = 0
    load = 0.0
    for item in range(count):
        if 0.0 <= price[item] < float("inf") and weight[item] > 0.0:
            heap[size] = item
            size += 1
            load += weight[item]
            ratio[item] = price[item] / weight[item]
    if load < missing * (1.0 - TINY):
        return float("inf")
    return take(heap, size, price, weight, ratio, missing, share)


@compiled
def whole(
    price: Floats,
    weight: Floats,
    count: int,
    capacity: float,
    ratio: Floats,
    heap: Ints,
    order: Ints,
    share: Floats,
) -> float:
    """Return a bound on the cheapest load of whole items, exact but for a limit.

    Branch and bound over the items of negative price in order of ratio: the next
    item is taken if it fits, and left out on the way back. After ``MOST_NODES`` the
    continuous value stands in, a valid bound.

    Parameters
    ----------
    price, weight, count, capacity, ratio, heap, share
        As in ``continuous``; ``share`` is a whole load.
    order
        Scratch, at least ``2 * count`` long.
    """
    relaxed = continuous(price, weight, count, capacity, 0.0, ratio, heap, share)
    size = 0
    split = False
    for item in range(count):
        if 0.0 < share[item] < 1.0:
            split = True
        if price[item] < 0.0 and weight[item] <= capacity:
            heap[size] = item
            size += 1
    if not split:
        return relaxed
    heapify(heap, ratio, size)
    for at in range(size):
        order[at] = pop(heap, ratio, size - at)
    for item in range(count):
        share[item] = 0.0
    return branch(price, weight, size, capacity, order, heap, share, relaxed)


@compiled
def bound_rest(
    price: Floats, weight: Floats, size: int, order: Ints, at: int, room: float
) -> float:
    """Bound what the items from one place on can save in some room."""
    saved = 0.0
    while at < size:
        item = order[at]
        if weight[item] > room:
            return float(saved + price[item] * room / weight[item])
        saved += price[item]
        room -= weight[item]
        at += 1
    return saved


@compiled
def branch(
    price: Floats,
    weight: Floats,
    size: int,
    capacity: float,
    order: Ints,
    chosen: Ints,
    share: Floats,
    relaxed: float,
) -> float:
    """Search the whole loads depth first; write the best and return its bound."""
    best = 0.0
    depth = 0
    at = 0
    cost = 0.0
    room = capacity
    nodes = 0
    while True:
        while at < size:
            nodes += 1
            if cost + bound_rest(price, weight, size, order, at, room) >= best - TINY:
                break
            item = order[at]
            if weight[item] <= room:
                chosen[depth] = at
                depth += 1
                cost += price[item]
                room -= weight[item]
            at += 1
        if cost < best - TINY:
            best = cost
            keep(order, size, chosen, depth, share)
        if depth == 0:
            return best
        if nodes > MOST_NODES:
            return relaxed
        depth -= 1
        item = order[chosen[depth]]
        cost -= price[item]
        room += weight[item]
        at = chosen[depth] + 1


@compiled
def keep(order: Ints, size: int, chosen: Ints, depth: int, share: Floats) -> None:
    """Write the chosen items down as whole shares, the others as none."""
    for at in range(size):
        share[order[at]] = 0.0
    for at in range(depth):
        share[order[chosen[at]]] = 1.0
