"""Rules every answer keeps, and the bound every capacitated facility has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from benchmarks.faults import MOST_FAULTS, FormatError
from benchmarks.siting.answer_file import Answer
from benchmarks.siting.text import Floats

type Ints = npt.NDArray[np.int64]

SHARE = 1e-6
"""What a client's shares may lack of the whole."""

RELATIVE = 1e-6
"""Part of a figure by which another may be off: solvers count in whole units."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Which facility serves how much of which client, a row each.

    Attributes
    ----------
    client, facility, share
        Of the row.
    """

    client: Ints
    facility: Ints
    share: Floats


def shares_of(answer: Answer, clients: int, facilities: int) -> Shares:
    """Lay an assignment out.

    Raises
    ------
    FormatError
        If it is for other numbers of clients or facilities.
    """
    if len(answer.assignment) != clients:
        msg = f"{len(answer.assignment)} clients are assigned instead of {clients}."
        raise FormatError(msg)
    rows = [(i, *part) for i, parts in enumerate(answer.assignment) for part in parts]
    facility = np.array([row[1] for row in rows], dtype=np.int64)
    named = np.concatenate([facility, np.array(answer.open, dtype=np.int64)])
    if named.size and not (named.min() >= 0 and named.max() < facilities):
        msg = f"A facility is not in 0..{facilities - 1}."
        raise FormatError(msg)
    client = np.array([row[0] for row in rows], dtype=np.int64)
    return Shares(client, facility, np.array([row[2] for row in rows], dtype=float))


def share_faults(
    shares: Shares, answer: Answer, clients: int, is_single_source: bool
) -> Iterator[str]:
    """Name clients that are not served as they must be."""
    closed = ~np.isin(shares.facility, answer.open)
    for row in np.flatnonzero(closed & (shares.share > SHARE)):
        yield f"Client {shares.client[row]}: {shares.facility[row]} is not open."
    for row in np.flatnonzero(shares.share < -SHARE):
        yield f"Client {shares.client[row]}: a share is below 0."
    total = np.bincount(shares.client, shares.share, clients)
    for client in np.flatnonzero(abs(total - 1) > SHARE):
        yield f"Client {client}: its shares add up to {total[client]:.7g}."
    if is_single_source:
        real = shares.client[shares.share > SHARE]
        for client in np.flatnonzero(np.bincount(real, minlength=clients) > 1):
            yield f"Client {client}: more than one facility serves it."


def capacity_faults(name: str, load: Floats, capacity: Floats) -> Iterator[str]:
    """Name facilities with more than they can take."""
    for site in np.flatnonzero(load > capacity * (1 + RELATIVE)):
        yield f"{name} {site}: {load[site]:.9g} is above {capacity[site]:.9g}."


def claim_faults(
    answer: Answer, objective: float, known: float | None
) -> Iterator[str]:
    """Name claims that cannot be.

    Parameters
    ----------
    answer
        What is claimed.
    objective
        As recomputed.
    known
        Cost of an answer that exists; ``None`` if none is known.
    """
    slack = RELATIVE * max(1.0, abs(objective))
    if abs(answer.objective - objective) > slack:
        claimed = f"{answer.objective:.9g} is claimed"
        yield f"Objective: {claimed}, {objective:.9g} is right."
    if answer.bound is None:
        return
    for name, cost in (("its answer", objective), ("a known answer", known)):
        if cost is not None and answer.bound > cost + slack:
            yield f"Bound: {answer.bound:.9g} is above {name} of {cost:.9g}."


def first(faults: Iterator[str]) -> tuple[str, ...]:
    """Return the first faults."""
    return tuple(islice(faults, MOST_FAULTS))


def multipliers_of(answer: Answer, sizes: Sequence[int]) -> list[Floats] | None:
    """Return the multipliers in blocks; ``None`` where there are none.

    Raises
    ------
    FormatError
        If they are of another number or not finite.
    """
    if not answer.multipliers:
        return None
    values = np.array(answer.multipliers, dtype=np.float64)
    if len(values) != sum(sizes) or not np.isfinite(values).all():
        msg = f"{len(values)} multipliers; {sum(sizes)} finite ones were expected."
        raise FormatError(msg)
    return np.split(values, np.cumsum(sizes)[:-1])


def least_net_cost(net: Floats, weight: Floats, capacity: float) -> float:
    """Cost of the best load of a facility, each item taken in any part of it.

    Parameters
    ----------
    net
        Cost of each item taken wholly; only items below 0 are worth taking.
    weight
        Room each takes.
    capacity
        Room there is.
    """
    worth = np.flatnonzero(net < 0)
    net, weight = net[worth], weight[worth]
    with np.errstate(divide="ignore"):
        order = np.argsort(net / weight, kind="stable")
    net, weight = net[order], weight[order]
    before = np.cumsum(weight) - weight
    room = np.maximum(capacity - before, 0.0)
    part = np.divide(room, weight, out=np.ones_like(room), where=weight > 0)
    return float(net @ np.minimum(part, 1.0))
