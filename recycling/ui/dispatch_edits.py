"""Changes by hand as the page keeps and says them. No widgets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from recycling.domain.edits import Edit, EditKind
from recycling.domain.plans import PlannedRoute
from recycling.domain.running import Lock
from recycling.domain.units import clock
from recycling.ui.dispatch_records import Desk, pickups
from recycling.ui.figures import NONE
from recycling.ui.i18n import Words

FREE, TO_VEHICLE, TO_PLACE = "free", "vehicle", "place"
"""How an order is locked."""

LOCKS: Final = (FREE, TO_VEHICLE, TO_PLACE)

_LOCK_EDITS: Final[Mapping[str, EditKind]] = {
    FREE: EditKind.UNLOCK,
    TO_VEHICLE: EditKind.LOCK,
    TO_PLACE: EditKind.LOCK_PLACE,
}


def locks_after(locks: Iterable[Lock], edits: Iterable[Edit]) -> dict[str, str]:
    """How orders are locked once edits are made, by order; free ones are not named."""
    found = {
        lock.order_id: TO_PLACE if lock.is_place_fixed else TO_VEHICLE for lock in locks
    }
    for edit in edits:
        for order_id in edit.orders:
            match edit.kind:
                case EditKind.LOCK:
                    found[order_id] = TO_VEHICLE
                case EditKind.LOCK_PLACE:
                    found[order_id] = TO_PLACE
                case EditKind.UNLOCK | EditKind.REMOVE:
                    found.pop(order_id, None)
    return found


def stop_frame(
    route: PlannedRoute, locks: Mapping[str, str], desk: Desk, words: Words
) -> pd.DataFrame:
    """Lay the pick-ups of a route out to be changed.

    Returns
    -------
    pandas.DataFrame
        ``place``, ``order``, ``vehicle``, ``lock`` in words, ``out`` to take an order
        off the route, ``site``, ``kg``, ``hours`` and ``arrives``.
    """
    rows = []
    for place, stop in enumerate(pickups(route), start=1):
        order = desk.orders.get(stop.order_id)
        hours = (
            f"{clock(order.window_start_s)}-{clock(order.window_end_s)}"
            if order
            else NONE
        )
        lock = locks.get(stop.order_id, FREE)
        rows.append(
            (place, stop.order_id, route.vehicle_id, words(f"dispatch.lock.{lock}"),
             False, desk.site_name(stop.site_id), stop.load_kg, hours,
             clock(stop.start_s))
        )  # fmt: skip
    columns = ("place", "order", "vehicle", "lock", "out", "site", "kg", "hours",
               "arrives")  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def edits_of_table(
    frame: pd.DataFrame, changed: Mapping[int, Mapping[str, Any]], words: Words
) -> list[Edit]:
    """Read what a user changed in a table of stops.

    Parameters
    ----------
    frame
        From `stop_frame`.
    changed
        New values by row and column, as the table reports them.
    words
        Language of the table.
    """
    codes = {words(f"dispatch.lock.{lock}"): lock for lock in LOCKS}
    edits = []
    for row, values in sorted((int(n), found) for n, found in changed.items()):
        before = frame.iloc[row]
        order, vehicle = str(before["order"]), str(before["vehicle"])
        if values.get("out"):
            edits.append(Edit(EditKind.REMOVE, (order,)))
            continue
        wanted = values.get("vehicle") or vehicle
        if wanted != vehicle:
            edits.append(Edit(EditKind.MOVE, (order,), str(wanted)))
        elif values.get("place") not in {None, before["place"]}:
            place = int(values["place"])
            edits.append(Edit(EditKind.MOVE, (order,), vehicle, place=place))
        lock = codes.get(str(values.get("lock", "")))
        if lock is not None and values["lock"] != before["lock"]:
            edits.append(Edit(_LOCK_EDITS[lock], (order,)))
    return edits


def said(edit: Edit, words: Words) -> str:
    """Say an edit."""
    orders = words.join(list(edit.orders))
    name = edit.kind.value
    if edit.kind is EditKind.MOVE and edit.place is not None:
        name = "move_to"
    return words(
        f"dispatch.said.{name}",
        orders=orders,
        vehicle=edit.vehicle_id,
        other=edit.to_vehicle_id,
        place=edit.place or 0,
    )


def edit_from(
    kind: EditKind, route: PlannedRoute, told: Mapping[str, Any]
) -> Edit | None:
    """Make an edit of what a form tells; ``None`` where something is missing.

    Parameters
    ----------
    kind
        What is to be done.
    route
        Route that is looked at.
    told
        ``order``, ``other``, ``sequence``, ``vehicle`` and ``place`` (0 for the
        cheapest), as far as the kind needs them.
    """
    order, vehicle = told.get("order") or "", told.get("vehicle") or ""
    match kind:
        case EditKind.MOVE if order and vehicle:
            return Edit(kind, (order,), vehicle, place=told.get("place") or None)
        case EditKind.SWAP if order and told.get("other"):
            return Edit(kind, (order, told["other"]))
        case EditKind.REORDER if len(told.get("sequence") or ()) > 1:
            return Edit(kind, tuple(told["sequence"]), route.vehicle_id)
        case EditKind.VEHICLE if vehicle:
            return Edit(kind, (), route.vehicle_id, vehicle)
        case EditKind.REMOVE | EditKind.LOCK | EditKind.LOCK_PLACE | EditKind.UNLOCK:
            return Edit(kind, (order,)) if order else None
    return None


def orders_of(route: PlannedRoute) -> list[str]:
    """Orders of a route in sequence; one in parts stands where its first part does."""
    return list(dict.fromkeys(stop.order_id for stop in pickups(route)))


def orders_for(
    kind: EditKind, route: PlannedRoute, left_out: Sequence[str]
) -> list[str]:
    """Orders an edit of a kind may be about: those left out may be moved to a route."""
    own = orders_of(route)
    return [*own, *left_out] if kind is EditKind.MOVE else own
