"""What a map page says, in every language at once."""

from collections.abc import Iterable, Mapping
from typing import Final

from maps.html import WORDS
from maps.html_layers import Text, WebColumn
from recycling.domain.plans import GREAT_CIRCLE, RoutePlan, SitingPlan
from recycling.domain.units import FEN_PER_CNY
from recycling.schema.columns import LANGUAGES
from recycling.schema.enums import ENUMS, label
from recycling.schema.messages import text

_CNY_PER_10K: Final = 10_000

LANGUAGE_NAMES: Final = {"zh": "中文", "en": "English"}


def both(key: str, **params: object) -> Text:
    """Word a message of the exports in every language."""
    return {lang: text(f"export.{key}", lang, **params) for lang in LANGUAGES}


def unit(key: str) -> Text:
    """Name of a unit."""
    return both(f"unit.{key}")


def amount(number: float, digits: int = 0, measure: Text | None = None) -> Text:
    """Write a number, with its unit where it has one."""
    figure = f"{number:,.{digits}f}"
    return {
        lang: f"{figure} {(measure or {}).get(lang, '')}".strip() for lang in LANGUAGES
    }


def yuan(fen: int) -> Text:
    """Write a large sum of money."""
    return amount(fen / FEN_PER_CNY / _CNY_PER_10K, 1, unit("10k_cny"))


def plan_subtitle(plan: RoutePlan | SitingPlan) -> Text:
    """Which plan it is, and where its travel times come from."""
    if plan.travel == GREAT_CIRCLE:
        return both("subtitle.great_circle", plan=plan.plan_id)
    return both("subtitle.plan", plan=plan.plan_id, travel=plan.travel)


def page_words() -> Mapping[str, Mapping[str, str]]:
    """Words of the page's own buttons, per language."""
    return {
        lang: {key: text(f"export.page.{key}", lang) for key in WORDS}
        for lang in LANGUAGES
    }


def enum_text(enum: str, value: str) -> Text:
    """Label of a code."""
    return {lang: label(enum, value, lang) for lang in LANGUAGES}


def enum_texts(enum: str) -> Mapping[str, Text]:
    """Labels of all codes of an enumeration."""
    return {member.value: enum_text(enum, member.value) for member in ENUMS[enum]}


def name_texts(named: Iterable[tuple[str, str, str]]) -> Mapping[str, Text]:
    """Labels of objects that carry their names: code, English, Chinese."""
    return {code: {"en": english, "zh": chinese} for code, english, chinese in named}


def plain_column(attribute: str, *, is_brief: bool = False) -> WebColumn:
    """Column of texts."""
    return WebColumn(attribute, both(f"column.{attribute}"), is_brief=is_brief)


def code_column(
    attribute: str, labels: Mapping[str, Text], *, is_brief: bool = False
) -> WebColumn:
    """Column of codes with their labels."""
    return WebColumn(
        attribute, both(f"column.{attribute}"), labels=labels, is_brief=is_brief
    )


def figure_column(
    attribute: str,
    digits: int = 0,
    measure: Text | None = None,
    *,
    per: float = 1.0,
    is_brief: bool = False,
) -> WebColumn:
    """Column of numbers."""
    return WebColumn(
        attribute,
        both(f"column.{attribute}"),
        digits=digits,
        per=per,
        unit=measure or {},
        is_brief=is_brief,
    )
