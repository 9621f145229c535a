"""Use cases of tickets that want care: correcting, doubts, and the counting rule."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from recycling.domain.counting import CountingRule
from recycling.domain.errors import InputError
from recycling.domain.tickets import FlagRule, Ticket, TicketFlag
from recycling.schema.said import said
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Correction:
    """What to change of a ticket; ``None`` leaves it as it is.

    Attributes
    ----------
    site_id, ticket_no
        Ticket to correct.
    corrected_at
        Local time of the correction; its month takes the difference.
    new_no
        Number of the new ticket; made from the old when empty.
    gross_kg, tare_kg, net_kg, material, party_id
        What was wrong.
    is_cancelled
        The ticket was no load at all.
    """

    site_id: str
    ticket_no: str
    corrected_at: datetime
    new_no: str = ""
    gross_kg: int | None = None
    tare_kg: int | None = None
    net_kg: int | None = None
    material: str | None = None
    party_id: str | None = None
    is_cancelled: bool = False


def correct_ticket(context: Context, wanted: Correction) -> tuple[Ticket, Ticket]:
    """Record a ticket that takes the place of another.

    Returns
    -------
    tuple
        The old ticket and the new.

    Raises
    ------
    InputError
        When there is no such ticket, or nothing is to be changed.
    ConflictError
        When the correction is of a sealed month or earlier than the ticket, or
        the ticket is corrected already.
    """
    with context.unit_of_work() as work:
        # Two corrections at once would take the same free number.
        work.lock()
        old = work.weighings.find(wanted.site_id, wanted.ticket_no)
        if old is None:
            msg = said(
                "ticket.unknown", ticket_no=wanted.ticket_no, site_id=wanted.site_id
            )
            raise InputError(msg)
        new = _corrected(old, wanted, wanted.new_no or _free_number(work, old))
        import_id = log_entry(work, "correction", "tickets")
        work.inputs.merge(batch_of("tickets", [new]), import_id)
    return old, new


def _corrected(old: Ticket, wanted: Correction, number: str) -> Ticket:
    new = replace(
        old, ticket_no=number, weighed_at=wanted.corrected_at, corrects=old.ticket_no
    )
    if wanted.is_cancelled:
        return replace(
            new, net_kg=0, gross_kg=None, tare_kg=None, units=0,
            moisture_kg=0, contamination_kg=0,
        )  # fmt: skip
    changes = {
        name: getattr(wanted, name)
        for name in ("gross_kg", "tare_kg", "net_kg", "material", "party_id")
        if getattr(wanted, name) is not None
    }
    if not changes:
        msg = said("ticket.nothing")
        raise InputError(msg)
    new = replace(new, **changes)
    if new.gross_kg is None or new.tare_kg is None:
        return _positive(new)
    if "net_kg" not in changes:
        return _positive(replace(new, net_kg=new.gross_kg - new.tare_kg))
    if new.net_kg != new.gross_kg - new.tare_kg:
        # The net alone was wrong: what the two weighings were is not known.
        new = replace(new, gross_kg=None, tare_kg=None)
    return _positive(new)


def _positive(new: Ticket) -> Ticket:
    if new.net_kg <= 0:
        msg = said("ticket.net", net_kg=new.net_kg)
        raise InputError(msg)
    return new


def _free_number(work: UnitOfWork, old: Ticket) -> str:
    """Put the first free place of a correction behind the old number."""
    place = 1
    while work.weighings.find(old.site_id, f"{old.ticket_no}-R{place}") is not None:
        place += 1
    return f"{old.ticket_no}-R{place}"


def ticket_flags(
    context: Context, start: date, end: date, rule: FlagRule | None = None
) -> list[tuple[TicketFlag, Ticket]]:
    """Doubts about the tickets of some days that nobody corrected, newest first."""
    with context.unit_of_work() as work:
        return work.weighings.flags(start, end, rule)


def recount_tickets(context: Context, rule: CountingRule) -> None:
    """Keep the books by a rule, and sum all open months anew.

    Raises
    ------
    ConflictError
        When months are sealed under another rule.
    """
    context.progress.stage("recount")
    with context.unit_of_work() as work:
        work.weighings.recount(rule)
