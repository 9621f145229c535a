"""What every report says about where its figures come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from recycling.domain.counting import CountingRule
from recycling.reporting.documents import Note
from recycling.reporting.pen import Pen


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the figures of a report come from.

    Attributes
    ----------
    first, last
        Days counted.
    newest
        Day of the newest ticket there is; ``None`` without any.
    tickets
        Tickets counted.
    net_kg, simulated_kg
        Mass of these tickets, and the part of it that is made up.
    counting
        Rule that says which tickets count.
    factor_version
        Set of emission factors.
    sealed_to
        First day of the last sealed month; ``None`` before the first.
    sources
        Where targets and reference figures come from.
    """

    first: date
    last: date
    newest: date | None
    tickets: int
    net_kg: int
    simulated_kg: int
    counting: CountingRule
    factor_version: str
    sealed_to: date | None = None
    sources: tuple[str, ...] = ()


def warning(pen: Pen, provenance: Provenance) -> str:
    """Say that figures are made up, in part or all; empty when they are not."""
    return made_up(pen, provenance.simulated_kg, provenance.net_kg)


def made_up(pen: Pen, simulated_kg: int, net_kg: int) -> str:
    """Say how much of a mass is made up; empty when nothing is."""
    if not simulated_kg:
        return ""
    if simulated_kg >= net_kg:
        return pen.say("synthetic")
    share = pen.share(simulated_kg / net_kg)
    return pen.say("partly_synthetic", share=share.text)


def provenance_notes(pen: Pen, provenance: Provenance) -> tuple[Note, ...]:
    """Write down freshness, rule, units, factors and sources."""
    sealed = provenance.sealed_to
    notes = {
        "freshness": pen.say(
            "freshness_text",
            first=provenance.first,
            last=provenance.last,
            tickets=f"{provenance.tickets:,}",
            newest=provenance.newest or pen.say("none"),
            sealed=f"{sealed:%Y-%m}" if sealed else pen.say("none"),
        ),
        "counting": _rule(pen, provenance.counting),
        "units": pen.say("units_text", mass=pen.mass_unit, vehicles=pen.vehicle_unit),
        "factors": provenance.factor_version,
        "sources": "; ".join(provenance.sources) or pen.say("none"),
        "trace": pen.say("trace_text"),
    }
    return tuple(Note(key, pen.say(f"note.{key}"), text) for key, text in notes.items())


def _rule(pen: Pen, rule: CountingRule) -> str:
    if rule.gate_level is None:
        return pen.say("counting_first_intake")
    return pen.say("counting_gate", level=rule.gate_level)


def distinct(sources: Iterable[str]) -> tuple[str, ...]:
    """List sources once each, in the order they first occur."""
    return tuple(dict.fromkeys(source for source in sources if source))
