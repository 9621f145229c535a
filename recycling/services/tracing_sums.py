"""Figures that are sums of tickets, with what each ticket adds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from recycling.accounting.balance import UNIT_ACCOUNTS
from recycling.domain.figures import UNCLASSED, Derived
from recycling.domain.ledger import Account
from recycling.domain.tickets import ElvClass, Flow, Grade
from recycling.domain.tracing import TicketEntry, TicketFilter
from recycling.reporting.standing import STANDARD
from recycling.services.tracing_parts import Asked, Trace, parameter_row, spread


def recovered(asked: Asked) -> Trace:
    """Recovered mass: net kilograms of what counts, of one grade where one is named."""
    grade = _one_of(asked, Grade) if asked.figure.detail else None
    wanted = replace(asked.wanted, only_counted=True, grade=grade)
    return _sum(asked, wanted, lambda entry: entry.net_kg)


def _tickets(asked: Asked) -> Trace:
    wanted = replace(asked.wanted, only_counted=True)
    return _sum(asked, wanted, lambda entry: entry.loads)


def _flow(asked: Asked) -> Trace:
    wanted = replace(asked.wanted, flow=_one_of(asked, Flow))
    return _sum(asked, wanted, lambda entry: entry.net_kg)


def _pieces(account: Account) -> Callable[[Asked], Trace]:
    def summed(asked: Asked) -> Trace:
        wanted = _of_pieces(asked, account)
        return _sum(asked, wanted, lambda entry: entry.units)

    return summed


def _vehicle_mass(asked: Asked) -> Trace:
    wanted = _of_pieces(asked, Account.ELV_UNITS)
    return _sum(asked, wanted, lambda entry: entry.net_kg)


def _standard(asked: Asked) -> Trace:
    """Share standard vehicles out: vehicles x coefficient, rounded."""
    entries = list(asked.work.weighings.entries(_of_pieces(asked, Account.ELV_UNITS)))
    known = asked.network.parameters.get(f"{STANDARD}{asked.figure.detail}")
    units = sum(entry.units for entry in entries)
    amount = round(units * (known.value if known else 1.0))
    found = spread(amount, entries, units, lambda entry: entry.units) if units else ()
    sources = (parameter_row(known),) if known else ()
    return Trace(asked.figure, entries=iter(found), sources=sources, amount=amount)


def _of_pieces(asked: Asked, account: Account) -> TicketFilter:
    own = {
        code
        for code, material in asked.network.materials.items()
        if UNIT_ACCOUNTS.get(material.hazard) is account
    }
    asked_for = set(asked.wanted.materials)
    return replace(
        asked.wanted,
        # No material of the account: a code that none has asks for nothing.
        materials=(own & asked_for if asked_for else own) or {""},
        only_counted=True,
        only_pieces=True,
        elv_class=_class(asked),
    )


def _class(asked: Asked) -> str | None:
    if asked.figure.detail == UNCLASSED:
        return ""
    return _one_of(asked, ElvClass) if asked.figure.detail else None


def _one_of(asked: Asked, kinds: type[ElvClass] | type[Flow] | type[Grade]) -> str:
    if asked.figure.detail not in set(kinds):
        asked.refuse_detail(f"one of {', '.join(kinds)}")
    return asked.figure.detail


def _sum(
    asked: Asked, wanted: TicketFilter, part: Callable[[TicketEntry], int]
) -> Trace:
    entries = asked.work.weighings.entries(wanted)
    return Trace(asked.figure, entries=_with_parts(entries, part))


def _with_parts(
    entries: Iterator[TicketEntry], part: Callable[[TicketEntry], int]
) -> Iterator[TicketEntry]:
    for entry in entries:
        yield replace(entry, part=part(entry))


FIGURES: Mapping[str, Callable[[Asked], Trace]] = MappingProxyType(
    {
        Account.RECOVERED_KG: recovered,
        Account.ELV_UNITS: _pieces(Account.ELV_UNITS),
        Account.APPLIANCE_UNITS: _pieces(Account.APPLIANCE_UNITS),
        Derived.TICKETS: _tickets,
        Derived.FLOW_KG: _flow,
        Derived.ELV_KG: _vehicle_mass,
        Derived.STANDARD_UNITS: _standard,
    }
)
"""Sums of tickets by account."""
