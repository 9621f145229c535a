"""Codes a cell may hold, and their labels in both languages."""

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

from recycling.domain.bookings import OfferState
from recycling.domain.fleet import Energy, VehicleRole
from recycling.domain.jobs import JobState
from recycling.domain.materials import Certainty, HazardClass, Stream
from recycling.domain.orders import OrderSource, OrderStatus
from recycling.domain.parties import PartyKind, PriceKind
from recycling.domain.plans import PlanState, SiteAction
from recycling.domain.running import DayEventKind
from recycling.domain.site_records import VisitOutcome
from recycling.domain.sites import SiteKind, SiteStatus, TravelZone, ZoneKind
from recycling.domain.targets import Indicator
from recycling.domain.tickets import ElvClass, FlagRule, Flow, Grade
from recycling.schema.columns import Lang, fold

_CLASSES: Final[tuple[type[StrEnum], ...]] = (
    Certainty,
    DayEventKind,
    ElvClass,
    Energy,
    FlagRule,
    Flow,
    Grade,
    HazardClass,
    Indicator,
    JobState,
    OfferState,
    OrderSource,
    OrderStatus,
    PartyKind,
    PlanState,
    PriceKind,
    SiteAction,
    SiteKind,
    SiteStatus,
    Stream,
    TravelZone,
    VehicleRole,
    VisitOutcome,
    ZoneKind,
)

ENUMS: Final[Mapping[str, type[StrEnum]]] = {cls.__name__: cls for cls in _CLASSES}
"""Enumerations of the domain that files and pages show, by name."""


@lru_cache(maxsize=1)
def _labels() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Labels per language, by enumeration and code."""
    source = files("recycling.schema").joinpath("enums.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {
        (row["enum"], row["value"]): {"en": row["label_en"], "zh": row["label_zh"]}
        for row in rows
    }


def label(enum: str, value: str, lang: Lang) -> str:
    """Name of a code as users see it.

    Parameters
    ----------
    enum
        Name of the enumeration, for example ``SiteKind``.
    value
        Code; a member of the enumeration will do.
    lang
        Language of the label.

    Raises
    ------
    KeyError
        When there is no such code.
    """
    return _labels()[enum, str(value)][lang]


@lru_cache(maxsize=32)
def codes(enum: str) -> Mapping[str, str]:
    """Codes of an enumeration by folded code or label of either language."""
    found: dict[str, str] = {}
    for (name, value), labels in _labels().items():
        if name == enum:
            found.update(dict.fromkeys(map(fold, (value, *labels.values())), value))
    return found


def accepted(enum: str, lang: Lang) -> list[str]:
    """Labels of an enumeration in a language, in its order."""
    return [label(enum, member.value, lang) for member in ENUMS[enum]]
