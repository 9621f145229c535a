"""Why no plan keeps all rules, in sentences."""

from collections.abc import Callable, Iterable, Mapping

from recycling.domain.conflicts import Conflict, ConflictKind, NoPlanError
from recycling.domain.units import KG_PER_T
from recycling.reporting.tables import money
from recycling.schema.columns import Lang
from recycling.schema.said import Said, one_after_another, said, worded


def conflict_lines(conflicts: Iterable[Conflict], lang: Lang) -> list[str]:
    """Say why no plan keeps all rules, one sentence per contradiction or rule.

    Parameters
    ----------
    conflicts
        Contradictions; rules that only contradict together come under a heading.
    lang
        Language of the sentences.
    """
    return [str(worded(sentence, lang)) for sentence in _sentences(conflicts)]


def no_plan_words(error: NoPlanError) -> str:
    """Say in an error's words which rules contradict each other, and the way out.

    Parameters
    ----------
    error
        As a stage raised it, with the contradictions it knows.
    """
    if not error.conflicts:
        return said("siting.unexplained", reason=error)
    return one_after_another(said("siting.no_plan"), *_sentences(error.conflicts))


def _sentences(conflicts: Iterable[Conflict]) -> list[Said]:
    listed = list(conflicts)
    lines = [_line(c) for c in listed if c.kind is not ConflictKind.RULES]
    rules = [c for c in listed if c.kind is ConflictKind.RULES]
    if rules:
        lines.append(Said("study.conflict.rules", {}))
        lines += map(_rule, rules)
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


def _line(conflict: Conflict) -> Said:
    figure = FIGURES.get(conflict.kind, _tonnes)
    values = {
        "needed": figure(conflict.needed),
        "available": figure(conflict.available),
        "number": conflict.number,
    }
    return Said(f"study.conflict.{conflict.kind}", _where(conflict) | values)


def _rule(conflict: Conflict) -> Said:
    figure = FIGURES.get(conflict.rule, _tonnes)
    values = {"figure": figure(conflict.needed)}
    return Said(f"study.rule.{conflict.rule}", _where(conflict) | values)


def _where(conflict: Conflict) -> dict[str, object]:
    """Year and subject; what holds for all of them is said in words."""
    return {
        "year": conflict.year or Said("study.every_year", {}),
        "subject": conflict.subject or Said("study.all", {}),
    }
