"""Use cases of the log of imports: look at it, and take imports back."""

from collections.abc import Sequence

from recycling.domain.records import LoggedImport, RowChange, UndoneImport
from recycling.services.clock import utc_now
from recycling.services.context import Context

NEWEST = 50
"""Imports a list shows."""

SHOWN_CHANGES = 200
"""Changed rows of an import that are shown."""


def list_imports(
    context: Context, limit: int = NEWEST, *, only_files: bool = False
) -> list[LoggedImport]:
    """Read the newest imports, the newest first.

    Parameters
    ----------
    context
        Storage.
    limit
        How many at most.
    only_files
        Leave out what the program wrote by itself: edits, bookings, simulations.
    """
    with context.unit_of_work() as work:
        return work.imports.listed(limit, only_files=only_files)


def import_changes(
    context: Context, import_id: int, limit: int = SHOWN_CHANGES
) -> list[RowChange]:
    """Read the rows an import changed, as they were and as they are.

    Raises
    ------
    InputError
        When there is no such import.
    """
    with context.unit_of_work() as work:
        return work.imports.changes(import_id, limit)


def undo_imports(context: Context, import_ids: Sequence[int]) -> list[UndoneImport]:
    """Take imports back, all of them or none, the newest first.

    Rows they added are removed and rows they changed are put back as they were. Not
    where something stands on them by now: a later import, a sealed month, a ticket
    that was corrected, an order that went on, a row or a plan that names what was
    added. Tickets leave the books with their import while their months are open; in
    sealed months they are corrected by tickets of their own, never removed. What
    was posted follows with the next posting.

    Parameters
    ----------
    context
        Storage, and who acts.
    import_ids
        Numbers of the imports, in any order.

    Raises
    ------
    InputError
        When there is no such import.
    ConflictError
        When one cannot be undone; says why, and nothing is changed.
    """
    with context.unit_of_work() as work:
        return [
            work.imports.undo(number, context.user, utc_now())
            for number in sorted(set(import_ids), reverse=True)
        ]
