"""What standards and permits ask of a site, and whether it has it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Compliance(StrEnum):
    """How a site stands to a rule.

    Attributes
    ----------
    MET, MISSED
        It keeps the rule, or does not.
    UNKNOWN
        The tables do not say enough.
    NOT_ASKED
        The rule is not for a site like it.
    """

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class ComplianceRule(StrEnum):
    """What is asked of a site."""

    PERMIT = "permit"
    CAPACITY = "capacity"
    AREA = "area"
    CLASS_CAPACITY = "class_capacity"
    WEIGHBRIDGE = "weighbridge"
    HAZARDOUS_STORE = "hazardous_store"
    DUST_CONTROL = "dust_control"
    NOISE_CONTROL = "noise_control"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class ComplianceItem:
    """A line of a site's check-list.

    Attributes
    ----------
    rule, standing
        What is asked, and how the site stands.
    value
        What the site has; ``None`` where nothing is recorded.
    limit
        What is asked for; ``None`` where the rule is a yes or no.
    unit
        Unit of both.
    source, certainty
        Where the rule comes from.
    """

    rule: ComplianceRule
    standing: Compliance
    value: int | str | date | None
    limit: int | str | date | None = None
    unit: str = ""
    source: str = ""
    certainty: str = ""
