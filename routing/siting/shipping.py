"""Trunk flows in whole kilograms that send on exactly what facilities make."""

import numpy as np

from routing.siting.arrays import Floats, Ints, SitingArrays, add_up


def ship_kg(
    arrays: SitingArrays, chosen: Ints, flow_kg: Ints, wanted: Floats
) -> Ints | None:
    """Send on what every facility makes, in the shares that are wanted.

    Engines think of legs in fractions; an answer has to send on every output in
    whole kilograms, of what whole kilograms make, echelon by echelon. Where nothing
    is wanted over any leg of an output, the cheapest open one takes it. A leg to a
    state that does not take what it carries is left out. Capacities are not looked
    at: what is rounded adds less than a kilogram per leg.

    Parameters
    ----------
    arrays
        The problem.
    chosen
        Shape (T, F): the row each facility is in.
    flow_kg
        Shape (T, A): kilograms on the arcs.
    wanted
        Shape (T, K): mass on each leg, in any unit.

    Returns
    -------
    Shape (T, K); ``None`` where something has no open leg to leave by, or goes in
    circles.
    """
    periods = [
        _ship_period(arrays, chosen[t], flow_kg[t], wanted[t])
        for t in range(arrays.periods)
    ]
    shipped = [trunk_kg for trunk_kg in periods if trunk_kg is not None]
    if len(shipped) < len(periods):
        return None
    return np.array(shipped, np.int64).reshape(len(periods), len(arrays.trunk_origin))


def _ship_period(
    arrays: SitingArrays, chosen: Ints, flow_kg: Ints, wanted: Floats
) -> Ints | None:
    shape = (arrays.facilities, arrays.commodities)
    intake = np.zeros(shape, np.int64)
    np.add.at(intake, (arrays.arc_facility, arrays.arc_commodity), flow_kg)
    group = arrays.trunk_origin * arrays.commodities + arrays.trunk_commodity
    upto = _shares_upto(arrays, chosen, group, wanted)
    trunk_kg = np.zeros(len(group), np.int64)
    # Every pass settles one echelon more; a chain is no longer than all facilities.
    for _ in range(arrays.facilities + 1):
        arriving = intake.copy()
        end = (arrays.trunk_destination, arrays.trunk_commodity)
        np.add.at(arriving, end, trunk_kg)
        made = arrays.output_kg(arriving, chosen).ravel()
        sent_upto = np.rint(upto * made[group]).astype(np.int64)
        before = trunk_kg
        trunk_kg = _apart(group, sent_upto)
        if (trunk_kg == before).all():
            sent = add_up(group, trunk_kg, made.size)
            return trunk_kg if (sent == made).all() else None
    return None


def _shares_upto(
    arrays: SitingArrays, chosen: Ints, group: Ints, wanted: Floats
) -> Floats:
    """Share of its output that goes by each leg or one before it, shape (K,)."""
    taken = arrays.rows.accepts[
        chosen[arrays.trunk_destination], arrays.trunk_commodity
    ]
    size = arrays.facilities * arrays.commodities
    share = np.where(taken, np.maximum(wanted, 0.0), 0.0)
    idle = np.bincount(group, share, size)[group] == 0
    price = arrays.trunk_fen_per_t + arrays.transfer_fen_per_t
    order = np.lexsort((price, ~taken, group))
    starts = np.append(True, np.diff(group[order]) != 0)[: len(order)]
    cheapest = np.zeros(len(group), np.bool_)
    cheapest[order[starts]] = True
    share = np.where(idle & cheapest & taken, 1.0, share)
    total = np.bincount(group, share, size)[group]
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    by_group = np.argsort(group, kind="stable")
    running = np.cumsum(share[by_group])
    first = np.searchsorted(group[by_group], group[by_group])
    upto = np.empty_like(share)
    upto[by_group] = running - (running - share[by_group])[first]
    return np.minimum(upto, 1.0)


def _apart(group: Ints, upto: Ints) -> Ints:
    """Take running sums of groups apart, shape (K,)."""
    order = np.argsort(group, kind="stable")
    running = upto[order]
    before = np.append(0, running[:-1])[: len(running)]
    is_first = np.append(True, np.diff(group[order]) != 0)[: len(running)]
    parts = np.empty_like(upto)
    parts[order] = running - np.where(is_first, 0, before)
    return parts
