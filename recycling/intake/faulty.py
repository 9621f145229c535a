"""A fault of a header, before it has a file and a row."""

from dataclasses import dataclass

from recycling.schema.faults import Rule


@dataclass(frozen=True, slots=True)
class HeaderFault:
    """A broken rule of the header.

    Attributes
    ----------
    rule
        Rule it breaks.
    column, value, detail
        As in `recycling.domain.errors.Fault`.
    """

    rule: Rule
    column: str
    value: str
    detail: str
