"""Why no plan keeps all rules, in sentences."""

from collections.abc import Callable, Iterable, Mapping

from recycling.domain.conflicts import Conflict, ConflictKind
from recycling.domain.units import KG_PER_T
from recycling.reporting.tables import money
from recycling.schema.columns import Lang
from recycling.schema.messages import text


def conflict_lines(conflicts: Iterable[Conflict], lang: Lang) -> list[str]:
    """Say why no plan keeps all rules, one sentence per contradiction or rule.

    Parameters
    ----------
    conflicts
        Contradictions; rules that only contradict together come under a heading.
    lang
        Language of the sentences.
    """
    listed = list(conflicts)
    lines = [_line(c, lang) for c in listed if c.kind is not ConflictKind.RULES]
    rules = [c for c in listed if c.kind is ConflictKind.RULES]
    if rules:
        lines.append(text("study.conflict.rules", lang))
        lines += [_rule(rule, lang) for rule in rules]
    return lines


def _tonnes(kilograms: int) -> str:
    return f"{kilograms / KG_PER_T:,.0f} t"


FIGURES: Mapping[str, Callable[[int], str]] = {
    ConflictKind.GREEN_BUDGET: money,
    ConflictKind.GREEN_SITES: str,
    "budget": money,
    "tag_minimum": str,
    "tag_maximum": str,
    "fix": str,
}
"""How figures are written that are no masses."""


def _line(conflict: Conflict, lang: Lang) -> str:
    figure = FIGURES.get(conflict.kind, _tonnes)
    return text(
        f"study.conflict.{conflict.kind}",
        lang,
        year=conflict.year or text("study.every_year", lang),
        subject=conflict.subject or text("study.all", lang),
        needed=figure(conflict.needed),
        available=figure(conflict.available),
        number=conflict.number,
    )


def _rule(conflict: Conflict, lang: Lang) -> str:
    figure = FIGURES.get(conflict.rule, _tonnes)
    return text(
        f"study.rule.{conflict.rule}",
        lang,
        year=conflict.year or text("study.every_year", lang),
        subject=conflict.subject or text("study.all", lang),
        figure=figure(conflict.needed),
    )
