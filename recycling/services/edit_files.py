"""Edits and events as people write them: options of a command, and JSON files."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from recycling.domain.edits import Edit, EditKind
from recycling.domain.errors import InputError, RefusedError
from recycling.domain.running import DayEvent, DayEventKind
from recycling.domain.units import S_PER_H, S_PER_MIN, clock
from recycling.schema.said import said

_PARTS: Mapping[EditKind, str] = {
    EditKind.MOVE: "ORDER:VEHICLE[:PLACE]",
    EditKind.SWAP: "ORDER:ORDER",
    EditKind.REMOVE: "ORDER",
    EditKind.REORDER: "VEHICLE:ORDER,ORDER,...",
    EditKind.VEHICLE: "VEHICLE:VEHICLE",
    EditKind.LOCK: "ORDER",
    EditKind.LOCK_PLACE: "ORDER",
    EditKind.UNLOCK: "ORDER",
}
"""How an edit of each kind is written."""

_EDIT_KEYS = ("edit", "orders", "vehicle", "to_vehicle", "place")
_EVENT_KEYS = ("id", "kind", "subject", "at", "until", "delay_min", "note")


def edit_of(kind: EditKind, written: str) -> Edit:
    """Read an edit as an option of a command has it.

    Raises
    ------
    InputError
        When it is not written as such an edit is.
    """
    parts = [part.strip() for part in written.split(":")]
    try:
        edit = _READ[kind](kind, parts)
    except (ValueError, IndexError) as error:
        msg = said(
            "edit.parts",
            value=kind.replace("_", "-"),
            parts=_PARTS[kind],
            written=written,
        )
        raise InputError(msg) from error
    return edit


def _one(kind: EditKind, parts: Sequence[str]) -> Edit:
    (order,) = _filled(parts)
    return Edit(kind, (order,))


def _move(kind: EditKind, parts: Sequence[str]) -> Edit:
    order, vehicle, *place = _filled(parts)
    if len(place) > 1:
        msg = "too many parts"
        raise ValueError(msg)
    number = int(place[0]) if place else None
    return Edit(kind, (order,), vehicle, place=number)


def _swap(kind: EditKind, parts: Sequence[str]) -> Edit:
    first, second = _filled(parts)
    return Edit(kind, (first, second))


def _reorder(kind: EditKind, parts: Sequence[str]) -> Edit:
    vehicle, orders = _filled(parts)
    return Edit(kind, tuple(_filled(orders.split(","))), vehicle)


def _vehicle(kind: EditKind, parts: Sequence[str]) -> Edit:
    first, second = _filled(parts)
    return Edit(kind, (), first, second)


def _filled(parts: Sequence[str]) -> Sequence[str]:
    if not all(parts):
        msg = "a part is empty"
        raise ValueError(msg)
    return [part.strip() for part in parts]


_READ: Mapping[EditKind, Callable[[EditKind, Sequence[str]], Edit]] = {
    EditKind.MOVE: _move,
    EditKind.SWAP: _swap,
    EditKind.REORDER: _reorder,
    EditKind.VEHICLE: _vehicle,
    EditKind.REMOVE: _one,
    EditKind.LOCK: _one,
    EditKind.LOCK_PLACE: _one,
    EditKind.UNLOCK: _one,
}


def edits_in(path: Path) -> tuple[Edit, ...]:
    """Read edits from a JSON file: a list of objects with ``edit`` and its parts.

    Raises
    ------
    RefusedError
        When the file has faults; tells all of them.
    """
    return edits_of(_rows(path, _EDIT_KEYS), path.name)


def edits_of(rows: Sequence[Mapping[str, Any]], source: str) -> tuple[Edit, ...]:
    """Read edits from plain values, as in `edits_in`; ``source`` is where they stand.

    Raises
    ------
    RefusedError
        When they have faults; tells all of them.
    """
    faults: list[str] = []
    edits = []
    for number, row in enumerate(rows, start=1):
        found = list(_edit_faults(row))
        faults += [
            said("edit.file_entry", source=source, number=number, fault=fault)
            for fault in found
        ]
        if not found:
            place = row.get("place")
            orders = tuple(map(str, row.get("orders", ())))
            edits.append(
                Edit(
                    EditKind(row["edit"]),
                    orders,
                    str(row.get("vehicle", "")),
                    str(row.get("to_vehicle", "")),
                    place,
                )
            )
    if faults:
        msg = said("edit.edits_unread", source=source)
        raise RefusedError(msg, faults)
    return tuple(edits)


def plain_edit(edit: Edit) -> dict[str, Any]:
    """Write an edit as plain values that `edits_of` reads."""
    told = {
        "edit": edit.kind.value,
        "orders": list(edit.orders),
        "vehicle": edit.vehicle_id,
        "to_vehicle": edit.to_vehicle_id,
        "place": edit.place,
    }
    return {key: value for key, value in told.items() if value not in ("", None)}


def _edit_faults(row: Mapping[str, Any]) -> Iterator[str]:
    kinds = [kind.value for kind in EditKind]
    if row.get("edit") not in kinds:
        yield said("edit.edit", kinds=list(kinds), value=repr(row.get("edit")))
        return
    kind = EditKind(row["edit"])
    orders = row.get("orders", [])
    if not isinstance(orders, list) or not all(isinstance(o, str) for o in orders):
        yield said("edit.orders", orders=repr(orders))
        return
    least = {EditKind.SWAP: 2, EditKind.VEHICLE: 0}.get(kind, 1)
    most = len(orders) if kind is EditKind.REORDER else least
    if not least <= len(orders) <= most:
        yield said("edit.order_count", least=least, kind=kind, count=len(orders))
    with_vehicle = {EditKind.MOVE, EditKind.REORDER, EditKind.VEHICLE}
    if kind in with_vehicle and not row.get("vehicle"):
        yield said("edit.vehicle", kind=kind)
    if kind is EditKind.VEHICLE and not row.get("to_vehicle"):
        yield said("edit.to_vehicle")
    place = row.get("place")
    if place is not None and (not isinstance(place, int) or place < 1):
        yield said("edit.whole_place", place=repr(place))


def event_of(written: str, day: date, at_s: int) -> DayEvent:
    """Read an event as an option has it: ``kind:subject[:HH:MM]`` or ``:+minutes``.

    Its id follows from what it says and when: the same again is the same event. A
    driver's delay is written as minutes with a plus.

    Parameters
    ----------
    written
        The option.
    day, at_s
        Day, and when it was known.

    Raises
    ------
    InputError
        When it is not written so.
    """
    kind, _, rest = written.partition(":")
    kinds = [entry.value for entry in DayEventKind]
    subject, _, more = rest.partition(":")
    if kind not in kinds or not subject:
        msg = said("edit.event", kinds=list(kinds), written=written)
        raise InputError(msg)
    until_s, delay_s = None, 0
    if more.startswith("+") and more[1:].isdigit():
        delay_s = int(more[1:]) * S_PER_MIN
    elif more:
        until_s = seconds_of(more, "--event")
    event_id = f"{day:%Y-%m-%d} {clock(at_s)} {written}"
    return DayEvent(event_id, day, at_s, DayEventKind(kind), subject, until_s, delay_s)


def events_in(path: Path, day: date, at_s: int) -> tuple[DayEvent, ...]:
    """Read events from a JSON file: a list of objects with ``id`` and ``kind``.

    Raises
    ------
    RefusedError
        When the file has faults; tells all of them.
    """
    return events_of(_rows(path, _EVENT_KEYS), day, at_s, path.name)


def events_of(
    rows: Sequence[Mapping[str, Any]], day: date, at_s: int, place: str
) -> tuple[DayEvent, ...]:
    """Read events from plain values, as in `events_in`; ``place`` is their source."""
    faults, events = [], []
    for number, row in enumerate(rows, start=1):
        try:
            events.append(_event(row, day, at_s))
        except (InputError, ValueError, KeyError, TypeError) as error:
            faults.append(said("edit.entry", place=place, number=number, error=error))
    if faults:
        msg = said("edit.events_unread", place=place)
        raise RefusedError(msg, faults)
    return tuple(events)


def _event(row: Mapping[str, Any], day: date, at_s: int) -> DayEvent:
    for key in ("id", "kind", "subject"):
        if not isinstance(row.get(key), str) or not row[key]:
            msg = said("edit.text", key=key, got=repr(row.get(key)))
            raise InputError(msg)
    kinds = [entry.value for entry in DayEventKind]
    if row["kind"] not in kinds:
        msg = said("edit.kind", kinds=list(kinds), kind=row["kind"])
        raise InputError(msg)
    until = row.get("until")
    return DayEvent(
        row["id"],
        day,
        seconds_of(str(row["at"]), "at") if row.get("at") else at_s,
        DayEventKind(row["kind"]),
        row["subject"],
        seconds_of(str(until), "until") if until else None,
        int(row.get("delay_min", 0)) * S_PER_MIN,
        str(row.get("note", "")),
    )


def _rows(path: Path, keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """Read a list of objects that have some keys.

    Raises
    ------
    InputError
        When the file is not one.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        msg = said("edit.json", name=path.name, error=error)
        raise InputError(msg) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = said("edit.no_list", name=path.name, keys=list(keys))
        raise InputError(msg)
    unknown = sorted({key for row in rows for key in row} - set(keys))
    if unknown:
        msg = said("edit.keys", name=path.name, keys=list(keys), unknown=list(unknown))
        raise InputError(msg)
    return rows


def seconds_of(written: str, place: str) -> int:
    """Read a time of the day, ``HH:MM``, as seconds after midnight.

    Raises
    ------
    InputError
        When it is none.
    """
    hours, _, minutes = written.partition(":")
    is_time = hours.isdigit() and minutes.isdigit() and len(minutes) == 2
    if not is_time or int(hours) > 23 or int(minutes) > 59:
        msg = said("edit.time", place=place, written=written)
        raise InputError(msg)
    return int(hours) * S_PER_H + int(minutes) * S_PER_MIN
